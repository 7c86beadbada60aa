"""Reading program files: each value is checked, and an error names file, line and column.

Covers: the keys of a record, which values each may take, and turning YAML nodes into a Program. The
scalars are read as written, so that a plain `no` is the word "no". Does not cover what a rule means
(eligibility).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml

from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE, SPECIALTIES
from bot.assess.records import Doubt, Program, Rule, RuleValue, Source
from bot.errors import DataError

SETTINGS = (
    "university",
    "community",
    "community_university_affiliated",
    "county_safety_net",
    "va",
    "military",
    "integrated_health_system",
)
POPULATIONS = ("underserved", "rural", "county", "immigrant", "veterans")
STAGES = ("application", "interview", "rank_list", "start")


@dataclass(frozen=True)
class _Node:
    """A YAML node with its place. Raises DataError through `wrong`."""

    file: str
    node: yaml.Node

    def wrong(self, must: str) -> NoReturn:
        mark = self.node.start_mark
        raise DataError(f"{self.file}:{mark.line + 1}:{mark.column + 1}: {must}")

    def text(self, longest: int = 600) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            self.wrong("must be text that is not empty")
        if len(self.node.value) > longest:
            self.wrong(f"must have at most {longest} characters")
        return str(self.node.value).strip()

    def word(self, choices: tuple[str, ...]) -> str:
        value = self.text()
        if value not in choices:
            self.wrong(f"must be one of {', '.join(choices)}, not '{value}'")
        return value

    def whole(self, low: int, high: int) -> int:
        value = self.text()
        if not re.fullmatch(r"\d{1,6}", value) or not low <= int(value) <= high:
            self.wrong(f"must be a whole number from {low} to {high}, not '{value}'")
        return int(value)

    def items(self) -> "list[_Node]":
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            self.wrong("must be a list that is not empty")
        return [_Node(self.file, item) for item in self.node.value]

    def fields(self) -> "dict[str, _Node]":
        """The values by key; a key that stands twice is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong("must be a table of keys and values")
        found: dict[str, _Node] = {}
        for key, value in self.node.value:
            name = _Node(self.file, key).text()
            if name in found:
                _Node(self.file, key).wrong(f"'{name}' stands twice")
            found[name] = _Node(self.file, value)
        return found


Check = Callable[[_Node], RuleValue]


def _word(*choices: str) -> Check:
    return lambda node: node.word(choices)


def _whole(low: int, high: int) -> Check:
    return lambda node: node.whole(low, high)


def _flag(node: _Node) -> bool:
    return node.word(("true", "false")) == "true"


RULES: dict[str, Check] = {
    "accepts_imgs": _word("yes", "no"),
    "visa_j1": _word("yes", "no"),
    "visa_h1b": _word("yes", "no"),
    "step1_min": _whole(LOWEST_SCORE, HIGHEST_SCORE),
    "step2ck_min": _whole(LOWEST_SCORE, HIGHEST_SCORE),
    "max_step1_failures": _whole(0, 6),
    "max_step2ck_failures": _whole(0, 6),
    "max_total_failures": _whole(0, 12),
    "max_years_since_graduation": _whole(0, 50),
    "usce": _word("required", "preferred", "not_required"),
    "usce_min_months": _whole(0, 60),
    "usce_hands_on_only": _flag,
    "letters_min": _whole(0, 6),
    "letters_us_min": _whole(0, 6),
    "ecfmg_certificate_by": _word(*STAGES),
    "step2ck_by": _word("application", "rank_list"),
    "step3": _word("required", "required_for_h1b", "not_required"),
}
"""Every rule a record may state, in the order in which a page shows them, with its check."""

_REQUIRED = ("id", "name", "institution", "specialty", "city", "state", "region")
_OPTIONAL = (
    "acgme_id",
    "nrmp_code",
    "setting",
    "positions_per_year",
    "img_share_pct",
    "serves",
    "languages_valued",
    "rules",
    "flexible",
    "exceptions",
    "inferred",
    "stale_terms",
    "as_of_year",
    "website",
    "notes",
    "sources",
)


