"""The board: the programs of one applicant with status and findings, and which of them are looked at.

Covers: putting a survey together with what the applicant keeps about programs, which pass the filters of a
view, and in which order. Does not cover markup or what is stored.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.applicant.facts import SPECIALTIES, STATES, Profile
from bot.assess.eligibility import Gate, Judgement, RuleVerdict, Verdict
from bot.assess.ranking import Ranked
from bot.assess.records import PACIFIC, Program
from bot.assess.survey import Survey
from bot.store.tracker import NOTHING, Finding, OwnProgram, Tracked
from bot.ui.programs.view import BEYOND, COAST, Stand, View


@dataclass(frozen=True)
class Entry:
    """One program of our data on the board; `ranked` is None for a closed one."""

    judgement: Judgement
    ranked: Ranked | None
    status: str = NOTHING
    found: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def program(self) -> Program:
        return self.judgement.program

    @property
    def stand(self) -> Stand:
        return stand_of(self.judgement)


@dataclass(frozen=True)
class Board:
    """Everything the tab shows for one applicant: `open` in the order of fit, `closed` by id."""

    gate: Gate
    today: date
    open: tuple[Entry, ...]
    closed: tuple[Entry, ...]
    own: tuple[OwnProgram, ...]
    statuses: Mapping[str, str]

    @property
    def profile(self) -> Profile:
        return self.gate.mine.profile

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.open + self.closed

    def entry(self, program_id: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.program.id == program_id), None)


@dataclass(frozen=True)
class Shown:
    """What passes the filters; pages are cut by the markup, an export takes all but the closed ones."""

    open: tuple[Entry, ...]
    closed: tuple[Entry, ...]
    own: tuple[OwnProgram, ...]


def board(
    survey: Survey,
    today: date,
    tracked: Mapping[str, Tracked],
    findings: Iterable[Finding],
    own: Iterable[OwnProgram],
) -> Board:
    """The survey with what the applicant keeps about each program."""
    statuses = {key: item.status for key, item in tracked.items()}
    found: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        found.setdefault(finding.program_id, {})[finding.rule] = finding

    def entry(judgement: Judgement, ranked: Ranked | None) -> Entry:
        key = judgement.program.id
        return Entry(judgement, ranked, statuses.get(key, NOTHING), found.get(key, {}))

    return Board(
        gate=survey.gate,
        today=today,
        open=tuple(entry(item.judgement, item) for item in survey.ranked),
        closed=tuple(entry(item, None) for item in survey.blocked),
        own=tuple(own),
        statuses=statuses,
    )


def stand_of(judgement: Judgement) -> Stand:
    if judgement.verdict is Verdict.BLOCKED:
        return Stand.CLOSED
    if judgement.verdict is Verdict.ELIGIBLE:
        return Stand.OPEN
    return Stand.CHECK if any(_against(rule) for rule in judgement.rules) else Stand.CLEAR


def _against(rule: RuleVerdict) -> bool:
    """Whether a rule that closes nothing speaks against the applicant all the same."""
    return rule.verdict is Verdict.WARNING or rule.hint_against


def look(board: Board, view: View) -> Shown:
    """The programs that pass the filters, in the order of the view."""
    return Shown(
        open=_sorted((entry for entry in board.open if _passes(entry, view)), view.sort),
        closed=_sorted((entry for entry in board.closed if _passes(entry, view)), view.sort),
        own=tuple(item for item in board.own if _own_passes(item, board, view)),
    )


def ask_first(board: Board, most: int) -> tuple[Entry, ...]:
    """The best-placed programs with a question that only they can answer."""
    asked = (entry for entry in board.open if questions(entry))
    return tuple(entry for entry, _ in zip(asked, range(most), strict=False))


def questions(entry: Entry) -> tuple[str, ...]:
    """The rules to ask this program about: what is open and does not hang on a fact of the applicant."""
    return tuple(rule.rule for rule in entry.judgement.open if not rule.yours)


def summary(entry: Entry, board: Board) -> str:
    """The verdict in words: what closes a program, what there is to check, else the gate's sentence."""
    judgement, labels = entry.judgement, board.gate.words.rules
    if entry.stand is Stand.CLOSED:
        return " ".join(rule.detail for rule in judgement.blocking)
    if entry.stand is Stand.CHECK:
        what = ", ".join(labels[rule.rule].label for rule in judgement.rules if _against(rule))
        known = f"{judgement.published} of {len(judgement.concerning)} rules that concern you are published."
        return f"To check: {what}. {known}"
    return board.gate.summary(judgement)


def place(program: Program | OwnProgram) -> str:
    """City and state in words, as far as they are known."""
    return ", ".join(part for part in (program.city, STATES.get(program.state, program.state)) if part)


def states_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The states of some programs, the coast first, then by name."""
    found = {entry.program.state for entry in entries}
    return tuple(code for code in STATES if code in found)


def specialties_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    found = {entry.program.specialty for entry in entries}
    return tuple(slug for slug in SPECIALTIES if slug in found)


def _passes(entry: Entry, view: View) -> bool:
    program = entry.program
    return (
        _in_state(program.state, view.state)
        and view.specialty in ("", program.specialty)
        and view.stand in ("", entry.stand)
        and (not view.tier or (entry.ranked is not None and entry.ranked.tier == view.tier))
        and _in_status(entry.status, view.status)
        and _says(view.search, program.name, program.institution, place(program), program.specialty)
    )


def _own_passes(item: OwnProgram, board: Board, view: View) -> bool:
    """Nothing is known about an added program but what the applicant wrote."""
    return (
        _in_state(item.state, view.state)
        and view.specialty in ("", item.specialty)
        and view.stand in ("", Stand.CLEAR)
        and not view.tier
        and _in_status(board.statuses.get(item.id, NOTHING), view.status)
        and _says(view.search, item.name, place(item), item.specialty or "")
    )


def _in_state(code: str, wanted: str) -> bool:
    if wanted in (COAST, BEYOND):
        return (code in PACIFIC) == (wanted == COAST)
    return wanted in ("", code)


def _in_status(status: str, wanted: str) -> bool:
    return wanted in ("", status) or (wanted == "any" and status != NOTHING)


def _says(search: str, *words: str) -> bool:
    """Whether every word that is looked for stands somewhere; specialties are found by their names too."""
    text = " ".join((*words, *(SPECIALTIES.get(word, "") for word in words))).casefold()
    return all(word in text for word in search.casefold().split())


def _sorted(entries: Iterable[Entry], sort: str) -> tuple[Entry, ...]:
    keys: Mapping[str, Callable[[Entry], tuple[str, ...]]] = {
        "name": lambda entry: (entry.program.name.casefold(), entry.program.id),
        "state": lambda entry: (
            STATES[entry.program.state],
            entry.program.city.casefold(),
            entry.program.name.casefold(),
            entry.program.id,
        ),
    }
    return tuple(sorted(entries, key=keys[sort])) if sort in keys else tuple(entries)
