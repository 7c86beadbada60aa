"""The studio's model of a statement that is worked on for days: text, versions, decisions, who wrote what.

    now = begin("My first draft …", How.PASTED, at, Goal())
    now = written(now, "My first draft, changed …", at)
    found = examined(now, ledger, today)
    now = accepted(now, [found.items[0].edit], "stock phrase", at)
    kept = to_dict(now)

Covers: the document and what may be done to it (document), who wrote which words (origins), what the review
found with its edits and decisions (findings), comparing versions (comparing), plain text for ERAS and what
is said before it leaves (leaving), the authorship log (authorship), storing (stored). Does not cover finding
problems (review), mending them (refine), files, or where a document is kept (store).
"""

from bot.write.studio.comparing import compared, moved
from bot.write.studio.document import (
    MAX_TEXT,
    MOST_VERSIONS,
    Document,
    Entry,
    Goal,
    Proposal,
    Version,
    accepted,
    begin,
    brought_back,
    dropped,
    kept_aside,
    pointed,
    proposed,
    refused,
    restored,
    taken,
    written,
)
from bot.write.studio.findings import Examined, Item, examined
from bot.write.studio.origins import How
from bot.write.studio.stored import from_dict, to_dict

__all__ = [
    "MAX_TEXT",
    "MOST_VERSIONS",
    "Document",
    "Entry",
    "Examined",
    "Goal",
    "How",
    "Item",
    "Proposal",
    "Version",
    "accepted",
    "begin",
    "brought_back",
    "compared",
    "dropped",
    "examined",
    "from_dict",
    "kept_aside",
    "moved",
    "pointed",
    "proposed",
    "refused",
    "restored",
    "taken",
    "to_dict",
    "written",
]
