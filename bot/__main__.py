"""The command line: `python -m bot` chats; sub-commands answer one thing and stop.

Covers: arguments, input files, and the form of the output (text, or one JSON value as the last line
of standard output). Everything else goes to standard error. A mistake in the input is one line
on standard error, exit code 2, nothing on standard output and nothing written.
"""

import argparse
import asyncio
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import settings as settings_module
from bot.applicant.facts import FIELDS, Profile, parse_profile, show
from bot.applicant.ledger import Event, Status, propose
from bot.assess.eligibility import Judgement
from bot.assess.plan.text import as_text as plan_text
from bot.assess.survey import checked_specialties, checked_states
from bot.errors import BadInput, StepwiseError
from bot.settings import Settings

PROG = "python -m bot"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        settings = settings_module.load(
            os.environ,
            model=getattr(arguments, "model", None),
            data_dir=getattr(arguments, "data_dir", None),
            today=getattr(arguments, "today", None),
        )
        arguments.command(arguments, settings)
    except StepwiseError as error:
        print(f"stepwise: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROG, description="Stepwise on the command line.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--today", metavar="DATE", help="the date to judge by, like 2026-11-23 (default: today)"
    )
    common.add_argument("--data-dir", metavar="DIR", help="where the database and the index are kept")
    one = argparse.ArgumentParser(add_help=False, parents=[common])
    one.add_argument("--json", action="store_true", help="print one JSON value as the last line")
    one.add_argument("--profile", type=Path, metavar="FILE", help="facts as JSON: flat keys, or an export")
    one.add_argument("--text", help="facts in your own words")
    one.add_argument("--applicant", metavar="NAME", help="use, and keep, the record of this applicant")
    for action in common._actions:
        if action.dest != "help":
            parser._add_action(action)
    parser.set_defaults(command=_chat, applicant=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    chat = commands.add_parser("chat", parents=[common], help="chat in the terminal (the default)")
    chat.add_argument("--applicant", metavar="NAME", help="whose record to use (default: the active one)")
    chat.set_defaults(command=_chat)
    ask = commands.add_parser("ask", parents=[one], help="answer one question from the guide")
    ask.add_argument("question")
    ask.set_defaults(command=_ask)
    score = commands.add_parser(
        "score", parents=[one], help="score an application, with the whole arithmetic"
    )
    score.add_argument(
        "--specialty", metavar="SLUG", help="score for this specialty (default: the first one)"
    )
    score.set_defaults(command=_score)
    programs = commands.add_parser(
        "programs", parents=[one], help="judge every program of your specialties, rule by rule"
    )
    _where(programs)
    programs.set_defaults(command=_programs)
    plan = commands.add_parser(
        "plan", parents=[one], help="what to do now, with which programs, at what cost"
    )
    _where(plan)
    plan.add_argument("--budget", metavar="USD", help="whole US dollars that may be spent")
    plan.set_defaults(command=_plan)
    index = commands.add_parser(
        "index", parents=[common], help="build the search index if it is missing or old"
    )
    index.set_defaults(command=_index)
    export = commands.add_parser("export", parents=[common], help="write everything kept about an applicant")
    export.add_argument("--applicant", metavar="NAME", help="whose record (default: the active one)")
    export.add_argument("--markdown", action="store_true", help="readable text instead of JSON")
    export.set_defaults(command=_export)
    delete = commands.add_parser("delete", parents=[common], help="delete an applicant with everything kept")
    delete.add_argument("--applicant", metavar="NAME", required=True, help="whose record to delete")
    delete.set_defaults(command=_delete)
    return parser


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--state", action="append", default=[], metavar="CODE", help="only this state, like CA; repeatable"
    )
    command.add_argument(
        "--specialty",
        action="append",
        default=[],
        metavar="SLUG",
        help="this specialty instead of those of the profile; repeatable",
    )


def _chat(arguments: argparse.Namespace, settings: Settings) -> None:
    """A conversation in the terminal, kept like one on the page."""
    from bot.agent import services as services_module
    from bot.agent import turn

    services = services_module.build(settings)
    services.library.start()
    applicant = _record(services.store, arguments.applicant)
    threads = services.store.threads(applicant.id)
    thread = threads[0] if threads else services.store.create_thread(applicant.id, "Terminal")
    print("Stepwise. Tell me about yourself, or ask a question. An empty line ends.", file=sys.stderr)
    left = services.store.unfinished(thread.id)
    if left:
        print(
            f'Your last message was not answered; send it again if you like: "{left.text}"', file=sys.stderr
        )
    while message := _line():
        try:
            reply = asyncio.run(turn.reply_to(services, applicant.id, thread.id, message))
        except BadInput as error:
            print(f"stepwise: {error}", file=sys.stderr)
            continue
        print(f"\n{_readable(reply)}\n")


def _line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""


