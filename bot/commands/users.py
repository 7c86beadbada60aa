"""Commands about who may log in, where the page is served to several people.

Covers: adding, changing, removing and listing users of the file. Does not cover its form (bot.users) or
logging in (ui.access).
"""

import argparse
import getpass
import sys
from contextlib import closing
from pathlib import Path

from bot import users
from bot.errors import BadInput
from bot.settings import Settings


def add(arguments: argparse.Namespace, settings: Settings) -> None:
    path, name = _file(settings), users.checked_name(arguments.name)
    users.add_user(path, name, _password(name))
    print(f"'{name}' may log in now ({path}).", file=sys.stderr)


def password(arguments: argparse.Namespace, settings: Settings) -> None:
    path, name = _file(settings), users.checked_name(arguments.name)
    if name not in users.read_users(path):
        raise BadInput(f"'{name}' is not in {path}")
    users.add_user(path, name, _password(name), replace=True)
    print(
        f"'{name}' has another password now; whoever is logged in with the old one is out.", file=sys.stderr
    )


def remove(arguments: argparse.Namespace, settings: Settings) -> None:
    path, name = _file(settings), users.checked_name(arguments.name)
    users.remove_user(path, name)
    print(f"'{name}' cannot log in any more.", file=sys.stderr)
    if not arguments.records:
        print("The records of this name stay; --records deletes them too.", file=sys.stderr)
        return
    from bot.store import Store

    with closing(Store.open(settings.database_url)) as store:
        people = store.applicants(owner=name)
        for person in people:
            store.delete_applicant(person.id)
    print(f"Deleted {len(people)} records with everything that was kept.", file=sys.stderr)


def show(arguments: argparse.Namespace, settings: Settings) -> None:
    print("\n".join(sorted(users.read_users(_file(settings)))))


def _file(settings: Settings) -> Path:
    if settings.auth_file is None:
        raise BadInput("name the file of users with --auth-file, or in ADVISOR_AUTH_FILE")
    return settings.auth_file


def _password(name: str) -> str:
    """Asked for twice at a terminal, where nobody sees it; else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Password of '{name}': ")
    if first != getpass.getpass("The same again: "):
        raise BadInput("the two passwords differ; nothing was changed")
    return first
