"""The plan in the chat: money, dates and steps come from the tool, with their sources, and add up."""

import re
from typing import Any

import pytest

from bot.agent.reply import as_text
from bot.agent.services import Services
from tests.test_programs_chat import ask
from tests.test_turn import FIRST


def says(services: Services, question: str, facts: str = FIRST) -> str:
    return as_text(ask(services, question, facts)["sentences"])


def amounts(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r": ([\d,]+) USD\.", text)]


def test_a_hundred_applications_are_priced_and_the_lines_add_up(services: Services) -> None:
    said = says(services, "what would 100 applications cost?")
    total = int(re.search(r"cost ([\d,]+) USD", said)[1].replace(",", ""))  # type: ignore[index]
    assert total == 2 * (30 * 11 + 20 * 30) + 185 + 80 + 85
    assert sum(amounts(said)) == total


def test_one_specialty_is_priced_alone(services: Services) -> None:
    said = says(services, "how much do 60 psychiatry applications cost?")
    assert f"{30 * 11 + 30 * 30 + 185 + 80 + 85:,} USD" in said
    assert "in Psychiatry" in said


def test_a_budget_is_never_exceeded(services: Services) -> None:
    said = says(services, "I have 1500 dollars, how many programs can I apply to?")
    costs = int(re.search(r"costs ([\d,]+) USD", said)[1].replace(",", ""))  # type: ignore[index]
    assert costs <= 1500


def test_too_late_is_answered_with_the_season_the_dates_and_what_to_do(services: Services) -> None:
    reply = ask(services, "is it too late to apply this year?")
    said = as_text(reply["sentences"])
    assert "most invitations are out" in said
    assert "2027-03-03" in said
    assert {"plan.outlook", "plan.dates", "plan.step.1"} <= {item["id"] for item in reply["citations"]}


def test_the_first_step_comes_from_the_plan(services: Services) -> None:
    reply = ask(services, "what should I do first?")
    assert "plan.step.1" in {item["id"] for item in reply["citations"]}


@pytest.mark.parametrize(
    "question",
    [
        "what would 100 applications cost?",
        "is it too late to apply this year?",
        "what should I do first?",
        "make me a plan",
        "what should I do this week?",
        "i have 300 usd for eras, what now",
        "how much would 40 FM programs cost me",
    ],
)
@pytest.mark.parametrize("facts", [FIRST, "I need a J-1, CK 238, IM, graduated 2023, applied to 40 programs"])
def test_nothing_of_the_plan_is_left_out_by_the_lock(services: Services, question: str, facts: str) -> None:
    reply: dict[str, Any] = ask(services, question, facts)
    assert not [sentence["text"] for sentence in reply["sentences"] if sentence["marked"]]
    assert reply["kind"] == "answered"


def test_a_fee_or_a_date_alone_is_answered_from_the_facts(services: Services) -> None:
    reply = ask(services, "when is the rank list deadline?")
    assert [item["id"] for item in reply["citations"]] == ["fact-rank-list-deadline-2027"]
