"""A kind of draft filled with one applicant: what is said, in order, each with its wordings.

Covers: which parts are due, the first wording whose facts are known, own sentences, and the
bracketed question for what is missing. Does not cover which wording is taken (arrange).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.applicant.facts import FIELDS, Profile
from bot.write import disclose, outline
from bot.write.kinds.spec import WRITER, KindSpec, Part
from bot.write.kinds.told import Told
from bot.write.kinds.values import names, says, values
from bot.write.material import Unit, exam_units, opening, support_units
from bot.write.outline import phrases


@dataclass(frozen=True)
class Piece:
    """One sentence, line or question. `texts` are its wordings, one to be taken; `own` are the
    applicant's words in it and the names on their record, which are no words of ours. `spare` is a
    bare wording for where every other one would put too many of our words in a row."""

    part: str
    texts: tuple[str, ...]
    own: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    starts: str = ""
    story: str | None = None
    spare: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """`left` counts own sentences that found no room, by story; `unproven` says that a failed
    attempt was left out because nothing later shows a change yet."""

    pieces: tuple[Piece, ...]
    left: Mapping[str, int]
    unproven: bool
    missing: tuple[outline.Part, ...]


@dataclass(frozen=True)
class _Known:
    profile: Profile
    told: Told
    holes: Mapping[str, str]
    names: tuple[str, ...]
    record: outline.Outline
    unproven: bool

    def says(self, key: str) -> bool:
        if key == WRITER:
            return bool(self.told.writer)
        return key in self.told.stories if key.startswith("story_") else says(self.profile, key)


def fill(spec: KindSpec, profile: Profile, told: Told) -> Filled:
    """Everything a draft of this kind says of this applicant."""
    record = outline.needed(outline.KINDS[0], profile)
    unproven = bool(disclose.unproven(profile))
    holes = {**values(profile), WRITER: told.writer}
    named = (*names(profile), *([told.writer] if told.writer else []))
    known = _Known(profile, told, holes, named, record, unproven)
    pieces: list[Piece] = []
    left: dict[str, int] = {}
    missing: list[outline.Part] = []
    guarded = any(part.when == "proven" for part in spec.parts)
    for part in spec.parts:
        if not _due(part, known):
            continue
        made = _made(part, known)
        if part.story in told.stories:
            left[str(part.story)] = len(told.stories[str(part.story)]) - len(made)
        if not made and part.ask and not _needless(part, known):
            asked = part.ask.format_map(known.holes)
            made = [Piece(part.name, (f"[{asked}]",))]
            if part.field:
                missing.append(outline.Part(part.name, False, (), part.field, asked))
        each = part.starts == "item"
        pieces += [
            replace(piece, starts=part.starts if each or not i else "") for i, piece in enumerate(made)
        ]
    return Filled(
        tuple(pieces), {key: n for key, n in left.items() if n}, guarded and unproven, tuple(missing)
    )


def _due(part: Part, known: _Known) -> bool:
    """A weak result belongs in a statement only once something later shows the change (promise 8)."""
    return part.when != "proven" or (bool(known.record.weak) and not known.unproven)


def _needless(part: Part, known: _Known) -> bool:
    """Whether a missing part need not be asked for: another one does, or the answer is "none"."""
    if any(known.says(key) for key in part.unless):
        return True
    key = part.field
    return key in known.profile and not known.says(str(key)) and FIELDS[str(key)].kind.value != "text"


def _made(part: Part, known: _Known) -> list[Piece]:
    if part.maker:
        return _from_record(part, known)
    if part.story:
        sentences = known.told.stories.get(part.story, ())[: part.most]
        return [
            Piece(
                part.name,
                tuple(lead + own.words for lead in own.leads),
                (own.words,),
                (part.story,),
                story=part.story,
            )
            for own in sentences
        ]
    for wording in part.wordings:
        if all(known.says(key) for key in wording.facts):
            texts = tuple(text.format_map(known.holes) for text in wording.text)
            return [Piece(part.name, texts, known.names, _stated(wording.facts, known))]
    return []


def _stated(facts: tuple[str, ...], known: _Known) -> tuple[str, ...]:
    """The facts of a wording; months of US work are said with their kind."""
    facts = tuple(key for key in facts if key != WRITER)
    kind = ("usce_kind",) if "usce_months" in facts and known.says("usce_kind") else ()
    return (*facts, *kind)


def _from_record(part: Part, known: _Known) -> list[Piece]:
    """Sentences about exams, US work and letters, as the score explanations say them."""
    match part.maker:
        case "record":
            return _record(part, known)
        case "support":
            made = support_units(known.profile)
        case "weak":
            made = opening(known.record)
        case "step3":
            made = [*opening(known.record), *exam_units(known.record, known.profile)]
            made = [unit for unit in made if "step3" in unit.facts]
        case _:
            made = exam_units(known.record, known.profile)
    return [
        Piece(
            part.name,
            tuple(option.text for option in unit.options),
            facts=unit.facts,
            spare=_bare(unit, known) if part.maker in ("exams", "step3") else (),
        )
        for unit in made
    ]


def _bare(unit: Unit, known: _Known) -> tuple[str, ...]:
    """An exam that is no weakness as its name and result alone."""
    exam = next((exam for exam in outline.exams(known.profile) if exam.key in unit.facts), None)
    return (f"{_line(exam)}.",) if exam is not None and not exam.failed else ()


def _record(part: Part, known: _Known) -> list[Piece]:
    """Every exam in a line of its own; one with a failed attempt says so in full."""
    failed = {exam.key for exam in known.record.weak if exam.failed}
    lines = [
        Piece(part.name, (_line(exam),), facts=exam.facts)
        for exam in outline.exams(known.profile)
        if exam.key not in failed and (exam.passed or exam.score is not None)
    ]
    told = [unit for unit in opening(known.record) if unit.question or failed & set(unit.facts)]
    return [
        *lines,
        *(Piece(part.name, tuple(o.text for o in unit.options), facts=unit.facts) for unit in told),
    ]


def _line(exam: outline.Exam) -> str:
    name = "bare_first" if exam.failures == 0 else "bare_exam"
    said: str = phrases()["value"][name]
    return said.format(exam=exam.name, result=exam.score or "pass")
