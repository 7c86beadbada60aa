"""Your records, on the Data tab: which there are, taking one out and in, using another, deleting them.

Covers: the parts, their markup and handlers. Does not cover the form of a file (store.export), deleting one
conversation (page), or what of a record is where (store).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.errors import BadInput, StepwiseError
from bot.store import Applicant
from bot.store.export import as_markdown
from bot.store.rescue import delete_kept_aside
from bot.ui import components as kit
from bot.ui.access.own import asking
from bot.ui.advisor import value_of
from bot.ui.components import Html, act, esc, join, tag, text, unseen
from bot.ui.events import EACH, QUICK, in_order
from bot.ui.files import forget, handed_out, named, uploaded
from bot.ui.shell import problem
from bot.ui.tongue import fixed, later, say, several

if TYPE_CHECKING:
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the parts."""

EVENTS = ("take", "person_new", "person_use", "person_rename", "person_delete", "erase_all")
"""What the card's buttons and forms send."""

_DELETING = ("delete", "st_delete", "iv_delete", "drop_own")
"""What other parts of the page delete: a conversation, a statement, a practice, an own program."""

FORMATS = {"json": later("everything, to bring in elsewhere"), "md": later("everything, to read")}
GONE = later("this applicant is no longer here; choose another one")
MOST = 50
"""Records of one person."""

_FETCH = "() => window.stepwise.press('records-out')"
_AGAIN = "(what) => window.stepwise.again(what)"
_LEAD = later(
    "A record is everything about one applicant: facts, conversations, drafts, statements, interviews, "
    "programs and choices. It is yours: take it out as a file, bring it in on another computer, or delete it."
)
_DELETED = later(
    "Deleting takes everything of it out of the database and out of this program's folder. Files that you "
    "saved are in your own downloads folder, and a backup or a copy of an older database that was kept "
    "aside keeps what was in it then."
)


@dataclass(eq=False)
class Records:
    """The card; `cut` stops an answer that is being written in a conversation."""

    services: "Services"
    cut: Callable[[str], None]
    said: gr.HTML = field(init=False)
    pane: gr.HTML = field(init=False)
    upload: gr.UploadButton = field(init=False)
    file: gr.DownloadButton = field(init=False)
    moved: gr.Textbox = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        self.said = pane("records-said")
        self.pane = pane("records")
        self.upload = gr.UploadButton(
            fixed("Bring in a record from a file"), file_types=[".json"], elem_id="records-in", size="sm"
        )
        self.file = gr.DownloadButton("Your record", visible="hidden", elem_id="records-out")
        self.moved = gr.Textbox("", visible="hidden", elem_id="records-moved", label="moved")

    def wire(self, bus: gr.HTML, tab: gr.Tab) -> None:
        """Connect the card. Another record, or none, is a fresh start: the page is loaded anew."""
        parts = [self.said, self.pane, self.moved]
        tab.select(self.plainly(self.show), None, parts, **QUICK)
        bus.take(self.plainly(self.take), None, [self.file, self.said], **EACH)
        self.file.change(None, None, None, js=_FETCH, **EACH)
        for name, handler in (
            ("person_new", self.new),
            ("person_use", self.use),
            ("person_rename", self.rename),
            ("person_delete", self.delete),
            ("erase_all", self.erase),
        ):
            getattr(bus, name)(self.plainly(handler), None, parts, **in_order("records"))
        for name in _DELETING:
            getattr(bus, name)(self.clear, None, None, **EACH)
        self.upload.upload(self.plainly(self.bring), self.upload, parts, **in_order("records"))
        self.moved.change(None, self.moved, None, js=_AGAIN, **QUICK)

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said above the card instead of raised."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return {self.said: Html(f"{problem(str(error))}<!-- {token_hex()} -->")}

        return guarded

    def show(self) -> Frame:
        store = self.services.store
        active = store.ensure_applicant(asking())
        people = self._people()
        counts = [len(store.threads(one.id)) for one in people]
        return {self.said: "", self.pane: card(people, counts, active.id, asking())}

    def take(self, event: gr.EventData) -> Frame:
        """A record as a file: all of it as JSON, or to be read."""
        kind, _, id_ = value_of(event).partition(" ")
        if kind not in FORMATS:
            raise BadInput(say("a record is saved as one of {kinds}", kinds=", ".join(FORMATS)))
        mine, today = self._mine(id_), self.services.today
        data = self.services.store.export_applicant(mine.id)
        words = as_markdown(data, today) if kind == "md" else json.dumps(data, ensure_ascii=False, indent=2)
        name = named(mine, file_name(kind, today))
        path = handed_out(self.file, words.encode(), name)
        return {
            self.file: gr.DownloadButton(value=path),
            self.said: _note(say("Saved as {name}.", name=name)),
        }

    def bring(self, path: str) -> Frame:
        """Add the record of a file, and use it."""
        with uploaded(path) as (raw, _):
            self._room()
            try:
                data = json.loads(raw)
            except (ValueError, RecursionError):
                raise BadInput(say("this file is no record that was saved here")) from None
        return self._now(self.services.store.import_applicant(data, owner=asking()))

    def new(self) -> Frame:
        self._room()
        names = {one.name for one in self._people()}
        name = next(name for n in range(2, MOST + 3) if (name := say("Applicant {n}", n=n)) not in names)
        return self._now(self.services.store.create_applicant(name, owner=asking()))

    def use(self, event: gr.EventData) -> Frame:
        return self._now(self._mine(value_of(event)))

    def rename(self, event: gr.EventData) -> Frame:
        one = self._mine(str(event._data.get("id", "")))
        self.services.store.rename_applicant(one.id, str(event._data.get("name", "")))
        return self.show()

    def delete(self, event: gr.EventData) -> Frame:
        self._delete(self._mine(value_of(event)))
        return self._moved("one")

    def erase(self) -> Frame:
        """Delete all records of whoever asks; where nobody logs in, copies beside the database go too."""
        for one in self._people():
            self._delete(one)
        if not asking():
            delete_kept_aside(self.services.settings.database_url)
        return self._moved("all")

    def clear(self) -> None:
        """What was saved may hold what is deleted now; the browser has its own copy."""
        forget(self.file)

    def _delete(self, one: Applicant) -> None:
        for thread in self.services.store.threads(one.id):
            self.cut(thread.id)
        self.services.store.delete_applicant(one.id)
        self.services.chats.choose(one.id, None)  # its key was in memory only
        forget(self.file)

    def _now(self, one: Applicant) -> Frame:
        self.services.store.set_active_applicant(one.id)
        return self._moved("one")

    def _moved(self, what: str) -> Frame:
        return {self.moved: f"{what} {token_hex(8)}"}

    def _people(self) -> list[Applicant]:
        return self.services.store.applicants(asking())

    def _mine(self, id_: str) -> Applicant:
        """Raises BadInput, in the same words whether a record is somebody else's or not there."""
        one = next((one for one in self._people() if one.id == id_), None)
        if one is None:
            raise BadInput(say(GONE))
        return one

    def _room(self) -> None:
        if len(self._people()) >= MOST:
            raise BadInput(
                say("{n} records are kept at most; delete one that you do not need any more", n=MOST)
            )


