"""The command line: `python -m bot` chats; sub-commands answer one thing and stop.

Covers: arguments, and errors: a mistake in the input is one line on standard error, exit code 2, nothing on
standard output and nothing written. Does not cover what the commands do (commands).
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from bot import settings as settings_module
from bot.commands import judging, keeping, talking, users, writing
from bot.errors import StepwiseError

PROG = "python -m bot"

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        settings = settings_module.load(
            os.environ,
            model=getattr(arguments, "model", None),
            data_dir=getattr(arguments, "data_dir", None),
            auth_file=getattr(arguments, "auth_file", None),
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
    parser.set_defaults(command=talking.chat, applicant=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    chat = commands.add_parser("chat", parents=[common], help="chat in the terminal (the default)")
    chat.add_argument("--applicant", metavar="NAME", help="whose record to use (default: the active one)")
    chat.set_defaults(command=talking.chat)
    ask = commands.add_parser("ask", parents=[one], help="answer one question from the guide")
    ask.add_argument("question")
    ask.set_defaults(command=talking.ask)
    score = commands.add_parser(
        "score", parents=[one], help="score an application, with the whole arithmetic"
    )
    score.add_argument(
        "--specialty", metavar="SLUG", help="score for this specialty (default: the first one)"
    )
    score.set_defaults(command=judging.score)
    programs = commands.add_parser(
        "programs", parents=[one], help="judge every program of your specialties, rule by rule"
    )
    _where(programs)
    programs.set_defaults(command=judging.programs)
    plan = commands.add_parser(
        "plan", parents=[one], help="what to do now, with which programs, at what cost"
    )
    _where(plan)
    plan.add_argument("--budget", metavar="USD", help="whole US dollars that may be spent")
    plan.set_defaults(command=judging.plan)
    draft = commands.add_parser(
        "draft", parents=[one], help="an example of a text, from your facts and words"
    )
    draft.add_argument("kind", help="like score_explanation_statement, why_region or thank_you")
    draft.set_defaults(command=writing.draft)
    _review(
        commands.add_parser("review", parents=[one], help="what a careful editor would mark in a statement")
    )
    _interview(commands.add_parser("interview", parents=[one], help="a mock interview in the terminal"))
    _keeping(commands, common)
    _users(commands)
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


def _keeping(commands: Commands, common: argparse.ArgumentParser) -> None:
    index = commands.add_parser(
        "index", parents=[common], help="build the search index if it is missing or old"
    )
    index.set_defaults(command=keeping.index)
    export = commands.add_parser("export", parents=[common], help="write everything kept about an applicant")
    export.add_argument("--applicant", metavar="NAME", help="whose record (default: the active one)")
    export.add_argument("--markdown", action="store_true", help="readable text instead of JSON")
    export.set_defaults(command=keeping.export)
    delete = commands.add_parser("delete", parents=[common], help="delete an applicant with everything kept")
    delete.add_argument("--applicant", metavar="NAME", help="whose record to delete")
    delete.add_argument("--all", action="store_true", help="every record, and copies beside the database")
    delete.set_defaults(command=keeping.delete)
    for name, command, about in (
        ("import", keeping.bring_in, "bring in a record that was exported, as a new applicant"),
        ("backup", keeping.backup, "write the whole database to a new file, while the page runs or not"),
        ("restore", keeping.restore, "put a backup in the place of the database, which is kept aside"),
    ):
        moving = commands.add_parser(name, parents=[common], help=about)
        moving.add_argument("file", type=Path, metavar="FILE")
        moving.set_defaults(command=command)
    recover = commands.add_parser(
        "recover", parents=[common], help="keep a damaged database aside, begin anew"
    )
    recover.set_defaults(command=keeping.recover)


def _users(commands: Commands) -> None:
    about = "who may log in, where the page is served to others"
    parts = commands.add_parser("users", help=about, description=about).add_subparsers(
        title="commands", metavar="", required=True
    )
    for name, command, help_ in (
        ("add", users.add, "let somebody in; the password is asked for"),
        ("password", users.password, "give a user another password"),
        ("remove", users.remove, "let a user in no more"),
        ("list", users.show, "the names, a line each"),
    ):
        part = parts.add_parser(name, help=help_)
        part.add_argument("--auth-file", metavar="FILE", help="the file of users (ADVISOR_AUTH_FILE)")
        if name != "list":
            part.add_argument("name", metavar="NAME")
        if name == "remove":
            part.add_argument("--data-dir", metavar="DIR", help="where the database is kept")
            part.add_argument("--records", action="store_true", help="also delete all their records")
        part.set_defaults(command=command)


def _review(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="a text as .txt, .docx or .pdf")
    command.add_argument("--kind", default="statement", help="statement (the default) or paragraph")
    command.add_argument("--specialty", metavar="SLUG", help="the specialty that it is for")
    command.add_argument("--region", metavar="STATE", help="the state that it is for, like California")
    command.add_argument(
        "--refine", nargs="?", const="", metavar="REQUEST", help="also mend it; all that can be, or as asked"
    )
    command.set_defaults(command=writing.review)


def _interview(command: argparse.ArgumentParser) -> None:
    command.add_argument("--tone", default="neutral", help="warm, neutral (the default) or blunt")
    command.add_argument("--questions", type=int, default=4, metavar="N", help="from 3 to 8 (default: 4)")
    command.add_argument("--seed", default="stepwise", help="another word gives other questions")
    command.set_defaults(command=writing.interview)


if __name__ == "__main__":
    sys.exit(main())
