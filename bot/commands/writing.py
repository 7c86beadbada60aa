"""Commands that help to write and to speak: a draft, the review of a file, a mock interview.

Covers: each over the same code as the page. Does not cover writing (write) or questions (interview).
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.applicant.documents import read_document
from bot.commands.inputs import line, opened, print_json
from bot.errors import BadInput
from bot.interview import Feedback
from bot.settings import Settings
from bot.write.review import Problem


def draft(arguments: argparse.Namespace, settings: Settings) -> None:
    """A draft of a kind from the facts; one record, one text."""
    from bot.write import drafts

    if arguments.kind not in drafts.KINDS:
        raise BadInput(f"'{arguments.kind}' is no kind of draft; kinds: {', '.join(drafts.KINDS)}")
    services, applicant = opened(arguments, settings)
    profile = services.store.ledger(applicant.id).profile
    made = drafts.draft(arguments.kind, profile, (arguments.text,) if arguments.text else (), arguments.kind)
    if arguments.json:
        print_json(
            {
                "kind": made.kind,
                "text": made.text,
                "questions": list(made.questions),
                "label": made.label,
                "notes": list(made.notes),
            }
        )
        return
    print(f"{made.text}\n\n--- {made.label}")
    for note in made.notes:
        print(f"- {note}")


def review(arguments: argparse.Namespace, settings: Settings) -> None:
    """The findings of a file, and with --refine the text with every edit that mends one."""
    from bot.write.refine import refine_reviewed
    from bot.write.review import review as reviewed
    from bot.write.studio.titles import TITLES

    text = _file(arguments.file)
    services, applicant = opened(arguments, settings)
    ledger = services.store.ledger(applicant.id)
    target = {"specialty": arguments.specialty, "region": arguments.region}
    found = reviewed(text, ledger, services.today, kind=arguments.kind, target=target)
    refined = None
    if arguments.refine is not None:
        refined = refine_reviewed(text, arguments.refine, found, ledger)
    if arguments.json:
        print_json(
            {
                "problems": [_problem(one) for one in found.problems],
                "words": found.counts.words,
                "characters": found.counts.characters,
                "refined": refined.text if refined else None,
                "said": refined.said if refined else None,
            }
        )
        return
    print(f"{found.counts.words} words, {found.counts.characters:,} characters.")
    for one in found.problems:
        quote = f": “{' '.join(one.quote.split())}”" if one.quote else ""
        print(
            f"\n{TITLES[one.problem]}{quote}\n  {one.why}\n  To mend it: {one.mend}\n  ({one.source.title})"
        )
    if not found.problems:
        print("Nothing to mark.")
    if refined:
        print(f"\n--- {refined.said}\n\n{refined.text}")


def _problem(one: Problem) -> dict[str, Any]:
    return {
        "problem": one.problem,
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
        "why": one.why,
        "mend": one.mend,
        "source": one.source.title,
    }


def _file(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    return read_document(data, path.name)


def interview(arguments: argparse.Namespace, settings: Settings) -> None:
    """A mock interview in the terminal, an answer a line; an empty line ends it with the report."""
    from bot.interview import answer as answered
    from bot.interview import report, start, to_dict

    services, applicant = opened(arguments, settings)
    profile = services.store.ledger(applicant.id).profile
    now = start(profile, arguments.tone, arguments.questions, arguments.seed, services.today)
    out = sys.stderr if arguments.json else sys.stdout
    while (question := now.question) is not None:
        print(f"\n{question.text}", file=out, flush=True)
        said = line()
        if not said:
            break
        judged = len(now.turns)
        now = answered(now, said)
        if len(now.turns) > judged and now.feedback is not None:
            print(_feedback(now.feedback), file=out)
    summed = report(now)
    if arguments.json:
        print_json(to_dict(now))
        return
    weakest = summed.weakest.name if summed.weakest else "nothing"
    print(f"\nMean practice mark {summed.mean:.1f} of 5. Weakest: {weakest}.\nNext exercise: {summed.drill}")
    for one in summed.strong:
        print(f"- {one.said} “{one.quote}”")


def _feedback(feedback: Feedback) -> str:
    lines = [f"Practice mark {feedback.overall:.1f} of 5, {feedback.words} words."]
    lines += [f"+ {said}" for said in feedback.good]
    for note in feedback.notes:
        quote = f" “{note.quote}”" if note.quote else ""
        lines.append(f"- {note.title}:{quote} {note.why}\n  Example: {note.better}")
    return "\n".join(lines)
