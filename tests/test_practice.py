"""Practices that are kept: in the tab and in a conversation, also when turns are undone."""

from datetime import date

import pytest

from bot.agent import practice, practice_chat
from bot.agent.practice import Chat, Practice
from bot.applicant.facts import Value
from bot.errors import BadInput
from bot.store import Store
from tests.fakes_ui import reply

TODAY = date(2026, 11, 25)
RECORD: dict[str, Value] = {"step1": 214, "step1_failures": 1, "step2ck": 223}
WEAK = "My school did not prepare us and the exam was unfair."
STRONG = (
    "I failed Step 1 once because I only read. Since then I do two timed blocks every morning with a friend, "
    "scored 223 on Step 2 CK, and will keep this for the in-training exam, as I do with my patients."
)


@pytest.fixture
def store() -> Store:
    return Store.open("sqlite://")


@pytest.fixture
def applicant(store: Store) -> str:
    return store.ensure_applicant().id


def begun(store: Store, applicant: str, profile: dict[str, Value] | None = None, **given: object) -> Practice:
    facts = RECORD if profile is None else profile
    return practice.begin(store, applicant, facts, "neutral", 3, TODAY, seed="a", **given)  # type: ignore[arg-type]


def test_every_answer_is_kept_at_once(store: Store, applicant: str) -> None:
    now = practice.answered(store, applicant, begun(store, applicant), WEAK, {"duration": 3.0})
    again = practice.kept(store, applicant, now.id)
    assert again.session == now.session
    assert again.spoken == ({"duration": 3.0},)
    assert again.question == now.question


def test_a_practice_ends_after_its_last_question(store: Store, applicant: str) -> None:
    now = begun(store, applicant)
    for _ in range(3):
        now = practice.answered(store, applicant, now, WEAK)
    assert now.question is None
    with pytest.raises(BadInput):
        practice.answered(store, applicant, now, WEAK)


def test_one_that_was_ended_takes_no_answer(store: Store, applicant: str) -> None:
    now = practice.ended(store, applicant, begun(store, applicant))
    assert now.question is None
    with pytest.raises(BadInput, match="ended"):
        practice.answered(store, applicant, now, WEAK)


def test_two_windows_never_overwrite_one_another(store: Store, applicant: str) -> None:
    first = begun(store, applicant)
    practice.answered(store, applicant, first, STRONG)
    with pytest.raises(BadInput, match="another window"):
        practice.answered(store, applicant, first, WEAK)
    assert practice.kept(store, applicant, first.id).session.turns[0].answer == STRONG


@pytest.mark.parametrize("text", ["", " \n", "a" * (practice.MAX_ANSWER + 1)])
def test_an_answer_that_cannot_be_judged_changes_nothing(store: Store, applicant: str, text: str) -> None:
    now = begun(store, applicant)
    with pytest.raises(BadInput):
        practice.answered(store, applicant, now, text)
    assert practice.kept(store, applicant, now.id) == now


def test_the_history_has_the_latest_first_with_mark_and_weakness(store: Store, applicant: str) -> None:
    weak = practice.answered(store, applicant, begun(store, applicant), WEAK)
    strong = practice.answered(store, applicant, begun(store, applicant), STRONG)
    first, second = practice.listed(store, applicant)
    assert {first.id, second.id} == {strong.id, weak.id}
    marks = {item.id: item.mean or 0.0 for item in (first, second)}
    assert marks[strong.id] > marks[weak.id]
    assert {item.id: item.weakest for item in (first, second)}[weak.id] == "ownership"


def test_a_practice_from_an_edited_file_is_listed_and_cannot_be_opened(store: Store, applicant: str) -> None:
    work = store.create_work(applicant, "interview", "odd", {"version": 9, "length": "x", "summary": 3})
    (item,) = practice.listed(store, applicant)
    assert (item.id, item.mean, item.answered) == (work.id, None, 0)
    with pytest.raises(BadInput):
        practice.kept(store, applicant, work.id)


def test_a_statement_is_no_practice(store: Store, applicant: str) -> None:
    work = store.create_work(applicant, "statement", "mine", {})
    with pytest.raises(BadInput, match="no mock interview"):
        practice.kept(store, applicant, work.id)


