"""The Interview tab's parts and what is done in it: begin, answer, end, open again, save, delete.

Covers: drawing the panes when the tab is opened or something changed, and the handlers. Does not cover
markup (asking, feedback, ending, history), keeping practices (agent.practice) or judging (interview).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.agent import practice
from bot.agent.practice import MAX_ANSWER, Practice
from bot.applicant.facts import Profile
from bot.errors import BadInput, StepwiseError
from bot.interview.rubric import load_rubric
from bot.ui import components as kit
from bot.ui.advisor import value_of
from bot.ui.components import Html, join, text
from bot.ui.events import EACH, in_order
from bot.ui.files import handed_out, named
from bot.ui.interview import asking, ending, saving, speech
from bot.ui.interview.feedback import feedback
from bot.ui.interview.history import history
from bot.ui.shell import problem
from bot.ui.tongue import ENGLISH, fixed, say, speaking

if TYPE_CHECKING:
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the tab's parts."""

EVENTS = (
    "show_interview",
    "iv_start",
    "iv_answer",
    "iv_draft",
    "iv_end",
    "iv_again",
    "iv_home",
    "iv_open",
    "iv_delete",
    "iv_save",
    "iv_levels",
)
"""What the tab's buttons and forms send, and the recorder of voice.js."""

HOME = "home"
"""The view without a practice; an empty view is the practice that waits for an answer, if there is one."""

DRAFT = "interview_draft"
"""The choice under which an answer is kept while it is typed."""

_FETCH = "() => window.stepwise.press('iv-file')"
_SHORTER = 3
"""Questions of a practice for one weakness."""


