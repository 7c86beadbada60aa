"""Commands that keep: the index, and taking out or deleting what is kept about an applicant.

Covers: building, exporting, deleting. Does not cover how it is kept (store, library).
"""

import argparse
import json
import sys

from bot.commands.inputs import named, record
from bot.settings import Settings


def index(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.library.search import Library

    def progress(done: int, total: int, what: str) -> None:
        print(f"\r{what}: {done} of {total}", end="", file=sys.stderr)

    Library.open(settings, progress)
    print("\nThe index is ready.", file=sys.stderr)


def export(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store
    from bot.store.export import as_markdown

    store = Store.open(settings.database_url)
    data = store.export_applicant(record(store, arguments.applicant).id)
    print(
        as_markdown(data, settings.today)
        if arguments.markdown
        else json.dumps(data, ensure_ascii=False, indent=2)
    )


def delete(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store

    store = Store.open(settings.database_url)
    store.delete_applicant(named(store, arguments.applicant).id)
    print(f"Deleted '{arguments.applicant}' with everything that was kept.", file=sys.stderr)
