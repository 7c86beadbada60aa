"""What a score explanation can be made of: its units, in the order in which they are said.

Covers: a unit for each exam, each own sentence, US work and letters, and each open question, with
every wording of ours that keeps to seven words in a row. Does not cover which units fit a length
and which wording is taken (compose).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.applicant.facts import SPECIALTIES, Profile, number, show
from bot.write.originality import RUN, longest_run, ours
from bot.write.outline import STORY, Exam, Outline, exams, phrases, rules
from bot.write.own import own_sentences

ACKNOWLEDGE, CONTEXT, GROWTH = "acknowledge", "context", "growth"
EXAMS, EVIDENCE, SUPPORT = "exams", "evidence", "support"
EXAMPLE, ADDRESS, THANKS = "example", "address", "thanks"

_FIRST = {slot: rank for rank, slot in enumerate((ADDRESS, THANKS, ACKNOWLEDGE, "question"))}
_RANKS = _FIRST | {slot: rank + 10 for rank, slot in enumerate((GROWTH, EXAMS, CONTEXT, EVIDENCE, SUPPORT))}
_MORE = 10
"""How much later a second exam or a second own sentence of a part goes into a text."""
_LAST = 40


@dataclass(frozen=True)
class Option:
    """One wording of a unit; `own` are the applicant's words in it, verbatim."""

    text: str
    own: str = ""

    @property
    def ours(self) -> str:
        return ours(self.text, [self.own] if self.own else [])


@dataclass(frozen=True)
class Unit:
    """One thing said. Units go into a text by `rank`, lowest first, and stand in their given order.

    An `own` unit is a sentence of the applicant's. An `instead` one, a short question, stands in
    only when no own sentence of its slot fits.
    """

    slot: str
    options: tuple[Option, ...]
    rank: int
    facts: tuple[str, ...] = ()
    own: bool = False
    question: bool = False
    instead: bool = False

    @property
    def own_words(self) -> str:
        return self.options[0].own


def units(outline: Outline, profile: Profile) -> tuple[Unit, ...]:
    """Every unit of the fullest text, in the order in which they are said."""
    evidence = exam_units(outline, profile)
    found = opening(outline) if outline.weak else [*evidence, *_open(outline, ACKNOWLEDGE)]
    for slot in (CONTEXT, GROWTH):
        found += [*_story(slot, profile), *_open(outline, slot)]
    if outline.weak:
        found += evidence
    found += [*_story(EVIDENCE, profile), *_open(outline, EVIDENCE), *support_units(profile)]
    if outline.weak and not _open(outline, EVIDENCE):
        found.append(question(phrases()["question"]["example"], EXAMPLE, _LAST))
    return tuple(found)


def opening(outline: Outline) -> list[Unit]:
    """Each weak exam as it is, with the question that is open about its attempts."""
    attempts = [part for part in outline.parts if part.name == "attempts"]
    found: list[Unit] = []
    for exam, part in zip(outline.weak, attempts, strict=True):
        found.append(_unit(ACKNOWLEDGE, _sentence(_weak_name(exam), _values(exam)), exam.facts))
        if not part.have and part.missing:
            found.append(question(part.missing))
    return found


def _open(outline: Outline, name: str) -> list[Unit]:
    return [
        question(part.missing, name)
        for part in outline.parts
        if part.name == name and not part.have and part.missing
    ]


def _wordings(texts: Iterable[str], values: Mapping[str, str]) -> tuple[Option, ...]:
    """The wordings that keep our words to seven in a row; the tightest one if none does."""
    options = sorted((Option(text.format(**values)) for text in texts), key=_run)
    return tuple(option for option in options if _run(option) < RUN) or tuple(options[:1])


def _sentence(name: str, values: Mapping[str, str]) -> tuple[Option, ...]:
    return _wordings(phrases()["sentence"][name]["text"], values)


def _run(option: Option) -> int:
    return longest_run(option.ours)


def _unit(slot: str, options: tuple[Option, ...], facts: tuple[str, ...], more: bool = False) -> Unit:
    return Unit(slot, options, _RANKS[slot] + (_MORE if more else 0), facts)


def question(
    words: str,
    slot: str = ACKNOWLEDGE,
    rank: int = _RANKS["question"],
    facts: tuple[str, ...] = (),
    instead: bool = False,
) -> Unit:
    """A short question in brackets, standing where its answer will."""
    return Unit(slot, (Option(f"[{words}]"),), rank, facts, question=True, instead=instead)


def _story(slot: str, profile: Profile) -> list[Unit]:
    """The applicant's own sentences for a part; growth is asked for shortly if none of them fits."""
    story = profile.get(STORY[slot])
    if not isinstance(story, str):
        return []
    told = [
        Unit(
            slot,
            tuple(Option(lead + own.words, own.words) for lead in own.leads),
            _RANKS[slot] + (_MORE if i else 0),
            (STORY[slot],),
            own=True,
        )
        for i, own in enumerate(own_sentences(story, slot))
    ]
    if slot == GROWTH:
        told.append(question(phrases()["question"]["growth_short"], slot, _RANKS[slot], instead=True))
    return told


