"""Dates as a calendar file (.ics, RFC 5545) that phones and mail programs can open.

Covers: all-day events with a reminder a week before. Does not cover which dates there are (season, plan) or
times of day.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Alarm, Event

MAKER = "-//Stepwise//Residency season//EN"
REMINDER = timedelta(days=-7)
_UNHELD = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[\x21-\x7e]+", re.IGNORECASE)


@dataclass(frozen=True)
class CalendarEntry:
    """One day. `uid` stays the same from one export to the next, so that a calendar updates its entry.

    `url` is the page to check; anything but an http(s) address is left out.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def to_ics(entries: Iterable[CalendarEntry], stamp: datetime) -> bytes:
    """The calendar, in the order of days and then uids, so that the order of `entries` does not matter.

    `stamp` is when the file was made, with its time zone. Raises ValueError for one without, and when two
    entries share a uid.
    """
    from icalendar import Calendar

    if stamp.utcoffset() is None:
        raise ValueError("stamp needs a time zone")
    ordered = sorted(entries, key=lambda entry: (entry.day, entry.uid))
    if len({entry.uid for entry in ordered}) != len(ordered):
        raise ValueError("two calendar entries have the same uid")
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Stepwise")
    for entry in ordered:
        calendar.add_component(_event(entry, stamp.astimezone(UTC)))
    file: bytes = calendar.to_ical()
    return file


def _event(entry: CalendarEntry, stamp: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", _line(entry.uid))
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", _line(entry.summary))
    if description := _text(entry.description):
        event.add("description", description)
    if _ADDRESS.fullmatch(entry.url):
        event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # the day stays free for appointments
    event.add_component(_reminder(entry))
    return event


def _reminder(entry: CalendarEntry) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(entry.summary))
    alarm.add("trigger", REMINDER)
    return alarm


def _text(text: str) -> str:
    """What a calendar can hold, every kind of line end as "\\n"."""
    return _UNHELD.sub("", "\n".join(text.splitlines())).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())
