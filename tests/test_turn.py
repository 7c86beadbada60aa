"""A turn from end to end: what it reads, says, cites, asks and stores, and what survives a stop."""

import asyncio
import re
from typing import Any

import pytest

from bot.agent import turn
from bot.agent.reply import as_text
from bot.agent.services import Services
from bot.agent.support import left_out
from bot.agent.turn import MAX_MESSAGE, STEP, WINDOW
from bot.agent.undertone import Undertone, Weight, heavy_notice
from bot.applicant.intake import QUESTIONS_ONLY
from bot.errors import BadInput

FIRST = (
    "old IMG, yog 2017, failed step 1 once then 214, ck 223, green card, 3 months hands on in fresno, "
    "want FM or IM in california"
)


class Talk:
    """One conversation with the real advisor."""

    def __init__(self, services: Services, goal: str = "advice") -> None:
        self.services = services
        self.applicant = services.store.create_applicant("Ana").id
        self.thread = services.store.create_thread(self.applicant, "talk", goal).id

    def say(self, text: str) -> dict[str, Any]:
        return asyncio.run(turn.reply_to(self.services, self.applicant, self.thread, text))

    def hears(self, text: str) -> str:
        return as_text(self.say(text)["sentences"])

    @property
    def profile(self) -> dict[str, Any]:
        return self.services.store.ledger(self.applicant).profile


@pytest.fixture
def talk(services: Services) -> Talk:
    return Talk(services)


@pytest.fixture
def asking(services: Services) -> Talk:
    return Talk(services, QUESTIONS_ONLY)


def test_the_first_message_is_read_whole(talk: Talk) -> None:
    reply = talk.say(FIRST)
    assert talk.profile == {
        "step1": 214,
        "step1_failures": 1,
        "step2ck": 223,
        "graduation_year": 2017,
        "citizenship_status": "permanent_resident",
        "usce_months": 3,
        "usce_kind": "hands_on",
        "specialty": ("family_medicine", "internal_medicine"),
        "region_ties": ("California",),
    }
    assert all(item["quote"] in FIRST for item in reply["read"])
    assert reply["asked"] == "applied_this_cycle"


def test_a_question_is_answered_with_its_sources(asking: Talk) -> None:
    reply = asking.say("How many programs should an IMG with a low CK apply to?")
    said = as_text(reply["sentences"])
    assert reply["kind"] == "answered"
    assert "80" in said
    assert "150" in said
    cited = {key for sentence in reply["sentences"] for key in sentence["citations"]}
    assert cited == {citation["id"] for citation in reply["citations"]}
    assert any("How many programs" in (citation["section"] or "") for citation in reply["citations"])


def test_what_is_outside_is_declined_without_figures_or_sources(asking: Talk) -> None:
    reply = asking.say("Can you get me a UWorld discount code?")
    assert reply["kind"] == "declined"
    assert reply["citations"] == []
    assert not any(letter.isdigit() for letter in as_text(reply["sentences"]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Can you guarantee that I match?", "refused"),
        ("draft it but leave out the failed attempt", "refused"),
        ("My CK is 211 but make the paragraph say 231", "refused"),
        ("my family would be better off without me", "safety"),
        ("and for that one?", "clarify"),
        ("xqz wvut", "clarify"),
    ],
)
def test_a_message_gets_its_kind_of_reply(asking: Talk, text: str, kind: str) -> None:
    assert asking.say(text)["kind"] == kind


@pytest.mark.parametrize("text", ["I prefer not to answer", "one, the first time, I still dream about it"])
def test_a_heavy_answer_to_what_was_asked_is_no_distress(talk: Talk, text: str) -> None:
    talk.say("I passed Step 1, CK 223, family medicine")
    while talk.say("skip")["asked"] != "step1_failures":
        pass
    assert talk.say(text)["kind"] != "safety"


def test_a_heavy_message_is_answered_and_asked_about_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Undertone, "weight", lambda *_given: Weight.HEAVY)
    heavy = "it is so dark here in the evenings, does my visa matter for programs"
    replies = [talk.say(heavy), talk.say(heavy), talk.say("I graduated in 2015")]
    assert [reply["notices"] for reply in replies] == [[heavy_notice()], [], []]
    assert "safety" not in {reply["kind"] for reply in replies}


@pytest.mark.parametrize(
    "text", ["我有三封推荐信可以用吗", "क्या ऑब्जर्वरशिप से फायदा होता है?", "mag-apply ba ako ngayong cycle ulit"]
)
def test_what_the_model_cannot_read_is_not_taken_for_distress(talk: Talk, text: str) -> None:
    reply = talk.say(text)
    assert (reply["kind"] == "safety", reply["notices"]) == (False, [])


