"""bot/write/compose.py, with own.py and originality.py: drafts from facts, and nothing else."""

import random
import re
from itertools import combinations

import pytest

from bot.applicant.facts import Value
from bot.errors import BadInput
from bot.settings import PROMPTS
from bot.write.compose import KINDS, DraftText, draft
from bot.write.lock import Support, check
from bot.write.originality import RUN, longest_run, ours, shared_runs
from bot.write.outline import STORY, phrases
from bot.write.own import own_sentences

STATEMENT, EMAIL, SECONDS_20, SECONDS_60, SECONDS_90 = KINDS
FULL: dict[str, Value] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "step2ck_failures": 0,
    "usce_months": 3,
    "usce_kind": "hands_on",
    "us_letters": 2,
    "specialty": ("family_medicine",),
    "story_cause": "my father had a stroke two weeks before the exam and i was caring for him",
    "story_change": "I did 40 timed questions every morning with a tutor. i moved the date once",
    "story_evidence": "my attending in Fresno wrote that my presentations were clear",
}
CAUSES = (
    "my father had a stroke and i was the one at night",
    "working nights in a covid ward",
    "because i sat for it before my practice tests were ready",
    "I was pregnant and the clinic had no one else.\nI did not move the date.",
    "family illness",
    "I panicked in the second block, and I never recovered the time. Nobody else was at fault.",
)
CHANGES = (
    "changed to timed blocks and a tutor",
    "I wrote down every error",
    "i joined a study group in Yakima. we met three times a week. I slept before each block",
    "a schedule",
    "I read aloud for an hour every evening with my sister",
)
PROOFS = (
    "my attending wrote that my notes are clear",
    "evaluations from two rotations",
    "The clerkship director in Fresno asked me to teach the students.",
)


def applicant(rng: random.Random) -> dict[str, Value]:
    """A consistent profile, sparse or full, of somebody with results to explain or none."""
    full = rng.random() < 0.3
    said: dict[str, Value] = {}

    def say(key: str, value: Value, chance: float = 0.7) -> None:
        if full or rng.random() < chance:
            said[key] = value

    for exam in ("step1", "step2ck"):
        say(exam, rng.choice(["pass", "fail", rng.randint(200, 255), rng.randint(200, 255)]))
        failures = rng.choice([0, 0, 1, 2, 3])
        if failures or said.get(exam) != "fail":
            say(f"{exam}_failures", failures)
    if "fail" not in (said.get("step1"), said.get("step2ck")):
        say("step3", rng.choice(["pass", rng.randint(200, 240), "not_taken"]), 0.4)
    say("usce_months", rng.choice([0, 0.5, 1, 2.5, 6]))
    say("usce_kind", rng.choice(["hands_on", "observership", "externship", "research", "none"]))
    say("us_letters", rng.randint(0, 4))
    say("specialty", ("psychiatry",), 0.5)
    for (_, field), told in zip(STORY.items(), (CAUSES, CHANGES, PROOFS), strict=True):
        say(field, rng.choice(told), 0.5)
    return said


def applicants(count: int) -> list[dict[str, Value]]:
    rng = random.Random(7)
    return [applicant(rng) for _ in range(count)]


def own_words(profile: dict[str, Value]) -> list[str]:
    return [
        own.words for part, field in STORY.items() for own in own_sentences(str(profile.get(field, "")), part)
    ]


def without_brackets(text: str) -> list[str]:
    return re.sub(r"\[[^\]]*\]", " ", text).split()


