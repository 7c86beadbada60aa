"""The performance suite's own arithmetic and its choice of rows; what it measures is not measured here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.agent.services import Services
from bot.errors import BadInput, StepwiseError
from bot.ui import page
from evals import performance, rows
from evals.__main__ import main
from evals.performance import crowd, figures, sent, turns


def test_everything_is_measured_unless_rows_are_given(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = {name: lambda seconds, name=name: {"name": name, "at": seconds} for name in performance.ROWS}
    monkeypatch.setattr(performance, "_measures", lambda context: fake)
    assert [out["name"] for out in performance.run([], services)] == list(performance.ROWS)
    given = [{"name": "load", "seconds": 30}, {"name": "match"}]
    assert performance.run(given, services) == [
        {"name": "load", "at": 30},
        {"name": "match", "at": crowd.FULL_SECONDS},
    ]


def test_each_row_has_its_measure(services: Services) -> None:
    assert tuple(performance._measures(services)) == performance.ROWS


UNUSABLE: list[rows.Row] = [
    {"name": "speed"},
    {"name": ["load"]},
    *({"name": "load", "seconds": seconds} for seconds in (0, -1, 301, True, "5")),
]


@pytest.mark.parametrize("row", UNUSABLE, ids=str)
def test_a_row_that_cannot_be_measured_is_named(services: Services, row: rows.Row) -> None:
    with pytest.raises(BadInput, match=r"speed|load"):
        performance.run([{"name": "match"}, row], services)


def test_a_line_has_the_keys_of_the_contract_and_says_whether_it_holds(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    cases.write_text('{"name": "match"}\n', encoding="utf-8")
    assert main(["performance", "--cases", str(cases), "--out", str(out)]) == 0
    (line,) = rows.read(out, ("name", "value", "unit", "baseline", "ratio", "target", "holds"))
    assert line["holds"] is (line["value"] <= line["target"])


@pytest.mark.parametrize(("ours", "holds"), [(19.0, True), (20.0, True), (20.1, False)])
def test_a_row_holds_up_to_its_target(ours: float, holds: bool) -> None:
    line = figures.against("turn", [ours], [10.0], "ms", 2.0, "")
    assert (line["ratio"], line["holds"]) == (round(ours / 10, 3), holds)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1.0], 1.0), ([2.0, 1.0], 2.0), (list(range(100)), 94), (list(range(20)), 18)],
)
def test_a_percentile_is_one_of_the_values(values: Sequence[float], expected: float) -> None:
    assert figures.percentile(values, 0.95) == expected


def test_two_things_are_measured_in_turns_and_the_first_round_is_dropped() -> None:
    clock = count()
    first, second = figures.in_turns(3, lambda: float(next(clock)), lambda: float(next(clock)))
    assert first == [2, 4, 6]
    assert second == [3, 5, 7]


@pytest.mark.parametrize(
    ("before", "after", "expected"), [([1, 2, 3], [1, 2, 4], 2), ([1, 2], [1, 2, 3], 2), ([], [1], 0)]
)
def test_what_two_prompts_share_is_where_they_begin_alike(
    before: list[int], after: list[int], expected: int
) -> None:
    assert sent.shared(before, after) == expected


def test_a_prompt_is_weighed_against_the_same_with_the_guide_in_it() -> None:
    line = sent.tokens(sent.Sent(((1,) * 30, (1,) * 50), guide=60))
    assert (line["value"], line["baseline"], line["ratio"]) == (80, 200, 0.4)


def test_a_crowd_meets_answers_and_errors() -> None:
    asked: dict[int, list[str]] = {}

    async def say(client: httpx.AsyncClient, person: int, text: str) -> float:
        asked.setdefault(person, []).append(text)
        if person == 1:
            raise StepwiseError("no answer")
        return 0.25

    met = asyncio.run(crowd.crowd(say, 0.05, people=3, every=0.01))
    assert set(asked) == {0, 1, 2}
    assert set(met.waits) == {0.25}
    assert set(met.errors) == {"no answer"}
    assert len(met.waits) + len(met.errors) == sum(map(len, asked.values()))


def test_nobody_answered_counts_as_the_longest_wait() -> None:
    assert crowd.Crowd().p95 == crowd.PATIENCE


ASKED = {"msg": "process_generating", "output": {"data": ["<p class='sw-said assistant'></p>"]}}
DRAWN = {"msg": "process_generating", "output": {"data": ["<p class='sw-said assistant'>You need"]}}
OTHER = {"msg": "process_generating", "output": {"data": ["a panel"]}}
DONE = {"msg": "process_completed", "success": True, "output": {"data": ["", ""]}}


async def told(events: Sequence[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    for event in events:
        yield event


def first_words(*events: dict[str, Any]) -> float:
    clock = count(1)
    return asyncio.run(crowd.first_words(told(events), lambda: float(next(clock))))


def test_the_first_words_are_the_first_drawn_after_the_message() -> None:
    assert first_words(ASKED, OTHER, DRAWN, DRAWN, DONE) == 1


@pytest.mark.parametrize(
    "events",
    [
        (),
        (ASKED, DRAWN),
        (ASKED, DONE),
        (ASKED, DRAWN, {**DONE, "success": False}),
        (ASKED, DRAWN, {**DONE, "output": {"data": ["", "a notice of trouble"]}}),
    ],
    ids=["nothing", "broken off", "no words", "failed", "trouble"],
)
def test_a_message_without_its_answer_is_an_error(events: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(StepwiseError):
        first_words(*events)


def test_the_crowd_knows_the_box_of_the_page(services: Services) -> None:
    config = page.build(services).get_config_file()
    box, number = crowd.submitting(dict(config), "box")
    sending = next(one for one in config["dependencies"] if one["id"] == number)
    assert sending["inputs"][0] == box


def test_a_turn_that_searches_is_not_taken_for_one_without(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MESSAGES", (turns.QUESTION,))
    monkeypatch.setattr(turns, "ROUNDS", 1)
    with pytest.raises(StepwiseError, match="searched"):
        turns.turn(services)