def read_file(path: Path) -> Iterator[tuple[str, Program]]:
    """Each program of a file with the place where it stands ("CA.yaml:12:3")."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise DataError(f"{path.name}{where}: {error.problem or 'is not YAML'}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{path.name}: {error}") from None
    if root is None:
        raise DataError(f"{path.name}: is empty")
    for node in _Node(path.name, root).items():
        mark = node.node.start_mark
        yield f"{path.name}:{mark.line + 1}:{mark.column + 1}", _program(path.stem, node)


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _program(state: str, node: _Node) -> Program:
    fields = node.fields()
    for key in _REQUIRED:
        if key not in fields:
            node.wrong(f"'{key}' is missing")
    for key in fields:
        if key not in _REQUIRED + _OPTIONAL:
            fields[key].wrong(f"'{key}' is not known in a program")
    if fields["state"].text() != state:
        fields["state"].wrong(f"must be {state}, as the file is named")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fields["id"].text()):
        fields["id"].wrong("must be lower-case words joined by hyphens")
    sources = tuple(_source(item) for item in _list(fields, "sources"))
    return Program(
        id=fields["id"].text(),
        name=fields["name"].text(),
        institution=fields["institution"].text(),
        specialty=fields["specialty"].word(tuple(SPECIALTIES)),
        city=fields["city"].text(),
        state=state,
        region=fields["region"].text(),
        acgme_id=_text(fields, "acgme_id"),
        nrmp_code=_text(fields, "nrmp_code"),
        setting=fields["setting"].word(SETTINGS) if "setting" in fields else None,
        positions=fields["positions_per_year"].whole(1, 200) if "positions_per_year" in fields else None,
        img_share=fields["img_share_pct"].whole(0, 100) if "img_share_pct" in fields else None,
        serves=tuple(item.word(POPULATIONS) for item in _list(fields, "serves")),
        languages=tuple(item.text() for item in _list(fields, "languages_valued")),
        rules=_rules(fields, sources),
        stale_terms=tuple(item.text() for item in _list(fields, "stale_terms")),
        as_of_year=fields["as_of_year"].whole(1980, 2100) if "as_of_year" in fields else None,
        website=_url(fields["website"]) if "website" in fields else None,
        notes=fields["notes"].text() if "notes" in fields else "",
        sources=sources,
    )


def _rules(fields: dict[str, _Node], sources: tuple[Source, ...]) -> dict[str, Rule]:
    stated = fields["rules"].fields() if "rules" in fields else {}
    for key, node in stated.items():
        if key not in RULES:
            node.wrong(f"'{key}' is not a known rule; known: {', '.join(RULES)}")
    known = tuple(stated)
    flexible = {item.word(known) for item in _list(fields, "flexible")}
    inferred = {item.text() for item in _list(fields, "inferred")}
    bends = fields["exceptions"].fields() if "exceptions" in fields else {}
    for key, node in bends.items():
        if key not in flexible:
            node.wrong(f"'{key}' has an exception, so it must stand in 'flexible'")
    return {
        key: _rule(key, stated[key], key in flexible, bends.get(key), key in inferred, sources)
        for key in RULES
        if key in stated
    }


def _rule(
    key: str, node: _Node, flexible: bool, bends: _Node | None, inferred: bool, sources: tuple[Source, ...]
) -> Rule:
    pages = [source for source in sources if key in source.supports]
    if not pages:
        node.wrong(f"'{key}' has no source; name it in the 'supports' of one")
    best = min(pages, key=lambda page: (page.listing, page.url is None))
    doubt = Doubt.LISTING if best.listing else Doubt.INFERRED if inferred else None
    return Rule(key, RULES[key](node), flexible, bends.text() if bends else None, doubt, best)


def _source(node: _Node) -> Source:
    fields = node.fields()
    for key in fields:
        if key not in ("url", "as_of", "supports", "listing"):
            fields[key].wrong(f"'{key}' is not known in a source")
    for key in ("as_of", "supports"):
        if key not in fields:
            node.wrong(f"'{key}' is missing in a source")
    as_of = fields["as_of"].text(80)
    if not re.match(r"(about )?\d{4}|undated, ", as_of):
        fields["as_of"].wrong(f"must be a year, a date or begin with 'undated, ', not '{as_of}'")
    return Source(
        url=_url(fields["url"]) if "url" in fields else None,
        as_of=_checked_date(fields["as_of"], as_of),
        supports=frozenset(item.text() for item in fields["supports"].items()),
        listing=_flag(fields["listing"]) if "listing" in fields else False,
    )


def _checked_date(node: _Node, text: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            date.fromisoformat(text)
        except ValueError:
            node.wrong(f"'{text}' is not a date")
    return text


def _url(node: _Node) -> str:
    value = node.text()
    if not re.fullmatch(r"https?://[^\s<>\"']+", value):
        node.wrong(f"must be a web address, not '{value}'")
    return value


def _text(fields: dict[str, _Node], key: str) -> str | None:
    return fields[key].text() if key in fields else None


def _list(fields: dict[str, _Node], key: str) -> list[_Node]:
    return fields[key].items() if key in fields else []
