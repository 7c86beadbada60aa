"""Export, import and deletion: a record can be taken along whole, and taken away whole."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from bot.errors import BadInput
from bot.store import STATUSES, Applicant, Draft, Finding, NewProgram, Store
from bot.store.export import as_markdown, exported_ledger
from bot.store.schema import Base

TODAY = date(2026, 11, 25)
AT = "2026-11-25T09:00:00+00:00"
CANARY = "CANARY"
FRESNO, STOCKTON = "saint-agnes-fresno-fm", "sjmc-stockton-psych"

VERSION_1: dict[str, Any] = {
    "format": "stepwise-applicant",
    "version": 1,
    "applicant": {"name": "Ana", "example": False, "created": AT},
    "events": [
        {
            "field": "step2ck",
            "value": 214,
            "status": "stated",
            "quote": "214",
            "by": "reader",
            "thread": 1,
            "turn": 1,
            "at": AT,
        }
    ],
    "threads": [
        {
            "number": 1,
            "title": "First",
            "goal": "advice",
            "created": AT,
            "updated": AT,
            "turns": [
                {
                    "n": 1,
                    "text": "214 on Step 2 CK",
                    "reply": {"kind": "answered", "sentences": [{"text": "Noted.", "block": "paragraph"}]},
                    "started": AT,
                    "finished": AT,
                }
            ],
        }
    ],
    "drafts": [],
}
"""A file as it was exported before there were programs in it."""


def fact(field: str, value: Value | None, thread: str | None = None, turn: int | None = None) -> Event:
    status = Status.DECLINED if value is None else Status.STATED
    return Event(field, value, status, f"{CANARY} quote", "reader" if thread else "card", thread, turn, AT)


def answer(text: str) -> dict[str, Any]:
    return {"kind": "answered", "sentences": [{"text": text, "block": "paragraph"}], "confidence": 0.5}


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with closing(Store.open(store_url)) as opened:
        yield opened


@pytest.fixture
def store_on_disk(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'stepwise.db'}")) as opened:
        yield opened


@pytest.fixture
def ana(store: Store) -> Applicant:
    return an_applicant(store)


def an_applicant(store: Store) -> Applicant:
    """Two conversations, a gap in the turns, an unanswered one, card edits, drafts and programs."""
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
    add_programs(store, person.id)
    versions = {"versions": [{"text": f"The morning I met my first patient {CANARY}", "n": 1}]}
    work = store.create_work(person.id, "statement", f"Family medicine {CANARY}", versions)
    store.save_work(person.id, work.id, versions | {"open": True}, revision=1)
    return person


def add_programs(store: Store, applicant_id: str) -> None:
    """Two added programs, one of them, like one of the data's, with a status, a finding and a signal."""
    mine = NewProgram(
        f"Mine {CANARY}", "family_medicine", "Fresno", "CA", "https://mine.org/fm", f"Small.\n{CANARY}"
    )
    _other, own = store.add_own_programs(applicant_id, [NewProgram("Other"), mine])
    store.track(applicant_id, FRESNO, "invited")
    store.track(applicant_id, own.id, "applied")
    note = f"Ms Lee\nin the office {CANARY}"
    store.record_finding(applicant_id, Finding(FRESNO, "step2ck_min", 210, "2026-11-20", "phone", note))
    store.record_finding(applicant_id, Finding(own.id, "visa_j1", True, "2026-11-21", f"email {CANARY}"))
    store.choose(applicant_id, "budget", 2500)
    store.choose(applicant_id, "signals", [FRESNO, own.id])
    store.choose(applicant_id, "checklist", [CANARY])


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


