"""The Data tab without a browser: what each card shows, escaped, with trouble said in its place."""

from dataclasses import replace
from datetime import date

import pytest

from bot.assess.provenance import Confidence, DataSet, Differing
from bot.errors import DataError
from bot.ui import sources_tab
from bot.ui.sources_tab import DataTab, panel
from tests.fakes_ui import services

TODAY = date(2026, 11, 25)
SET = DataSet(
    id="one",
    name="One set",
    holds="1,234 things",
    origin="From https://www.nrmp.org.",
    read=("2026-11",),
    counts=(("Things", 1234), ("Others", 0)),
    confidence=Confidence(high=1, medium=2, low=3, check=4),
    stale=("Two are old.",),
    notes=("Ask first.",),
    differing=(Differing("A <page>", "It says <b>no</b>."),),
)
BARE = DataSet("two", "Bare", "nothing", "ours", (), (), None, (), (), ())


def test_a_card_shows_numbers_confidence_age_limits_and_disagreements():
    shown = panel([SET], TODAY)
    for words in (
        "1,234 things",
        '<th scope="row">Things</th><td>1,234</td>',
        '<th scope="row">Check</th><td>4</td>',
        "read November 2026",
        "4 of 6 to check",
        "Two are old.",
        "Ask first.",
        "Where sources disagree (1)",
        "As of 25 November 2026.",
    ):
        assert words in shown


def test_text_of_the_data_is_escaped_and_addresses_are_links():
    shown = panel([SET], TODAY)
    assert "A &lt;page&gt;" in shown
    assert "<b>no</b>" not in shown
    assert '<a href="https://www.nrmp.org" target="_blank" rel="noopener noreferrer">' in shown


def test_what_does_not_apply_is_not_shown():
    shown = panel([BARE], TODAY)
    for words in (
        "read ",
        "to check",
        "How sure it is",
        "What is old",
        "Where sources disagree",
        "Keep in mind",
    ):
        assert words not in shown.split('id="data-two"')[1]


def test_nothing_to_check_is_said():
    sure = replace(SET, confidence=Confidence(5, 0, 0, 0))
    assert "nothing to check" in panel([sure], TODAY)


def test_pages_read_over_several_months_name_the_first_and_the_last():
    assert "read October 2026 to January 2027" in panel([replace(SET, read=("2026-10", "2027-01"))], TODAY)


def test_the_words_of_confidence_are_explained():
    shown = panel([], TODAY)
    for name, means in sources_tab.GRADES:
        assert f"<dt>{name}</dt><dd>{means}</dd>" in shown


def test_the_tab_shows_every_set_of_the_data(tmp_path):
    made = services(tmp_path)
    shown = DataTab(made).show()  # type: ignore[arg-type]
    made.store.close()
    assert shown.count("sw-set") == 10


def test_a_broken_file_is_said_in_place_of_the_data(tmp_path, monkeypatch: pytest.MonkeyPatch):
    def broken() -> None:
        raise DataError("season.toml: [date 3] 'date' is not an ISO date")

    monkeypatch.setattr(sources_tab, "holdings", broken)
    made = services(tmp_path)
    shown = DataTab(made).show()  # type: ignore[arg-type]
    made.store.close()
    assert 'role="alert"' in shown
    assert "is not an ISO date" in shown