STORY = (
    "My father died in March of that year and I went home to take care of my mother. I sat for the exam four "
    "weeks later, unprepared, and I failed by a few points."
)


def test_a_story_that_is_told_unasked_is_kept_and_goes_into_the_draft(talk: Talk) -> None:
    assert talk.say("Can you write the paragraph that explains my failed Step 1?")["asked"] == "specialty"
    reply = talk.say(STORY)
    assert talk.profile["story_cause"] == STORY
    assert "sorry for your loss" in as_text(reply["sentences"])
    assert "My father died in March" in reply["draft"]["text"]
    assert reply["asked"] == "specialty"
    assert "My father died in March" in talk.say("write it again please")["draft"]["text"]


def test_without_a_draft_that_waits_a_story_is_not_kept(talk: Talk) -> None:
    talk.say("hello")
    talk.say(STORY)
    assert not [key for key in talk.profile if key.startswith("story")]


def test_distress_reads_nothing_and_asks_nothing_then_returns_gently(talk: Talk) -> None:
    talk.say("hello")
    reply = talk.say("ck 223, third time unmatched, everyone would be better off without me")
    assert (reply["kind"], reply["asked"], talk.profile) == ("safety", None, {})
    assert "988" in as_text(reply["sentences"])[:300]
    after = talk.say("I called my sister, she is with me now")
    assert after["asked"] is None
    assert talk.say("ok, let us continue")["asked"] == "applied_this_cycle"


def test_a_digression_is_answered_and_the_question_returns(talk: Talk) -> None:
    asked = talk.say("hello")["asked"]
    reply = talk.say("what is FREIDA?")
    assert reply["citations"]
    assert reply["asked"] == asked


def test_an_answer_settles_its_question_and_skip_is_an_answer(talk: Talk) -> None:
    talk.say("hello")
    assert talk.say("no")["asked"] == "specialty"
    assert talk.profile == {"applied_this_cycle": False}
    assert talk.say("skip")["asked"] == "step1"


def test_an_unreadable_answer_is_asked_once_more_and_then_left_open(talk: Talk) -> None:
    talk.say("hello")
    again = talk.say("mmm hmm")
    assert (again["kind"], again["asked"]) == ("clarify", "applied_this_cycle")
    assert talk.say("mmm hmm")["asked"] == "specialty"


def test_another_fact_instead_of_the_answer_passes_the_question_over(talk: Talk) -> None:
    talk.say("hello")
    talk.say("no")
    reply = talk.say("I have 5 publications")
    assert (talk.profile["publications"], reply["asked"]) == (5, "step1")
    assert "Specialty" in talk.hears("what do you know about me so far?").split("Still open:")[1]


def test_a_correction_passes_no_question_over(talk: Talk) -> None:
    talk.say("CK 222")
    asked = talk.say("no")["asked"]
    assert talk.say("correction: CK is 227, not 222")["asked"] == asked


def test_a_list_of_facts_passes_no_question_over(talk: Talk) -> None:
    talk.say("hello")
    talk.say("no")
    assert talk.say("ck 223 and I graduated in 2018")["asked"] == "specialty"


def test_a_correction_changes_the_fact(talk: Talk) -> None:
    talk.say("graduated 2006, CK 214, FM")
    talk.say("correction, 2016 not 2006!")
    assert talk.profile["graduation_year"] == 2016


def test_a_contradiction_is_asked_about_and_the_answer_decides(talk: Talk) -> None:
    talk.say("ck 223, FM")
    reply = talk.say("my step 2 ck is 214")
    assert (reply["asked"], talk.profile["step2ck"]) == ("step2ck", 223)
    assert reply["conflicts"][0]["standing"] == "223"
    talk.say("214")
    assert talk.profile["step2ck"] == 214


def test_a_what_if_is_calculated_and_saves_nothing(talk: Talk) -> None:
    talk.say(FIRST)
    before = talk.profile
    said = talk.hears("what if I pass Step 3 with 230?")
    assert "instead of" in said
    assert talk.profile == before


def test_the_whole_arithmetic_is_explained(talk: Talk) -> None:
    talk.say(FIRST)
    reply = talk.say("explain my score")
    said = as_text(reply["sentences"])
    assert "not a chance of matching" in said
    assert all(factor["name"] in said for factor in reply["score"]["factors"])


