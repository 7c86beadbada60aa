"""The Advisor tab in a real browser: streaming, stop, retry, undo, edit, replies, citations."""

from playwright.sync_api import expect

from tests.fakes_ui import BROKEN, DRAFT, FACTS, SLOW
from tests.ui.conftest import answered, answers, box, send, tap


def test_a_message_is_answered(visit):
    page = visit()
    send(page, "Hello there")
    answered(page, 1)
    expect(answers(page).first).to_contain_text("You said: Hello there")
    expect(box(page)).to_have_value("")


def test_sentences_are_shown_before_the_turn_ends(visit):
    page = visit()
    send(page, SLOW)
    expect(answers(page).last).to_contain_text("First, take a breath.")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.get_by_role("button", name="Stop").click()


def test_stop_ends_the_answer_and_offers_the_message_again(visit):
    page = visit()
    send(page, SLOW)
    expect(answers(page).last).to_contain_text("First, take a breath.")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#offer")).to_contain_text(SLOW)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(answers(page)).to_have_count(0)


def test_the_conversation_goes_on_after_a_stop(visit):
    page = visit()
    send(page, SLOW)
    expect(answers(page).last).to_contain_text("First, take a breath.")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Discard")).to_be_visible()
    send(page, "Something else")
    answered(page, 1)
    expect(page.locator("#offer")).not_to_contain_text(SLOW)


def test_a_stopped_message_can_be_discarded(visit):
    page = visit()
    send(page, SLOW)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#offer")).not_to_contain_text(SLOW)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


def test_a_stopped_message_can_be_sent_again(visit, site):
    page = visit()
    send(page, SLOW)
    page.get_by_role("button", name="Stop").click()
    before = len(site.talk.sent)
    page.get_by_role("button", name="Send again").click()
    expect(answers(page).last).to_contain_text("First, take a breath.")
    assert site.talk.sent[before:] == [SLOW]
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Send again")).to_be_visible()


def test_a_message_sent_while_one_is_answered_stays_in_the_box(visit):
    page = visit()
    send(page, SLOW)
    expect(answers(page).last).to_contain_text("First, take a breath.")
    send(page, "And another thing")
    expect(page.locator("#offer")).to_contain_text("I am still answering")
    expect(box(page)).to_have_value("And another thing")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Send again")).to_be_visible()
    expect(box(page)).to_have_value("And another thing")


def test_retry_sends_the_same_words_and_replaces_the_answer(visit, site):
    page = visit()
    send(page, "Hello there")
    answered(page, 1)
    before = len(site.talk.sent)
    tap(page, "Try again")
    expect(answers(page)).to_contain_text(f"I have read {before + 1} messages in all.")
    answered(page, 1)
    assert site.talk.sent[before:] == ["Hello there"]


