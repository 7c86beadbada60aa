"""What every command begins with: the facts it was given, on record, and the forms of its output.

Covers: profile files, facts in words, the record of a named applicant, JSON and text. Does not cover what a
command does (the modules beside it) or its arguments (__main__).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.applicant.facts import FIELDS, Profile, parse_profile
from bot.applicant.ledger import Event, Status, propose
from bot.errors import BadInput
from bot.settings import Settings


def opened(arguments: argparse.Namespace, settings: Settings) -> tuple[Any, Any]:
    """Services and the applicant of a one-shot command, with the facts it was given on record.

    Input is read and checked before anything is opened or written. An export counts whole, with what was
    found out about programs, unless the facts go into the record of a named applicant.
    """
    raw = _json_file(arguments.profile) if arguments.profile else {}
    whole = isinstance(raw, dict) and "format" in raw
    given = _facts(raw, arguments.profile, settings) if arguments.profile else {}
    if arguments.text is not None and not arguments.text.strip():
        raise BadInput("--text is empty")
    from bot.agent import services as services_module

    services = services_module.build(settings, stateless=arguments.applicant is None)
    at = services.now()
    if whole and arguments.applicant is None:
        applicant = services.store.import_applicant(raw)
        given = {}
    else:
        applicant = record(services.store, arguments.applicant)
    for key, value in given.items():
        event = Event(key, value, Status.CONFIRMED, str(arguments.profile.name), "file", None, None, at)
        services.store.append_event(applicant.id, event)
    if arguments.text:
        ledger = services.store.ledger(applicant.id)
        readings = services.reader.read(arguments.text, None, ledger, services.today)
        proposal = propose(ledger, readings, asked=None, thread=None, turn=None, at=at)
        for event in proposal.saved:
            services.store.append_event(applicant.id, event)
        for reading in proposal.unsure:
            label, doubt = FIELDS[reading.field].label, str(reading.doubt).replace("_", " ")
            print(f"not taken as a fact ({doubt}): {label} from '{reading.quote}'", file=sys.stderr)
    return services, applicant


def _json_file(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{path}: not JSON: {error}") from None


def _facts(raw: Any, path: Path, settings: Settings) -> Profile:
    """Facts of a file: flat keys, or an export of this program. Raises BadInput naming the file."""
    if isinstance(raw, dict) and "format" in raw:
        from bot.store.export import exported_ledger

        return exported_ledger(raw, settings.today).profile
    return parse_profile(raw, settings.today, str(path))


def record(store: Any, name: str | None) -> Any:
    """The applicant of a name, made when new; without a name the active one."""
    if name is None:
        return store.ensure_applicant()
    return _find(store, name) or store.create_applicant(name)


def named(store: Any, name: str) -> Any:
    found = _find(store, name)
    if found is None:
        raise BadInput(f"there is no applicant named '{name}'")
    return found


def _find(store: Any, name: str) -> Any:
    from bot.store.applicants import clean_name

    return next((one for one in store.applicants() if one.name == clean_name(name)), None)


def text_of(reply: dict[str, Any]) -> str:
    from bot.agent.reply import as_text

    return as_text(reply["sentences"])


def readable(reply: dict[str, Any]) -> str:
    """A reply for the terminal: numbered citations, then the draft, then the sources."""
    from bot.agent.reply import as_text

    numbers = {citation["id"]: n for n, citation in enumerate(reply["citations"], start=1)}
    parts = [as_text(reply["sentences"], numbers)]
    if reply["draft"]:
        parts.append(f"--- draft ---\n{reply['draft']['text']}\n---")
    parts.append("\n".join(f"[{n}] {_source(c)}" for n, c in enumerate(reply["citations"], start=1)))
    return "\n\n".join(part for part in parts if part)


def _source(citation: dict[str, Any]) -> str:
    section = f", section '{citation['section']}'" if citation["section"] else ""
    return f"{citation['title']} ({citation['source']}{section})"


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def line(prompt: str = "> ") -> str:
    """What is typed next, "" at the end."""
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
