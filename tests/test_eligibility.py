"""The gate: strict rules block, doubtful ones are hints, silence is unknown; better facts never hurt."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assess.eligibility import Finding, Gate, Judgement, Verdict
from bot.assess.eligibility.outcomes import NO_LIMIT
from bot.assess.eligibility.words import load_words
from bot.assess.records import Doubt, Program, Rule, Source, load_programs
from bot.assess.records.reading import RULES
from bot.errors import BadInput

TODAY = date(2026, 11, 25)
PROGRAMS = load_programs()
MAIN: dict[str, Any] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "graduation_year": 2017,
    "citizenship_status": "permanent_resident",
    "usce_months": 3,
    "usce_kind": "hands_on",
    "region_ties": ("California",),
}
CLEAN: dict[str, Any] = {
    "step1": "pass",
    "step1_failures": 0,
    "step2ck": 245,
    "step2ck_failures": 0,
    "graduation_year": 2025,
    "citizenship_status": "us_citizen",
    "usce_months": 6,
    "usce_kind": "hands_on",
    "us_letters": 3,
}
ORDER = [Verdict.ELIGIBLE, Verdict.UNKNOWN, Verdict.BLOCKED]


def judged(profile: dict[str, Any], program_id: str, **findings: Any) -> Judgement:
    found = {key: Finding(program_id, key, value, "2026-11-20", "phone") for key, value in findings.items()}
    return Gate(profile, TODAY).judge(PROGRAMS.by_id[program_id], found)


def verdict(profile: dict[str, Any], program_id: str, rule: str, **findings: Any) -> Verdict | None:
    rules = judged(profile, program_id, **findings).rules
    return next((item.verdict for item in rules if item.rule == rule), None)


def program(**rules: Any) -> Program:
    """A made-up program with these strict rules on its own page."""
    page = Source("https://example.org", "2026-09-01", frozenset(rules))
    made = {key: Rule(key, value, False, None, None, page) for key, value in rules.items()}
    return replace(PROGRAMS.by_id["saint-agnes-fresno-fm"], id="made", rules=made, sources=(page,))


def of(profile: dict[str, Any], **rules: Any) -> dict[str, Verdict]:
    return {item.rule: item.verdict for item in Gate(profile, TODAY).judge(program(**rules)).rules}


def test_the_main_applicant_finds_eleven_closed_and_none_certain_in_california() -> None:
    chosen = PROGRAMS.of(("family_medicine", "internal_medicine", "psychiatry"), ("CA",))
    found = [item.verdict for item in Gate(MAIN, TODAY).judge_all(chosen)]
    counts = {kind: found.count(kind) for kind in ORDER}
    assert counts == {Verdict.ELIGIBLE: 0, Verdict.UNKNOWN: 136, Verdict.BLOCKED: 11}


def test_a_clean_us_citizen_has_eligible_programs() -> None:
    found = [item.verdict for item in Gate(CLEAN, TODAY).judge_all(PROGRAMS)]
    assert found.count(Verdict.ELIGIBLE) > 50


def test_one_step_1_failure_passes_at_saint_agnes_and_a_step_2_failure_does_not() -> None:
    facts = MAIN | {"step2ck_failures": 0}
    assert verdict(facts, "saint-agnes-fresno-fm", "max_step1_failures") is Verdict.MET
    assert judged(facts, "saint-agnes-fresno-fm").verdict is Verdict.UNKNOWN
    facts = MAIN | {"step1_failures": 0, "step2ck_failures": 1}
    assert verdict(facts, "saint-agnes-fresno-fm", "max_step2ck_failures") is Verdict.BLOCKED
    assert judged(facts, "saint-agnes-fresno-fm").verdict is Verdict.BLOCKED


@pytest.mark.parametrize("where", ["sjmc-stockton-psych", "multicare-puyallup-fm"])
def test_a_limit_over_all_steps_counts_the_sum(where: str) -> None:
    one = CLEAN | {"step1_failures": 1}
    assert verdict(one, where, "max_total_failures") is Verdict.MET
    assert verdict(one | {"step2ck_failures": 1}, where, "max_total_failures") is Verdict.BLOCKED
    assert verdict(CLEAN | {"step3_failures": 2}, where, "max_total_failures") is Verdict.BLOCKED


def test_riverside_psychiatry_takes_no_visa() -> None:
    for visa in ("j1", "h1b", "either"):
        facts = CLEAN | {"citizenship_status": "needs_visa", "visa": visa}
        assert judged(facts, "ruhs-morenovalley-psych").verdict is Verdict.BLOCKED
    assert judged(CLEAN, "ruhs-morenovalley-psych").verdict is not Verdict.BLOCKED


def test_riverside_family_medicine_is_doubtful_and_says_so() -> None:
    facts = CLEAN | {"citizenship_status": "needs_visa", "visa": "j1"}
    found = judged(facts, "ruhs-moreno-valley-fm")
    rule = next(item for item in found.rules if item.rule == "visa_j1")
    assert found.verdict is Verdict.UNKNOWN
    assert rule.verdict is Verdict.UNKNOWN
    assert "hint" in rule.detail


def test_a_flexible_rule_warns_and_names_what_bends_it() -> None:
    found = judged(MAIN, "multicare-puyallup-fm")
    rule = next(item for item in found.rules if item.rule == "max_years_since_graduation")
    assert rule.verdict is Verdict.WARNING
    assert "bends" in rule.detail


def test_a_rule_of_a_listing_site_is_never_a_verdict() -> None:
    for listed in PROGRAMS:
        doubtful = {key for key, rule in listed.rules.items() if rule.doubt is Doubt.LISTING}
        for item in Gate(MAIN, TODAY).judge(listed).rules:
            if item.rule in doubtful:
                assert item.verdict not in (Verdict.BLOCKED, Verdict.WARNING)


def test_an_unpublished_rule_is_unknown_only_if_it_concerns_the_applicant() -> None:
    assert of(CLEAN) == {"accepts_imgs": Verdict.UNKNOWN}
    assert of(MAIN) == dict.fromkeys(
        (
            "accepts_imgs",
            "step1_min",
            "step2ck_min",
            "max_step1_failures",
            "max_step2ck_failures",
            "max_years_since_graduation",
        ),
        Verdict.UNKNOWN,
    )


def test_a_visa_rule_does_not_concern_a_citizen() -> None:
    assert "visa_j1" not in of(CLEAN, visa_j1="no", visa_h1b="no")


@pytest.mark.parametrize(
    ("visa", "rules", "expected"),
    [
        ("j1", {"visa_j1": "yes"}, {"visa_j1": "met"}),
        ("j1", {"visa_j1": "no", "visa_h1b": "yes"}, {"visa_j1": "blocked"}),
        ("h1b", {"visa_j1": "yes", "visa_h1b": "no"}, {"visa_h1b": "blocked"}),
        ("h1b", {"visa_j1": "yes"}, {"visa_h1b": "unknown"}),
        ("either", {"visa_j1": "yes", "visa_h1b": "no"}, {"visa_j1": "met", "visa_h1b": "met"}),
        ("either", {"visa_j1": "yes"}, {"visa_j1": "met"}),
        ("either", {"visa_j1": "no", "visa_h1b": "no"}, {"visa_j1": "blocked", "visa_h1b": "blocked"}),
        ("either", {"visa_j1": "no"}, {"visa_j1": "warning", "visa_h1b": "unknown"}),
        (None, {"visa_j1": "yes", "visa_h1b": "no"}, {"visa_j1": "unknown", "visa_h1b": "unknown"}),
        (None, {"visa_j1": "no", "visa_h1b": "no"}, {"visa_j1": "blocked", "visa_h1b": "blocked"}),
    ],
)
def test_visas(visa: str | None, rules: dict[str, str], expected: dict[str, str]) -> None:
    facts = CLEAN | {"citizenship_status": "needs_visa"} | ({"visa": visa} if visa else {})
    found = of(facts, accepts_imgs="yes", **rules)
    assert {key: value for key, value in found.items() if key.startswith("visa")} == expected


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [
        ({"step2ck": 219}, {"step2ck_min": 220}, "blocked"),
        ({"step2ck": 220}, {"step2ck_min": 220}, "met"),
        ({"step2ck": "pass"}, {"step2ck_min": 220}, "unknown"),
        ({"step1": "pass"}, {"step1_min": 220}, "warning"),
        ({"step1": 199}, {"step1_min": 200}, "blocked"),
        ({"step1": "fail", "step1_failures": 0}, {"max_step1_failures": 0}, "blocked"),
        ({"step2ck": "not_taken", "step2ck_failures": 0}, {"step2ck_by": "application"}, "blocked"),
        ({"step2ck": "not_taken", "step2ck_failures": 0}, {"step2ck_by": "rank_list"}, "warning"),
        ({"graduation_year": 2021}, {"max_years_since_graduation": 5}, "warning"),
        ({"graduation_year": 2022}, {"max_years_since_graduation": 5}, "met"),
        ({"graduation_year": 2020}, {"max_years_since_graduation": 5}, "blocked"),
        ({"usce_months": 0}, {"usce": "required"}, "blocked"),
        ({"usce_kind": "none"}, {"usce": "required"}, "blocked"),
        ({"usce_kind": "research"}, {"usce": "required"}, "blocked"),
        ({"usce_months": 0}, {"usce": "not_required"}, "met"),
        ({"usce_months": 5}, {"usce_min_months": 6}, "blocked"),
        ({"usce_kind": "observership"}, {"usce_hands_on_only": True}, "blocked"),
        ({"usce_kind": "externship"}, {"usce_hands_on_only": True}, "met"),
        ({"us_letters": 0}, {"letters_us_min": 1}, "blocked"),
        ({"step3": "fail"}, {"step3": "required"}, "blocked"),
        ({"step3": 214}, {"step3": "required"}, "met"),
        ({}, {"step3": "required_for_h1b"}, "met"),
        ({}, {"accepts_imgs": "no"}, "blocked"),
    ],
)
def test_single_rules(facts: dict[str, Any], rule: dict[str, Any], expected: str) -> None:
    assert of(CLEAN | facts, **rule)[next(iter(rule))] == expected


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ("step2ck", {"step2ck_min": 220}),
        ("step1_failures", {"max_step1_failures": 0}),
        ("step2ck_failures", {"max_total_failures": 3}),
        ("graduation_year", {"max_years_since_graduation": 5}),
        ("usce_kind", {"usce_hands_on_only": True}),
        ("us_letters", {"letters_us_min": 1}),
        ("step2ck", {"step2ck_by": "application"}),
    ],
)
def test_a_fact_that_is_not_known_leaves_a_published_rule_open(missing: str, rule: dict[str, Any]) -> None:
    facts = {key: value for key, value in CLEAN.items() if key != missing}
    assert of(facts, **rule)[next(iter(rule))] is Verdict.UNKNOWN


def test_a_finding_upgrades_the_verdict_and_says_when_and_how() -> None:
    before, after = (
        judged(MAIN, "ruhs-morenovalley-psych"),
        judged(MAIN, "ruhs-morenovalley-psych", accepts_imgs="yes"),
    )
    rule = next(item for item in after.rules if item.rule == "accepts_imgs")
    assert len(after.open) == len(before.open) - 1
    assert rule.verdict is Verdict.MET
    assert rule.source == "confirmed by you on 2026-11-20 (phone)"
    assert rule.as_of == "2026-11-20"


def test_findings_can_open_a_program_and_can_close_it() -> None:
    answers = {
        "accepts_imgs": "yes",
        "step1_min": NO_LIMIT,
        "step2ck_min": 220,
        "max_step1_failures": 1,
        "max_step2ck_failures": NO_LIMIT,
        "max_years_since_graduation": NO_LIMIT,
    }
    assert judged(MAIN, "ruhs-morenovalley-psych", **answers).verdict is Verdict.ELIGIBLE
    assert (
        judged(MAIN, "ruhs-morenovalley-psych", **answers | {"step2ck_min": 230}).verdict is Verdict.BLOCKED
    )


def test_a_finding_about_no_rule_is_refused() -> None:
    with pytest.raises(BadInput, match="'parking' is not a rule"):
        judged(MAIN, "ruhs-morenovalley-psych", parking="yes")


def test_the_published_share_counts_concerning_rules_only() -> None:
    found = judged(MAIN, "saint-agnes-fresno-fm")
    assert found.published == sum(item.stated for item in found.concerning)
    assert found.published < len(found.concerning)


def test_every_rule_has_its_words_except_what_only_has_to_be_prepared() -> None:
    words = load_words()
    assert set(words.rules) | set(words.conditions) == set(RULES)


def test_every_rule_of_every_record_can_be_said_and_asked() -> None:
    for profile in (MAIN, CLEAN, {}):
        gate = Gate(profile, TODAY)
        for item in gate.judge_all(PROGRAMS):
            assert all("{" not in rule.detail and rule.source and rule.as_of for rule in item.rules)
            assert all(gate.question(rule.rule).endswith("?") for rule in item.rules)


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "step1": st.sampled_from(["pass", "fail", 195, 214, 231, 250]),
        "step1_failures": st.integers(0, 3),
        "step2ck": st.sampled_from(["pass", "fail", "not_taken", 205, 219, 229, 245]),
        "step2ck_failures": st.integers(0, 3),
        "step3": st.sampled_from(["pass", "fail", "not_taken", 214]),
        "step3_failures": st.integers(0, 2),
        "graduation_year": st.integers(2005, 2026),
        "citizenship_status": st.sampled_from(["us_citizen", "permanent_resident", "needs_visa"]),
        "visa": st.sampled_from(["j1", "h1b", "either"]),
        "usce_months": st.integers(0, 14),
        "usce_kind": st.sampled_from(["hands_on", "observership", "externship", "research", "none"]),
        "us_letters": st.integers(0, 4),
    },
)
few = settings(max_examples=40, deadline=None)


@few
@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_programs_plays_no_part(facts: dict[str, Any], random: Any) -> None:
    shuffled = list(PROGRAMS)
    random.shuffle(shuffled)
    straight = {
        item.program.id: (item.verdict, item.rules) for item in Gate(facts, TODAY).judge_all(PROGRAMS)
    }
    mixed = {item.program.id: (item.verdict, item.rules) for item in Gate(facts, TODAY).judge_all(shuffled)}
    assert straight == mixed


@few
@given(FACTS, st.data())
def test_a_removed_fact_never_makes_a_program_eligible(facts: dict[str, Any], data: st.DataObject) -> None:
    # Silence about Step 3 means that it was not taken, so its removal is a statement and no silence.
    removable = sorted(key for key in facts if not key.startswith("step3"))
    if not removable:
        return
    gone = data.draw(st.sampled_from(removable))
    less = {key: value for key, value in facts.items() if key != gone}
    for before, after in zip(
        Gate(facts, TODAY).judge_all(PROGRAMS), Gate(less, TODAY).judge_all(PROGRAMS), strict=True
    ):
        if after.verdict is Verdict.ELIGIBLE:
            assert before.verdict is Verdict.ELIGIBLE, (before.program.id, gone)


BETTER = [
    ("step1_failures", lambda facts: facts["step1_failures"] - 1),
    ("step2ck_failures", lambda facts: facts["step2ck_failures"] - 1),
    ("step2ck", lambda facts: facts["step2ck"] + 12),
    ("step1", lambda facts: facts["step1"] + 12),
    ("graduation_year", lambda facts: facts["graduation_year"] + 1),
    ("usce_months", lambda facts: facts["usce_months"] + 1),
    ("usce_kind", lambda facts: "hands_on"),
    ("us_letters", lambda facts: facts["us_letters"] + 1),
    ("citizenship_status", lambda facts: "us_citizen"),
    ("visa", lambda facts: "either"),
]


@few
@given(FACTS, st.sampled_from(BETTER))
def test_no_better_fact_makes_a_verdict_worse(facts: dict[str, Any], change: Any) -> None:
    key, improve = change
    value = facts.get(key)
    if value is None or (key in ("step1", "step2ck") and not isinstance(value, int)):
        return
    improved = improve(facts)
    if improved == -1 or (key == "graduation_year" and improved > 2026):
        return
    better = facts | {key: improved}
    for before, after in zip(
        Gate(facts, TODAY).judge_all(PROGRAMS), Gate(better, TODAY).judge_all(PROGRAMS), strict=True
    ):
        assert ORDER.index(after.verdict) <= ORDER.index(before.verdict), (before.program.id, key)


def test_a_missed_preference_and_a_hint_are_not_called_nothing_known() -> None:
    gate = Gate(MAIN, TODAY)
    assert "miss 1 of its preferences" in gate.summary(gate.judge(PROGRAMS.by_id["multicare-puyallup-fm"]))
    visa = Gate(CLEAN | {"citizenship_status": "needs_visa", "visa": "j1"}, TODAY)
    assert "A hint stands against you" in visa.summary(visa.judge(PROGRAMS.by_id["ruhs-moreno-valley-fm"]))


def test_no_such_limit_is_said_in_words() -> None:
    found = judged(MAIN, "ruhs-morenovalley-psych", step2ck_min=NO_LIMIT)
    rule = next(item for item in found.rules if item.rule == "step2ck_min")
    assert rule.detail == "You were told that there is no such limit."
