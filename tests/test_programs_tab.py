"""The Programs tab without a browser: what passes, what is said, what is asked, what is saved."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applicant.facts import SPECIALTIES
from bot.assess.eligibility import Finding as Found
from bot.assess.eligibility.words import load_words
from bot.assess.records import load_programs
from bot.assess.survey import survey
from bot.store.lists import ListedProgram, guess_columns, read_list
from bot.store.spreadsheet import read_table
from bot.store.tracker import Finding, OwnProgram, Tracked
from bot.ui.programs import asking, lists, overview, saving, scripts
from bot.ui.programs.answers import ANSWERS, Mistake, finding_of
from bot.ui.programs.board import Board, board, look, questions, summary
from bot.ui.programs.entry import own_row, row
from bot.ui.programs.listing import listing
from bot.ui.programs.view import PAGE, Focus, Stand, View

TODAY = date(2026, 11, 25)
PROFILE: dict[str, Any] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "step2ck_failures": 0,
    "graduation_year": 2017,
    "citizenship_status": "permanent_resident",
    "usce_months": 3,
    "usce_kind": "hands_on",
    "specialty": ("family_medicine", "psychiatry"),
}
OWN = OwnProgram("Tiny Hospital", "family_medicine", "Yakima", "WA", "", "", id="own-1", created="")


def made(
    profile: dict[str, Any] | None = None,
    findings: Iterable[Finding] = (),
    tracked: dict[str, str] | None = None,
    own: Iterable[OwnProgram] = (),
) -> Board:
    findings = tuple(findings)
    judged = [Found(one.program_id, one.rule, one.value, one.found_on, one.where) for one in findings]
    seen = survey(PROFILE if profile is None else profile, TODAY, load_programs(), findings=judged)
    states = {key: Tracked(key, status, "") for key, status in (tracked or {}).items()}
    return board(seen, TODAY, states, findings, own)


@pytest.fixture(scope="module")
def seen() -> Board:
    return made()


def first(seen: Board, stand: Stand) -> Any:
    return next(entry for entry in seen.entries if entry.stand is stand)


# --- counts and the honest sentence --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {Stand.CLOSED: 11, Stand.CLEAR: 130, Stand.CHECK: 6},
            "0 are certainly open to you, 11 are closed, and 136 publish too little to tell; "
            "of those, 130 have nothing known against you.",
        ),
        (
            {Stand.OPEN: 1, Stand.CLOSED: 1, Stand.CLEAR: 1},
            "1 is certainly open to you, 1 is closed, and 1 publishes too little to tell; "
            "of those, 1 has nothing known against you.",
        ),
        ({Stand.OPEN: 3}, "3 are certainly open to you, 0 are closed, and 0 publish too little to tell."),
    ],
)
def test_the_sentence_counts_what_is_not_published_as_unknown(counts: dict[Stand, int], said: str):
    assert overview.sentence(counts) == said


def test_of_somebody_unknown_it_is_not_said_that_nothing_is_known_against_them():
    drawn = overview.overview(made({}), load_programs(), overview.Html(""))
    assert "publish too little to tell." in drawn
    assert "Nothing is known about you yet" in drawn


def test_the_chart_says_its_numbers_in_words(seen: Board):
    counts = Counter(entry.stand for entry in seen.entries)
    drawn = overview.chart(seen.entries)
    assert f"All, {len(seen.entries)} programs: {counts[Stand.OPEN]} open to you" in drawn
    assert f"{counts[Stand.CLOSED]} closed to you" in drawn


def test_the_head_says_that_other_states_are_a_sample_and_when_pages_were_read(seen: Board):
    drawn = overview.overview(seen, load_programs(), asking.first_list(seen))
    assert "Outside California, Oregon and Washington the records are a sample" in drawn
    assert "November 2026" in drawn


def test_without_a_specialty_all_are_shown_with_a_hint():
    seen = made({key: value for key, value in PROFILE.items() if key != "specialty"})
    assert len(seen.entries) == len(load_programs())
    assert "programs of all of them" in overview.overview(seen, load_programs(), overview.Html(""))


# --- filters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", ["", "no json", "[]", '{"shown": "many"}', '{"state": 4, "opened": "x"}', "3"]
)
def test_a_view_that_cannot_be_read_is_the_plain_one(raw: str):
    assert View.read(raw) == View()


def test_a_view_comes_back_as_it_was_written():
    view = View(state="CA", stand="clear", search="kern", sort="name", shown=50, closed=25, opened=("a", "b"))
    assert View.read(view.written()) == view


def test_numbers_from_a_browser_are_kept_in_bounds():
    assert View.read('{"shown": 99999999, "closed": -4}') == View(shown=10_000, closed=0)


@pytest.mark.parametrize(
    ("view", "holds"),
    [
        (View(state="OR"), lambda entry: entry.program.state == "OR"),
        (View(state="coast"), lambda entry: entry.program.state in ("CA", "OR", "WA")),
        (View(state="beyond"), lambda entry: entry.program.state not in ("CA", "OR", "WA")),
        (View(specialty="psychiatry"), lambda entry: entry.program.specialty == "psychiatry"),
        (View(stand="check"), lambda entry: entry.stand is Stand.CHECK),
        (View(tier="reach"), lambda entry: entry.ranked.tier == "reach"),
        (View(search="family fresno"), lambda entry: entry.program.city == "Fresno"),
    ],
)
def test_only_what_fits_the_filter_passes_and_something_does(seen: Board, view: View, holds: Any):
    passed = look(seen, view).open
    assert passed and all(holds(entry) for entry in passed)


def test_the_filter_by_status_finds_what_was_tracked():
    id_ = made().open[5].program.id
    tracked = made(tracked={id_: "invited"})
    for status in ("invited", "any"):
        assert [entry.program.id for entry in look(tracked, View(status=status)).open] == [id_]
    assert id_ not in {entry.program.id for entry in look(tracked, View(status="none")).open}


def test_a_new_filter_begins_at_the_first_page_and_keeps_what_is_open(seen: Board):
    view = View(shown=75, opened=("x",)).filtered({"state": "CA", "sort": "name"})
    assert (view.shown, view.opened, view.state, view.sort) == (PAGE, ("x",), "CA", "name")


def test_sorting_by_name_ignores_case(seen: Board):
    names = [entry.program.name.casefold() for entry in look(seen, View(sort="name")).open]
    assert names == sorted(names)


def test_added_programs_pass_the_filters_they_fit():
    seen = made(own=[OWN])
    assert look(seen, View(state="WA")).own == (OWN,)
    assert look(seen, View(state="CA")).own == ()
    assert look(seen, View(tier="reach")).own == ()


# --- the list ------------------------------------------------------------------------------------------


def test_closed_programs_stand_in_their_own_group_only(seen: Board):
    drawn = listing(seen, View(shown=1000, closed=1000))
    can, closed = drawn.split("Closed to you (")
    assert seen.closed
    for entry in seen.closed:
        assert f'value="{entry.program.id}"' in closed
        assert f'value="{entry.program.id}"' not in can


def test_the_closed_group_is_drawn_when_it_is_opened(seen: Board):
    assert seen.closed[0].program.id not in listing(seen, View())


def test_a_closed_program_shows_the_rule_that_closes_it_with_page_and_date(seen: Board):
    entry = first(seen, Stand.CLOSED)
    rule = entry.judgement.blocking[0]
    drawn = row(entry, seen, opened=False)
    assert str(rule.detail) in drawn and f'href="{rule.source}"' in drawn and rule.as_of in drawn


def test_a_program_with_something_to_check_never_says_that_nothing_is_known(seen: Board):
    for entry in seen.open:
        if entry.stand is Stand.CHECK:
            assert "Nothing known against you" not in row(entry, seen, opened=False)


def test_an_unknown_program_says_how_many_rules_are_published(seen: Board):
    entry = first(seen, Stand.CLEAR)
    known = f"{entry.judgement.published} of {len(entry.judgement.concerning)} rules that concern you"
    assert known in row(entry, seen, opened=False)


def test_a_page_of_programs_is_shown_and_the_rest_on_request(seen: Board):
    drawn = listing(seen, View())
    assert drawn.count("sw-program ") == PAGE
    assert f"{PAGE} of {len(seen.open)} programs shown." in drawn


def test_reading_goes_on_where_the_focus_leads(seen: Board):
    drawn = listing(seen, View(shown=2 * PAGE), focus=Focus(seen.open[PAGE].program.id))
    id_ = re.search(r'value="([^"]+)"[^>]* data-reveal="yes"', drawn)
    assert id_ and id_[1] == seen.open[PAGE].program.id


def test_a_folded_program_draws_no_rules(seen: Board):
    assert "<table" not in listing(seen, View(shown=1000))


def test_an_open_program_shows_reasons_rules_and_notes(seen: Board):
    entry = next(one for one in seen.open if one.program.notes and one.judgement.conditions)
    drawn = row(entry, seen, opened=True)
    for words in (*(reason.text for reason in entry.ranked.reasons), *entry.judgement.conditions):
        assert overview.esc(words) in drawn
    assert "It is not a chance of matching." in drawn


def test_every_link_out_is_safe(seen: Board):
    drawn = listing(seen, View(opened=tuple(entry.program.id for entry in seen.open[:10])))
    links = re.findall(r"<a [^>]*>", drawn)
    assert links
    for one in links:
        assert re.search(r'href="https?://', one) and 'rel="noopener noreferrer"' in one


def test_words_from_the_data_are_never_markup(seen: Board):
    bad = '<img src=x onerror="alert(1)">'
    entry = seen.open[0]
    program = replace(entry.program, name=bad, institution=bad, city=bad, notes=bad, stale_terms=(bad,))
    worse = replace(entry, judgement=replace(entry.judgement, program=program))
    assert "<img" not in row(worse, seen, opened=True)


def test_a_website_that_is_no_web_address_is_no_link():
    item = replace(OWN, website="javascript:alert(1)", name="<b>", notes="<script>")
    drawn = own_row(item, "none")
    assert "href" not in drawn and "<script" not in drawn and "<b>" not in drawn


# --- answers of programs -------------------------------------------------------------------------------


def test_every_rule_that_can_be_confirmed_has_a_form():
    assert ANSWERS.keys() == load_words().rules.keys()


def form(rule: str, value: str, **more: str) -> dict[str, str]:
    given = {"program": "saint-agnes-fresno-fm", "rule": rule, "value": value}
    return given | {"found_on": "2026-11-24", "where": "phone", "note": ""} | more


def edges(rule: str) -> list[str]:
    answer = ANSWERS[rule]
    values = [value for value, _ in answer.choices] or [str(answer.low), str(answer.high)]
    return [value for value in values if value != "no_limit"]


@pytest.mark.parametrize(("rule", "value"), [(rule, value) for rule in ANSWERS for value in edges(rule)])
def test_an_answer_has_a_value_that_a_record_may_have(tmp_path: Path, rule: str, value: str):
    found = finding_of(form(rule, value), TODAY)
    assert isinstance(found, Finding)
    written = str(found.value).lower() if isinstance(found.value, bool) else found.value
    (tmp_path / "CA.yaml").write_text(
        "- {id: a, name: A, institution: A, specialty: psychiatry, city: A, state: CA, region: a,\n"
        f"   rules: {{{rule}: {written}}}, sources: [{{as_of: '2026', supports: [{rule}]}}]}}\n"
    )
    assert load_programs(tmp_path).by_id["a"].rules[rule].value == found.value


def test_an_answer_keeps_day_way_and_note():
    found = finding_of(form("accepts_imgs", "yes", note=" Ms  Lee "), TODAY)
    expected = Finding("saint-agnes-fresno-fm", "accepts_imgs", "yes", "2026-11-24", "by phone", "Ms Lee")
    assert found == expected


def test_there_may_be_no_such_limit():
    found = finding_of(form("step2ck_min", "", no_limit="yes"), TODAY)
    assert isinstance(found, Finding) and found.value == "no_limit"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (form("step2ck_min", ""), "value"),
        (form("step2ck_min", "99"), "value"),
        (form("step2ck_min", "２２０"), "value"),
        (form("accepts_imgs", "maybe"), "value"),
        (form("step2ck_min", "220", found_on="2026-11-26"), "found_on"),
        (form("step2ck_min", "220", found_on="yesterday"), "found_on"),
        (form("step2ck_min", "220", where=""), "where"),
        (form("shoe_size", "44"), "value"),
    ],
)
def test_a_form_that_cannot_be_kept_names_the_field(given: dict[str, str], name: str):
    mistake = finding_of(given, TODAY)
    assert isinstance(mistake, Mistake) and mistake.name == name and mistake.why


def test_a_mistake_is_shown_in_its_own_form_with_what_was_given(seen: Board):
    entry = next(one for one in seen.open if "step2ck_min" in questions(one))
    wrong = Mistake(entry.program.id, "step2ck_min", "value", "Too low.", {"value": "9<9"})
    drawn = asking.asking(entry, seen, wrong)
    assert drawn.count('aria-invalid="true"') == 1
    assert 'value="9&lt;9"' in drawn and "Too low." in drawn


def test_an_answer_changes_the_verdict_and_is_shown_as_yours():
    entry = next(one for one in made().open if 0 < len(questions(one)) < 4)
    told = [Finding(entry.program.id, key, *_favourable(key)) for key in questions(entry)]
    now = made(findings=told).entry(entry.program.id)
    assert now is not None and now.stand is Stand.OPEN
    drawn = row(now, made(findings=told), opened=True)
    assert "confirmed by you on 2026-11-20 (by phone)" in drawn
    assert f'name="sw:unfound" value="{entry.program.id} {told[0].rule}"' in drawn


def _favourable(rule: str) -> tuple[str, str, str]:
    value = "yes" if rule in ("accepts_imgs", "visa_j1", "visa_h1b") else "no_limit"
    return value, "2026-11-20", "by phone"


def test_a_rule_that_hangs_on_a_fact_of_yours_is_no_question_to_the_program():
    seen = made({"specialty": ("family_medicine",), "step1": 214})
    entry = next(one for one in seen.open if any(rule.yours for rule in one.judgement.open))
    yours = {rule.rule for rule in entry.judgement.open if rule.yours}
    assert not yours & set(questions(entry))
    assert "Yours to tell" in asking.asking(entry, seen)


# --- scripts and the verification list -----------------------------------------------------------------


def both(profile: dict[str, Any], asked: tuple[str, ...] = ("Do you take IMGs?",)) -> str:
    program = load_programs().by_id["saint-agnes-fresno-fm"]
    return scripts.phone(program, asked, profile) + scripts.email(program, asked, profile)


def test_a_script_says_nothing_that_was_not_stated():
    said = both({})
    assert not re.search(r"\b(19|20)\d\d\b|visa|citizen|resident of|\bscore\b", said)
    assert "[your name]" in said and "[your medical school, country]" in said


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"graduation_year": 2017}, "class of 2017"),
        ({"citizenship_status": "permanent_resident"}, "permanent resident"),
        ({"citizenship_status": "us_citizen"}, "US citizen"),
        ({"citizenship_status": "needs_visa"}, "I would need a visa."),
        ({"citizenship_status": "needs_visa", "visa": "j1"}, "J-1 visa"),
        ({"citizenship_status": "needs_visa", "visa": "either"}, "J-1 or an H-1B"),
    ],
)
def test_a_script_says_what_was_stated(profile: dict[str, Any], words: str):
    assert both(profile).count(words) == 2


def test_scripts_ask_every_question_and_never_speak_of_ranks_or_scores_of_mine():
    asked = tuple(
        rule.ask.format(mine="once") for rule in load_words().rules.values() if "rank" not in rule.ask
    )
    said = both(PROFILE, asked)
    assert all(said.count(words) == 2 for words in asked)
    assert not re.search(r"\brank|\b214\b|\b223\b|interview|chance", said, re.IGNORECASE)


def test_the_verification_list_holds_at_most_fifteen_open_programs_in_order(seen: Board):
    text = asking.as_text(seen)
    names = re.findall(r"^\d+\. (.+) \(", text, re.MULTILINE)
    open_ones = [entry.program.name for entry in seen.open if questions(entry)]
    assert names == open_ones[: asking.FIRST]
    assert not {entry.program.name for entry in seen.closed} & set(names)


# --- the applicant's own list --------------------------------------------------------------------------


def listed(name: str, **more: Any) -> ListedProgram:
    return ListedProgram(2, name, **more)


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        (listed("Saint Agnes Medical Center Family Medicine Residency", state="CA"), "saint-agnes-fresno-fm"),
        (listed("SAINT AGNES MEDICAL CENTER", specialty="family_medicine"), "saint-agnes-fresno-fm"),
        (listed("Saint Agnes Medical Center Family Medicine Program", state="CA"), "saint-agnes-fresno-fm"),
        (listed("Saint Agnes Medical Center Family Medicine Residency"), None),
        (listed("Saint Agnes Medical Center Family Medicine Residency", state="TX"), None),
        (listed("Saint Agnes Medical Center", specialty="dermatology"), None),
        (listed("My Tiny Hospital", state="CA", specialty="psychiatry"), None),
    ],
)
def test_a_row_is_known_by_name_with_state_or_specialty(line: ListedProgram, id_: str | None):
    found = lists.Finder(load_programs()).sort([line])
    assert [program.id for _, program in found.known] == ([id_] if id_ else [])
    assert found.new == (() if id_ else (line,))


def test_a_row_is_known_by_its_acgme_id():
    program = next(one for one in load_programs() if one.acgme_id)
    same = [one for one in load_programs() if one.acgme_id == program.acgme_id]
    line = listed("Some other name", acgme_id=program.acgme_id, specialty=program.specialty)
    assert len(same) == 1
    assert lists.Finder(load_programs()).sort([line]).known == ((line, program),)


def test_a_row_that_could_be_two_programs_is_neither():
    names = Counter((one.institution, one.state) for one in load_programs())
    (name, state), _ = names.most_common(1)[0]
    assert lists.Finder(load_programs()).sort([listed(name, state=state)]).known == ()


def test_an_added_program_is_not_added_twice():
    line = listed("Tiny  hospital", specialty="family_medicine", state="WA")
    assert lists.Finder(load_programs(), [OWN]).sort([line]).again == ((line, OWN),)


@pytest.mark.parametrize(
    ("status", "blank", "kept"),
    [("invited", "applied", "invited"), (None, "applied", "applied"), (None, "", None)],
)
def test_a_row_without_a_status_gets_the_one_that_was_chosen(
    status: str | None, blank: str, kept: str | None
):
    assert lists.status_of(listed("A", status=status), blank) == kept


def test_the_mapping_names_bad_rows_by_line():
    table = read_table(b"Program,State\nGood one,CA\nBad one,ZZ\n", "mine.csv")
    sheet = lists.Sheet("mine.csv", table, guess_columns(table.headers))
    reading = read_list(table, sheet.columns)
    drawn = lists.mapping(sheet, reading, lists.Finder(load_programs()).sort(reading.good))
    assert "1 row kept, 1 not:" in drawn
    assert "line 3: state" in drawn


def test_headers_of_a_file_are_never_markup():
    table = read_table(b"Program,<img src=x>\nA,B\n", "mine.csv")
    assert "<img" not in lists.mapping(lists.Sheet("mine.csv", table, {}), None, None, "choose")


# --- saving --------------------------------------------------------------------------------------------


def ids(kept: list[tuple[Any, ...]]) -> list[str]:
    return [str(line[-1]) for line in kept]


PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "step1": st.sampled_from(["pass", 195, 214, 240]),
        "step1_failures": st.integers(0, 3),
        "step2ck": st.sampled_from(["fail", 210, 223, 250]),
        "step2ck_failures": st.integers(0, 2),
        "graduation_year": st.integers(2000, 2026),
        "citizenship_status": st.sampled_from(["us_citizen", "permanent_resident", "needs_visa"]),
        "visa": st.sampled_from(["j1", "h1b", "either"]),
        "usce_months": st.integers(0, 12),
        "specialty": st.sampled_from([("psychiatry",), ("family_medicine",), tuple(SPECIALTIES)]),
    },
)
VIEWS = st.builds(
    View,
    state=st.sampled_from(["", "CA", "coast", "beyond"]),
    stand=st.sampled_from(["", *Stand]),
    sort=st.sampled_from(["fit", "name", "state"]),
    closed=st.integers(0, 50),
)


@settings(max_examples=30, deadline=None)
@given(PROFILES, VIEWS)
def test_no_closed_program_is_ever_saved(profile: dict[str, Any], view: View):
    seen = made(profile)
    kept = set(ids(saving.rows(seen, look(seen, view))))
    assert not kept & {entry.program.id for entry in seen.closed}


def test_what_passes_the_filters_is_saved_whole_and_in_order(seen: Board):
    shown = look(seen, View(state="CA", sort="name"))
    assert ids(saving.rows(seen, shown)) == [entry.program.id for entry in shown.open]


def test_a_saved_row_has_a_cell_for_every_column():
    seen = made(own=[OWN])
    assert {len(line) for line in saving.rows(seen, look(seen, View()))} == {len(saving.COLUMNS)}


def test_a_saved_list_cannot_hold_a_formula():
    seen = made(own=[replace(OWN, name='=HYPERLINK("x")')])
    data = saving.made("csv", seen, look(seen, View(state="WA", specialty="family_medicine")))
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[-1][0] == '\'=HYPERLINK("x")'


def test_the_report_stands_alone_and_is_escaped():
    seen = made(own=[replace(OWN, name="<script>x</script>")])
    page = saving.report(seen, look(seen, View()))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r"<(link|img|iframe)|@import|url\(", page)


def test_the_report_names_every_program_it_counts(seen: Board):
    shown = look(seen, View(state="OR"))
    page = saving.report(seen, shown)
    assert page.count("<article>") == len(shown.open)
    assert all(overview.esc(summary(entry, seen)) in page for entry in shown.open)
