"""Commands that talk: a conversation in the terminal, and the answer to one question.

Covers: both over the same turn as the page. Does not cover arguments (__main__).
"""

import argparse
import asyncio
import sys

from bot.commands.inputs import line, opened, print_json, readable, record, text_of
from bot.errors import BadInput
from bot.settings import Settings


def chat(arguments: argparse.Namespace, settings: Settings) -> None:
    """A conversation in the terminal, kept like one on the page."""
    from bot.agent import services as services_module
    from bot.agent import turn

    services = services_module.build(settings)
    services.library.start()
    applicant = record(services.store, arguments.applicant)
    threads = services.store.threads(applicant.id)
    thread = threads[0] if threads else services.store.create_thread(applicant.id, "Terminal")
    print("Stepwise. Tell me about yourself, or ask a question. An empty line ends.", file=sys.stderr)
    left = services.store.unfinished(thread.id)
    if left:
        print(
            f'Your last message was not answered; send it again if you like: "{left.text}"', file=sys.stderr
        )
    while message := line():
        try:
            reply = asyncio.run(turn.reply_to(services, applicant.id, thread.id, message))
        except BadInput as error:
            print(f"stepwise: {error}", file=sys.stderr)
            continue
        print(f"\n{readable(reply)}\n")


def ask(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.agent import turn
    from bot.applicant.intake import ADVICE, QUESTIONS_ONLY

    question = turn.checked(arguments.question)
    services, applicant = opened(arguments, settings)
    goal = ADVICE if arguments.applicant else QUESTIONS_ONLY
    thread = services.store.create_thread(applicant.id, question[:60], goal)
    reply = asyncio.run(turn.reply_to(services, applicant.id, thread.id, question))
    if arguments.json:
        keys = ("id", "title", "section", "source", "text")
        print_json(
            {
                "kind": reply["kind"],
                "answer": text_of(reply),
                "citations": [{key: citation[key] for key in keys} for citation in reply["citations"]],
                "confidence": reply["confidence"],
            }
        )
    else:
        print(readable(reply))
