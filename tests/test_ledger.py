"""The gate and the fold: what becomes a fact, what is asked about, what stays."""

from bot.applicant.ledger import Doubt, Event, Ledger, Reading, Status, propose

AT = "2026-11-25T08:00:00+00:00"


def event(field: str, value: object, status: Status = Status.STATED, turn: int | None = 1) -> Event:
    return Event(field, value, status, "quote", "reader", "t", turn, AT)  # type: ignore[arg-type]


def gate(ledger: Ledger, *readings: Reading, asked: str | None = None):  # type: ignore[no-untyped-def]
    return propose(ledger, readings, asked=asked, thread="t", turn=2, at=AT)


def test_the_last_event_of_a_field_decides() -> None:
    ledger = Ledger((event("step2ck", 214), event("step2ck", 223)))
    assert ledger.profile == {"step2ck": 223}


def test_a_retracted_field_is_open_again() -> None:
    ledger = Ledger((event("step2ck", 214), event("step2ck", None, Status.RETRACTED)))
    assert not ledger.settled("step2ck")


def test_a_declined_field_is_settled_but_no_fact() -> None:
    ledger = Ledger((event("step2ck", None, Status.DECLINED),))
    assert ledger.settled("step2ck")
    assert ledger.profile == {}


def test_an_open_field_is_saved() -> None:
    proposal = gate(Ledger(), Reading("step2ck", 223, "ck 223"))
    assert [(e.field, e.value, e.quote) for e in proposal.saved] == [("step2ck", 223, "ck 223")]


def test_a_different_value_is_a_conflict_and_changes_nothing() -> None:
    proposal = gate(Ledger((event("step2ck", 214),)), Reading("step2ck", 223, "223"))
    assert proposal.saved == ()
    assert (proposal.conflicts[0].standing, proposal.conflicts[0].reading.value) == (214, 223)


def test_a_correction_wins_without_a_question() -> None:
    reading = Reading("step2ck", 223, "I meant 223", correction=True)
    proposal = gate(Ledger((event("step2ck", 214),)), reading)
    assert proposal.saved[0].value == 223


def test_the_answer_to_the_question_just_asked_settles_a_disagreement() -> None:
    proposal = gate(Ledger((event("step2ck", 214),)), Reading("step2ck", 223, "223"), asked="step2ck")
    assert (proposal.saved[0].value, proposal.saved[0].status) == (223, Status.CONFIRMED)


def test_a_repeated_value_is_not_recorded_again() -> None:
    assert gate(Ledger((event("step2ck", 223),)), Reading("step2ck", 223, "223")).saved == ()


def test_a_confirmed_disagreement_is_over() -> None:
    ledger = Ledger((event("step2ck", 223, Status.STATED), event("step2ck", 214, Status.CONFIRMED)))
    assert gate(ledger, Reading("step2ck", 214, "214")).conflicts == ()


def test_a_doubtful_reading_is_never_saved() -> None:
    proposal = gate(Ledger(), Reading("step2ck", 222, "low 220s", doubt=Doubt.APPROXIMATE))
    assert proposal.saved == ()
    assert proposal.unsure[0].quote == "low 220s"


def test_a_score_makes_an_earlier_pass_exact() -> None:
    proposal = gate(Ledger((event("step2ck", "pass"),)), Reading("step2ck", 223, "223"))
    assert proposal.saved[0].value == 223


def test_an_added_item_extends_a_list() -> None:
    ledger = Ledger((event("languages", ("English",)),))
    proposal = gate(ledger, Reading("languages", ("Spanish",), "also Spanish", adds=True))
    assert proposal.saved[0].value == ("English", "Spanish")


def test_two_readings_of_one_message_meet_each_other() -> None:
    proposal = gate(Ledger(), Reading("step2ck", 214, "214"), Reading("step2ck", 223, "223"))
    assert len(proposal.saved) == len(proposal.conflicts) == 1


def test_answering_a_disagreement_with_the_standing_value_keeps_it() -> None:
    ledger = Ledger((event("step2ck", 214),))
    proposal = gate(ledger, Reading("step2ck", 214, "214"), asked="step2ck")
    assert proposal.conflicts == ()
    assert [(event.value, event.status) for event in proposal.saved] == [(214, Status.CONFIRMED)]