def test_undo_returns_the_words_and_takes_back_the_facts(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    expect(page.locator("#fact-step1")).to_contain_text("214")
    tap(page, "Undo")
    expect(box(page)).to_have_value(FACTS)
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#fact-step1")).not_to_contain_text("214")


def test_a_fact_set_on_the_card_survives_undo(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    page.locator(".sw-read > summary").click()
    tap(page, "That's right Step 2 CK: 223")
    expect(page.locator("#fact-step2ck")).to_contain_text("set by you")
    tap(page, "Undo")
    expect(box(page)).to_have_value(FACTS)
    expect(page.locator("#fact-step2ck")).to_contain_text("223")


def test_editing_an_early_message_replaces_what_follows(visit):
    page = visit()
    for number, words in enumerate(("First", "Second", "Third"), start=1):
        send(page, words)
        answered(page, number)
    page.get_by_role("button", name="Edit this message").first.click()
    expect(box(page)).to_have_value("First")
    expect(page.locator("#offer")).to_contain_text("editing an earlier message")
    expect(answers(page)).to_have_count(3)
    send(page, "First, but better")
    expect(answers(page)).to_have_count(1)
    expect(answers(page).last).to_contain_text("You said: First, but better")


def test_leaving_an_edit_changes_nothing(visit):
    page = visit()
    send(page, "First")
    answered(page, 1)
    page.get_by_role("button", name="Edit this message").click()
    expect(box(page)).to_have_value("First")
    page.get_by_role("button", name="Keep it as it was").click()
    expect(box(page)).to_have_value("")
    send(page, "Second")
    answered(page, 2)


def test_a_quick_reply_is_sent_in_one_tap(visit, site):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    page.get_by_role("button", name="Observership").click()
    answered(page, 2)
    assert site.talk.sent[-1] == "Observership"
    expect(page.get_by_role("button", name="Observership")).to_have_count(0)


def test_skip_and_not_knowing_are_offered_with_a_question(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    expect(page.get_by_role("button", name="Skip", exact=True)).to_be_visible()
    expect(page.locator("#chat").get_by_role("button", name="I don't know")).to_be_visible()


def test_a_starter_begins_the_conversation(visit):
    page = visit()
    page.get_by_role("button", name="How many programs should I apply to?").click()
    answered(page, 1)
    expect(answers(page).first).to_contain_text("80 to 150")


def test_a_citation_opens_its_passage_with_source_and_section(visit):
    page = visit()
    send(page, "How many programs should I apply to?")
    answered(page, 1)
    page.get_by_role("button", name="2 Source: I failed Step 1: how bad is it").click()
    passage = page.locator(".sw-source[open]")
    expect(passage).to_have_count(1)
    expect(passage).to_contain_text("A failed attempt is a red flag")
    expect(passage).to_contain_text("2. What “Low Score” Means in Practice")
    expect(passage).to_contain_text("Residency Advisor guide")
    expect(passage).to_contain_text("2026-11")


def test_an_old_answer_keeps_its_own_sources(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    send(page, "How many programs?")
    answered(page, 2)
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator(".sw-source")).to_have_count(2)
    answers(page).first.get_by_role("button", name="1 Source").click()
    expect(page.locator(".sw-source")).to_have_count(1)
    expect(page.locator(".sw-source")).to_contain_text("I failed Step 1: how bad is it")


def test_a_fact_read_can_be_taken_back_in_one_tap(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    page.locator(".sw-read > summary").click()
    expect(page.locator(".sw-read")).to_contain_text("failed step 1 once")
    tap(page, "Take back Graduation year: 2017")
    expect(page.locator(".sw-read")).to_contain_text("taken back")
    expect(page.locator("#fact-graduation_year")).not_to_contain_text("2017")


def test_a_draft_is_labelled_as_an_example(visit):
    page = visit()
    send(page, DRAFT)
    answered(page, 1)
    draft = page.locator(".sw-draft")
    expect(draft).to_contain_text("rewrite in your own words")
    expect(draft).to_contain_text("[What did you change in your study?]")


def test_a_failure_is_a_sentence_and_keeps_the_message(visit):
    page = visit()
    send(page, BROKEN)
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong on this computer")
    expect(page.locator("#offer")).not_to_contain_text("secret")
    expect(page.get_by_role("button", name="Send again")).to_be_visible()


def test_a_message_that_is_too_long_stays_in_the_box(visit):
    page = visit()
    long = "x" * 50_000
    send(page, long)
    expect(page.get_by_role("alert")).to_contain_text("50,000 characters")
    expect(box(page)).to_have_value(long)
    expect(page.locator(".sw-thread")).to_have_count(0)


def test_an_empty_message_gets_a_clear_sentence(visit):
    page = visit()
    send(page, "   ")
    expect(page.get_by_role("alert")).to_contain_text("The message is empty")


def test_markup_in_a_message_is_shown_as_text(visit):
    page = visit()
    send(page, "<img src=http://evil.example/x.png onerror=alert(1)> **bold** [a](javascript:alert(1))")
    answered(page, 1)
    expect(page.locator("#chat img")).to_have_count(0)
    expect(page.locator(".user-row a, a[href^=javascript]")).to_have_count(0)
    expect(page.locator(".sw-words")).to_contain_text("<img src=http://evil.example/x.png")


def test_copying_an_answer_leaves_out_its_marks(visit):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    send(page, "How many programs?")
    answered(page, 1)
    answers(page).last.get_by_role("button", name="Copy this answer").click()
    expect(page.locator("#sw-say")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        "Plan for 80 to 150 or more programs. A failed attempt needs later proof.\n"
        "- Read each program's rules first."
    )
