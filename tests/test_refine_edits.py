"""Edits: any choice of them applies, the diff adds up, and the space beside words that go is closed."""

import random

import pytest

from bot.errors import BadInput
from bot.write.refine import Change, Edit, apply, pieces

TEXT = "One two. Three four five.\n\nSix, seven, eight."


def edit(words: str, after: str, text: str = TEXT) -> Edit:
    start = text.index(words)
    return Edit(start, start + len(words), words, after, "cliche", "why")


def shuffled(chance: random.Random) -> tuple[str, list[Edit]]:
    """A text of random words and some edits of it that do not overlap."""
    words = [chance.choice(["İ", "né", "two", "\U0001d518", "a,", "b.", "\n\n", "—"]) for _ in range(40)]
    text = " ".join(words)
    marks = sorted(chance.sample(range(len(text)), 12))
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    return text, [Edit(a, b, text[a:b], chance.choice(["", "new", text[a:b]]), "p", "w") for a, b in pairs]


def test_no_edit_leaves_the_text_as_it_is() -> None:
    assert apply(TEXT, ()) == TEXT


def test_each_edit_can_be_taken_alone() -> None:
    first, second = edit("two", "2"), edit("eight", "8")
    assert apply(TEXT, [first]) == TEXT.replace("two", "2")
    assert apply(TEXT, [second]) == TEXT.replace("eight", "8")


def test_the_order_of_the_edits_does_not_matter() -> None:
    chance = random.Random(3)
    for _ in range(100):
        text, edits = shuffled(chance)
        mixed = chance.sample(edits, len(edits))
        assert apply(text, edits) == apply(text, mixed)


def test_applying_the_same_edits_again_gives_the_same_text() -> None:
    chance = random.Random(4)
    for _ in range(50):
        text, edits = shuffled(chance)
        assert apply(text, edits) == apply(text, edits)


def test_the_pieces_of_a_diff_add_up_to_both_texts() -> None:
    chance = random.Random(5)
    for _ in range(200):
        text, edits = shuffled(chance)
        diff = pieces(text, edits)
        assert "".join(piece.text for piece in diff if piece.change is not Change.IN) == text
        assert "".join(piece.text for piece in diff if piece.change is not Change.OUT) == apply(text, edits)


def test_an_edit_of_another_text_is_refused() -> None:
    with pytest.raises(BadInput, match="does not fit"):
        apply("Something else entirely, and longer than that.", [edit("two", "2")])


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(BadInput, match="does not fit"):
        apply(TEXT, [edit("two. Three", "x"), edit("Three four", "y")])


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (["One two."], "Three four five.\n\nSix, seven, eight."),
        (["Three four five."], "One two.\n\nSix, seven, eight."),
        (["Six, seven, eight."], "One two. Three four five."),
        (["One two.", "Three four five."], "Six, seven, eight."),
        (["Three four five.", "Six, seven, eight."], "One two."),
        (["seven,"], "One two. Three four five.\n\nSix, eight."),
        (["four"], "One two. Three five.\n\nSix, seven, eight."),
        (["five"], "One two. Three four.\n\nSix, seven, eight."),
        (["One two.", "Three four five.", "Six, seven, eight."], ""),
    ],
)
def test_where_words_go_no_space_and_no_empty_line_is_left(gone: list[str], left: str) -> None:
    assert apply(TEXT, [edit(words, "") for words in gone]) == left