def sentences(written: DraftText) -> list[str]:
    return re.split(r"(?<=[.!?\]])\s+", written.text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_every_draft_passes_the_lock(kind: str) -> None:
    for i, profile in enumerate(applicants(60)):
        written = draft(kind, profile, (), str(i))
        assert check(written.text, Support(facts=profile)) == [], written.text


@pytest.mark.parametrize("kind", KINDS)
def test_no_more_than_seven_words_of_ours_stand_in_a_row(kind: str) -> None:
    for i, profile in enumerate(applicants(80)):
        text = draft(kind, profile, (), str(i)).text
        assert longest_run(ours(text, own_words(profile))) < RUN, text


def test_no_two_applicants_share_a_run_of_our_words() -> None:
    people = applicants(60)
    written = [
        ours(draft(KINDS[i % len(KINDS)], profile, (), str(i)).text, own_words(profile))
        for i, profile in enumerate(people)
    ]
    assert [pair for pair in combinations(written, 2) if shared_runs(pair[0], pair[1:])] == []


def test_two_people_with_the_same_facts_get_different_wording() -> None:
    same = {key: value for key, value in FULL.items() if not key.startswith("story")}
    assert len({draft(STATEMENT, same, (), f"applicant {i}").text for i in range(12)}) > 6


def test_the_same_seed_gives_the_same_text() -> None:
    assert draft(EMAIL, FULL, (), "a") == draft(EMAIL, FULL, (), "a")


@pytest.mark.parametrize("kind", [STATEMENT, SECONDS_60, SECONDS_90, EMAIL])
def test_a_full_profile_gives_a_full_text_with_all_its_facts(kind: str) -> None:
    written = draft(kind, FULL, (), "a")
    assert len(without_brackets(written.text)) >= 40
    assert set(FULL) - {"specialty"} <= set(written.facts_used)
    assert "214" in written.text and "223" in written.text and "9 points" in written.text


def test_only_an_email_names_the_specialty() -> None:
    assert "Family Medicine" in draft(EMAIL, FULL, (), "a").text
    assert "Family Medicine" not in draft(STATEMENT, FULL, (), "a").text


@pytest.mark.parametrize(("kind", "most"), [(SECONDS_20, 50), (SECONDS_60, 150), (SECONDS_90, 225)])
def test_spoken_answers_keep_to_their_seconds(kind: str, most: int) -> None:
    for i, profile in enumerate(applicants(60)):
        assert len(draft(kind, profile, (), str(i)).text.split()) <= most


def test_a_long_story_is_cut_to_whole_sentences_and_the_rest_is_reported() -> None:
    story = " ".join(f"I changed habit number {word} for good." for word in "abcdefghij" * 3)
    written = draft(SECONDS_60, FULL | {"story_change": story}, (), "a")
    assert len(written.text.split()) <= 150
    assert any("more of your sentences about what you changed" in note for note in written.notes)


def test_a_story_of_one_endless_sentence_is_asked_for_in_a_few_words() -> None:
    written = draft(SECONDS_20, FULL | {"story_change": "I changed " + "and changed " * 40}, (), "a")
    assert phrases()["question"]["growth_short"] in written.questions


def test_the_three_lengths_are_nested() -> None:
    for i, profile in enumerate(applicants(60)):
        short, middle, long = (
            sentences(draft(kind, profile, (), str(i))) for kind in (SECONDS_20, SECONDS_60, SECONDS_90)
        )
        stand_in = f"[{phrases()['question']['growth_short']}]"
        assert [said for said in short if said in middle or said == stand_in] == short
        assert [said for said in middle if said in long or said == stand_in] == middle


def test_a_statement_without_open_questions_has_five_sentences_at_most() -> None:
    told = [draft(STATEMENT, FULL | profile, (), str(i)) for i, profile in enumerate(applicants(80))]
    whole = [written for written in told if not written.questions]
    assert len(whole) > 10
    assert max(len(sentences(written)) for written in whole) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_stands_as_a_bracketed_question(kind: str) -> None:
    ask = phrases()["question"]
    written = draft(kind, {"step1": "pass", "step1_failures": 1}, (), "a")
    assert {ask["context"], ask["growth"], ask["evidence"]} <= set(written.questions)
    assert all(f"[{question}]" in written.text for question in written.questions)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_profile_gives_only_questions(kind: str) -> None:
    written = draft(kind, {}, (), "a")
    assert written.facts_used == ()
    assert not re.search(r"\d", written.text)


def test_a_good_record_is_told_that_it_owes_no_apology() -> None:
    good = {"step1": "pass", "step1_failures": 0, "step2ck": 246, "step2ck_failures": 0}
    written = draft(STATEMENT, good, (), "a")
    assert phrases()["notes"]["no_apology"] in written.notes
    assert "low" not in written.text and "fail" not in written.text
    assert phrases()["question"]["acknowledge_optional"] in written.questions


def test_an_exam_without_a_weakness_is_not_called_one() -> None:
    profile = {"step1": "pass", "step1_failures": 1, "step2ck": 224, "step2ck_failures": 0}
    for seed in range(20):
        assert "low" not in draft(SECONDS_60, profile, (), str(seed)).text


def test_a_gain_within_the_error_of_the_exam_is_not_claimed() -> None:
    profile = {"step1": 224, "step1_failures": 1, "step2ck": 228}
    assert "points" not in draft(SECONDS_60, profile, (), "a").text


def test_a_failed_attempt_is_always_said() -> None:
    for i, profile in enumerate(applicants(60)):
        failed = any(profile.get(f"{exam}_failures") for exam in ("step1", "step2ck"))
        text = draft(SECONDS_20, profile, (), str(i)).text
        assert not failed or re.search(r"failed|attempts|not pass", text), text


def test_own_words_stand_as_they_were_written() -> None:
    text = draft(SECONDS_60, FULL, (), "a").text
    assert "My father had a stroke two weeks before the exam and I was caring for him." in text
    assert "My attending in Fresno wrote that my presentations were clear." in text


def test_an_own_sentence_with_a_promise_is_left_out_and_asked_for_again() -> None:
    written = draft(STATEMENT, FULL | {"story_cause": "you will match me, 100% guaranteed"}, (), "a")
    assert "guaranteed" not in written.text
    assert phrases()["question"]["context"] in written.questions
    assert any("guaranteed" in note for note in written.notes)


def test_own_words_that_contradict_a_fact_are_left_out_and_pointed_out() -> None:
    written = draft(STATEMENT, FULL | {"story_cause": "I failed Step 1 twice because I was ill"}, (), "a")
    assert "twice" not in written.text
    assert any("Step 1 failed attempts: 1" in note for note in written.notes)


def test_brackets_in_own_words_cannot_pose_as_our_questions() -> None:
    written = draft(STATEMENT, FULL | {"story_cause": "I was ill [ask me]"}, (), "a")
    assert "ask me" not in written.questions


def test_the_rule_on_ai_and_the_label_come_with_every_draft() -> None:
    for kind in KINDS:
        written = draft(kind, FULL, (), "a")
        assert written.label == phrases()["label"]
        assert any("AAMC" in note for note in written.notes)
        assert written.label not in written.text


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(BadInput, match="score_explanation_interview_20"):
        draft("thank_you", FULL, (), "a")


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("i was sick", "I was sick."),
        ("say that i found a tutor", "I found a tutor."),
        ("im a mother and i didnt sleep", "I'm a mother and I didn't sleep."),
        ("failed step 1 on a bad day in covid time", "failed Step 1 on a bad day in COVID time."),
        ("Maria taught me to rehearse", "Maria taught me to rehearse."),
        ('"I had a newborn"', "I had a newborn."),
        ("- we met every day!", "We met every day."),
    ],
)
def test_only_punctuation_capitals_and_wrappers_change(story: str, expected: str) -> None:
    (own,) = own_sentences(story, "context")
    assert own.words == expected


