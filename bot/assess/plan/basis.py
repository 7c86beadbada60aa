"""Where a number of the plan comes from, and whether it has to be checked before somebody relies on it.

Covers: row of the national facts, confidence, season, source, page to check, and the words for it. Does
not cover the numbers themselves (fees, signals).
"""

from dataclasses import dataclass

from bot.assess.tables import Table

CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Basis:
    """`row` is an id in knowledge/statistics/national.csv; `url` is the official page to look at."""

    row: str
    confidence: str
    season: int
    source: str
    url: str

    def doubtful(self, season: int) -> bool:
        """Whether it is less than sure, or belongs to another season than the plan."""
        return self.confidence != CONFIDENCE[0] or self.season != season

    def cited(self, season: int, says: str) -> str:
        """The source; `says` adds what to check ({source}, {url}) where it is doubtful."""
        return says.format(source=self.source, url=self.url) if self.doubtful(season) else self.source


def read_basis(table: Table) -> Basis:
    """The keys `row`, `confidence`, `season`, `source` and `check` of a table."""
    confidence = table.text("confidence")
    if confidence not in CONFIDENCE:
        raise table.wrong("confidence", f"must be one of {', '.join(CONFIDENCE)}")
    return Basis(
        row=table.text("row"),
        confidence=confidence,
        season=table.whole("season", 2000, 2100),
        source=table.text("source"),
        url=table.text("check"),
    )