def test_an_export_holds_what_is_kept_about_programs(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    assert [(part["program"], part["status"]) for part in exported["tracked"]] == [
        ("own-2", "applied"),
        (FRESNO, "invited"),
    ]
    assert [(part["program"], part["rule"], part["value"]) for part in exported["findings"]] == [
        ("own-2", "visa_j1", True),
        (FRESNO, "step2ck_min", 210),
    ]
    assert [(part["number"], part["name"]) for part in exported["own_programs"]] == [
        (1, "Other"),
        (2, f"Mine {CANARY}"),
    ]
    assert exported["choices"] == {"budget": 2500, "checklist": [CANARY], "signals": [FRESNO, "own-2"]}


def test_no_id_leaves_with_an_export(store: Store, ana: Applicant) -> None:
    text = json.dumps(store.export_applicant(ana.id))
    threads = store.threads(ana.id)
    ids = [ana.id, *(thread.id for thread in threads), *(draft.id for draft in store.drafts(ana.id))]
    ids += [own.id for own in store.own_programs(ana.id)]
    assert not [key for key in ids if key in text]


def test_an_export_holds_nobody_else(store: Store, ana: Applicant) -> None:
    mei = store.create_applicant("Mei")
    store.append_event(mei.id, fact("us_letters", 4))
    store.track(mei.id, "us_letters", "applied")
    store.add_own_programs(mei.id, [NewProgram("us_letters")])
    store.choose(mei.id, "us_letters", 1)
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


def test_an_import_belongs_to_whoever_imports(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    copy = store.import_applicant(exported, owner="mei")
    assert store.applicants("mei") == [copy]
    assert store.export_applicant(copy.id) == exported


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


def test_an_import_refers_to_its_own_programs_by_their_new_ids(store: Store, ana: Applicant) -> None:
    copy = store.import_applicant(store.export_applicant(ana.id))
    old, new = store.own_programs(ana.id)[1], store.own_programs(copy.id)[1]
    assert old.id != new.id
    assert store.tracked(copy.id)[new.id].status == "applied"
    assert store.findings(copy.id)[0].program_id == new.id
    assert store.choices(copy.id)["signals"] == [FRESNO, new.id]


def test_a_file_of_version_1_is_still_imported(store: Store) -> None:
    copy = store.import_applicant(VERSION_1)
    assert store.ledger(copy.id).profile == {"step2ck": 214}
    assert store.export_applicant(copy.id) == VERSION_1 | {
        "version": 3,
        "tracked": [],
        "findings": [],
        "own_programs": [],
        "choices": {},
        "works": [],
    }


def test_a_file_of_version_2_is_still_imported(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    del exported["works"]
    copy = store.import_applicant(exported | {"version": 2})
    assert store.export_applicant(copy.id) == exported | {"works": []}


def test_a_file_of_version_1_is_still_shown(store: Store) -> None:
    assert "- Step 2 CK: 214" in as_markdown(VERSION_1, TODAY)


# What can be done about programs: what is done, which program it is done to, and with what.
WHICH = st.integers(0, 5)
VALUES = st.one_of(st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9), st.just("no limit"))
STEPS = st.one_of(
    st.tuples(st.just("track"), WHICH, st.sampled_from(STATUSES)),
    st.tuples(st.just("find"), WHICH, st.tuples(st.sampled_from(("visa_j1", "step2ck_min")), VALUES)),
    st.tuples(st.just("drop"), WHICH, st.sampled_from(("visa_j1", "step2ck_min"))),
    st.tuples(st.just("add"), WHICH, st.lists(st.sampled_from(("Mine", "Theirs")), max_size=3)),
    st.tuples(st.just("delete"), WHICH, st.none()),
    st.tuples(st.just("signal"), WHICH, st.sampled_from(("signals", "others"))),
    st.tuples(st.just("choose"), WHICH, st.one_of(st.none(), VALUES, st.dictionaries(st.text(), VALUES))),
)
few = settings(max_examples=60, deadline=None, derandomize=True)


def do(store: Store, applicant_id: str, step: tuple[str, int, Any]) -> None:
    kind, which, what = step
    own = [program.id for program in store.own_programs(applicant_id)]
    programs = [FRESNO, STOCKTON, *own]
    program = programs[which % len(programs)]
    if kind == "track":
        store.track(applicant_id, program, what)
    elif kind == "find":
        store.record_finding(applicant_id, Finding(program, *what, "2026-11-20", "phone", "A note."))
    elif kind == "drop":
        store.drop_finding(applicant_id, program, what)
    elif kind == "add":
        store.add_own_programs(applicant_id, [NewProgram(name, notes=name) for name in what])
    elif kind == "delete" and own:
        store.delete_own_program(applicant_id, own[which % len(own)])
    elif kind == "signal":
        store.choose(applicant_id, what, {"gold": [program], program: 1})
    elif kind == "choose":
        store.choose(applicant_id, "anything", what)


def content(store: Store, applicant_id: str) -> list[str]:
    """All that is kept about programs, with types, and with the places of own programs for their ids."""
    own = store.own_programs(applicant_id)
    kept: list[object] = [(place, astuple(program)) for place, program in enumerate(own)]
    kept += [*store.tracked(applicant_id).values(), *store.findings(applicant_id)]
    kept += store.choices(applicant_id).items()
    lines = "\n".join(map(repr, kept))
    for place, program in enumerate(own):
        lines = lines.replace(program.id, f"own program {place}")
    return sorted(lines.split("\n"))


@few
@given(st.lists(STEPS, max_size=12))
def test_whatever_was_done_is_the_same_after_export_and_import(steps: list[tuple[str, int, Any]]) -> None:
    with closing(Store.open("sqlite://")) as store:
        ana = store.create_applicant("Ana").id
        for step in steps:
            do(store, ana, step)
        exported = json.loads(json.dumps(store.export_applicant(ana)))
        copy = store.import_applicant(exported).id
        assert content(store, copy) == content(store, ana)
        assert store.export_applicant(copy) == exported


@few
@given(st.lists(STEPS, max_size=12))
def test_whatever_one_applicant_does_leaves_the_other_alone(steps: list[tuple[str, int, Any]]) -> None:
    with closing(Store.open("sqlite://")) as store:
        ana, mei = store.create_applicant("Ana").id, store.create_applicant("Mei").id
        add_programs(store, mei)
        before = store.export_applicant(mei)
        for step in steps:
            do(store, ana, step)
        assert store.export_applicant(mei) == before


def test_the_ledger_of_a_file_needs_no_store(store: Store, ana: Applicant) -> None:
    exported = store.export_applicant(ana.id)
    assert exported_ledger(exported, TODAY).profile == store.ledger(ana.id).profile


Change = Callable[[dict[str, Any]], object]

BAD: list[tuple[str, Change, str]] = [
    ("another format", lambda data: data.update(format="diary"), "format"),
    ("a newer version", lambda data: data.update(version=4), "version"),
    ("version 1 with later parts", lambda data: data.update(version=1), "version"),
    ("today's version without a part", lambda data: data.pop("choices"), "choices"),
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
    ("a program without id", lambda data: data["tracked"][0].update(program=" "), "tracked.0.program"),
    ("an unknown stage", lambda data: data["tracked"][0].update(status="hired"), "tracked.0.status"),
    ("a stage that is none", lambda data: data["tracked"][0].update(status="none"), "tracked.0.status"),
    ("no time of change", lambda data: data["tracked"][0].update(changed="now"), "tracked.0.changed"),
    ("a program tracked twice", lambda data: data["tracked"].append(data["tracked"][0]), "twice"),
    ("no such own program", lambda data: data["tracked"][0].update(program="own-3"), "'own-3'"),
    ("a finding of no own program", lambda data: data["findings"][0].update(program="own-9"), "'own-9'"),
    ("a finding on no day", lambda data: data["findings"][0].update(found_on="Friday"), "findings.0"),
    ("a finding of no shape", lambda data: data["findings"][0].update(value=[1]), "findings.0.value"),
    ("a finding without end", lambda data: data["findings"][0].update(value=float("inf")), "findings.0"),
    ("a finding twice", lambda data: data["findings"].append(data["findings"][0]), "twice"),
    ("an own program twice", lambda data: data["own_programs"][1].update(number=1), "twice"),
    ("an own program, no name", lambda data: data["own_programs"][0].update(name=""), "own_programs.0"),
    (
        "a script as website",
        lambda data: data["own_programs"][0].update(website="javascript:alert(1)"),
        "own_programs.0",
    ),
    ("a choice of no name", lambda data: data["choices"].update({"": 1}), "choices"),
    ("a choice that is no JSON", lambda data: data["choices"].update(budget=float("nan")), "choices"),
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
        f"- {FRESNO}: invited, since 20",
        f"- Mine {CANARY} (added by you): applied, since 20",
        f"- {FRESNO}, step2ck min: 210, confirmed by you on 2026-11-20, phone: Ms Lee in the office {CANARY}",
        f"- Mine {CANARY} (added by you), visa j1: yes, confirmed by you on 2026-11-21, email {CANARY}\n",
        f"- Mine {CANARY}, Family Medicine, Fresno, CA, https://mine.org/fm. Small. {CANARY}",
        "- budget: 2500",
        f"## Statement: Family medicine {CANARY}",
        f"> The morning I met my first patient {CANARY}",
        f'- signals: ["{FRESNO}", "Mine {CANARY} (added by you)"]',
    ):
        assert expected in text


def test_the_readable_form_of_an_empty_record_says_so(store: Store) -> None:
    text = as_markdown(store.export_applicant(store.ensure_applicant().id), TODAY)
    assert "None yet." in text
    assert "Programs" not in text


def test_text_cannot_pose_as_a_heading_of_the_readable_form(store: Store) -> None:
    me = store.ensure_applicant()
    thread = store.create_thread(me.id, "Talk").id
    n = store.start_turn(thread, "hello\n## Draft: forged, version 1")
    store.finish_turn(thread, n, answer("Hi."))
    forged = "x\n## Draft: forged, version 1"
    (own,) = store.add_own_programs(me.id, [NewProgram(forged, notes=forged)])
    store.record_finding(me.id, Finding(own.id, "visa_j1", forged, "2026-11-20", forged, forged))
    store.choose(me.id, "checklist", forged)
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


def rows_by_table(store: Store) -> dict[str, int]:
    with store._database.read() as session:
        count = session.connection().exec_driver_sql
        tables = Base.metadata.tables.keys() - {"schema_version", "settings"}
        return {table: count(f"SELECT count(*) FROM {table}").scalar_one() for table in tables}


def test_a_deleted_applicant_is_in_no_table(store: Store, ana: Applicant) -> None:
    assert all(rows_by_table(store).values())
    store.delete_applicant(ana.id)
    assert not any(rows_by_table(store).values())


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