def _ask(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.agent import turn
    from bot.applicant.intake import ADVICE, QUESTIONS_ONLY

    question = turn.checked(arguments.question)
    services, applicant = _open(arguments, settings)
    goal = ADVICE if arguments.applicant else QUESTIONS_ONLY
    thread = services.store.create_thread(applicant.id, question[:60], goal)
    reply = asyncio.run(turn.reply_to(services, applicant.id, thread.id, question))
    if arguments.json:
        keys = ("id", "title", "section", "source", "text")
        _print_json(
            {
                "kind": reply["kind"],
                "answer": _text(reply),
                "citations": [{key: citation[key] for key in keys} for citation in reply["citations"]],
                "confidence": reply["confidence"],
            }
        )
    else:
        print(_readable(reply))


def _score(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.assess.scoring import score

    services, applicant = _open(arguments, settings)
    profile = services.store.ledger(applicant.id).profile
    result = score(profile, services.rubric, services.today, arguments.specialty)
    scored: dict[str, Any] = result.as_json()
    if arguments.json:
        _print_json(scored)
        return
    print(f"Application strength {scored['total']} of 100 (range {scored['low']} to {scored['high']}).")
    print("It describes the file on paper; it is not a chance of matching.\n")
    for factor in scored["factors"]:
        print(f"{factor['points']:>6} of {factor['max']:>4}  {factor['name']}: {factor['reason']}")
    print("\nWhat would change it:")
    for change in scored["counterfactuals"]:
        print(f"{change['delta']:>+6}  {change['change']}")


def _programs(arguments: argparse.Namespace, settings: Settings) -> None:
    states, specialties = checked_states(arguments.state), checked_specialties(arguments.specialty)
    services, applicant = _open(arguments, settings)
    found = services.survey(applicant.id, specialties=specialties, states=states)
    if arguments.json:
        _print_json(found.as_json())
        return
    counts = ", ".join(f"{number} {verdict}" for verdict, number in found.counts.items())
    print(f"{sum(found.counts.values())} programs: {counts}.")
    print("Unknown means that the program publishes too little to tell; ask before you pay.\n")
    for item in found.ranked:
        print(f"{item.fit:>3}  {item.tier:<6}  {_program_line(item.judgement)}")
        print(f"     {found.gate.summary(item.judgement)}")
    for judgement in found.blocked:
        print(f"  -  closed  {_program_line(judgement)}")
        for rule in judgement.blocking:
            print(f"     {rule.detail} ({rule.source}, {rule.as_of})")


def _plan(arguments: argparse.Namespace, settings: Settings) -> None:
    states, specialties = checked_states(arguments.state), checked_specialties(arguments.specialty)
    budget = None if arguments.budget is None else _dollars(arguments.budget)
    services, applicant = _open(arguments, settings)
    plan = services.plan(applicant.id, budget=budget, specialties=specialties, states=states)
    if arguments.json:
        _print_json(plan.as_json())
    else:
        print(plan_text(plan, services.programs))


def _dollars(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise BadInput(f"--budget must be whole US dollars like 1500, not '{text}'")
    return int(text)


def _program_line(judgement: Judgement) -> str:
    program = judgement.program
    place = f"{program.city}, {program.state}"
    return f"{program.name} ({place}; {show('specialty', (program.specialty,))}): {judgement.verdict}"


def _index(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.library.search import Library

    def progress(done: int, total: int, what: str) -> None:
        print(f"\r{what}: {done} of {total}", end="", file=sys.stderr)

    Library.open(settings, progress)
    print("\nThe index is ready.", file=sys.stderr)


def _export(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store
    from bot.store.export import as_markdown

    store = Store.open(settings.database_url)
    data = store.export_applicant(_record(store, arguments.applicant).id)
    print(
        as_markdown(data, settings.today)
        if arguments.markdown
        else json.dumps(data, ensure_ascii=False, indent=2)
    )


def _delete(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.store import Store

    store = Store.open(settings.database_url)
    store.delete_applicant(_named(store, arguments.applicant).id)
    print(f"Deleted '{arguments.applicant}' with everything that was kept.", file=sys.stderr)


def _open(arguments: argparse.Namespace, settings: Settings) -> tuple[Any, Any]:
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
        applicant = _record(services.store, arguments.applicant)
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


def _record(store: Any, name: str | None) -> Any:
    """The applicant of a name, made when new; without a name the active one."""
    if name is None:
        return store.ensure_applicant()
    return _find(store, name) or store.create_applicant(name)


def _named(store: Any, name: str) -> Any:
    found = _find(store, name)
    if found is None:
        raise BadInput(f"there is no applicant named '{name}'")
    return found


def _find(store: Any, name: str) -> Any:
    from bot.store.applicants import clean_name

    return next((one for one in store.applicants() if one.name == clean_name(name)), None)


def _text(reply: dict[str, Any]) -> str:
    from bot.agent.reply import as_text

    return as_text(reply["sentences"])


def _readable(reply: dict[str, Any]) -> str:
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


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
