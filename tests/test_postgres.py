"""PostgreSQL: what only a server can do wrong, in plain words and without the password.

That the store does the same on it as on SQLite is tested with the store, over both.
"""

import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sqlalchemy import create_engine, exc, inspect

from bot.errors import BadInput, StepwiseError
from bot.store import Store
from bot.store.database import Database, place_of
from bot.store.migrations import upgrade
from bot.store.schema import SCHEMA, ApplicantRow, Base
from tests.postgres_server import DATABASE, PASSWORD, Server, binaries, missing, running
from tests.test_migrations import KILLED_AT, ROOT


@pytest.fixture
def own(server: Server) -> Iterator[str]:
    """The URL of a new database without tables, dropped afterwards."""
    server.run("createdb", "own")
    yield server.url("own")
    server.run("dropdb", "--force", "own")


@pytest.fixture
def frail() -> Iterator[Server]:
    """A server of the test's own, for it goes away."""
    programs = binaries()
    if programs is None:
        pytest.skip(missing())
    with running(programs) as started:
        yield started


def run(server: Server, sql: str, database: str = "own") -> None:
    server.run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql)


def said(attempt: Callable[[], object]) -> str:
    """The one line of an error, after a look that the password is nowhere, the causes included."""
    with pytest.raises(StepwiseError) as caught:
        attempt()
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value)[0].isupper()
    return str(caught.value)


def dumped(server: Server) -> list[str]:
    """All that is in the database, without the marks that differ from dump to dump."""
    lines = server.run("pg_dump", "own").splitlines()
    return [line for line in lines if not line.startswith(("\\restrict", "\\unrestrict"))]


def talk(store: Store) -> str:
    thread = store.create_thread(store.ensure_applicant().id, "Talk").id
    store.finish_turn(thread, store.start_turn(thread, "hello"), {"sentences": []})
    return thread


# What a URL may be


def test_both_ways_to_name_the_driver_are_taken(postgres: str) -> None:
    other = postgres.replace("postgresql://", "postgresql+psycopg://")
    for url in (postgres, other):
        with closing(Store.open(url)) as store:
            assert store.applicants() == []


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg://u:{}@h/d", "postgresql://u:{}@h:port/d", "mysql://u:{}@h/d"]
)
def test_a_url_that_cannot_be_used_is_bad_input_that_tells_no_password(url: str) -> None:
    with pytest.raises(BadInput, match="ADVISOR_DATABASE_URL") as caught:
        place_of(url.format(PASSWORD))
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_what_is_shown_of_a_place_tells_no_password(server: Server) -> None:
    place = place_of(server.url())
    assert PASSWORD not in f"{vars(place)} {place.reading!r} {place.writing.url}"


# What a server may refuse


def test_a_server_that_is_not_there_is_said() -> None:
    line = said(lambda: Database.open(f"postgresql://stepwise:{PASSWORD}@127.0.0.1:1/stepwise"))
    assert line.startswith("The server of the PostgreSQL database 'stepwise' at 127.0.0.1:1 cannot be")


def test_a_wrong_password_is_said(server: Server) -> None:
    url = server.url(password=f"{PASSWORD}-not")
    assert "refused the login" in said(lambda: Database.open(url))


def test_a_user_that_is_not_there_is_said(server: Server) -> None:
    url = server.url().replace("stepwise:", "stranger:")
    assert "refused the login" in said(lambda: Database.open(url))


def test_a_database_that_is_missing_is_said(server: Server) -> None:
    line = said(lambda: Database.open(server.url("nowhere")))
    assert "'nowhere'" in line
    assert "does not exist" in line


def test_a_user_without_rights_is_told(server: Server, own: str) -> None:
    Database.open(own).close()
    run(server, f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    try:
        url = own.replace("stepwise:", "guest:", 1)
        assert "does not allow this user" in said(lambda: Database.open(url))
    finally:
        run(server, "DROP ROLE guest")


def test_a_database_that_may_only_be_read_is_said(server: Server, own: str) -> None:
    with closing(Store.open(own)) as store:
        store.create_applicant("Ana")
        run(server, "ALTER DATABASE own SET default_transaction_read_only = on")
        store.close()  # the next connection is a new one
        assert "does not allow this user to write" in said(lambda: store.create_applicant("Mei"))
        assert [person.name for person in store.applicants()] == ["Ana"]


def test_a_database_that_cannot_keep_every_letter_is_refused(server: Server) -> None:
    server.run("createdb", "-E", "LATIN1", "--locale", "C", "-T", "template0", "latin")
    assert "UTF-8" in said(lambda: Database.open(server.url("latin")))


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE threads (id int)",
        "CREATE TABLE schema_version (version varchar)",
        "CREATE TABLE schema_version (installed_rank int)",
        "CREATE TABLE schema_version (version int); INSERT INTO schema_version VALUES (1), (2)",
    ],
)
def test_a_database_of_another_program_is_refused_and_kept(server: Server, own: str, made: str) -> None:
    run(server, made)
    before = dumped(server)
    assert "another program" in said(lambda: Database.open(own))
    assert dumped(server) == before


def test_a_newer_schema_is_refused_and_kept(server: Server, own: str) -> None:
    Database.open(own).close()
    run(server, f"UPDATE schema_version SET version = {SCHEMA + 1}")
    before = dumped(server)
    assert "newer version of Stepwise" in said(lambda: Database.open(own))
    assert dumped(server) == before


def test_a_writer_that_holds_up_the_others_is_said(server: Server, own: str) -> None:
    patient = f"{own}&options=-c%20lock_timeout%3D50ms"
    with closing(Database.open(own)) as first, closing(Store.open(patient)) as second:
        with first.write() as session:
            session.add(ApplicantRow(id="a", name="Ana", example=False, created="now"))
            session.flush()
            assert "busy" in said(second.ensure_applicant)
        assert second.ensure_applicant().name == "Ana"


