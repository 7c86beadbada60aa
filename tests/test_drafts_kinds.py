"""bot/write/drafts.py with bot/write/kinds: statement paragraphs, letters and notes from facts."""

import re
from pathlib import Path

import pytest

from bot.applicant.facts import FIELDS, Kind, Value
from bot.applicant.intake import GOALS
from bot.errors import BadInput, DataError
from bot.write.drafts import KINDS, draft, missing
from bot.write.kinds import spec
from bot.write.kinds.values import names, values
from bot.write.lock import Support, check
from bot.write.originality import RUN, longest_run, ours
from bot.write.own import own_sentences
from evals.drafts import applicants

FULL: dict[str, Value] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 226,
    "step2ck_failures": 0,
    "step3": 221,
    "graduation_year": 2018,
    "usce_months": 3,
    "usce_kind": "hands_on",
    "specialty": ("family_medicine", "internal_medicine"),
    "us_letters": 2,
    "publications": 2,
    "region_ties": ("Oregon", "California"),
    "languages": ("English", "Spanish"),
    "target_region": "coast_first",
    "story_change": "I did forty timed questions every morning",
    "story_evidence": "my attending in Salem trusts my notes",
    "story_specialty": "a father asked me to explain the same X-ray twice. i drew it for him",
    "story_work": "I call patients after the visit",
    "story_ready": "I carried eight patients a day",
    "story_region": "my sister lives in Salem",
    "story_service": "I interpreted for farm workers",
    "story_letter": "I found the old scan of our patient with weight loss",
    "story_connection": "I spent March 2025 in your clinic",
    "story_update": "Our paper was accepted on November 3",
    "story_thanks": "we talked about the van that never starts",
    "story_gap": "I looked after my mother from 2019 to 2021",
    "story_gap_growth": "I finished a course in ultrasound",
}
PEOPLE = [profile for seed in (5, 6) for profile, _ in applicants(seed, 60)]


def own_words(profile: dict[str, Value]) -> list[str]:
    told = [str(value) for key, value in profile.items() if FIELDS[key].kind is Kind.TEXT]
    return [own.words for story in told for own in own_sentences(story, "context")] + names(profile)


def text(kind: str, **facts: Value) -> str:
    return draft(kind, facts, (), "a").text


@pytest.mark.parametrize("kind", spec.KINDS)
def test_every_draft_passes_the_lock(kind: str) -> None:
    for n, profile in enumerate(PEOPLE):
        written = draft(kind, profile, (), str(n)).text
        problems = [found for line in written.splitlines() for found in check(line, Support(facts=profile))]
        assert problems == [], written


@pytest.mark.parametrize("kind", spec.KINDS)
def test_no_eight_words_of_ours_stand_in_a_row(kind: str) -> None:
    for n, profile in enumerate(PEOPLE):
        written = draft(kind, profile, (), str(n)).text
        assert longest_run(ours(written, own_words(profile))) < RUN, written


@pytest.mark.parametrize("kind", spec.KINDS)
def test_every_wording_in_the_files_can_stand(kind: str) -> None:
    holes = values(FULL) | {"years": "4 years", "years_bare": "4", "writer": "Dr. Reyes"}
    for part in spec.load(kind).parts:
        for wording in part.wordings:
            for said in wording.text:
                assert longest_run(ours(said.format_map(holes), names(FULL))) < RUN, said


@pytest.mark.parametrize("kind", spec.KINDS)
def test_own_words_stand_as_they_were_written(kind: str) -> None:
    written = draft(kind, FULL, (), "a")
    for story in spec.load(kind).stories:
        for own in own_sentences(str(FULL[story]), "context"):
            assert own.words in written.text, story
        assert story in written.facts_used


@pytest.mark.parametrize("kind", spec.KINDS)
def test_an_empty_record_gives_questions_and_no_figure(kind: str) -> None:
    written = draft(kind, {}, (), "a")
    assert written.facts_used == ()
    assert written.questions and not re.search(r"\d", written.text)


@pytest.mark.parametrize("kind", spec.KINDS)
def test_what_is_missing_names_a_fact_and_stands_in_the_draft(kind: str) -> None:
    asked = missing(kind, {})
    assert asked and all(part.field in FIELDS for part in asked)
    assert {part.missing for part in asked} <= set(draft(kind, {}, (), "a").questions)
    assert not {part.field for part in missing(kind, FULL)}


