"""The example applicant: its data, the record that is made of it, and that nothing else is touched."""

import asyncio
import re
from contextlib import aclosing
from datetime import date
from pathlib import Path

import pytest

from bot import interview
from bot.agent import example, practice
from bot.assess.records import load_programs
from bot.errors import BadInput, DataError
from bot.settings import KNOWLEDGE
from bot.store import Applicant
from bot.ui.example import strip
from bot.ui.studio import keeping
from bot.write import studio
from bot.write.studio import Goal, How
from tests.fakes_ui import FakeServices, FakeTalk, services
from tests.people import Person, served


@pytest.fixture
def made(tmp_path: Path) -> FakeServices:
    return services(tmp_path)


async def steps(made: FakeServices, talk: FakeTalk, upto: int = 99) -> list[example.Step]:
    found = []
    async with aclosing(example.make(made, "", talk.run)) as making:  # type: ignore[arg-type]
        async for step in making:
            found.append(step)
            if len(found) == upto:
                break
    return found


def whole(made: FakeServices, talk: FakeTalk | None = None) -> Applicant:
    last = asyncio.run(steps(made, talk or FakeTalk()))[-1].made
    assert last is not None
    return last


def test_it_is_a_record_of_its_own_that_says_so(made: FakeServices) -> None:
    me = made.store.ensure_applicant()
    person = whole(made)
    assert person.example
    assert person.name.startswith("Example")
    assert person.id != me.id
    assert not made.store.ledger(me.id).profile
    assert made.store.active_applicant() == me  # going there is another step


def test_every_tab_has_something_to_show(made: FakeServices) -> None:
    person = whole(made)
    store = made.store
    profile = store.ledger(person.id).profile
    plan = made.plan(person.id)
    assert {"step1_failures", "step2ck", "specialty", "visa", "story_cause"} <= profile.keys()
    assert sum(len(ids) for ids in plan.tiers.values()) > 0
    assert plan.budget is not None
    assert [item.over for item in practice.listed(store, person.id)] == [True]
    assert len(store.works(person.id, "statement")) == 1
    assert store.turns(store.threads(person.id)[0].id)


def test_the_answers_fit_the_questions_that_are_asked(made: FakeServices) -> None:
    told = example.load_example(made)  # type: ignore[arg-type]
    now = interview.start({**told.facts, **told.told}, told.tone, told.questions, told.seed, made.today)
    asked = []
    for _, words in told.answers:
        assert now.question is not None
        asked.append(now.question.topic)
        now = interview.answer(now, words)
    assert asked == [topic for topic, _ in told.answers]
    assert now.finished


def test_the_practice_has_something_to_learn_from(made: FakeServices) -> None:
    person = whole(made)
    kept = practice.kept(made.store, person.id, practice.listed(made.store, person.id)[0].id)
    assert interview.report(kept.session).weakest is not None


def test_the_statement_has_something_to_mend(made: FakeServices) -> None:
    person = whole(made)
    work = made.store.works(person.id, "statement")[0]
    found = studio.examined(studio.from_dict(work.data), made.store.ledger(person.id), made.today)
    assert any(item.edit for item in found.items)


def test_no_program_is_named_in_its_words() -> None:
    words = (KNOWLEDGE / "example.toml").read_text(encoding="utf-8").lower()
    assert not [one.name for one in load_programs() if one.name.lower() in words]


def test_the_guide_is_not_waited_for(made: FakeServices) -> None:
    talk = FakeTalk()
    made.library.state = "loading"
    whole(made, talk)
    needs = [one.text for one in example.load_example(made).messages if one.guide]  # type: ignore[arg-type]
    assert needs
    assert not set(needs) & set(talk.sent)


def test_an_advisor_in_trouble_leaves_out_only_the_conversation(made: FakeServices) -> None:
    class Mute(FakeTalk):
        async def run(self, services, applicant_id, thread_id, text):  # type: ignore[no-untyped-def]
            services.store.start_turn(thread_id, text)
            raise BadInput("no answer")
            yield

    person = whole(made, Mute())
    assert made.store.ledger(person.id).profile["step2ck"] == 226
    assert made.store.unfinished(made.store.threads(person.id)[0].id) is None


def test_the_built_in_advisor_answers_whichever_model_is_chosen(made: FakeServices) -> None:
    hosts = []

    class Listening(FakeTalk):
        async def run(self, services, applicant_id, thread_id, text):  # type: ignore[no-untyped-def]
            hosts.append(services.chats.of(applicant_id).hosted)
            async for one in FakeTalk.run(self, services, applicant_id, thread_id, text):
                yield one

    object.__setattr__(made.chats, "default", type("Hosted", (), {"hosted": True})())
    whole(made, Listening())
    assert set(hosts) == {False}


def test_called_off_it_leaves_nothing(made: FakeServices) -> None:
    asyncio.run(steps(made, FakeTalk(), upto=3))
    assert made.store.applicants("") == []


def test_one_that_was_left_half_made_is_made_anew(made: FakeServices) -> None:
    half = made.store.create_applicant("Example: half", example=True)
    assert example.kept(made, "") is None  # type: ignore[arg-type]
    person = whole(made)
    assert [one.id for one in made.store.applicants("")] == [person.id]
    assert person.id != half.id
    assert example.kept(made, "") == person  # type: ignore[arg-type]


def test_the_own_record_named_example_is_never_deleted(made: FakeServices) -> None:
    mine = made.store.create_applicant("Example: me")
    whole(made)
    assert mine in made.store.applicants("")


def test_the_strip_says_example_under_any_name() -> None:
    shown = strip(Applicant("1", "Renamed", True, "2026-11-25"))
    assert "Example" in shown
    assert "not a real person" in shown


def test_a_wrong_fact_in_the_file_is_named(made: FakeServices, tmp_path: Path) -> None:
    words = (KNOWLEDGE / "example.toml").read_text(encoding="utf-8").replace("step2ck = 226", "step2ck = 26")
    path = tmp_path / "example.toml"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(DataError, match="step2ck"):
        example.load_example(made, path)  # type: ignore[arg-type]


def test_the_facts_stay_valid_in_later_years(made: FakeServices) -> None:
    later = FakeServices(made.settings, made.store, today=date(2028, 3, 1))
    assert example.load_example(later).facts  # type: ignore[arg-type]


@pytest.mark.parametrize("is_example", [True, False])
def test_every_file_of_the_example_says_so_in_its_name(tmp_path: Path, is_example: bool) -> None:
    with served(tmp_path, login=False) as page:
        store, somebody = page.services.store, Person(page, "")
        made = store.set_active_applicant(store.create_applicant("Ana", example=is_example).id)
        profile = store.ledger(made.id).profile
        mock = practice.begin(store, made.id, profile, "neutral", 3, page.services.today)
        begun = studio.begin("I grew up by the sea.", How.TYPED, page.services.now(), Goal())
        kept = keeping.create(page.services, made.id, "Mine", begun)  # type: ignore[arg-type]
        asked: list[tuple[str, list[str], str]] = [
            ("save_plan", [""], "html"),
            ("save_list", ["", "{}"], "csv"),
            ("take", [], f"json {made.id}"),
            ("iv_save", ["", mock.id], mock.id),
            ("st_save", ["", kept.id], "txt!"),
        ]
        for event, data, value in asked:
            answer = somebody.send(page.event(event), data, {"value": value})
            names = re.findall(r'"orig_name": ?"([^"]+)"', answer)
            assert [name.startswith("example-") for name in names] == [is_example], answer[:300]