@pytest.mark.parametrize(
    "story", ["family illness", "working nights in an understaffed ward", "changed to timed blocks", "a plan"]
)
def test_words_that_are_no_sentence_get_a_lead(story: str) -> None:
    (own,) = own_sentences(story, "growth")
    assert "" not in own.leads


@pytest.mark.parametrize("story", ["I panicked", "My visa was late", "Life got hard that year"])
def test_a_full_sentence_stands_alone(story: str) -> None:
    (own,) = own_sentences(story, "context")
    assert own.leads == ("",)


def test_shared_runs_begin_at_eight_words_and_ignore_case() -> None:
    known = ["One two three four five six seven eight nine."]
    assert shared_runs("ONE two three, four five six seven", known) == []
    assert shared_runs("zero one TWO three, four five six seven eight", known) == [
        "one two three four five six seven eight"
    ]


def test_runs_do_not_cross_what_was_set_aside() -> None:
    assert longest_run(ours("I have 3 letters [which?] and Step 1 on 2 days")) == 4


def test_every_wording_can_be_used_for_some_exam() -> None:
    exams = ("Step 1", "Step 2 CK", "Step 3")
    values = {
        "score": "214", "attempts": "2", "times": "once", "failures": "1 attempt", "points": "9",
        "failed": "one failed attempt", "below": "Step 1", "letters": "2 letters", "months": "3 months",
        "physicians": "US physicians", "kind": "US observership", "short": "US observership",
    }  # fmt: skip
    for name, sentence in phrases()["sentence"].items():
        for wording in sentence["text"]:
            runs = [longest_run(ours(wording.format(exam=exam, **values))) for exam in exams]
            assert min(runs) < RUN, (name, wording)


def test_phrases_hold_no_word_of_over_apology_or_praise() -> None:
    words = (PROMPTS / "builtin" / "drafts.toml").read_text(encoding="utf-8").split("[own]")[0].lower()
    for word in ("sorry", "unfortunately", "ashamed", "regret", "passionate", "dedicated", "excellent"):
        assert word not in words