def _weak_name(exam: Exam) -> str:
    if not exam.failed:
        return "low_first" if exam.failures == 0 else "low"
    if exam.score is None:
        if exam.failures is None:
            return "failed"
        return "failed_passed" if exam.passed else "failed_open"
    if exam.passed:
        return "failed_scored"
    if exam.passed is False and (exam.failures or 1) == 1:
        return "failed_with_score"
    return "failed_score_unclear"


def exam_units(outline: Outline, profile: Profile) -> list[Unit]:
    """Exams that are no weakness, in order, with the gain over Step 1; a pass is asked for its score."""
    found: list[Unit] = []
    for exam in exams(profile):
        if exam.score is None and not exam.passed:
            continue
        gain = _gain(exam, profile)
        values = _values(exam) | gain
        early = exam.key == "step1"
        if exam not in outline.weak:
            found.append(_unit(EXAMS, _sentence(_evidence_name(exam, bool(gain)), values), exam.facts, early))
            if exam.score is None and not early:
                found.append(question(phrases()["question"]["score"], EXAMS, _RANKS[EXAMS] + 1))
        elif gain and not exam.failed:
            found.append(_unit(EXAMS, _sentence("improved", values), (), more=True))
    return found


def _gain(exam: Exam, profile: Profile) -> dict[str, str]:
    """How many points Step 2 CK lies above Step 1, when both are scores and it is more than chance."""
    before = next((other for other in exams(profile) if other.key == "step1"), None)
    if exam.key != "step2ck" or exam.score is None or before is None or before.score is None:
        return {}
    points = exam.score - before.score
    enough = points >= rules()["lines"][exam.key]["gain_from"]
    return {"points": str(points), "below": before.name} if enough else {}


def _evidence_name(exam: Exam, better: bool) -> str:
    first = "_first" if exam.failures == 0 else ""
    if exam.score is None:
        return "since_passed" if exam.key == "step3" and not first else f"passed{first}"
    return f"better{first}" if better else f"{'since_' if exam.key == 'step3' else ''}scored{first}"


def _values(exam: Exam) -> dict[str, str]:
    words = phrases()["words"]
    failures = exam.failures or 1
    return {
        "exam": exam.name,
        "score": str(exam.score),
        "attempts": str(failures + 1),
        "failures": words["attempts_one" if failures == 1 else "attempts_many"].format(count=failures),
        "times": words["times"][failures - 1],
        "failed": words["failed"][failures - 1],
    }


def support_units(profile: Profile) -> list[Unit]:
    """US work and US letters in one sentence; nothing that is none or zero is said."""
    kind = str(profile.get("usce_kind", "unknown"))
    values = {"kind": phrases()["kind"].get(kind, ""), "short": phrases()["short_kind"].get(kind, "")}
    values |= {"letters": "", "physicians": "", "months": ""}
    values |= letter_words(number(profile, "us_letters") or 0)
    months = number(profile, "usce_months")
    if kind != "none" and months:
        values["months"] = time_words(months)
    named = [name for name in ("letters", "months") if values[name]]
    keys = {"letters": ("us_letters",), "months": ("usce_months", "usce_kind")}
    facts = tuple(key for name in named for key in keys[name] if key in profile)
    found = [_unit(SUPPORT, _sentence("_and_".join(named), values), facts)] if named else []
    if kind not in ("none", "unknown") and months is None:
        asked = phrases()["question"]["how_long"].format(kind=values["kind"])
        found.append(question(asked, SUPPORT, _RANKS[SUPPORT], facts=("usce_kind",)))
    return found


def letter_words(count: float) -> dict[str, str]:
    words = phrases()["us_letters"]
    if count <= 0:
        return {}
    number_of = "one" if count == 1 else "many"
    return {
        "letters": words[f"count_{number_of}"].format(count=int(count)),
        "physicians": words[number_of],
    }


def time_words(months: float) -> str:
    """Months in words; less than one month in weeks, of which a month has four."""
    words = phrases()["kind"]
    if months < 1:
        return str(words["weeks"].format(count=round(months * 4)))
    name = "months_one" if months == 1 else "months_many"
    return str(words[name].format(count=show("usce_months", months)))


def framing(profile: Profile, body: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """An email's body between its opening words, with the specialty if there is only one, and thanks."""
    email = phrases()["email"]
    chosen = profile.get("specialty")
    options: tuple[Option, ...] = _wordings(email["address"], {})
    facts: tuple[str, ...] = ()
    if isinstance(chosen, tuple) and len(chosen) == 1:
        named = _wordings(email["address_specialty"], {"specialty": SPECIALTIES.get(chosen[0], chosen[0])})
        if _run(named[0]) < RUN:
            options, facts = named, ("specialty",)
    return (_unit(ADDRESS, options, facts), *body, _unit(THANKS, _wordings(email["thanks"], {}), ()))