@dataclass(eq=False)
class InterviewTab:
    """The tab's parts and handlers; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    tab: gr.Tab = field(init=False)
    view: gr.Textbox = field(init=False)
    said: gr.HTML = field(init=False)
    main: gr.HTML = field(init=False)
    ask: gr.HTML = field(init=False)
    spoken: gr.HTML = field(init=False)
    rest: gr.HTML = field(init=False)
    file: gr.DownloadButton = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        """Create the tab with its panes inside the current tabs, empty until it is opened."""
        with gr.Tab(
            fixed("Interview"), id="interview", elem_id="interview-tab", render_children=True
        ) as self.tab:
            self.said = pane("iv-said")
            self.main = pane("iv-main")
            self.ask = pane("iv-ask")
            self.spoken = pane("iv-spoken")
            self.rest = pane("iv-rest")
            self.view = gr.Textbox(visible="hidden", elem_id="iv-view", label="practice")
            self.file = gr.DownloadButton("Your practice", visible="hidden", elem_id="iv-file")

    @property
    def parts(self) -> list[Any]:
        return [self.view, self.said, self.main, self.ask, self.spoken, self.rest]

    def wire(self, bus: gr.HTML, thread: gr.Textbox) -> Any:
        """Connect the events of the page's bus and opening the tab; gives the event after which the profile
        may hold more."""
        seat = [thread, self.view]
        self.tab.select(self.plainly(self.show), seat, self.parts, **EACH)
        bus.show_interview(self.plainly(self.show), seat, self.parts, **EACH)
        for name, handler in (
            ("iv_start", self.start),
            ("iv_end", self.end),
            ("iv_again", self.again),
            ("iv_home", self.home),
            ("iv_open", self.open),
            ("iv_delete", self.delete),
        ):
            getattr(bus, name)(self.plainly(handler), seat, self.parts, **in_order("interview"))
        answered = bus.iv_answer(self.plainly(self.answer), seat, self.parts, **in_order("interview"))
        bus.iv_draft(self.plainly(self.draft), seat, [self.said], **in_order("interview"))
        bus.iv_levels(self.plainly(self.levels), None, [self.spoken, self.said], **EACH)
        bus.iv_save(self.plainly(self.save), seat, [self.file, self.said], **EACH)
        self.file.change(None, None, None, js=_FETCH, **EACH)
        return answered

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said above the tab instead of raised."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return {self.said: problem(str(error))}

        return guarded

    def show(self, thread: str, view: str) -> Frame:
        """All of the tab as it stands now."""
        applicant = self.applicant(thread)
        if view == HOME:
            return self._home(applicant)
        chosen = view or practice.latest_open(practice.listed(self.services.store, applicant))
        if not chosen:
            return self._home(applicant)
        try:
            return self._at(applicant, practice.kept(self.services.store, applicant, chosen))
        except BadInput as error:
            return {**self._home(applicant), self.said: problem(str(error))}

    def start(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """Begin a practice from the form."""
        tone, length = str(event._data.get("tone", "")), str(event._data.get("length", ""))
        return self._begun(self.applicant(thread), tone, int(length) if length.isdecimal() else 0)

    def again(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """A short practice for the weakest trait of an earlier one, in the same tone."""
        before_id, _, aim = value_of(event).partition(" ")
        applicant = self.applicant(thread)
        before = practice.kept(self.services.store, applicant, before_id).session
        known = aim if aim in load_rubric().traits else None
        length = _SHORTER if known else before.length
        return self._begun(applicant, before.tone, length, known, before.profile)

    def answer(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """Judge what was typed, keep it and go on; on any trouble it stands in the box again."""
        applicant, store = self.applicant(thread), self.services.store
        typed, number = str(event._data.get("answer", "")), _whole(event._data.get("revision"))
        now = practice.kept(store, applicant, str(event._data.get("id", "")))
        try:
            if now.revision != number:
                raise BadInput(say("this practice went on in another window; here is where it stands now"))
            told = speech.from_json(event._data.get("spoken"))
            numbers = speech.as_json(told) if told else None
            done = practice.answered(store, applicant, now, typed, numbers)
        except StepwiseError as error:
            return {**self._at(applicant, now, typed=typed), self.said: problem(str(error))}
        store.choose(applicant, DRAFT, None)
        for fact in practice.learned(done, now, typed.strip(), self.services.now()):
            store.append_event(applicant, fact)
        return self._at(applicant, done, fresh=True)

    def draft(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """Keep an answer while it is typed, for one practice at a time."""
        words, number = str(event._data.get("answer", ""))[:MAX_ANSWER], _whole(event._data.get("number"))
        kept = {"id": str(event._data.get("id", ""))[:80], "number": number, "answer": words}
        self.services.store.choose(self.applicant(thread), DRAFT, kept if words.strip() else None)
        return {self.said: ""}

    def end(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        applicant, store = self.applicant(thread), self.services.store
        now = practice.kept(store, applicant, value_of(event))
        return self._at(applicant, practice.ended(store, applicant, now), fresh=True)

    def home(self, thread: str, _view: str) -> Frame:
        return self._home(self.applicant(thread))

    def open(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        applicant = self.applicant(thread)
        return self._at(applicant, practice.kept(self.services.store, applicant, value_of(event)), fresh=True)

    def delete(self, thread: str, view: str, event: gr.EventData) -> Frame:
        """Forget a practice, with the draft of an answer in it."""
        applicant, store, gone = self.applicant(thread), self.services.store, value_of(event)
        store.delete_work(applicant, gone)
        if _mapping(store.choices(applicant).get(DRAFT)).get("id") == gone:
            store.choose(applicant, DRAFT, None)
        frame = self.show(thread, HOME if view in (gone, "") else view)
        return {**frame, self.said: _note(say("The practice is deleted."))}

    def save(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """A practice as a file."""
        applicant, store = self.applicant(thread), self.services.store
        now = practice.kept(store, applicant, value_of(event))
        name = named(store.applicant(applicant), saving.file_name(self.services.today))
        with speaking(ENGLISH):
            data = saving.markdown(now).encode()
        path = handed_out(self.file, data, name)
        return {
            self.file: gr.DownloadButton(value=path),
            self.said: _note(say("Saved as {name}.", name=name)),
        }

    def levels(self, event: gr.EventData) -> Frame:
        """Numbers of a recording from its loudness; nothing is kept until the answer is given."""
        given = event._data.get("levels")
        if not isinstance(given, list) or not given:
            return {self.spoken: "", self.said: ""}
        found = speech.measure(given, event._data.get("step", 0))
        return {self.spoken: asking.measured(found), self.said: ""}

    def _begun(
        self, applicant: str, tone: str, length: int, aim: str | None = None, told: Profile | None = None
    ) -> Frame:
        """`told` are facts of an earlier practice, which those on the profile outweigh."""
        services = self.services
        profile = {**(told or {}), **services.store.ledger(applicant).profile}
        begun = practice.begin(services.store, applicant, profile, tone, length, services.today, aim=aim)
        return self._at(applicant, begun, fresh=True)

    def _home(self, applicant: str) -> Frame:
        """The form to begin with, the progress so far, and the own answer in three lengths."""
        profile = self.services.store.ledger(applicant).profile
        rest = [history(practice.listed(self.services.store, applicant))]
        if profile:
            rest.append(ending.three_lengths(profile, (), applicant))
        begin = asking.beginning(known=bool(profile))
        return {**self._blank(HOME), self.main: begin, self.rest: join(rest)}

    def _at(self, applicant: str, now: Practice, *, typed: str | None = None, fresh: bool = False) -> Frame:
        """The tab at a practice; `fresh`: it just changed, so reading goes on at what is new."""
        turns, over = now.session.turns, now.question is None
        answers = [turn.answer for turn in turns]
        lengths = ending.three_lengths(now.session.profile, answers, now.session.seed) if turns else Html("")
        if over:
            main, rest = ending.ending(now, fresh=fresh), [ending.earlier(now, but_last=False), lengths]
        else:
            shown = feedback(turns[-1], len(turns), self._spoken(now), fresh=fresh) if turns else Html("")
            main, rest = join([asking.progress(now), shown]), [ending.earlier(now, but_last=True), lengths]
        words = self._draft(applicant, now) if typed is None else typed
        asked = asking.asking(now, words, fresh=fresh and not turns)
        return {**self._blank(now.id), self.main: main, self.ask: asked, self.rest: join(rest)}

    def _blank(self, view: str) -> Frame:
        return {**dict.fromkeys(self.parts, ""), self.view: view}

    def _spoken(self, now: Practice) -> speech.Speech | None:
        return speech.from_json(now.spoken[-1])

    def _draft(self, applicant: str, now: Practice) -> str:
        """What was typed for the question that is open, before the page was left."""
        kept = _mapping(self.services.store.choices(applicant).get(DRAFT))
        here = kept.get("id") == now.id and kept.get("number") == asking.number(now)
        return str(kept.get("answer", "")) if here else ""


def _note(words: str) -> Html:
    """What was just done, shown above and read aloud."""
    return kit.callout(text("p", words, data_say=words))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int:
    told = str(value)
    return int(told) if told.isdecimal() and len(told) < 10 else -1
