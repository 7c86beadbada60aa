"""Commands that keep: the index, taking records out, in and away, and the whole database as a backup.

Covers: building, exporting, importing, deleting, backup, restore and recovery. Does not cover how it is kept
(store, library) or who may log in (users).
"""

import argparse
import json
import sys
from contextlib import closing

from bot.commands.inputs import named, record
from bot.errors import BadInput
from bot.settings import Settings


def index(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.agent.undertone import load_undertone
    from bot.library.search import Library

    def progress(done: int, total: int, what: str) -> None:
        print(f"\r{what}: {done} of {total}", end="", file=sys.stderr)

    load_undertone().learned(Library.open(settings, progress))
    print("\nThe index is ready.", file=sys.stderr)


def export(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store
    from bot.store.export import as_markdown

    with closing(Store.open(settings.database_url)) as store:
        find = named if arguments.applicant is not None else record
        data = store.export_applicant(find(store, arguments.applicant).id)
    print(
        as_markdown(data, settings.today)
        if arguments.markdown
        else json.dumps(data, ensure_ascii=False, indent=2)
    )


def bring_in(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store

    path = arguments.file
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path}: this is no record that was exported") from None
    with closing(Store.open(settings.database_url)) as store:
        person = store.import_applicant(data)
        store.set_active_applicant(person.id)
    print(f"Brought in '{person.name}', who is the active applicant now.", file=sys.stderr)


def delete(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store

    if arguments.all == (arguments.applicant is not None):
        raise BadInput("say which: --applicant NAME, or --all for everything that is kept")
    with closing(Store.open(settings.database_url)) as store:
        if arguments.applicant is not None:
            store.delete_applicant(named(store, arguments.applicant).id)
            print(f"Deleted '{arguments.applicant}' with everything that was kept.", file=sys.stderr)
            return
        people = store.applicants()
        for person in people:
            store.delete_applicant(person.id)
    from bot.store.rescue import delete_kept_aside

    files = delete_kept_aside(settings.database_url)
    for file in (settings.data_dir / "files").rglob("*"):
        if file.is_file() and file.name != "in-use":  # the mark of a page that runs
            file.unlink(missing_ok=True)
    print(
        f"Deleted {len(people)} applicants with everything that was kept, and {files} copies beside the "
        "database. Backups that you made are where you put them.",
        file=sys.stderr,
    )


def backup(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store.backup import backup as made

    made(settings.database_url, arguments.file)
    print(f"The whole database is in {arguments.file}. Keep it as safe as the records.", file=sys.stderr)


def restore(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store.restore import restore as put_back

    aside = put_back(arguments.file, settings.database_url)
    print(f"Restored from {arguments.file}.", file=sys.stderr)
    if aside is not None:
        print(f"What was there before is kept in {aside}.", file=sys.stderr)


def recover(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store.rescue import recover as begun_anew

    aside = begun_anew(settings.database_url)
    print(
        f"The damaged database is kept in {aside}; a new, empty one is in its place. "
        f"If you made a backup, bring it back with: python -m bot restore FILE",
        file=sys.stderr,
    )