@pytest.mark.parametrize("kind", spec.KINDS)
def test_the_intake_can_ask_for_what_a_kind_is_missing(kind: str) -> None:
    assert {part.field for part in missing(kind, {}) if str(part.field).startswith("story_")} <= set(
        GOALS[kind]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_rule_on_ai_is_said_beside_every_draft(kind: str) -> None:
    written = draft(kind, FULL, (), "a")
    assert any("AAMC" in note for note in written.notes)
    assert not any(note in written.text for note in written.notes)


@pytest.mark.parametrize("kind", spec.KINDS)
def test_the_wording_differs_between_people_and_not_between_runs(kind: str) -> None:
    facts = {key: value for key, value in FULL.items() if not key.startswith("story_")}
    written = {draft(kind, facts, (), f"person {n}").text for n in range(12)}
    assert len(written) > 3
    assert draft(kind, facts, (), "person 1") == draft(kind, facts, (), "person 1")


def test_a_statement_is_for_the_first_choice_only() -> None:
    written = text("why_specialty", **FULL)
    assert "Family Medicine" in written and "Internal Medicine" not in written


def test_an_exam_comes_after_the_work_in_the_paragraph_on_being_ready() -> None:
    written = text("why_ready", **FULL)
    assert written.index("eight patients") < written.index("226") < written.index("214")


def test_a_failed_attempt_without_a_later_result_is_left_out_of_a_statement_and_said_beside_it() -> None:
    written = draft(
        "why_ready", {"step1": "pass", "step1_failures": 1, "story_ready": "I ran a clinic"}, (), "a"
    )
    assert "fail" not in written.text and "attempt" not in written.text
    assert any("never deny it" in note.lower() for note in written.notes)


def test_a_failed_attempt_stands_in_the_packet_of_a_letter_request() -> None:
    assert re.search(r"fail|attempts", text("letter_request", step1="pass", step1_failures=1))


def test_an_email_asks_for_a_connection_or_news_and_not_for_both() -> None:
    fields = {part.field for part in missing("coordinator_email", {"story_update": "I passed"})}
    assert not {"story_connection", "story_update"} & fields
    both = {part.field for part in missing("coordinator_email", {})}
    assert {"story_connection", "story_update"} <= both


def test_an_email_to_a_program_is_short_and_never_speaks_of_ranks() -> None:
    for n, profile in enumerate(PEOPLE):
        written = draft("coordinator_email", profile, (), str(n)).text
        assert len(written.split()) <= spec.load("coordinator_email").words
        assert "rank" not in written.lower()


@pytest.mark.parametrize(
    "facts", [{"usce_months": 2, "usce_kind": "none"}, {"publications": 0}, {"languages": ()}]
)
def test_nothing_that_is_none_is_said_or_asked_again(facts: dict[str, Value]) -> None:
    written = draft("gap_year", facts, (), "a")
    assert written.facts_used == ()
    assert not re.search(r"\d", written.text)


def test_no_tie_is_claimed_by_somebody_who_has_none() -> None:
    assert "ties" not in text("why_region", region_ties=()).split("[")[0]


def test_an_own_sentence_with_a_promise_is_left_out_and_asked_for_again() -> None:
    written = draft("thank_you", {"story_thanks": "you promised I will match, 100% guaranteed"}, (), "a")
    assert "guaranteed" not in written.text
    assert any("guaranteed" in note for note in written.notes)
    assert any("moment of the talk" in question for question in written.questions)


def test_a_long_story_is_cut_to_whole_sentences_and_the_rest_is_reported() -> None:
    story = " ".join(f"I kept habit {letter} going." for letter in "abcdefgh")
    written = draft("gap_year", {"story_gap": story}, (), "a")
    assert "habit d going." in written.text and "habit e" not in written.text
    assert any("4 more of your sentences" in note for note in written.notes)


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(BadInput, match="gap_year"):
        draft("cover_letter", {}, (), "a")


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ('name = "a"\nfield = "shoe_size"', "shoe_size"),
        ('name = "a"\nmaker = "magic"', "magic"),
        ('name = "a"\nstory = "story_gap"', "how many sentences"),
        ('name = "a"\nstarts = "column"', "break"),
        ("most = 3", "name"),
    ],
)
def test_a_kind_file_that_cannot_be_used_is_refused(tmp_path: Path, part: str, reason: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(f"words = 100\nnotes = []\n[[part]]\n{part}\n", encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        spec.read(path)
