"""The Score tab in a real browser: empty state, range, factors, what is missing, and following edits."""

import re

from playwright.sync_api import expect

from tests.fakes_ui import FACTS
from tests.ui.conftest import answered, send


def score_tab(page):
    page.get_by_role("tab", name="Score").click()
    return page.locator("#score")


def test_the_empty_state_leads_to_the_advisor(visit):
    page = visit()
    expect(score_tab(page)).to_contain_text("No score yet")
    page.get_by_role("button", name="Tell the advisor").click()
    expect(page.get_by_role("tab", name="Advisor")).to_have_attribute("aria-selected", "true")


def test_the_total_stands_with_its_range_and_its_limit(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    score = score_tab(page)
    expect(score).to_contain_text(re.compile(r"Between [\d.]+ and [\d.]+"))
    expect(score).to_contain_text("not a chance of matching")


def test_every_bar_has_a_text_alternative(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    bars = score_tab(page).get_by_role("img")
    expect(bars.nth(5)).to_be_visible()
    for bar in bars.all():
        assert re.search(r"\d", bar.get_attribute("aria-label") or "")


def test_a_missing_fact_opens_its_form(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    score_tab(page).get_by_role("button", name="US clinical experience (months)").click()
    expect(page.locator("#fact-usce_months input[type=number]")).to_be_focused()


def test_the_score_follows_an_edit_on_the_card(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    figure = score_tab(page).locator(".figure")
    before = figure.inner_text()
    fact = page.locator("#fact-step2ck")
    fact.locator("> summary").click()
    fact.get_by_label("Score (100 to 300)").fill("251")
    fact.get_by_role("button", name="Save").click()
    expect(figure).not_to_have_text(before)


def test_another_specialty_is_scored_on_request(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    fact = page.locator("#fact-specialty")
    page.locator("#add-goals > summary").click()
    fact.locator("> summary").click()
    fact.get_by_label("First choice").select_option("family_medicine")
    fact.get_by_label("Second").select_option("internal_medicine")
    fact.get_by_role("button", name="Save").click()
    score = score_tab(page)
    second = score.get_by_role("button", name="Internal Medicine", exact=True)
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(score).to_contain_text("Internal Medicine")


def test_the_published_quartiles_name_their_population(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    page.locator("#add-goals > summary").click()
    fact = page.locator("#fact-specialty")
    fact.locator("> summary").click()
    fact.get_by_label("First choice").select_option("family_medicine")
    fact.get_by_role("button", name="Save").click()
    score = score_tab(page)
    expect(score.get_by_role("img", name=re.compile("Step 2 CK, yours 223; Matched"))).to_be_visible()
    expect(score).to_contain_text("non-US IMGs")


def test_explain_my_score_goes_to_the_chat(visit, site):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    score_tab(page).get_by_role("button", name="Explain my score in the chat").click()
    answered(page, 2)
    assert site.talk.sent[-1] == "Explain my score"
