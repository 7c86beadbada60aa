"""Composing the built-in advisor's reply: from the Case and tool results to the reply grammar.

Covers: the order of a reply (kindness, what was noted, disagreements, answers, the next question)
and every part that is not an answer or a score. A pure function. Does not cover choosing tools
(policy), quoting passages (answers) or figures (scores).
"""

from typing import Any

from bot.agent.case import Case, Read
from bot.applicant.facts import FIELDS, Kind
from bot.builtin import answers, planning, practice, programs, scores, statements
from bot.builtin.intents import Intents, is_question
from bot.builtin.phrases import Phrases, cited
from bot.builtin.policy import PLANNING, REFUSED, Moment, asks_nothing, passed_over, points_back

SCORE_TALK = frozenset({"score", "explain_score", "chances", "first_step"})
CROSS = frozenset({"anger", "unhelped"})
"""Tones after which no question of ours follows, but an offer."""
SURE_ENOUGH = 0.8
"""Confidence below which a second or third question of a message is better left unanswered."""

ELSEWHERE = 0.05
"""Confidence under which a topic outside outweighs the name of a program in the same question."""

SHORT_THANKS = 6
"""Words of a "thank you" in passing; a longer one takes leave, and no question follows it."""

MUCH_SAID = 4
"""Words of meaning in a message that asks nothing in form and yet wants something."""

MOST_INLINE = 2
"""Facts acknowledged within one sentence; more of them become a list."""

Results = list[dict[str, Any]]


def reply(now: Moment, results: Results, phrases: Phrases, intents: Intents) -> str:
    """The whole reply in the reply grammar."""
    by_tool = _by_tool(results)
    for result in by_tool.get("refine_statement", []):
        return "\n\n".join(statements.refined(result, phrases))
    for result in by_tool.get("review_statement", []):
        if result["from"] == "message":
            return "\n\n".join(statements.said(result, phrases))
    if "practise" in by_tool:
        return practice.said(by_tool["practise"][0], phrases)
    kind, body = _body(now, by_tool, phrases, intents)
    noted = _noted(now.case, phrases) if kind != "declined" else _noted_briefly(now.case, phrases)
    parts = [*_kindness(now, phrases), *noted, *body]
    question = _question(now, by_tool, phrases, answered=bool(body))
    if not parts and not question:
        kind, parts = "clarify", [phrases.say(_unclear(now, intents))]
    elif not body and (_understood_nothing(now) or not statements.says_something(now.text)):
        kind = "clarify"
        unclear = not statements.says_something(now.text) or (
            is_question(now.text) and points_back(now.text, intents)
        )
        if not question or unclear:
            parts = [*parts, phrases.say(_unclear(now, intents))]
    text = "\n\n".join(part for part in [*parts, question] if part)
    return text if kind == "answered" else f"{text} [[kind: {kind}]]"


def _by_tool(results: Results) -> dict[str, Results]:
    found: dict[str, Results] = {}
    for result in results:
        found.setdefault(result.get("tool", ""), []).append(result)
    return found


def _understood_nothing(now: Moment) -> bool:
    return not (now.facts_given or now.wants or now.tone or now.language or now.case.after_safety)


def _unclear(now: Moment, intents: Intents) -> str:
    return "clarify.reference" if is_question(now.text) and points_back(now.text, intents) else "clarify"


def _kindness(now: Moment, phrases: Phrases) -> list[str]:
    """A line for the language and the tone of a message, before anything is answered."""
    lines = [phrases.say("plain.text")] if now.coded else []
    if now.language:
        key = f"language.{now.language.lower()}"
        lines.append(phrases.say(key) if phrases.has(key) else phrases.say("language", language=now.language))
    if now.case.after_safety:
        lines.append(phrases.say("return.gently"))
    elif now.tone and not now.wants & {"thanks", "bye"}:
        lines.append(phrases.say(now.tone))
    return lines


def _noted(case: Case, phrases: Phrases) -> list[str]:
    """What was read from the message: changes first, then new facts, then what was left out."""
    kept = [read for read in case.saved if read.status in ("stated", "confirmed")]
    changed = [read for read in kept if read.before and read.before != read.shown]
    told = [read for read in kept if read not in changed]
    new = [read for read in told if FIELDS[read.field].kind is not Kind.TEXT]
    lines = [phrases.say("saved.changed", label=r.label, before=r.before, after=r.shown) for r in changed]
    lines += [phrases.say("saved.retracted", label=r.label) for r in case.saved if r.status == "retracted"]
    if len(new) > MOST_INLINE:
        facts = "\n".join(f"- {_fact(read)} [[you.{read.field}]]" for read in new)
        lines.append(f"{phrases.say('saved.many')}\n{facts}\n\n{phrases.say('saved.check')}")
    elif new:
        cited = ", ".join(f"you.{read.field}" for read in new)
        facts = " and ".join(_fact(read) for read in new)
        lines.append(f"{phrases.say('saved.one', facts=facts)} [[{cited}]]")
    if len(told) > len(new):
        lines.append(phrases.say("saved.story"))
    for status in ("declined", "unknown"):
        if any(read.status == status for read in case.saved):
            lines.append(phrases.say(f"saved.{status}"))
    return [line for line in lines if line]


