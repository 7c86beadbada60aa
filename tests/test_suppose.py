"""A "what if" becomes a plain statement; a question that merely says "if" does not."""

import pytest

from bot.applicant.suppose import adds_more, speaks_of_self, supposed


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("what if I pass Step 3 with 230?", "I passed Step 3 with 230"),
        ("What happens if I get 2 more months of hands-on USCE", "I have 2 more months of hands-on USCE"),
        ("suppose I have 3 US letters, how does my score change?", "I have 3 US letters"),
        ("would my score be better if I publish 2 papers?", "I have 2 papers"),
        ("and if my CK was 240, what would my strength be?", "my CK was 240"),
    ],
)
def test_the_supposed_clause_is_found(text: str, clause: str) -> None:
    assert supposed(text) == clause


@pytest.mark.parametrize(
    "text",
    [
        "should I mention it if I failed Step 1?",
        "I failed step 1 and have CK 223",
        "do programs care if I graduated in 2012?",
        "if asked, I say I was ill",
    ],
)
def test_an_ordinary_question_supposes_nothing(text: str) -> None:
    assert supposed(text) is None


def test_more_counts_on_top() -> None:
    assert adds_more("I have 2 more months")
    assert not adds_more("I have 2 months")


@pytest.mark.parametrize(
    ("clause", "own"),
    [("I apply to psychiatry", True), ("every family med program sees my step score first", False)],
)
def test_who_acts_in_the_supposed_clause(clause: str, own: bool) -> None:
    assert speaks_of_self(clause) is own
