"""What is told about a refined text: plain sentences from refine.toml [note], one for each thing asked.

Covers: what was done, what could not be, what was taken out for safety, what is asked in brackets. Does not
cover the edits themselves (mend, wording).
"""

import re
from collections.abc import Iterator, Sequence

from bot.applicant.facts import Profile
from bot.write.refine.edit import Edit
from bot.write.refine.requests import Asked, about
from bot.write.refine.wording import may_name
from bot.write.review.passage import Passage
from bot.write.review.rules import data

_ONE = re.compile(r"\b1 (place|slip|word)s\b")
_COUNTED = (
    "everything",
    "shorter",
    "calmer",
    "surer",
    "blameless",
    "grammar",
    "fresher",
    "humbler",
    "formal",
    "simple",
)


def said(text: str, asked: Asked, edits: Sequence[Edit], removed: Sequence[str], known: Profile) -> str:
    """The sentences about one request, in the order of what matters most."""
    notes = data("refine")["note"]
    found = [] if asked.known else [notes["unknown"].format(words=asked.words)]
    found += _counted(asked, edits)
    found += [notes[name] for name in ("opening", "ending") if name in asked.names]
    found += [notes["kept"].format(topic=topic) for topic in asked.kept]
    found += _topics(text, asked, removed, known)
    kinds = {one.problem for one in edits}
    found += [notes["private"]] if "patient_privacy" in kinds else []
    found += [notes["planted"]] if "prompt_injection" in kinds else []
    found += [notes["asked"]] if any(one.after.strip().startswith("[") for one in edits) else []
    return _ONE.sub(r"1 \1", " ".join(found))


def _counted(asked: Asked, edits: Sequence[Edit]) -> Iterator[str]:
    notes, table = data("refine")["note"], data("refine")["request"]
    words = sum(len(one.before.split()) - len(one.after.split()) for one in edits)
    for name in _COUNTED:
        if name not in asked.names:
            continue
        done = [one for one in edits if one.problem == name or one.problem in table[name]["mends"]]
        enough = words > 0 if name == "shorter" else bool(done)
        yield notes[f"{name}_{'done' if enough else 'none'}"].format(count=len(done), words=words)


def _topics(text: str, asked: Asked, removed: Sequence[str], known: Profile) -> Iterator[str]:
    notes = data("refine")["note"]
    passage = Passage.read(text)
    for topic in asked.more:
        name = "more_asked" if about(passage, topic) else "more_absent"
        yield notes[name if may_name(topic, text, known) else "more_unknown"].format(topic=topic)
    for topic in asked.dropped:
        if not about(passage, topic):
            yield notes["dropped_none"].format(topic=topic)
        elif removed:
            yield notes["dropped"].format(topic=topic, facts=", ".join(removed))
        else:
            yield notes["dropped_plain"].format(topic=topic)