def test_what_an_opening_reply_tells_becomes_facts(store: Store, applicant: str) -> None:
    now = begun(store, applicant, {})
    first = practice.answered(store, applicant, now, "Step 1")
    second = practice.answered(store, applicant, first, "failed it twice, then passed")
    told = practice.learned(second, first, "failed it twice, then passed", "2026-11-25T10:00:00+00:00")
    assert {event.field: event.value for event in told}["step1_failures"] == 2


# --- in a conversation ---------------------------------------------------------------------------------


class Conversation:
    """A conversation whose turns are finished and undone as in the chat."""

    def __init__(self, store: Store, applicant: str) -> None:
        self.store, self.applicant = store, applicant
        self.thread = store.create_thread(applicant, "talk").id
        self.last = 0

    def turn(self) -> int:
        self.last = self.store.start_turn(self.thread, "words")
        self.store.finish_turn(self.thread, self.last, reply())
        return self.last

    def begin(self) -> Practice:
        chat = Chat(self.thread, self.turn())
        return practice_chat.begin_in_chat(self.store, self.applicant, RECORD, "neutral", 3, TODAY, chat)

    def answer(self, text: str) -> int:
        now, n = self.running(), self.turn()
        assert now is not None
        practice.answered(self.store, self.applicant, now, text, turn=n)
        return n

    def undo(self, n: int) -> None:
        self.store.drop_turns_from(self.thread, n)

    def running(self) -> Practice | None:
        return practice_chat.running(self.store, self.applicant, self.thread, self.last + 1)

    @property
    def answers(self) -> list[str]:
        now = self.running()
        assert now is not None
        return [turn.answer for turn in now.session.turns]


@pytest.fixture
def talk(store: Store, applicant: str) -> Conversation:
    return Conversation(store, applicant)


def test_a_practice_runs_only_in_its_conversation(talk: Conversation, store: Store, applicant: str) -> None:
    now, found = talk.begin(), talk.running()
    assert found is not None
    assert found.question == now.question
    assert Conversation(store, applicant).running() is None


def test_an_answer_that_is_undone_was_never_given(talk: Conversation) -> None:
    now = talk.begin()
    talk.undo(talk.answer(WEAK))
    found = talk.running()
    assert found is not None
    assert found.session == now.session


def test_an_answer_that_is_edited_replaces_the_first(talk: Conversation) -> None:
    talk.begin()
    talk.undo(talk.answer(WEAK))
    talk.answer(STRONG)
    assert talk.answers == [STRONG]


def test_a_beginning_that_is_undone_leaves_nothing_running(talk: Conversation) -> None:
    begun = talk.begin()
    assert begun.chat is not None
    talk.undo(begun.chat.begun)
    assert talk.running() is None


def test_a_stop_that_is_undone_lets_it_run_again(talk: Conversation) -> None:
    talk.begin()
    talk.answer(WEAK)
    now, n = talk.running(), talk.turn()
    assert now is not None
    practice.ended(talk.store, talk.applicant, now, turn=n)
    assert talk.running() is None
    talk.undo(n)
    assert talk.answers == [WEAK]


def test_answers_of_the_tab_stay_when_a_later_turn_is_undone(talk: Conversation) -> None:
    talk.begin()
    talk.answer(WEAK)
    found = talk.running()
    assert found is not None
    practice.answered(talk.store, talk.applicant, found, STRONG)
    again = talk.running()
    assert again is not None
    assert practice_chat.resumed(talk.store, talk.applicant, again).chat is not None
    talk.undo(talk.turn())
    assert talk.answers == [WEAK, STRONG]


def test_a_turn_that_was_killed_answered_nothing(talk: Conversation) -> None:
    talk.begin()
    now = talk.running()
    assert now is not None
    talk.last = talk.store.start_turn(talk.thread, "words")
    practice.answered(talk.store, talk.applicant, now, WEAK, turn=talk.last)
    talk.store.cancel_turn(talk.thread, talk.last)
    assert talk.answers == []


def test_a_practice_deleted_in_the_tab_runs_no_more(talk: Conversation) -> None:
    talk.store.delete_work(talk.applicant, talk.begin().id)
    assert talk.running() is None


def test_deleting_a_conversation_deletes_its_practices_alone(talk: Conversation) -> None:
    talk.begin()
    talk.begin()
    other = begun(talk.store, talk.applicant)
    practice_chat.forget_chat(talk.store, talk.applicant, talk.thread)
    assert [item.id for item in practice.listed(talk.store, talk.applicant)] == [other.id]
