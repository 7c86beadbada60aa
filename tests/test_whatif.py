"""What if without a browser: every figure is a real re-run, and the ledger is only read."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from bot.applicant.ledger import Event, Status
from bot.assess.levers import levers
from bot.assess.scoring import load_rubric, score, what_if
from bot.errors import StorageError
from bot.ui import whatif
from bot.ui.components import spoken
from bot.ui.whatif import LIMIT, NOTHING_SAVED, Tries, WhatIf
from tests.fakes_ui import TODAY, FakeServices, services

AT = "2026-11-25T09:00:00+00:00"
RUBRIC = load_rubric()
PROFILE: dict[str, Any] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "usce_months": 1,
    "usce_kind": "observership",
    "specialty": ("internal_medicine", "family_medicine"),
}


@pytest.fixture
def made(tmp_path):
    made = services(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def tab(made) -> WhatIf:
    me = made.store.ensure_applicant().id
    for key, value in PROFILE.items():
        made.store.append_event(me, Event(key, value, Status.CONFIRMED, "", "card", None, None, AT))
    part = WhatIf(made, lambda _thread: me)
    with gr.Blocks():
        part.draw(lambda name: gr.HTML(elem_id=name))
    return part


def move(tab: WhatIf, specialty: str = "", **places: str) -> dict[Any, Any]:
    """Move controls by the words of a stop."""
    known = tab.services.store.ledger(tab.applicant("")).profile
    found = {lever.key: lever for lever in levers(known, RUBRIC)}
    form = {key: str(lever.now) for key, lever in found.items()}
    for key, words in places.items():
        form[key] = next(str(n) for n, stop in enumerate(found[key].stops) if stop.words == words)
    return tab.move("", specialty, "", SimpleNamespace(_data=form))  # type: ignore[arg-type]


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def test_the_figure_is_a_real_re_run(tab):
    line = move(tab, step2ck="240")[tab.total].split("</p>")[0]
    before, after = what_if(PROFILE, {"step2ck": 240}, RUBRIC, TODAY)
    gain = spoken((after.now - before.now) / 10)
    span = f"({spoken(after.low / 10)} to {spoken(after.high / 10)})"
    assert plain(line) == f"Would be {spoken(after.total)} {span}, +{gain}"


def test_it_is_scored_for_the_specialty_that_is_shown(tab):
    said = plain(move(tab, "family_medicine", step2ck="240")[tab.total])
    after = score({**PROFILE, "step2ck": 240}, RUBRIC, TODAY, "family_medicine")
    assert after.total != score({**PROFILE, "step2ck": 240}, RUBRIC, TODAY).total
    assert said.startswith(f"Would be {spoken(after.total)} ")


def test_a_specialty_that_is_not_the_applicants_is_passed_over(tab):
    assert move(tab, "dermatology", step2ck="240") == move(tab, step2ck="240")


def test_the_factors_that_change_add_up_to_the_difference(tab):
    frame = move(tab, step2ck="240", usce_months="3 months", usce_kind="hands-on")
    deltas = re.findall(r'class="delta[^"]*">([+−])([\d.]+)<', frame[tab.parts_of_it])
    whole = re.search(r'class="delta[^"]*">\+([\d.]+)<', frame[tab.total])
    assert len(deltas) >= 2
    assert whole is not None
    told = sum(float(n) if sign == "+" else -float(n) for sign, n in deltas)
    assert told == pytest.approx(float(whole[1]))


def test_a_factor_whose_range_alone_closes_is_told_too(tab):
    frame = move(tab, publications="0")
    assert "Research and quality improvement" in frame[tab.parts_of_it]


def test_nothing_moved_shows_the_score_of_today(tab):
    said = plain(move(tab)[tab.total])
    assert said.startswith(f"Now {spoken(score(PROFILE, RUBRIC, TODAY).total)} ")


def test_a_move_that_changes_nothing_says_so(tab, made):
    me = made.store.ensure_applicant().id
    made.store.append_event(me, Event("usce_kind", "none", Status.CONFIRMED, "", "card", None, None, AT))
    said = plain(move(tab, usce_months="4 months")[tab.parts_of_it])
    assert "does not change the total" in said


@pytest.mark.parametrize("places", [{}, {"step2ck": "240"}, {"step3": "failed"}])
def test_the_limit_and_that_nothing_is_saved_are_always_said(tab, places):
    frame = move(tab, **places)
    assert LIMIT in frame[tab.total]
    assert NOTHING_SAVED in frame[tab.parts_of_it]


def test_no_handler_writes_to_the_ledger(tab, made: FakeServices):
    me = made.store.ensure_applicant().id
    before = made.store.ledger(me)
    moved = move(tab, step2ck="250", us_letters="3", step3="220")
    tab.redraw("", "", moved[tab.tries])
    tab.reset("", "", moved[tab.tries])
    assert made.store.ledger(me) == before


def test_what_was_moved_stays_moved_when_the_controls_are_drawn_anew(tab):
    again = tab.redraw("", "", move(tab, step2ck="240")[tab.tries])
    assert 'aria-valuetext="240"' in again[tab.form]
    assert plain(again[tab.total]).startswith("Would be ")


def test_what_has_become_a_fact_is_no_longer_moved(tab, made):
    tries = move(tab, step2ck="240")[tab.tries]
    me = made.store.ensure_applicant().id
    made.store.append_event(me, Event("step2ck", 240, Status.CONFIRMED, "", "card", None, None, AT))
    assert plain(tab.redraw("", "", tries)[tab.total]).startswith("Now ")


def test_reset_stands_everything_at_the_facts_and_is_always_new_markup(tab):
    first = tab.redraw("", "", "")
    again = tab.reset("", "", move(tab, step2ck="240")[tab.tries])
    assert 'aria-valuetext="223 (now)"' in again[tab.form]
    assert plain(again[tab.total]).startswith("Now ")
    assert tab.reset("", "", first[tab.tries])[tab.form] != first[tab.form]


def test_only_a_move_is_read_out(tab):
    assert "data-say" in move(tab, step2ck="240")[tab.total]
    assert "data-say" not in tab.redraw("", "", "")[tab.total]


def test_without_facts_there_is_nothing_to_move(made):
    part = WhatIf(made, lambda _thread: made.store.ensure_applicant().id)
    with gr.Blocks():
        part.draw(lambda name: gr.HTML(elem_id=name))
    assert set(part.redraw("", "", "").values()) == {""}


@pytest.mark.parametrize("given", ["9999", "-1", "x", "", "1.5"])
def test_a_place_that_a_control_does_not_have_moves_nothing(given):
    assert whatif.placed(levers(PROFILE, RUBRIC), {"step2ck": given}) == {}


@pytest.mark.parametrize(
    "raw", ["", "null", "[]", '{"moved": 1}', '{"moved": {}}', "{", '{"moved":[],"drawn":"x"}']
)
def test_whatever_a_browser_sends_as_tries_is_read_as_none(raw):
    assert Tries.read(raw) == Tries({})


def test_every_control_has_a_label_and_a_slider_says_its_place_in_words():
    form = whatif.controls(levers(PROFILE, RUBRIC), Tries({}))
    ids = re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', form)
    assert ids
    assert all(f'for="{id_}"' in form for id_ in ids)
    assert form.count('type="range"') == form.count("aria-valuetext=")


def test_trouble_with_the_store_is_said_in_place_of_the_total(tab):
    def broken(*_given: Any) -> dict[Any, Any]:
        raise StorageError("the disk is full")

    assert "The disk is full." in tab.plainly(broken)()[tab.total]
