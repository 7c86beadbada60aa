"""Export, import and deletion: a record can be taken along whole, and taken away whole."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from bot.errors import BadInput
from bot.store import Applicant, Draft, Store
from bot.store.export import as_markdown, exported_ledger

TODAY = date(2026, 11, 25)
AT = "2026-11-25T09:00:00+00:00"
CANARY = "CANARY"


def fact(field: str, value: Value | None, thread: str | None = None, turn: int | None = None) -> Event:
    status = Status.DECLINED if value is None else Status.STATED
    return Event(field, value, status, f"{CANARY} quote", "reader" if thread else "card", thread, turn, AT)


def answer(text: str) -> dict[str, Any]:
    return {"kind": "answered", "sentences": [{"text": text, "block": "paragraph"}], "confidence": 0.5}


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(Store.open("sqlite://")) as opened:
        yield opened


@pytest.fixture
def store_on_disk(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'stepwise.db'}")) as opened:
        yield opened


@pytest.fixture
def ana(store: Store) -> Applicant:
    return an_applicant(store)


def an_applicant(store: Store) -> Applicant:
    """A record with two conversations, a gap in the turns, an unanswered one, card edits and drafts."""
    person = store.create_applicant(f"Ana {CANARY}")
    first = store.create_thread(person.id, f"First {CANARY}").id
    second = store.create_thread(person.id, "Statement", "statement").id
    n = store.start_turn(first, f"214 on Step 2 CK. {CANARY}")
    specialties = ("family_medicine", "psychiatry")
    facts = [fact("step2ck", 214, first, n), fact("specialty", specialties, first, n)]
    store.finish_turn(first, n, answer(f"Noted. {CANARY}"), facts)
    store.append_event(person.id, fact("usce_months", 2.5))
    store.append_event(person.id, fact("visa", None))
    n = store.start_turn(second, "draft it, “please” 🙂\n\nthanks")
    drafts = [Draft("statement", f"My path.\n\n{CANARY}", (f"Check {CANARY}",)), Draft("email", "Dear Dr")]
    store.finish_turn(second, n, answer("Here it is."), [fact("step1", "pass", second, n)], drafts)
    store.cancel_turn(second, store.start_turn(second, "never mind"))
    store.start_turn(second, f"unanswered {CANARY}")
    return person


def test_an_export_is_plain_json(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    assert json.loads(json.dumps(exported)) == exported


def test_an_export_holds_everything(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    assert exported["applicant"]["name"] == ana.name
    assert [event["field"] for event in exported["events"]] == [
        "step2ck",
        "specialty",
        "usce_months",
        "visa",
        "step1",
    ]
    assert [thread["title"] for thread in exported["threads"]] == [f"First {CANARY}", "Statement"]
    assert [turn["n"] for turn in exported["threads"][1]["turns"]] == [1, 3]
    assert exported["threads"][0]["turns"][0]["reply"] == answer(f"Noted. {CANARY}")
    assert [(draft["kind"], draft["thread"], draft["turn"]) for draft in exported["drafts"]] == [
        ("email", 2, 1),
        ("statement", 2, 1),
    ]


def test_no_id_leaves_with_an_export(store: Store, ana: Applicant) -> None:
    text = json.dumps(store.export_applicant(ana.id))
    threads = store.threads(ana.id)
    ids = [ana.id, *(thread.id for thread in threads), *(draft.id for draft in store.drafts(ana.id))]
    assert not [key for key in ids if key in text]


def test_an_export_holds_nobody_else(store: Store, ana: Applicant) -> None:
    mei = store.create_applicant("Mei")
    store.append_event(mei.id, fact("us_letters", 4))
    assert "us_letters" not in json.dumps(store.export_applicant(ana.id))


def test_an_import_exports_as_what_it_came_from(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    with closing(Store.open("sqlite://")) as elsewhere:
        assert elsewhere.export_applicant(elsewhere.import_applicant(exported).id) == exported


def test_an_import_beside_the_original_is_another_record(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    copy = store.import_applicant(exported)
    store.delete_applicant(copy.id)
    assert copy.id != ana.id
    assert store.export_applicant(ana.id) == exported


def test_an_import_has_the_same_ledger(store: Store, ana: Applicant) -> None:
    copy = store.import_applicant(store.export_applicant(ana.id))
    assert store.ledger(copy.id).profile == store.ledger(ana.id).profile
    assert store.ledger(copy.id).settled("visa")


def test_an_imported_conversation_goes_on(store: Store, ana: Applicant) -> None:
    copy = store.import_applicant(store.export_applicant(ana.id))
    (thread,) = (thread for thread in store.threads(copy.id) if thread.title == "Statement")
    offered = store.unfinished(thread.id)
    assert offered is not None
    assert offered.text == f"unanswered {CANARY}"
    n = store.start_turn(thread.id, offered.text)
    store.finish_turn(thread.id, n, answer("Yes."), drafts=[Draft("statement", "Next")])
    assert n == 4
    assert store.drafts(copy.id)[-1].version == 2


def test_an_undo_after_an_import_takes_back_the_same_facts(store: Store, ana: Applicant) -> None:
    copy = store.import_applicant(store.export_applicant(ana.id))
    (thread,) = (thread for thread in store.threads(copy.id) if thread.title.startswith("First"))
    store.drop_turns_from(thread.id, 1)
    assert store.ledger(copy.id).profile == {"step1": "pass", "usce_months": 2.5}


def test_the_ledger_of_a_file_needs_no_store(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    assert exported_ledger(exported, TODAY).profile == store.ledger(ana.id).profile


Change = Callable[[dict[str, Any]], object]

BAD: list[tuple[str, Change, str]] = [
    ("another format", lambda data: data.update(format="diary"), "format"),
    ("a newer version", lambda data: data.update(version=2), "version"),
    ("a missing part", lambda data: data.pop("events"), "events"),
    ("a part too many", lambda data: data.update(script="x"), "script"),
    ("no name", lambda data: data["applicant"].update(name=" "), "applicant.name"),
    ("a flag as text", lambda data: data["applicant"].update(example="no"), "applicant.example"),
    ("no time", lambda data: data["applicant"].update(created="yesterday"), "applicant.created"),
    ("an unknown fact", lambda data: data["events"][0].update(field="shoe_size"), "events.0"),
    ("an unknown fact, declined", lambda data: data["events"][3].update(field="shoe_size"), "events.3"),
    ("an impossible value", lambda data: data["events"][0].update(value=412), "events.0"),
    ("an object as value", lambda data: data["events"][0].update(value={}), "events.0.value"),
    ("an unknown status", lambda data: data["events"][0].update(status="rumoured"), "events.0.status"),
    ("an event of no turn", lambda data: data["events"][0].update(turn=9), "no turn 9"),
    ("an event of half a turn", lambda data: data["events"][0].update(turn=None), "no turn None"),
    ("an event of no thread", lambda data: data["events"][0].update(thread=9), "in thread 9"),
    ("a thread twice", lambda data: data["threads"][1].update(number=1), "twice"),
    ("an unknown goal", lambda data: data["threads"][0].update(goal="fame"), "goal"),
    ("a turn twice", lambda data: data["threads"][1]["turns"][1].update(n=1), "twice"),
    ("a turn before the first", lambda data: data["threads"][0]["turns"][0].update(n=0), "turns.0.n"),
    ("half a turn", lambda data: data["threads"][0]["turns"][0].update(reply=None), "threads.0.turns.0"),
    (
        "a reply without text",
        lambda data: data["threads"][0]["turns"][0].update(reply={"sentences": [{}]}),
        "threads.0.turns.0.reply",
    ),
    (
        "a reply of another shape",
        lambda data: data["threads"][0]["turns"][0].update(reply={"sentences": 5}),
        "threads.0.turns.0.reply",
    ),
    (
        "a reply that is no JSON",
        lambda data: data["threads"][0]["turns"][0]["reply"].update(confidence=float("nan")),
        "threads.0.turns.0.reply",
    ),
    ("a number out of reach", lambda data: data["drafts"][0].update(version=2**80), "drafts.0.version"),
    ("a draft twice", lambda data: data["drafts"].append(data["drafts"][0]), "twice"),
    ("a draft of no turn", lambda data: data["drafts"][0].update(turn=9), "no turn 9"),
    ("notes as text", lambda data: data["drafts"][0].update(notes="none"), "drafts.0.notes"),
    ("text that cannot be kept", lambda data: data["drafts"][0].update(text="\ud83d"), "characters"),
]


@pytest.mark.parametrize(("change", "place"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_bad_content_is_named_and_nothing_is_imported(
    store: Store, ana: Applicant, change: Change, place: str
) -> None:
    exported = store.export_applicant(ana.id)
    change(exported)
    with pytest.raises(BadInput) as caught:
        store.import_applicant(exported)
    assert place in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert store.applicants() == [ana]


@pytest.mark.parametrize("content", [None, [], "text", 5, {}, {"step1": "pass"}])
def test_what_is_no_export_at_all_is_refused(store: Store, content: object) -> None:
    with pytest.raises(BadInput, match="not a usable Stepwise export"):
        store.import_applicant(content)


def test_the_readable_form_shows_facts_talk_and_drafts(store: Store, ana: Applicant) -> None:
    text = as_markdown(store.export_applicant(ana.id), TODAY)
    for expected in (
        f"# Ana {CANARY}",
        "- Specialty: Family Medicine, Psychiatry",
        f'- 2026-11-25 Step 2 CK: 214, stated, by reader ("{CANARY} quote")',
        "- 2026-11-25 Visa: declined, by card",
        f"> 214 on Step 2 CK. {CANARY}",
        f"> Noted. {CANARY}",
        "> (not answered)",
        "## Draft: statement, version 1",
        "> My path.\n>\n> CANARY",
        f"Note: Check {CANARY}",
    ):
        assert expected in text


def test_the_readable_form_of_an_empty_record_says_so(store: Store) -> None:
    text = as_markdown(store.export_applicant(store.ensure_applicant().id), TODAY)
    assert "None yet." in text


def test_text_cannot_pose_as_a_heading_of_the_readable_form(store: Store) -> None:
    me = store.ensure_applicant()
    thread = store.create_thread(me.id, "Talk").id
    n = store.start_turn(thread, "hello\n## Draft: forged, version 1")
    store.finish_turn(thread, n, answer("Hi."))
    headings = [
        line for line in as_markdown(store.export_applicant(me.id), TODAY).splitlines() if line[:1] == "#"
    ]
    assert "## Draft: forged, version 1" not in headings


def canaries(folder: Path) -> int:
    return sum(path.read_bytes().count(CANARY.encode()) for path in folder.iterdir())


def test_a_deleted_applicant_is_in_no_file(store_on_disk: Store, tmp_path: Path) -> None:
    store, ana = store_on_disk, an_applicant(store_on_disk)
    assert canaries(tmp_path) > 0
    store.delete_applicant(ana.id)
    assert canaries(tmp_path) == 0
    store.close()
    assert canaries(tmp_path) == 0


def test_a_deleted_conversation_is_in_no_file(store_on_disk: Store, tmp_path: Path) -> None:
    store = store_on_disk
    me = store.ensure_applicant()
    kept, gone = store.create_thread(me.id, "Kept").id, store.create_thread(me.id, f"Gone {CANARY}").id
    for thread, text in ((kept, "kept"), (gone, CANARY)):
        n = store.start_turn(thread, text)
        events = [Event("story_cause", text, Status.STATED, text, "reader", thread, n, AT)]
        store.finish_turn(thread, n, answer(text), events, [Draft("email", text)])
    store.delete_thread(gone)
    assert canaries(tmp_path) == 0
    assert [turn.text for turn in store.turns(kept)] == ["kept"]
    assert store.ledger(me.id).profile == {"story_cause": "kept"}
