"""The policy of the built-in advisor: from the Case and a message to the tool calls they need.

Covers: deciding what to look up, score, try or draft. A pure function. Does not cover wording the
result (compose) or reading facts (applicant/reader, which ran before).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.agent.case import Case, Read
from bot.applicant.facts import FIELDS, Kind, Profile, from_plain
from bot.applicant.intake import ADVICE, GOALS, QUESTIONS_ONLY, STATEMENT
from bot.builtin import practice, programs, statements
from bot.builtin.insights import load_insights
from bot.builtin.intents import Intents, is_question, questions
from bot.write import drafts
from bot.write.lock.text import markup
from bot.write.outline import phrases as drafts_said

_ASKS_WHETHER = re.compile(
    r"(?:^|[.!,;]\s+)\W*(?:should|do|does|is|are|can|could|may|must|how|what|when|where|why|which)\b(?![^.?!]*\b(?:you|u|ya)\b)",
    re.IGNORECASE,
)

PLANNING = frozenset({"plan", "late", "cost"})
"""What the plan answers: what to do, whether it is too late, what applications cost."""

REFUSED = ("hide", "fake", "cheat", "others", "legal", "prejudice", "act", "planted")
"""What is refused in every form, in the order in which one of several is spoken of; it needs no source."""

DISHONEST = frozenset(REFUSED)

INVENTED = frozenset({"hide", "fake", "cheat"})
"""Wishes whose message may tell as a fact what is to be invented."""

_THANK_YOU_NOTE = re.compile(r"\bthank[\s-]?you\s+(?:note|letter|e-?mail|message|card)", re.IGNORECASE)
_SMALL_TALK = frozenset(
    {"greeting", "thanks", "bye", "help", "bot", "summary", "recall", "stop_asking", "resume_asking"}
)
_STORY = frozenset(key for key, spec in FIELDS.items() if spec.kind is Kind.TEXT)


_POINTING = re.compile(r"\b(?:it|that|this|those|these|one|there|them|same)\b", re.IGNORECASE)
MOST_POINTING = 1
"""Words of meaning in a question with "it" or "that" which still only points back."""

MUCH_FELT = 4
"""Words of meaning in a message of feeling that also speaks of a matter ("ashamed to ask for a letter")."""

LONGEST_CONTEXT = 200
"""Characters of a message that are searched whole; of a longer one only its question is."""


@dataclass(frozen=True)
class Call:
    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Moment:
    """What a reply is made from: the Case, the message, the message before it, what it wants."""

    case: Case
    text: str
    earlier: str | None
    wants: frozenset[str]
    tone: str | None
    language: str | None
    coded: bool = False
    """Whether the message held markup, of which `text` has only what is meant to be read."""

    @property
    def facts_given(self) -> bool:
        return bool(self.case.saved or self.case.conflicts or self.case.unsure)

    @property
    def answered_asked(self) -> bool:
        """Whether the question of the last reply was settled, in whatever way, by this message."""
        return any(read.field == self.case.asked for read in self.case.saved)

    @property
    def finished(self) -> bool:
        """Whether this message answered the last question of the intake."""
        return self.answered_asked and self.case.next_question is None and self.case.goal != QUESTIONS_ONLY


def moment(case: Case, text: str, earlier: str | None, intents: Intents) -> Moment:
    request, pasted = statements.split(text, intents)
    coded = bool(markup(text))
    if not pasted:
        text = request = statements.visible(text)
    wants = intents.of(request)  # what stands in a pasted text wants nothing
    if statements.ordered(request):
        wants |= {"planted"}
    if pasted:
        wants -= {"draft"}
    if "draft" in wants and _ASKS_WHETHER.search(text):
        wants -= {"draft"}
    if "draft" in wants:
        wants -= {"thanks"}  # "a thank-you note" thanks nobody here
    if _THANK_YOU_NOTE.search(text):
        wants -= {"thanks"}
    if not pasted and not statements.wanted(text, intents):
        wants -= {"review", "refine"}
    return Moment(case, text, earlier, wants, intents.tone(request), intents.language(text), coded)


def calls(now: Moment, intents: Intents) -> list[Call]:
    """The tool calls a message needs; none when it can be answered from the Case alone."""
    case, wants = now.case, now.wants
    found: list[Call] = []
    step = practice.step(case, now.text, wants)
    if step and not (step == practice.BEGIN and wants & DISHONEST):
        return [Call("practise", {"step": step, "request": now.text} if step == "begin" else {"step": step})]
    if wants & {"review", "refine"} and not wants & DISHONEST:
        return [Call("refine_statement" if "refine" in wants else "review_statement")]
    if wants & DISHONEST or practice.repeats(case, now.text, wants):
        return found
    if "stop_asking" in wants:
        found.append(Call("set_goal", {"goal": QUESTIONS_ONLY}))
    elif "resume_asking" in wants:
        found.append(Call("set_goal", {"goal": ADVICE}))
    if case.supposed:
        return [*found, Call("what_if", {"facts": case.supposed})]
    if "draft" in wants:
        draft = _draft(case, now.text, intents, kind=_kind_meant(now, intents))
        goal = draft.args["kind"] if draft.args["kind"] in GOALS else STATEMENT
        return [*found, Call("set_goal", {"goal": goal}), draft]
    if wants & {"score", "explain_score", "chances"}:
        found.append(Call("score_application"))
        if "chances" in wants:
            found += _search(now, intents)
    elif wants & PLANNING:
        found.append(Call("plan_applications", {"question": now.text}))
    elif "first_step" in wants:
        found += [Call("score_application"), Call("open_passages", {"ids": list(load_insights().first_step)})]
        found.append(Call("plan_applications"))
    else:
        found += _search(now, intents)
    return found + _after_facts(now, intents, already=found)


def follow_up(now: Moment, results: list[dict[str, Any]]) -> list[Call]:
    """What the first results call for: how many applications is answered for this file too."""
    names = {result["tool"] for result in results}
    topics = {
        result["hits"][0]["topic"]
        for result in results
        if result["tool"] == "search_guide" and result["hits"]
    }
    known = now.case.fact("step2ck") is not None and now.case.goal != QUESTIONS_ONLY
    if known and "applications" in topics and names == {"search_guide"}:
        return [Call("score_application")]
    return []


def _search(now: Moment, intents: Intents) -> list[Call]:
    """Searches for the questions of a message, or for the whole of it when nothing else was understood."""
    if "erase" in now.wants:
        return _look_up(now.text, intents)
    told_story = any(FIELDS[read.field].kind is Kind.TEXT for read in now.case.saved)
    asked = () if told_story else _questions(now.text, intents)
    if asked and not now.wants & {"help", "bot", "summary"}:
        queries = [query for query in _queries(asked, now, intents) if query]
        return [call for query in queries for call in _look_up(query, intents)]
    if asks_nothing(now) and intents.wishes(now.text):
        return [Call("search_guide", {"question": now.text})]
    told_facts = now.facts_given and now.case.goal != QUESTIONS_ONLY
    answering = now.case.asked is not None or now.case.after_safety
    heard = now.tone in ("shame", "sad") and len(intents.content_words(now.text)) >= MUCH_FELT
    if (
        now.tone == "unhelped"
        or told_facts
        or (answering and not heard and not passed_over(now))
        or now.wants & _SMALL_TALK
        or points_back(now.text, intents)
    ):
        return []
    return _look_up(now.text, intents)


def asks_nothing(now: Moment) -> bool:
    """Whether a message tells facts or answers, and asks nothing. What it wishes to be written may be what is
    refused, and only for that it is looked up."""
    telling = now.facts_given or now.case.asked is not None
    return telling and not is_question(now.text) and not now.wants & _SMALL_TALK


def passed_over(now: Moment) -> bool:
    """Whether a message passed over the question that was asked, so that it may want something else."""
    return now.case.missed and not now.case.after_safety


def _questions(text: str, intents: Intents) -> tuple[str, ...]:
    """The questions of a message but "do you remember", which the record answers."""
    return tuple(query for query in questions(text) if "recall" not in intents.of(query))


def _look_up(query: str, intents: Intents) -> list[Call]:
    """Where a question is answered: from the program records, from the guide, or from both."""
    in_guide = Call("search_guide", {"question": query})
    match programs.source_for(query, intents):
        case programs.Source.LIST:
            return [Call("find_programs", {"question": query})]
        case programs.Source.RECORD:
            return [Call("look_up_program", {"name": query})]
        case programs.Source.RECORD_AND_GUIDE:
            return [Call("look_up_program", {"name": query}), in_guide]
    return [in_guide]


def _queries(asked: tuple[str, ...], now: Moment, intents: Intents) -> list[str]:
    """Each question as a query. A single one keeps the words around it when they are few; of several,
    one that only points back is joined to the first clear one, and one without meaning is dropped."""
    if len(asked) == 1:
        query = now.text if len(now.text) <= LONGEST_CONTEXT else asked[0]
        return [_completed(query, now)] if points_back(query, intents) else [query]
    clear = [query for query in asked if not points_back(query, intents)]
    return [
        query if query in clear else f"{clear[0]} {query}"
        for query in asked
        if clear and _says(query, intents)
    ]


def _completed(query: str, now: Moment) -> str:
    """A question that only points back, joined to the fact just asked for or the question before."""
    if now.case.asked:
        return f"{FIELDS[now.case.asked].label} {query}"
    return f"{now.earlier} {query}" if now.earlier and is_question(now.earlier) else ""


def _says(query: str, intents: Intents) -> bool:
    return bool(intents.content_words(query))


def points_back(text: str, intents: Intents) -> bool:
    """Whether a message says too little to be looked up on its own ("and for that one?")."""
    words = len(intents.content_words(text))
    if words <= MOST_POINTING and programs.named(text):
        return False
    return words == 0 or (words <= MOST_POINTING and bool(_POINTING.search(text)))


def _after_facts(now: Moment, intents: Intents, already: list[Call]) -> list[Call]:
    """What new facts call for: the draft they complete, the score they finish, a word on what they mean."""
    case = now.case
    saved = {read.field for read in case.saved}
    names = {call.name for call in already}
    question = case.next_question.field if case.next_question else None
    found: list[Call] = []
    if saved & _STORY and case.drafts:
        found.append(_draft(case, "", intents, kind=case.drafts[-1]))
    if (
        now.answered_asked
        and question is None
        and case.goal != QUESTIONS_ONLY
        and "score_application" not in names
    ):
        found.append(Call("score_application"))
    ids = [insight.passage for insight in _insights(case.saved, profile(case))]
    if ids and "search_guide" not in names and not found:
        found.append(Call("open_passages", {"ids": ids}))
    if case.missed and question == case.asked and _passes_over(case):
        found.append(Call("leave_open", {"field": question}))
    return found


def _passes_over(case: Case) -> bool:
    """Whether the open question should rest: it was asked twice, or one new fact was told instead. A
    list of facts passes nothing over, it may only not have come to this one; nor does a correction."""
    new = [read for read in case.saved if read.before is None]
    return (len(case.saved) == 1 and bool(new)) or bool(case.next_question and case.next_question.unread)


def _insights(saved: tuple[Read, ...], known: Profile) -> list[Any]:
    fields = [read.field for read in saved if read.status in ("stated", "confirmed")]
    return [insight for insight in load_insights().told if insight.field in fields and insight.holds(known)][
        :2
    ]


def _kind_meant(now: Moment, intents: Intents) -> str | None:
    """The kind that "write that" means: the one that the question before it was about."""
    if intents.draft_kind(now.text) or not now.earlier or not _POINTING.search(now.text):
        return None
    return intents.draft_kind(now.earlier) if is_question(now.earlier) else None


def _draft(case: Case, text: str, intents: Intents, kind: str | None = None) -> Call:
    before = case.drafts[-1] if case.drafts else drafts.KINDS[0]
    chosen = kind or intents.draft_kind(text) or before
    written = drafts.draft(chosen, profile(case), (text,) if text else (), case.seed)
    beside = [note for note in written.notes if note != drafts_said()["notes"]["own_work"]]
    return Call("submit_draft", {"kind": chosen, "text": written.text, "notes": beside})


def profile(case: Case) -> Profile:
    """The known facts of a Case as the typed profile that judging and writing take."""
    return {fact.field: from_plain(fact.value) for fact in case.facts if fact.value is not None}
