"""Every kind of draft is reached by words in the chat, and asks for what it lacks."""

import pytest

from bot.agent.services import Services
from bot.applicant.intake import GOALS
from bot.builtin.intents import load_intents
from bot.write import drafts
from tests.test_turn import Talk


@pytest.fixture
def talk(services: Services) -> Talk:
    return Talk(services)


ASKED = {
    "write a paragraph why family medicine": "why_specialty",
    "write the paragraph on why I am ready": "why_ready",
    "draft my paragraph why California": "why_region",
    "draft a letter request for my attending": "letter_request",
    "write an email to the coordinator": "coordinator_email",
    "write an update letter": "update_letter",
    "write me a thank you note": "thank_you",
    "draft how I explain my gap": "gap_year",
    "draft how I explain my step 1 failure": "score_explanation_statement",
    "draft an email that explains my fail": "score_explanation_email",
    "explain my fail in 20 seconds": "score_explanation_interview_20",
    "help me explain it in 60 seconds": "score_explanation_interview_60",
    "write my 90 second answer": "score_explanation_interview_90",
}


def test_every_kind_can_be_asked_for() -> None:
    assert set(ASKED.values()) == set(drafts.KINDS)


@pytest.mark.parametrize(("text", "kind"), ASKED.items(), ids=ASKED.values())
def test_words_ask_for_their_kind(talk: Talk, text: str, kind: str) -> None:
    talk.say("CK 223, failed step 1 once, FM")
    assert talk.say(text)["draft"]["kind"] == kind


def test_a_draft_leads_to_its_own_questions(talk: Talk) -> None:
    talk.say("CK 223, failed step 1 once, FM")
    assert talk.say("write a paragraph why family medicine")["asked"] == "story_specialty"
    told = "I went through the pill box of a grandmother every week until four were left."
    assert talk.say(told)["asked"] == "story_work"
    assert told in talk.say("long visits with the whole family in the room")["draft"]["text"]


def test_a_question_about_a_letter_is_no_draft(talk: Talk) -> None:
    assert talk.say("how do I ask for a letter of recommendation?")["draft"] is None


def test_every_goal_of_a_draft_is_a_kind() -> None:
    assert set(GOALS) & set(drafts.KINDS) == set(drafts.KINDS) - set(drafts.compose.KINDS)


def test_no_two_kinds_share_a_pattern() -> None:
    patterns = [one.pattern for found in load_intents().drafts.values() for one in found]
    assert len(set(patterns)) == len(patterns)