def _noted_briefly(case: Case, phrases: Phrases) -> list[str]:
    """Beside a declined question no figure is said; what was read stands on the card."""
    return [phrases.say("saved.beside")] if case.saved else []


def _fact(read: Read) -> str:
    return f"{read.label}: {read.shown}"


def _body(
    now: Moment, by_tool: dict[str, Results], phrases: Phrases, intents: Intents
) -> tuple[str, list[str]]:
    """The kind of reply and its substance: small talk, answers, scores, drafts."""
    refused = next((name for name in REFUSED if name in now.wants), None)
    if refused:
        kind = "declined" if refused == "legal" else "refused"
        return kind, [phrases.say(f"refuse.{refused}")]
    kind, lines = "answered", _small_talk(now, phrases)
    for result in by_tool.get("what_if", []):
        lines += scores.supposed(result, phrases)
    kinds = []
    searches, looked_up = _of_programs(by_tool)
    scoring = bool(now.wants & SCORE_TALK or now.finished)
    if scoring:
        lines += _scored(now, by_tool, phrases)
    for result in looked_up:
        lines += programs.looked_up(result, phrases)
    for result in searches:
        if result["scope"] != "refuse" and asks_nothing(now) and intents.wishes(now.text):
            continue
        said, answered = answers.answer(result, now.case, phrases, alone=len(searches) == 1)
        unsure = (result is not searches[0] or passed_over(now)) and result["confidence"] < SURE_ENOUGH
        unsure = unsure and result["scope"] != "refuse"
        if unsure or (answered != "answered" and (scoring or _may_be_noise(now, result, intents))):
            continue
        lines += said
        kinds.append(answered)
    for result in by_tool.get("find_programs", []):
        lines += programs.found(result, phrases)
    for result in by_tool.get("plan_applications", []) if now.wants & PLANNING else []:
        lines += planning.said(result, now.wants, phrases)
    for result in by_tool.get("score_application", []):
        if not scoring:
            lines.append(phrases.say("yours.applications", **_ends(result["applications"])))
    if kinds and "answered" not in kinds and not (by_tool.get("score_application") or looked_up):
        kind = kinds[0]
    if "first_step" not in now.wants:
        for result in by_tool.get("open_passages", []):
            lines += [answers.first_words(passage) for passage in result["passages"]]
    for result in by_tool.get("submit_draft", []):
        lines += _drafted(now, result, phrases)
    for result in by_tool.get("review_statement", []):
        lines += statements.said(result, phrases)
    for result in by_tool.get("leave_open", []):
        lines.append(phrases.say("left.open", label=result["label"]))
    if "failed" in by_tool:
        lines.append(phrases.say("tools.failed"))
    if not lines and now.tone in CROSS:
        lines.append(phrases.say("anger.offer"))
    return kind, list(dict.fromkeys(line for line in lines if line))


def _of_programs(by_tool: dict[str, Results]) -> tuple[Results, Results]:
    """The searches and look-ups to be said: beside a program that was found, what the guide does not
    cover is left away, and a topic of another field ("a hotel there") outweighs the name."""
    searches, looked_up = by_tool.get("search_guide", []), by_tool.get("look_up_program", [])
    if not looked_up:
        return searches, []
    if any(result["topic"] and result["confidence"] < ELSEWHERE for result in searches):
        return searches, []
    return [result for result in searches if result["scope"] == "covered"], looked_up


def _ends(span: dict[str, Any]) -> dict[str, Any]:
    return {end: span[end] for end in ("low", "high")}


def _may_be_noise(now: Moment, result: dict[str, Any], intents: Intents) -> bool:
    """A search of a whole message that asked nothing: without a topic it was no question to decline,
    unless it says so much that it can only want something ("ferry to Victoria on a single entry visa")."""
    if result["topic"] is not None or is_question(now.text):
        return False
    opening = now.case.asked is None and not now.facts_given
    return not (opening and len(intents.content_words(now.text)) >= MUCH_SAID)


def _small_talk(now: Moment, phrases: Phrases) -> list[str]:
    wants, case = now.wants, now.case
    lines = []
    if "greeting" in wants and not now.facts_given and not is_question(now.text):
        first = case.turn == 1
        lines.append(
            f"{phrases.say('greeting')} {phrases.say('greeting.how')}"
            if first
            else phrases.say("greeting.back")
        )
    if "thanks" in wants and not now.facts_given:
        lines.append(phrases.say("thanks"))
    lines += [phrases.say(name) for name in ("bye", "bot", "help") if name in wants]
    if "stop_asking" in wants:
        lines.append(phrases.say("questions.off"))
    elif "resume_asking" in wants:
        lines.append(phrases.say("questions.on"))
    if "recall" in wants and case.repeated:
        lines.append(_known(case, phrases))
    elif "summary" in wants or ("recall" in wants and not now.facts_given):
        lines += _summary(case, phrases)
    return lines


