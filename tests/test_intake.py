"""The intake: each goal asks only what it needs, what concerns this person, and nothing twice."""

from bot.applicant.intake import ADVICE, GOALS, QUESTIONS_ONLY, STATEMENT, next_question, progress
from bot.applicant.ledger import Event, Ledger, Status

AT = "2026-11-25T08:00:00+00:00"


def ledger(**facts: object) -> Ledger:
    return Ledger(
        tuple(
            Event(key, value, Status.STATED, "", "card", None, None, AT)  # type: ignore[arg-type]
            for key, value in facts.items()
        )
    )


def asked(goal: str, known: Ledger, *, in_season: bool = True) -> list[str]:
    """Every question of a goal when each is declined in turn."""
    order = []
    while (key := next_question(goal, known, in_season=in_season)) is not None:
        order.append(key)
        known = known.with_([Event(key, None, Status.DECLINED, "", "card", None, None, AT)])
    return order


def test_in_season_the_first_question_is_whether_they_applied() -> None:
    assert asked(ADVICE, ledger())[0] == "applied_this_cycle"
    assert "applied_this_cycle" not in asked(ADVICE, ledger(), in_season=False)


def test_nothing_is_asked_twice() -> None:
    order = asked(
        ADVICE, ledger(applied_this_cycle=True, step1="pass", step2ck=214, citizenship_status="needs_visa")
    )
    assert len(order) == len(set(order))


def test_a_score_under_the_pass_mark_needs_its_date_or_result() -> None:
    assert "step2ck_result" in asked(ADVICE, ledger(step2ck=217))
    assert "step2ck_result" not in asked(ADVICE, ledger(step2ck=218))
    assert "step2ck_result" not in asked(ADVICE, ledger(step2ck=214, step2ck_date="2023"))


def test_a_visa_is_asked_only_of_who_needs_one() -> None:
    assert "visa" in asked(ADVICE, ledger(citizenship_status="needs_visa"))
    assert "visa" not in asked(ADVICE, ledger(citizenship_status="us_citizen"))


def test_failures_are_asked_only_for_exams_taken() -> None:
    assert "step3_failures" not in asked(ADVICE, ledger(step3="not_taken"))
    assert "step3_failures" in asked(ADVICE, ledger(step3=214))


def test_the_kind_of_experience_needs_some_experience() -> None:
    assert "usce_kind" not in asked(ADVICE, ledger(usce_months=0))


def test_years_since_graduation_settle_the_year() -> None:
    assert "graduation_year" not in asked(ADVICE, ledger(years_since_graduation=8))


def test_a_statement_asks_for_the_story_only_when_there_is_one_to_tell() -> None:
    assert "story_cause" in asked(STATEMENT, ledger(step1="pass", step1_failures=1))
    assert "story_cause" not in asked(STATEMENT, ledger(step1="pass", step1_failures=0))


def test_a_goal_without_questions_asks_none() -> None:
    assert asked(QUESTIONS_ONLY, ledger()) == []


def test_progress_counts_what_concerns_this_person() -> None:
    done, total = progress(ADVICE, ledger(citizenship_status="us_citizen", step3="not_taken"), in_season=True)
    assert done == 2
    assert total < len(GOALS[ADVICE])
