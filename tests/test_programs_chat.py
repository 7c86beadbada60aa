"""Programs in the chat: the right tool, honest counts, every statement cited, nothing from memory."""

import asyncio
from typing import Any

import pytest

from bot.agent import turn
from bot.agent.reply import as_text
from bot.agent.services import Services
from bot.applicant.intake import QUESTIONS_ONLY
from bot.builtin.intents import load_intents
from bot.builtin.programs import Source, source_for
from bot.store import Finding
from tests.test_turn import FIRST


def ask(services: Services, question: str, facts: str = FIRST) -> dict[str, Any]:
    applicant = services.store.create_applicant("Ana").id
    return asked(services, applicant, facts, question)


def asked(services: Services, applicant: str, *messages: str) -> dict[str, Any]:
    thread = services.store.create_thread(applicant, "talk", QUESTIONS_ONLY).id
    replies = [asyncio.run(turn.reply_to(services, applicant, thread, text)) for text in messages]
    return replies[-1]


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("which programs in California can I still apply to?", Source.LIST),
        ("do any california programs sponsor h1b for psych", Source.LIST),
        ("will my year of graduation be an issue?", Source.LIST),
        ("where can i apply", Source.LIST),
        ("does Kern Medical take J-1?", Source.RECORD),
        ("tell me about Natividad", Source.RECORD_AND_GUIDE),
        ("How many programs should an IMG with a low CK apply to?", Source.GUIDE),
        ("what do programs look for in an IMG?", Source.GUIDE),
        ("which programs use signals?", Source.GUIDE),
        ("what types of programs should I target?", Source.GUIDE),
        ("should I take Step 3?", Source.GUIDE),
        ("is there a cheap hotel near Harbor UCLA for my interview day", Source.GUIDE),
        ("does having an uncle in Tacoma count for anything", Source.GUIDE),
    ],
)
def test_a_question_goes_to_the_records_only_when_they_answer_it(question: str, source: Source) -> None:
    assert source_for(question, load_intents()) is source


def test_a_list_gives_counts_the_best_and_some_that_are_closed(services: Services) -> None:
    reply = ask(services, "which programs in California can I still apply to?")
    said = as_text(reply["sentences"])
    assert "125 programs" in said
    assert "10 closed" in said
    assert "Saint Agnes" in said
    assert "do not pay" in said
    assert {"programs", "program.saint-agnes-fresno-fm"} <= {item["id"] for item in reply["citations"]}


def test_a_named_program_is_answered_from_its_record_with_page_and_date(services: Services) -> None:
    reply = ask(services, "does Natividad take J-1?")
    said = as_text(reply["sentences"])
    assert "Whether it takes the J-1 visa is not published." in said
    assert "look there, or ask, before you pay" in said
    assert [item["id"] for item in reply["citations"]] == ["program.natividad-salinas-fm"]


def test_a_doubtful_rule_is_called_a_hint(services: Services) -> None:
    said = as_text(
        ask(services, "does Riverside University Health System family medicine take J-1?")["sentences"]
    )
    assert "a hint and not a verdict" in said


def test_a_program_without_a_record_in_that_specialty_is_said_to_be_missing(services: Services) -> None:
    said = as_text(ask(services, "does Kern Medical pediatrics take J-1?")["sentences"])
    assert "no record of its program in that specialty" in said


def test_what_the_applicant_found_out_is_in_the_answer(services: Services) -> None:
    applicant = services.store.create_applicant("Ana").id
    found = Finding("natividad-salinas-fm", "visa_j1", "yes", "2026-11-20", "phone")
    services.store.record_finding(applicant, found)
    reply = asked(
        services, applicant, "I need a J-1 visa and want family medicine", "tell me about Natividad"
    )
    assert "It takes the J-1 visa." in as_text(reply["sentences"])


def test_a_finding_about_an_unknown_rule_is_passed_over(services: Services) -> None:
    applicant = services.store.create_applicant("Ana").id
    found = Finding("natividad-salinas-fm", "parking", "yes", "2026-11-20", "phone")
    services.store.record_finding(applicant, found)
    assert services.survey(applicant).ranked


@pytest.mark.parametrize(
    "question",
    [
        "which programs in California can I still apply to?",
        "which FM programs in Washington accept a failed attempt?",
        "tell me about Saint Agnes family medicine",
        "does kaiser sponsor visas",
        "is there an img friendly program in oregon",
        "what does OHSU internal medicine want",
    ],
)
def test_nothing_about_programs_is_left_out_by_the_lock(services: Services, question: str) -> None:
    reply = ask(services, question)
    assert not [sentence["text"] for sentence in reply["sentences"] if sentence["marked"]]
    assert reply["kind"] == "answered"
