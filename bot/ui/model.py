"""The model that answers: which one it is, what is sent to it, what it has cost, and choosing another.

Covers: the card on the Data tab and what is done there. A key stays in the memory of this process; nothing
of the choice is written down. Does not cover making models (agent.models) or what they may read (agent.veil).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import gradio as gr

from bot.agent import models
from bot.agent.models import BUILT_IN, Chat
from bot.agent.usage import total
from bot.applicant.facts import FIELDS
from bot.errors import BadInput, StepwiseError
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.events import QUICK
from bot.ui.render import money
from bot.ui.shell import problem
from bot.ui.tongue import later, say

if TYPE_CHECKING:
    from bot.agent.services import Services

FIELDS_OF_FORM = ("provider", "name", "url", "key", "price")
EVENTS = ("model_use", "model_builtin")
_COMPATIBLE = "url"
_BUILT_IN = later("The built-in advisor answers, on this computer. It needs no key, and nothing leaves it.")
_SENT = (
    later("Your messages in a conversation and the advisor's answers, from the last two to eleven turns"),
    later("The facts on your card that are not private"),
    later("What the advisor looked up: passages of the guide, program records, your score, your plan"),
)
_LEAD = later(
    "A hosted or local model can speak instead, with the same sources, the same score and the same checks on "
    "every sentence. When it fails, the built-in advisor answers."
)
_PRICE = later("US dollars for a million tokens read/written, like 2/10")
_KEY = later("The key is kept in memory until this program stops. It is never written down, shown or logged.")


@dataclass(eq=False)
class ModelCard:
    """The card; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    pane: gr.HTML = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        self.pane = pane("model")

    def wire(self, bus: gr.HTML, tab: gr.Tab, thread: gr.Textbox) -> None:
        tab.select(self.show, thread, self.pane, **QUICK)
        bus.model_use(self.use, thread, self.pane, **QUICK)
        bus.model_builtin(self.built_in, thread, self.pane, **QUICK)

    def show(self, thread: str) -> Html:
        return self._card(thread)

    def use(self, thread: str, event: gr.EventData) -> Html:
        """Another model from now on, for this applicant; nothing is sent before the next message.

        Where people log in only the one that the server was started with can be had: its keys are not
        theirs, and an address that they give would be reached from inside its network.
        """
        if self.services.settings.auth_file is not None:
            self.services.chats.choose(self.applicant(thread), None)
            return self._card(thread)
        given = {key: str(event._data.get(key, "")).strip() for key in FIELDS_OF_FORM}
        try:
            chosen = _chosen(given, self.services.settings.keys)
            self.services.chats.choose(self.applicant(thread), chosen)
        except StepwiseError as error:
            return join([problem(_plain(str(error))), self._card(thread)])
        return self._card(thread)

    def built_in(self, thread: str) -> Html:
        self.services.chats.choose(self.applicant(thread), BUILT_IN)
        return self._card(thread)

    def _card(self, thread: str) -> Html:
        now = self.services.chats.of(self.applicant(thread))
        turns = self.services.store.turns(thread) if thread else []
        spent = total(turn.reply.get("usage") for turn in turns if turn.reply)
        default = self.services.chats.default if self.services.settings.auth_file is not None else None
        return card(now, money(spent) if spent else "", default)


def card(now: Chat, spent: str, only: Chat | None = None) -> Html:
    """The card while `now` answers; `spent` is what this conversation took of hosted models so far, `only`
    the one model that can be had beside the built-in one, None when any can."""
    parts = [_now(now)]
    if spent:
        parts.append(text("p", say("This conversation so far: {spent}.", spent=spent), "fine"))
    if only is None:
        parts.append(_choice(now))
    elif only.hosted and not now.hosted:
        parts.append(act(say("Let {name} answer", name=only.name), "model_use", "", "sw-button"))
    return kit.card(say("Who answers"), join(parts), id_="model-card")


def _now(now: Chat) -> Html:
    if not now.hosted:
        return text("p", say(_BUILT_IN))
    where = (
        say("at {place}", place=now.where)
        if now.leaves
        else say("on this computer ({place})", place=now.where)
    )
    private = ", ".join(say(spec.label).lower() for spec in FIELDS.values() if spec.private)
    lines = tag("ul", join(text("li", say(line)) for line in _SENT), "plain")
    never = say(
        "Never sent: your private facts ({private}), your statements, your files, and your other records.",
        private=private,
    )
    body = [
        tag(
            "p",
            join(
                [
                    kit.chip(now.name, "clay"),
                    esc(" " + say("answers, {where}. With each message it is sent:", where=where)),
                ]
            ),
        ),
        lines,
        text("p", never),
        act(say("Back to the built-in advisor"), "model_builtin", "", "sw-button"),
    ]
    return join(body)


def _choice(now: Chat) -> Html:
    names = {key: one.label for key, one in models.providers().items()}
    names[_COMPATIBLE] = say("Another server, by its address")
    options = join(Html(f'<option value="{esc(key)}">{esc(label)}</option>') for key, label in names.items())
    fields = [
        tag("p", join([text("label", say("Provider"), for_="model-provider"), _select(options)])),
        _field("model-name", "name", say("Model"), say("the name that the provider gives it")),
        _field(
            "model-url",
            "url",
            say("Address"),
            say("only for a server of your own, like http://127.0.0.1:8080/v1"),
        ),
        _field(
            "model-key", "key", say("Key"), say("not needed for a server on this computer"), kind="password"
        ),
        text("p", say(_KEY), "fine"),
        _field("model-price", "price", say("Price, if you want to see the cost"), say(_PRICE)),
        tag("p", tag("button", esc(say("Use this model")), "sw-button", type="submit")),
    ]
    form = tag("form", join(fields), "sw-model", name="sw:model_use", id="model-form", autocomplete="off")
    title = say("Choose another model") if now.hosted else say("Use a hosted or local model")
    return kit.fold(esc(title), join([text("p", say(_LEAD)), form]), "model-choice", css="sw-because")


def _select(options: Html) -> Html:
    return tag("select", options, "", id="model-provider", name="provider")


def _field(id_: str, name: str, label: str, hint: str, kind: str = "text") -> Html:
    box = Html(
        f'<input id="{id_}" name="{name}" type="{kind}" maxlength="400" autocomplete="off" spellcheck="false"'
        f' placeholder="{esc(hint)}">'
    )
    return tag("p", join([text("label", label, for_=id_), box]))


def _chosen(given: dict[str, str], keys: object) -> Chat:
    known = dict(keys) if isinstance(keys, dict) else {}
    own = given["provider"] == _COMPATIBLE
    if not own and not given["name"]:
        raise BadInput(say("give the name of the model, as its provider writes it"))
    name = given["name"] if own else f"{given['provider']}:{given['name']}"
    return models.chat(name, given["url"], known, given["key"], given["price"])


def _plain(error: str) -> str:
    """The same for somebody who filled in a form and set no variable."""
    for variable, said in (("_URL", "the address"), ("_PRICE", "the price"), ("", "the model")):
        error = error.replace(f"ADVISOR_MODEL{variable} ", f"{said} ")
    return error.replace("in ADVISOR_MODEL_URL", "as the address").replace("in the environment", "below")
