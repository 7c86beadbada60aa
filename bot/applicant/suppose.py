"""Supposing: turns "what if I pass Step 3 with 230?" into the statement it supposes.

Covers: finding the supposed clause and putting it into the form the reader reads. Does not cover
reading it (reader) or scoring it (assess/scoring).
"""

import re

_LEAD = re.compile(
    r"(?:\bwhat\s+(?:if|about\s+if|happens\s+if|would\s+happen\s+if)|\bsuppos(?:e|ing)(?:\s+that)?|\bimagine"
    r"|\bassum(?:e|ing)(?:\s+that)?|\bsay|\band\s+if|\bif|\by\s+si|\bqu[eé]\s+pasa\s+si|\bsi)\s+(?=\S)",
    re.IGNORECASE,
)
_SCORE_TALK = re.compile(
    r"\b(?:score|strength|points?|rating|chances?|help|change|better|worth|matter|improve|difference|puntaje)\b"
    r"|\bwhat\s+(?:if|happens|would)|\bsuppos|\bimagine|\bassum|\bqu[eé]\s+pasa",
    re.IGNORECASE,
)
_TENSES = (
    (
        r"\bI(?:'ll|\s+will|\s+can|\s+could|\s+would|\s+were\s+to|\s+manage\s+to|\s+also)?\s+pass(?:ed)?\b",
        "I passed",
    ),
    (
        r"\bI(?:'ll|\s+will|\s+can|\s+could|\s+would|\s+were\s+to|\s+manage\s+to)?\s+(?:get|got|gain|have|had|do|did|"
        r"complete|completed|finish|finished|add|added|take|took|score|scored|publish|published|obtain|obtained)\b",
        "I have",
    ),
)
_MORE = re.compile(
    r"\b(\d+(?:\.\d+)?|one|two|three|four|five|six)\s+(?:more|additional|extra)\b", re.IGNORECASE
)


def supposed(text: str) -> str | None:
    """The supposed clause as a plain statement, or None when the message supposes nothing.

    A bare "if" counts only when the message also speaks of a score, a chance or a difference, so
    that "should I mention it if I failed?" stays a question.
    """
    found = _LEAD.search(text)
    if not found or not _SCORE_TALK.search(text):
        return None
    clause = re.split(
        r"[?!\n]|(?:,|\bthen\b)\s+(?=(?:what|how|would|will|does|do|is)\b)", text[found.end() :]
    )[0]
    for pattern, plain in _TENSES:
        clause = re.sub(pattern, plain, clause, flags=re.IGNORECASE)
    clause = re.sub(r"^(?:my|the|a)\s+", "my ", clause.strip(), flags=re.IGNORECASE)
    return clause or None


def adds_more(clause: str) -> bool:
    """Whether the clause counts from what is there ("2 more months") rather than naming a total."""
    return bool(_MORE.search(clause))


def speaks_of_self(clause: str) -> bool:
    """Whether the applicant is the one who acts in the clause."""
    return re.match(r"(?:i|we)\b", clause, re.IGNORECASE) is not None