def test_text_that_postgresql_cannot_keep_is_bad_input(postgres: str) -> None:
    with closing(Store.open(postgres)) as store:
        thread = talk(store)
        for text in ("a\0b", "half a \ud83d character"):
            with pytest.raises(BadInput, match="characters"):
                store.start_turn(thread, text)
        assert store.unfinished(thread) is None


def test_a_programming_error_stays_itself_and_tells_no_text(postgres: str) -> None:
    with closing(Database.open(postgres)) as database:
        with pytest.raises(exc.IntegrityError) as caught, database.write() as session:
            session.add(ApplicantRow(id="a", name="CANARY", example=None, created="now"))
            session.flush()
        assert "CANARY" not in "".join(traceback.format_exception(caught.value))


# A server that goes away


def test_a_server_that_was_restarted_meanwhile_is_no_error(frail: Server) -> None:
    with closing(Store.open(frail.url())) as store:
        thread = talk(store)
        frail.stop()
        frail.start()
        assert len(store.turns(thread)) == 1
        store.finish_turn(thread, store.start_turn(thread, "again"), {"sentences": []})
        assert len(store.turns(thread)) == 2


def test_a_connection_lost_in_a_transaction_is_said_and_nothing_is_half_written(
    server: Server, own: str
) -> None:
    with closing(Database.open(own)) as database:

        def cut_off() -> None:
            with database.write() as session:
                session.add(ApplicantRow(id="a", name="Ana", example=False, created="now"))
                session.flush()
                ours = "datname = 'own' AND pid <> pg_backend_pid()"
                run(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}", DATABASE)
                session.add(ApplicantRow(id="b", name="Mei", example=False, created="now"))

        assert "connection to" in (line := said(cut_off))
        assert "was lost" in line
        with database.read() as session:
            assert session.query(ApplicantRow).count() == 0


def test_a_server_that_went_away_is_said_and_the_program_goes_on_when_it_is_back(frail: Server) -> None:
    with closing(Store.open(frail.url())) as store:
        thread = talk(store)
        frail.stop()
        line = said(lambda: store.start_turn(thread, "hello?"))
        assert "cannot be reached" in line or "was lost" in line
        frail.start()
        assert store.start_turn(thread, "hello again") == 2


# The tables


def built(url: str) -> dict[str, object]:
    """Columns, constraints and indexes of every table, as the server describes them."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    found = inspect(engine)
    tables: dict[str, object] = {}
    for table in sorted(found.get_table_names()):
        columns = [
            (c["name"], repr(c["type"]), c["nullable"], str(c["default"])) for c in found.get_columns(table)
        ]
        keys = [found.get_foreign_keys(table), found.get_unique_constraints(table), found.get_indexes(table)]
        checks = found.get_check_constraints(table)
        parts = [sorted(map(str, part)) for part in (*keys, checks)]
        tables[table] = (columns, str(found.get_pk_constraint(table)), parts)
    engine.dispose()
    return tables


def test_the_revisions_build_what_a_new_database_is(server: Server, own: str) -> None:
    engine = create_engine(own.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        upgrade(connection, SCHEMA)
    engine.dispose()
    Database.open(server.url()).close()
    assert built(own) == built(server.url())


def test_an_earlier_version_is_upgraded_with_its_rows(own: str) -> None:
    engine = create_engine(own.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        upgrade(connection, SCHEMA - 1)
        connection.exec_driver_sql("INSERT INTO applicants VALUES ('a', 'Ana', false, 'now')")
    engine.dispose()
    with closing(Store.open(own)) as store:
        assert [(person.name, person.owner) for person in store.applicants()] == [("Ana", "")]


def test_many_copies_that_open_an_empty_database_at_once_make_its_tables_once(own: str) -> None:
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def opening() -> None:
        together.wait()
        try:
            Database.open(own).close()
        except Exception as error:
            failures.append(error)

    openings = [threading.Thread(target=opening) for _ in range(4)]
    for each in openings:
        each.start()
    for each in openings:
        each.join()
    assert failures == []
    with closing(Store.open(own)) as store:
        assert store.applicants() == []


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE applicants", "ALTER TABLE turns", "UPDATE schema_version"]
)
def test_an_upgrade_that_is_killed_leaves_the_old_state(server: Server, own: str, statement: str) -> None:
    engine = create_engine(own.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        upgrade(connection, SCHEMA - 1)
        connection.exec_driver_sql("INSERT INTO applicants VALUES ('a', 'Ana', false, 'now')")
    engine.dispose()
    before = dumped(server)
    command = [sys.executable, "-c", KILLED_AT, own, statement]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
    assert dumped(server) == before
    with closing(Store.open(own)) as store:
        assert [person.name for person in store.applicants()] == ["Ana"]


def test_texts_sort_by_their_characters(postgres: str) -> None:
    with closing(Store.open(postgres)) as store:
        me = store.ensure_applicant().id
        for key in ("b", "a_z", "ab", "a1"):
            store.choose(me, key, 1)
        assert list(store.choices(me)) == ["a1", "a_z", "ab", "b"]


def test_a_deleted_applicant_is_in_no_table(postgres: str) -> None:
    with closing(Store.open(postgres)) as store:
        me = store.ensure_applicant()
        talk(store)
        store.create_work(me.id, "statement", "Mine", {})
        store.delete_applicant(me.id)
        with store._database.read() as session:
            count = session.connection().exec_driver_sql
            tables = Base.metadata.tables.keys() - {"schema_version"}
            assert {table for table in tables if count(f"SELECT count(*) FROM {table}").scalar_one()} == set()
