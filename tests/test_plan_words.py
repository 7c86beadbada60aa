"""plan.toml and its conditions: what is wrong is named, and unknown facts make no condition hold."""

from pathlib import Path
from typing import Any

import pytest

from bot.assess.plan.conditions import Condition, read_when
from bot.assess.plan.situation import CHOICES, COUNTS, names
from bot.assess.plan.words import load_words
from bot.assess.tables import Table
from bot.errors import DataError
from bot.settings import KNOWLEDGE


@pytest.mark.parametrize(
    ("condition", "situation", "holds"),
    [
        (Condition("us_letters", "below", (2,)), {"us_letters": 1}, True),
        (Condition("us_letters", "below", (2,)), {"us_letters": 2}, False),
        (Condition("us_letters", "below", (2,)), {}, False),
        (Condition("us_letters", "at_least", (2,)), {"us_letters": 2}, True),
        (Condition("step2ck", "at_least", (218,)), {"step2ck": "pass"}, False),
        (Condition("applied", "is", ("no", "unknown")), {"applied": "no"}, True),
        (Condition("applied", "is", ("no",)), {}, False),
        (Condition("previously_unmatched", "is", (True,)), {"previously_unmatched": True}, True),
        (Condition("previously_unmatched", "is", (True,)), {"previously_unmatched": 1}, False),
        (Condition("languages", "has", ("Spanish",)), {"languages": ("Urdu", "Spanish")}, True),
        (Condition("languages", "has", ("Spanish",)), {}, False),
        (Condition("visa", "known", (False,)), {}, True),
        (Condition("visa", "known", (True,)), {"visa": "j1"}, True),
    ],
)
def test_conditions(condition: Condition, situation: dict[str, Any], holds: bool) -> None:
    assert condition.holds(situation) is holds


def when(**keys: Any):
    return read_when(Table("plan.toml", "step 1", keys))


def test_all_one_and_none_of_the_conditions_have_to_hold() -> None:
    found = when(
        phases=["open"],
        when=[{"fact": "sent", "at_least": 1}],
        any=[{"fact": "visa", "is": "j1"}, {"fact": "visa", "is": "h1b"}],
        unless=[{"fact": "exams", "is": "failed"}],
    )
    fitting = {"phase": "open", "sent": 1, "visa": "h1b", "exams": "passed"}
    assert found.holds(fitting)
    for change in ({"phase": "after"}, {"sent": 0}, {"visa": "either"}, {"exams": "failed"}):
        assert not found.holds({**fitting, **change})


def test_without_phases_every_phase_will_do() -> None:
    assert when().holds({"phase": "match_week"})


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"phases": ["spring"]}, "unknown phase 'spring'"),
        ({"when": [{"fact": "shoe_size", "below": 40}]}, "'shoe_size'"),
        ({"when": [{"fact": "us_letters"}]}, "needs one of"),
        ({"when": [{"fact": "us_letters", "below": 2, "at_least": 1}]}, "needs one of"),
        ({"when": [{"fact": "us_letters", "below": "two"}]}, "'below' must be a whole number"),
        ({"when": [{"fact": "visa", "is": "tourist"}]}, "'is' must be one of"),
        ({"when": [{"fact": "applied", "is": True}]}, "'is' must be one of yes, no, unknown"),
        ({"when": [{"fact": "applied", "at_least": 1}]}, "is only for numbers"),
        ({"when": [{"fact": "visa", "below": 1}]}, "is only for numbers"),
        ({"when": [{"fact": "visa", "has": "j1"}]}, "is only for facts that are lists"),
        ({"when": [{"fact": "languages", "is": "Urdu"}]}, "use 'has'"),
        ({"when": [{"fact": "specialty", "has": "surgery"}]}, "must be one of"),
        ({"when": [{"fact": "previously_unmatched", "is": "yes"}]}, "must be true or false"),
        ({"when": [{"fact": "visa", "known": "yes"}]}, "must be true or false"),
        ({"when": [{"fact": "sent", "is": "many"}]}, "must be a whole number"),
        ({"when": [{"fact": "sent", "below": 2, "extra": 1}]}, "'extra' is not known"),
    ],
)
def test_a_wrong_condition_is_refused(keys: dict[str, Any], named: str) -> None:
    with pytest.raises(DataError, match=named):
        when(**keys)


def test_names_of_facts_and_of_what_is_worked_out_do_not_collide() -> None:
    from bot.applicant.facts import FIELDS

    assert not FIELDS.keys() & (CHOICES.keys() | set(COUNTS))
    assert len(names()) == len(FIELDS) + len(CHOICES) + len(COUNTS)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('by = "pathways-deadline"', 'by = "next month"', "'by' must be a date of the season"),
        ('id = "tell-facts"', 'id = "tell-applied"', "the id 'tell-applied' stands twice"),
        ("priority = 3\n", "priority = 0\n", r"\[step 1\] 'priority' must be a whole number"),
        ("{exams_to_pass} has to be passed", "{exam} has to be passed", "unknown hole {exam}"),
        ("late_at_most = 30 ", "late_atmost = 30 ", r"\[list\] 'late_at_most' is missing"),
        ("safety = 0.3 }\ntied", "safety = 30 }\ntied", r"\[list.shares.first\] 'safety' must be a share"),
        ('list = "late"', 'list = "slow"', r"\[phases.interviews\] 'list' must be one of"),
        ("paying = false }\nmatch_week", 'paying = "no" }\nmatch_week', r"\[phases.waiting\] 'paying'"),
        ("[screen]\njudgement = true", "[screen]", r"\[screen\] 'source' is missing"),
        ("few_on_coast =", "few_on_shore =", r"\[says\] 'few_on_coast' is missing"),
        ("order_weights = [5, 3, 2, 1]", 'order_weights = ["a"]', r"'order_weights' must"),
    ],
)
def test_a_wrong_file_is_named_by_table_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (KNOWLEDGE / "plan.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "plan.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=named):
        load_words(path)
