"""A mock interview: which question comes next, and what an answer adds.

Covers: the two questions that an empty profile begins with, the order of topics, follow-ups that press the
lowest trait of the last answer, and never asking the same words twice. A session is a value: the same
profile, tone, length, seed and answers give the same questions. Does not cover judging an answer (feedback)
or summing up (report).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.applicant.facts import FIELDS, Profile, Value
from bot.applicant.ledger import Ledger, Status
from bot.applicant.reader import load_reader
from bot.errors import BadInput
from bot.interview.bank import SCORE, Bank, Tone, Topic, load_bank, record
from bot.interview.feedback import Feedback, assess
from bot.interview.truth import STEPS, steps_in
from bot.write.outline import exams

SHORTEST, LONGEST = 3, 8
_SECOND = ("learned", "boards")
"""Topics that come soon after the scores, in a seeded order."""
_PRESSED_AT_MOST = 2
_PRESS_AGAIN_UNDER = 0.5
_EXAM_FACTS = (*STEPS, *(f"{step}_failures" for step in STEPS))


class Kind(StrEnum):
    SETUP = "setup"  # before the interview, on an empty profile
    MAIN = "main"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class Question:
    """One question as it is asked. `trait` is what a follow-up presses; `core` its words without the lead."""

    text: str
    kind: Kind
    topic: str
    trait: str | None = None
    core: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Turn:
    question: Question
    answer: str
    feedback: Feedback


@dataclass(frozen=True)
class Session:
    """One practice. `setup` are the replies to the opening questions, `turns` the interview itself."""

    profile: Profile
    tone: Tone
    length: int
    seed: str
    today: date
    setup: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def finished(self) -> bool:
        return len(self.turns) >= self.length

    @property
    def question(self) -> Question | None:
        """The question to ask now; None when the session has ended."""
        return None if self.finished else next_question(self)

    @property
    def feedback(self) -> Feedback | None:
        """The feedback on the last answer of the interview; None before the first."""
        return self.turns[-1].feedback if self.turns else None


def start(profile: Profile, tone: str, length: int, seed: str, today: date) -> Session:
    """A new session of `length` questions in a tone. Raises BadInput for another tone or length."""
    if tone not in set(Tone):
        raise BadInput(f"'{tone}' is no tone of the interviewer; tones: {', '.join(Tone)}")
    if not SHORTEST <= length <= LONGEST:
        raise BadInput(f"a session has {SHORTEST} to {LONGEST} questions, not {length}")
    return Session(dict(profile), Tone(tone), length, seed, today)


def next_question(session: Session) -> Question:
    """The question to ask now; the same until it is answered. Raises BadInput when the session has ended."""
    if session.finished:
        raise BadInput("this session has ended; its report is ready")
    bank = load_bank()
    if _needs_setup(session):
        return _setup(session, bank)
    return _follow_up(session, bank) or _main(session, bank)


def answer(session: Session, text: str) -> Session:
    """The session with an answer to its next question and the feedback on it. Raises BadInput when it is
    empty or the session has ended."""
    question = next_question(session)
    if not text.strip():
        raise BadInput("an answer needs some words")
    if question.kind is Kind.SETUP:
        profile = {**session.profile, **_facts(session, text)}
        return replace(session, setup=(*session.setup, text), profile=profile)
    return replace(session, turns=(*session.turns, _turn(session, question, text)))


def judged(session: Session, setup: tuple[str, ...], asked: Sequence[tuple[Question, str]]) -> Session:
    """A session with turns that took place before: their questions as they were, their feedback anew."""
    turns = tuple(_turn(session, question, text) for question, text in asked)
    return replace(session, setup=setup, turns=turns)


def _turn(session: Session, question: Question, text: str) -> Turn:
    bank = load_bank()
    follow = bank.follows.get(question.trait) if question.trait else None
    owed = follow.owes if follow else None
    topic = bank.topics.get(question.topic)
    feedback = assess(text, question.core, session.profile, session.today, topic=topic, owed=owed)
    return Turn(question, text, feedback)


def _pick(session: Session, slot: str, choices: Sequence[str]) -> str:
    digest = hashlib.blake2s(f"{session.seed}|{slot}|{len(session.turns)}".encode()).digest()
    return choices[int.from_bytes(digest[:4], "big") % len(choices)]


def _needs_setup(session: Session) -> bool:
    """Two opening questions at most, while no result of any exam is known."""
    return not exams(session.profile) and not session.turns and len(session.setup) < 2


def _setup(session: Session, bank: Bank) -> Question:
    named = steps_in(session.setup[0]) if session.setup else []
    key = "result" if session.setup else "exam"
    name = FIELDS[named[0]].label if named else "it"
    text = _pick(session, key, bank.setup[key]).format(exam=name)
    return Question(text, Kind.SETUP, SCORE, core=text)


def _facts(session: Session, text: str) -> dict[str, Value]:
    """What a reply to an opening question states of exams; what names none is of the exam named before."""
    before = steps_in(session.setup[0]) if session.setup else []
    named = before or steps_in(text)
    unsaid = before and before[0] not in steps_in(text)
    words = f"{FIELDS[before[0]].label}: {text}" if unsaid else text
    readings = load_reader().read(words, named[0] if named else None, Ledger(), session.today)
    return {
        one.field: one.value
        for one in readings
        if one.field in _EXAM_FACTS
        and one.value not in (None, "not_taken")
        and one.value is not None
        and one.doubt is None
        and one.status is Status.STATED
    }


def _asked(session: Session) -> set[str]:
    return {turn.question.core for turn in session.turns}


def _follow_up(session: Session, bank: Bank) -> Question | None:
    """A question that presses the lowest trait of the last answer, unless it was fine or pressed enough."""
    if not session.turns:
        return None
    last = session.turns[-1]
    trait = last.feedback.weakest
    pressed = 0
    for turn in reversed(session.turns):
        if turn.question.kind is Kind.MAIN:
            break
        pressed += 1
    if trait is None or pressed >= _PRESSED_AT_MOST:
        return None
    if pressed and last.feedback.traits[trait.id] >= _PRESS_AGAIN_UNDER:
        return None
    placed = record(session.profile, session.today).place(bank.follows[trait.id].wordings, session.tone)
    fresh = [text for text in placed if text not in _asked(session)]
    if not fresh:
        return None
    core = _pick(session, f"follow {trait.id}", fresh)
    used = {turn.question.lead for turn in session.turns}
    lead = _pick(session, "lead", [lead for lead in bank.leads[session.tone] if lead not in used])
    text = f"{lead} {core}"
    return Question(text, Kind.FOLLOW_UP, last.question.topic, trait.id, core, lead)


def _main(session: Session, bank: Bank) -> Question:
    """The first topic of the plan that was not asked yet, else the scores in another wording."""
    here = record(session.profile, session.today)
    asked, done = _asked(session), [turn.question.topic for turn in session.turns]
    plan = [topic for topic in _plan(session, bank) if topic.needs <= here.holds]
    waiting = [topic for topic in plan if topic.id not in done]
    for topic in (*waiting, *plan):
        fresh = [text for text in here.place(topic.wordings, session.tone) if text not in asked]
        if fresh:
            first = fresh[: max(1, len(fresh) // 2)] if topic.id == SCORE else fresh
            core = _pick(session, topic.id, first)
            return Question(core, Kind.MAIN, topic.id, core=core)
    raise BadInput("there is no question left that was not asked")


def _plan(session: Session, bank: Bank) -> list[Topic]:
    """Topics in the order of this session: the scores, one of the two close to them, then the rest."""

    def shuffled(names: Sequence[str]) -> list[str]:
        return sorted(names, key=lambda name: hashlib.blake2s(f"{session.seed}|{name}".encode()).digest())

    second = shuffled(_SECOND)
    rest = shuffled([name for name in bank.topics if name not in (SCORE, second[0])])
    return [bank.topics[name] for name in (SCORE, second[0], *rest)]
