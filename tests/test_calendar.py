"""Calendar files: valid to another reader, the same bytes each time, no text escapes into the file."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.assess.calendar import CalendarEntry, to_ics

few = settings(max_examples=60, deadline=None)
STAMP = datetime(2026, 11, 25, 12, tzinfo=UTC)
RANK = CalendarEntry(
    "rank-2027@stepwise",
    date(2027, 3, 3),
    "Rank lists are due; certify, then check",
    "Check the hour.\nIt is Eastern time.",
    "https://www.nrmp.org/dates?a=1,2;b",
)
TEXTS = st.text(max_size=200)
ENTRIES = st.lists(
    st.builds(
        CalendarEntry,
        uid=st.uuids().map(str),
        day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        summary=TEXTS,
        description=TEXTS,
        url=st.one_of(st.just("https://www.nrmp.org/"), TEXTS),
    ),
    max_size=5,
    unique_by=lambda entry: entry.uid,
)


def events(data: bytes) -> list:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_an_entry_is_a_day_of_its_own_and_leaves_it_free() -> None:
    (event,) = events(to_ics([RANK], STAMP))
    assert event.decoded("dtstart") == date(2027, 3, 3)
    assert event.decoded("dtend") == date(2027, 3, 4)
    assert event["transp"] == "TRANSPARENT"


def test_an_entry_keeps_its_texts_and_its_page() -> None:
    (event,) = events(to_ics([RANK], STAMP))
    assert event["uid"] == RANK.uid
    assert event["summary"] == RANK.summary
    assert event["description"] == RANK.description
    assert event["url"] == RANK.url


def test_each_entry_reminds_seven_days_before() -> None:
    for event in events(to_ics([RANK, CalendarEntry("b", date(2027, 3, 19), "Match Day")], STAMP)):
        (alarm,) = event.walk("VALARM")
        assert alarm["action"] == "DISPLAY"
        assert alarm.decoded("trigger") == timedelta(days=-7)
        assert alarm["description"] == event["summary"]


def test_the_file_says_who_made_it_and_when() -> None:
    calendar = Calendar.from_ical(to_ics([RANK], STAMP.astimezone(timezone(timedelta(hours=-8)))))
    assert "Stepwise" in calendar["prodid"]
    assert calendar["version"] == "2.0"
    assert calendar.walk("VEVENT")[0].decoded("dtstamp") == STAMP


def test_a_calendar_without_dates_is_still_a_calendar() -> None:
    assert events(to_ics([], STAMP)) == []


@few
@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_same_entries_in_any_order_make_the_same_bytes(entries: list[CalendarEntry], random) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert to_ics(entries, STAMP) == to_ics(shuffled, STAMP)


@few
@given(ENTRIES)
def test_any_text_comes_back_from_another_reader(entries: list[CalendarEntry]) -> None:
    found = {event["uid"]: event for event in events(to_ics(entries, STAMP))}
    assert found.keys() == {entry.uid for entry in entries}
    for entry in entries:
        event = found[entry.uid]
        assert event["summary"] == " ".join(held(entry.summary).split())
        assert event.get("description", "") == held(entry.description)


@few
@given(ENTRIES)
def test_lines_are_folded_and_no_text_opens_a_line_of_its_own(entries: list[CalendarEntry]) -> None:
    data = to_ics(entries, STAMP)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == len(entries)


@few
@given(TEXTS)
def test_only_web_addresses_are_written(text: str) -> None:
    (event,) = events(to_ics([CalendarEntry("a", date(2027, 1, 1), "x", url=text)], STAMP))
    assert "url" not in event or event["url"].lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.org/\r\nATTACH:x", "http://a b", "ftp://a.org"]
)
def test_other_addresses_are_left_out(url: str) -> None:
    (event,) = events(to_ics([CalendarEntry("a", date(2027, 1, 1), "x", url=url)], STAMP))
    assert "url" not in event


def test_a_stamp_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_ics([RANK], datetime(2026, 11, 25))


def test_two_entries_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError, match="same uid"):
        to_ics([RANK, CalendarEntry(RANK.uid, date(2027, 3, 4), "x")], STAMP)


def held(text: str) -> str:
    """What a calendar can hold of a text: no control characters, every line end as "\\n"."""
    for end in ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    kept = "".join(
        char for char in text if char == "\n" or char == "\t" or not (ord(char) < 32 or char == "\x7f")
    )
    return kept.strip()
