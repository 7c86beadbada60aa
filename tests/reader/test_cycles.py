"""Earlier cycles. A row is a message and all the facts it states."""

import pytest

from tests.reader.reading import facts, read

TABLE: list[tuple[str, dict[str, object]]] = [
    ("my friend failed step 1 and matched", {}),
    ("I matched into prelim last year but no categorical.", {}),
    ("Will I go unmatched with a failed step 1?", {}),
    ("I have not matched yet, this is cycle #2", {"previously_unmatched": True}),
    ("I withdrew from the match last year", {}),
    ("Never applied before. Do I need Step 3?", {"previously_unmatched": False}),
    ("Interviewed at Spokane FM last season, ranked #1, no match", {"previously_unmatched": True}),
    ("I've never gone through the match", {"previously_unmatched": False}),
    ("this will be my first match", {"previously_unmatched": False}),
    ("not my first rodeo: 3rd cycle", {"previously_unmatched": True}),
    ("What happens if I don't match?", {}),
    ("I'm scared of not matching again", {}),
    ("I did not match in 2025, took a year for research", {"previously_unmatched": True}),
    ("applied to 200 programs, spent 4k, 219 emails, no answer", {}),
    ("Applied this year for the first time, 110 programs, 3 IVs", {"previously_unmatched": False}),
    ("I did SOAP last year but nothing", {"previously_unmatched": True}),
    ("My first application was last year: 60 programs, no interview at all.", {"previously_unmatched": True}),
    ("I withdrew last year before rank lists. So technically never unmatched", {}),
    ("applied only once (2025), all rejections", {"previously_unmatched": True}),
    ("haven't participated in any match yet", {"previously_unmatched": False}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("I applied this cycle to 90 programs", "applied_this_cycle", True),
        ("I have not applied this year", "applied_this_cycle", False),
        ("applying next cycle", "applied_this_cycle", False),
        ("3 interviews so far this season", "interviews_this_cycle", 3),
        ("no invites this cycle", "interviews_this_cycle", 0),
    ],
)
def test_the_season_at_hand_is_kept_apart_from_earlier_ones(text: str, field: str, value: object) -> None:
    assert read(text)[field].value == value


@pytest.mark.parametrize(
    ("text", "interviews"),
    [
        ("I've sent 93 applications this season. Not one interview.", 0),
        ("applied to 148 programs this cycle, 2 interviews", 2),
        ("I applied to 148 programs this cycle. 2 interviews.", 2),
        ("Sent out 60 applications this year and got 1 interview", 1),
        ("I submitted 100 applications this cycle. No interviews yet.", 0),
        ("This cycle I applied to 80 programs and have zero interviews", 0),
        ("93 applications sent this season, not a single invite", 0),
        ("Applied this season to 60 and still not one interview", 0),
        ("This season: 110 programs, 4 interviews", 4),
    ],
)
def test_applications_of_this_season_and_what_came_of_them(text: str, interviews: int) -> None:
    values = {key: reading.value for key, reading in read(text).items()}
    assert values == {"applied_this_cycle": True, "interviews_this_cycle": interviews}


@pytest.mark.parametrize(
    "text",
    [
        "applied to 200 programs last year, 2 interviews",
        "how many applications should I send this season?",
        "I will send 90 applications this season",
        "My friend sent 93 applications this season. Not one interview.",
    ],
)
def test_applications_of_others_of_earlier_years_or_to_come_say_nothing_of_this_season(text: str) -> None:
    assert not {"applied_this_cycle", "interviews_this_cycle"} & set(read(text))
