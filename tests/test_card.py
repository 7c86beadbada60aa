"""The profile card without a browser: every field has a place, forms become events or clear mistakes."""

from typing import Any

import pytest

from bot.applicant.facts import FIELDS
from bot.applicant.ledger import Event, Ledger, Status
from bot.ui import profile
from tests.fakes_ui import TODAY

AT = "2026-11-25T09:00:00+00:00"


def event(key: str, value: Any, by: str = "reader", quote: str = "") -> Event:
    return Event(key, value, Status.STATED, quote, by, None, None, AT)


def test_every_field_stands_in_one_group():
    placed = [key for keys in profile.groups().values() for key in keys]
    assert sorted(placed) == sorted(FIELDS)


@pytest.mark.parametrize("key", FIELDS)
def test_every_field_has_a_form(key: str):
    card = profile.card(Ledger(), 0, 0)
    assert f'id="fact-{key}"' in card
    assert f'name="field" value="{key}"' in card


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ({"field": "step2ck", "score": "231", "word": ""}, 231),
        ({"field": "step1", "score": "", "word": "pass"}, "pass"),
        ({"field": "usce_months", "value": "2.5"}, 2.5),
        ({"field": "us_letters", "value": "0"}, 0),
        ({"field": "graduation_year", "value": "2017"}, 2017),
        ({"field": "step2ck_date", "value": "2024-07"}, "2024-07"),
        ({"field": "previously_unmatched", "value": "no"}, False),
        (
            {"field": "specialty", "value": ["family_medicine", "", "psychiatry"]},
            ("family_medicine", "psychiatry"),
        ),
        ({"field": "region_ties", "value": "California, Oregon"}, ("California", "Oregon")),
        ({"field": "story_cause", "value": " My mother was ill. "}, "My mother was ill."),
    ],
)
def test_a_form_becomes_an_event_confirmed_by_the_card(form: dict[str, object], value: object):
    made = profile.event_of(form, TODAY, AT)
    assert made == Event(str(form["field"]), value, Status.CONFIRMED, "", "card", None, None, AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (
            {"field": "step2ck", "score": "412"},
            "Step 2 CK must be a score from 100 to 300 or passed, failed, not taken",
        ),
        ({"field": "step2ck", "score": "99"}, "two-digit score or a percentile"),
        ({"field": "graduation_year", "value": "2031"}, "Graduation year must be"),
        ({"field": "usce_months", "value": "two"}, "US clinical experience (months) must be a number"),
        ({"field": "step2ck_date", "value": "2031-01"}, "Step 2 CK taken must be"),
        ({"field": "citizenship_status", "value": ""}, "Please fill this in"),
        ({"field": "previously_unmatched", "value": ""}, "Please fill this in"),
        ({"field": "specialty", "value": ["", "", ""]}, "Please fill this in"),
        ({"field": "story_cause", "value": "x" * 2_001}, "at most 2000 characters"),
        ({"field": "nonsense", "value": "1"}, "not known here"),
        ({}, "not known here"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(form: dict[str, object], why: str):
    made = profile.event_of(form, TODAY, AT)
    assert isinstance(made, profile.Mistake)
    assert why in made.why


def test_a_mistake_keeps_what_was_given_beside_its_field():
    card = profile.card(Ledger(), 0, 0, mistake=profile.Mistake("step2ck", "412", "Too high."))
    assert 'value="412" aria-invalid="true" aria-describedby="why-step2ck"' in card
    assert 'id="why-step2ck" role="alert">Too high.' in card


def test_facts_say_where_they_came_from():
    ledger = Ledger((event("step1", 214, quote="then got 214"), event("us_letters", 2, by="card")))
    card = profile.card(ledger, 2, 10)
    assert "from your message: <q>then got 214</q>" in card
    assert "set by you" in card


def test_what_was_skipped_is_said():
    skipped = Event("visa", None, Status.DECLINED, "skip", "reader", None, None, AT)
    assert "you chose to skip this" in profile.card(Ledger((skipped,)), 1, 10)


def test_a_disagreement_is_shown():
    conflict = {"field": "step2ck", "label": "Step 2 CK", "standing": "223", "said": "232"}
    assert "You said 223 before and 232 now." in profile.card(Ledger(), 0, 0, [conflict])


def test_a_quote_cannot_bring_markup():
    ledger = Ledger((event("step1", 214, quote="<img src=x onerror=alert(1)>"),))
    assert "<img" not in profile.card(ledger, 1, 10)


def test_a_story_keeps_its_lines_in_the_form():
    ledger = Ledger((event("story_cause", "one\ntwo </textarea><b>"),))
    assert ">one\ntwo &lt;/textarea&gt;&lt;b&gt;</textarea>" in profile.card(ledger, 1, 10)