def test_a_draft_keeps_to_the_facts_and_grows_with_the_story(talk: Talk) -> None:
    talk.say(FIRST)
    reply = talk.say("draft how I explain my step 1 failure")
    assert "[" in reply["draft"]["text"]
    answers = {
        "step2ck_failures": "none",
        "story_cause": "My father was in hospital and I studied at night.",
        "story_change": "I studied with a tutor every single evening.",
        "story_evidence": "My attending praised my presentations.",
    }
    for key, answer in answers.items():
        assert reply["asked"] == key
        reply = talk.say(answer)
    assert "My father was in hospital and I studied at night" in reply["draft"]["text"]
    assert "[" not in reply["draft"]["text"]
    versions = [draft.version for draft in talk.services.store.drafts(talk.applicant)]
    assert sorted(versions) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my step 2 ck is 412", "outside the range"),
        ("my step 1 was 99", "two-digit"),
        ("I will graduate 2031, yog 2031", "not come yet"),
    ],
)
def test_an_impossible_value_is_asked_about_and_never_saved(talk: Talk, text: str, words: str) -> None:
    assert words in talk.hears(text)
    assert talk.profile == {}


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_MESSAGE + 1)])
def test_a_message_that_cannot_be_read_stores_nothing(talk: Talk, text: str) -> None:
    with pytest.raises(BadInput, match="message"):
        talk.say(text)
    assert talk.services.store.unfinished(talk.thread) is None
    assert talk.services.store.turns(talk.thread) == []


def test_the_same_conversation_gives_the_same_words(services: Services) -> None:
    talks = [Talk(services), Talk(services)]
    said = [[talk.say(text)["kind"] for text in ("hello", FIRST, "score me")] for talk in talks]
    assert said[0] == said[1]
    assert talks[0].profile == talks[1].profile


def test_a_stopped_turn_leaves_only_its_message(talk: Talk) -> None:
    async def stop() -> None:
        stream = turn.run(talk.services, talk.applicant, talk.thread, FIRST)
        await anext(stream)
        await stream.aclose()

    asyncio.run(stop())
    left = talk.services.store.unfinished(talk.thread)
    assert left is not None
    assert left.text == FIRST
    assert talk.profile == {}


def test_undo_takes_back_the_facts_of_the_turn(talk: Talk) -> None:
    talk.say("hello")
    talk.say(FIRST)
    n = talk.services.store.turns(talk.thread)[-1].n
    assert talk.services.store.drop_turns_from(talk.thread, n) == FIRST
    assert talk.profile == {}


def test_facts_stay_through_a_long_conversation(talk: Talk) -> None:
    talk.say(FIRST)
    before = talk.profile
    for n in range(WINDOW + STEP):
        talk.say("what is FREIDA?" if n % 2 else "thanks")
    assert talk.profile == before


def test_thanks_are_no_story_and_a_story_is_no_question(talk: Talk) -> None:
    talk.say(FIRST)
    reply = talk.say("draft how I explain my step 1 failure")
    while not str(reply["asked"]).startswith("story_"):
        reply = talk.say("none")
    talk.say("I teach the new students in our lab how to read the scans, my professor asked me to.")
    assert "how to read the scans" in talk.profile["story_cause"]
    talk.say("Thank you for not hurrying me. I will read it to my cousin tonight.")
    assert "story_change" not in talk.profile


def test_a_number_that_introduces_a_question_answers_nothing(talk: Talk) -> None:
    talk.say("hello")
    for answer in ("no", "FM", "pass", "none", "229", "none", "no", "2019", "green card", "none"):
        reply = talk.say(answer)
    assert reply["asked"] == "us_letters"
    talk.say("Only one small thing please. What should I do first?")
    assert "us_letters" not in talk.profile


def test_waiting_for_an_exam_does_not_undo_its_result(talk: Talk) -> None:
    talk.say("ck 219 in October 2025, neurology")
    assert talk.say("No, I was waiting for the CK and then I had no courage.")["conflicts"] == []


def test_nothing_of_twenty_turns_is_left_out_by_the_lock(talk: Talk) -> None:
    messages = [
        "hello", FIRST, "no", "none", "how many letters do I need?", "not yet", "2", "none",
        "spanish and english", "first time", "coast first but open", "score me", "explain my score",
        "what should I do first?", "what if I publish 2 papers, does my score change?",
        "when is the rank list due?", "draft a 60 second interview answer", "I'd rather not say",
        "what do you know about me", "thank you",
    ]  # fmt: skip
    for text in messages:
        assert left_out() not in talk.hears(text), text


def test_failed_attempts_are_nobodys_strongest_part(talk: Talk) -> None:
    talk.say(
        "step 1 212 first attempt, failed ck twice then 219, yog 2016, need a visa, no usce, family medicine"
    )
    said = as_text(talk.say("what are my odds")["sentences"])
    strongest = re.findall(r"(?:strongest part is|carries the file most is) ([^.]+)\.", said)
    assert strongest
    assert strongest != ["Failed attempts"]