def _known(case: Case, phrases: Phrases) -> str:
    """That what is told again is on record."""
    facts = " and ".join(_fact(read) for read in case.repeated)
    keys = ", ".join(f"you.{read.field}" for read in case.repeated)
    return f"{phrases.say('known.already', facts=facts)} [[{keys}]]"


def _summary(case: Case, phrases: Phrases) -> list[str]:
    known = [fact for fact in case.facts if fact.value is not None]
    if not known:
        return [phrases.say("summary.empty")]
    facts = [
        "- " + phrases.say("summary.fact", label=fact.label, shown=fact.shown, field=fact.field)
        for fact in known
    ]
    return [phrases.say("summary.lead") + "\n" + "\n".join(facts), *_still_open(case, phrases)]


def _still_open(case: Case, phrases: Phrases) -> list[str]:
    """What was asked and is not known yet; what the applicant declined to say is left alone."""
    labels = [fact.label for fact in case.facts if fact.status == "unknown"]
    return [phrases.say("summary.open", fields=", ".join(labels))] if labels else []


def _scored(now: Moment, by_tool: dict[str, Results], phrases: Phrases) -> list[str]:
    results = by_tool.get("score_application", [])
    if not results:
        return []
    scored, wants = results[0], now.wants
    if not any(now.case.fact(exam) for exam in ("step1", "step2ck")):
        lead = [phrases.say("chances")] if "chances" in wants else []
        return [*lead, *_first_steps(by_tool, phrases), phrases.say("score.nothing")]
    if "first_step" in wants:
        plans = by_tool.get("plan_applications", [])
        steps = [line for plan in plans for line in planning.steps(plan, phrases)]
        return [*_first_steps(by_tool, phrases), *(steps or scores.changes(scored, phrases))]
    if "explain_score" in wants:
        return scores.whole(scored, phrases)
    lead = [phrases.say("chances")] if "chances" in wants else []
    if not wants & {"score", "chances"}:
        lead = [phrases.say("done"), *_still_open(now.case, phrases)]
    return [*lead, *scores.short(scored, phrases), phrases.say("score.more")]


def _first_steps(by_tool: dict[str, Results], phrases: Phrases) -> list[str]:
    passages = [passage for result in by_tool.get("open_passages", []) for passage in result["passages"]]
    return [phrases.say("first.lead") + " " + answers.first_words(passages[0])] if passages else []


def _drafted(now: Moment, result: dict[str, Any], phrases: Phrases) -> list[str]:
    """Words around a draft; the draft itself stands in its own card, from the store."""
    first = "draft" in now.wants
    lines = [f"{phrases.say('draft.lead')} {result['label']}" if first else phrases.say("draft.updated")]
    if "[" in result["text"]:
        lines.append(phrases.say("draft.questions"))
    if result["problems"]:
        lines.append(phrases.say("draft.problems"))
    lines += result["notes"] if first else []
    verdict = result["disclosure"]
    if first and verdict and verdict["verdict"] != "unknown":
        lines.append(cited(f"{verdict['rule']} {verdict['reason']}", "disclosure"))
        lines.append(f"{phrases.say('draft.opposing')} {cited(verdict['opposing'], 'disclosure')}")
    return [*lines, cited(result["rule"], "own-work")] if first else lines


def _question(now: Moment, by_tool: dict[str, Results], phrases: Phrases, *, answered: bool) -> str:
    """The question a reply ends with: a disagreement first, then a doubt, then the next of the intake."""
    case = now.case
    if case.practice is not None:
        return phrases.say("practice.again", question=case.practice.question)
    if case.conflicts:
        read = case.conflicts[0]
        said = phrases.say("conflict", label=read.label, before=read.before, after=read.shown)
        return f"{said} [[ask: {read.field}]]"
    if case.unsure:
        doubts = (
            phrases.say(f"unsure.{read.doubt}", quote=read.quote, label=read.label) for read in case.unsure
        )
        return "\n\n".join(doubts) + f" [[ask: {case.unsure[0].field}]]"
    question = case.next_question
    gently = case.after_safety and not answered
    parting = "bye" in now.wants or ("thanks" in now.wants and len(now.text.split()) > SHORT_THANKS)
    if question is None or parting or gently or now.tone in CROSS:
        return ""
    returning = case.asked == question.field
    if returning and case.missed and not answered:
        return f"{question.again} [[ask: {question.field}]]"
    lead = phrases.say("next.back") if returning else phrases.say("next.after_answer") if answered else ""
    return f"{lead} {question.ask} [[ask: {question.field}]]".strip()
