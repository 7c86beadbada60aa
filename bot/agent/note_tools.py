"""The tool by which a hosted model adds facts that the reader did not see: only with the applicant's words.

Covers: its contract with the model (the docstring is a prompt) and the checks: the quote stands in a
message of the applicant, and the reader finds the same value in it. Does not cover the gate (ledger).
"""

import json
from typing import Any

from langchain.tools import tool
from typing_extensions import TypedDict

from bot.agent.consultation import Consultation
from bot.agent.runtime import Runtime
from bot.applicant.facts import FIELDS, parse
from bot.applicant.ledger import Ledger, Reading, propose
from bot.errors import BadInput


class Noted(TypedDict):
    """A told fact."""

    field: str
    value: Any
    quote: str


@tool
def note_facts(facts: list[Noted], runtime: Runtime) -> str:
    """Note facts that the applicant told and the Case does not hold.

    `field` is a name of the Case, `quote` their own words, copied exactly; without them nothing is noted.
    """
    consultation = runtime.context
    readings: list[Reading] = []
    left: list[dict[str, str]] = []
    for fact in facts:
        try:
            readings.append(_reading(fact, consultation))
        except BadInput as error:
            left.append({"field": str(fact["field"]), "why": str(error)})
    proposal = propose(
        consultation.ledger,
        readings,
        asked=consultation.asked,
        thread=consultation.thread,
        turn=consultation.turn,
        at=consultation.services.now(),
        by="model",
    )
    consultation.take(proposal.saved)
    consultation.note(proposal)
    return json.dumps(
        {
            "tool": "note_facts",
            "noted": [event.field for event in proposal.saved],
            "contradict": [conflict.field for conflict in proposal.conflicts],
            "not_taken": left,
        },
        ensure_ascii=False,
    )


def _reading(fact: Noted, consultation: Consultation) -> Reading:
    """The fact as a reading of its quote. Raises BadInput with the reason why it is none."""
    field, quote = fact["field"], fact["quote"]
    if field not in FIELDS:
        raise BadInput("there is no such field")
    if not quote.strip() or not any(quote in said for said in consultation.typed):
        raise BadInput("the quote does not stand in a message of the applicant")
    services = consultation.services
    value = parse(field, fact["value"], services.today)
    found = services.reader.read(quote, field, Ledger(), services.today)
    if not any(one.field == field and one.value == value for one in found):
        raise BadInput("the quote does not say this value")
    return Reading(field, value, quote)


NOTE_TOOLS = (note_facts,)