def file_name(kind: str, today: date) -> str:
    return f"stepwise-record-{today.isoformat()}.{kind}"


def card(people: Sequence[Applicant], counts: Sequence[int], active: str, user: str) -> Html:
    """The records with what can be done; `counts` are their conversations, `user` is who is logged in."""
    rows = join(_row(one, count, one.id == active) for one, count in zip(people, counts, strict=True))
    whose = (
        text("p", say("You are logged in as {user}. Only you see these records.", user=user), "fine")
        if user
        else Html("")
    )
    body = [
        text("p", say(_LEAD)),
        whose,
        tag("ul", rows, "sw-records"),
        tag("div", act(say("Begin another record"), "person_new", "", "sw-button small"), "sw-row"),
        _sure(
            say("Delete all records"),
            say(_DELETED),
            act(say("Yes, delete them all"), "erase_all", "", _BAD),
            "erase-all",
        ),
    ]
    return kit.card(say("Your records"), join(body), id_="records-card")


_BAD = "sw-button small bad"


def _row(one: Applicant, count: int, now: bool) -> Html:
    chips = [kit.chip(say("in use"), "good")] if now else []
    chips += [kit.chip(say("example"))] if one.example else []
    many = several(count, "{n} conversation", "{n} conversations")
    head = tag("div", join([text("strong", one.name), text("span", many, "fine"), *chips], " "), "head")
    take = [
        act(
            say("Save (.{kind})", kind=kind),
            "take",
            f"{kind} {one.id}",
            "sw-button small quiet",
            f"{say(what)}: {one.name}",
        )
        for kind, what in FORMATS.items()
    ]
    use = [] if now else [act(say("Use this record"), "person_use", one.id, "sw-button small", one.name)]
    field_ = f"person-{one.id}"
    rename = Html(
        f'<form name="sw:person_rename"><label for="{esc(field_)}">{esc(say("Name"))}</label>'
        f'<input type="hidden" name="id" value="{esc(one.id)}">'
        f'<input id="{esc(field_)}" name="name" type="text" maxlength="80" value="{esc(one.name)}">'
        f'<button type="submit" class="sw-button small">{esc(say("Rename"))}</button></form>'
    )
    named = join([esc(say("Rename")), unseen(f" {one.name}")])
    gone = act(say("Yes, delete it"), "person_delete", one.id, _BAD, one.name)
    folds = [
        kit.fold(named, rename, f"rename-{one.id}", css="sw-menu-row"),
        _sure(say("Delete"), say(_DELETED), gone, f"gone-{one.id}", one.name),
    ]
    return tag("li", join([head, tag("div", join([*use, *take]), "sw-row"), *folds]))


def _sure(words: str, about: str, button: Html, id_: str, whose: str = "") -> Html:
    """A button that is behind a fold, as nothing brings back what it deletes."""
    named = join([esc(words), unseen(f" {whose}")]) if whose else esc(words)
    asked = text("p", say("Nothing brings it back."))
    return kit.fold(named, join([text("p", about), asked, button]), id_, css="sw-sure")


def _note(words: str) -> Html:
    return kit.callout(text("p", words, data_say=words))
