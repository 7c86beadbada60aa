"""Health details in an answer that the applicant has not chosen to share.

Covers: words about one's own health, found by the sign `health`; a detail that stands in the story they told
for their drafts is their choice and not pointed out. Does not cover the health of others.
"""

from bot.applicant.facts import FIELDS, Kind, Profile
from bot.interview.reading import Answer


def unchosen(answer: Answer, profile: Profile) -> tuple[str, ...]:
    """The answer's words, clause by clause, that tell of the applicant's health without their choice."""
    story = " ".join(
        str(value).lower().replace("'", "’")
        for key, value in profile.items()
        if key in FIELDS and FIELDS[key].kind is Kind.TEXT
    )
    found = []
    for clause in answer.clauses:
        if clause.has("health"):
            start, end = clause.signs["health"]
            if clause.text[start:end] not in story:
                found.append(answer.quote(clause))
    return tuple(dict.fromkeys(found))
