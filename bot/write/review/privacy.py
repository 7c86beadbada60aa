"""What in a text can identify a patient, and what may stand in its place.

Covers: names of patients (after a title, the word patient, a verb of care, before an age), initials,
birth and full dates, record and room numbers, contacts and addresses, in sentences that speak of a
patient. Does not cover colleagues, family, or names that are said to be changed.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.write.lock.names import places
from bot.write.review.finding import Finding
from bot.write.review.passage import Passage, Sentence
from bot.write.review.rules import compiled, data

_NAMED = (
    "titled",
    "patient",
    "cared",
    "aged",
    "initials",
    "initialed",
    "kindred",
    "apposed",
    "subject",
    "relative",
)
_NUMBERS = ("birth", "record", "contact", "address")
_ARTICLES = re.compile(r"\b(?:a|an|the|my|our|this|that|one)\s+$", re.IGNORECASE)


def identifying(passage: Passage) -> Iterator[Finding]:
    """Each identifier, with the words that may stand in its place."""
    found: list[Finding] = []
    known: set[str] = set()
    told = passage.sentences
    for at, sentence in enumerate(told):
        around = " ".join(
            one.low for one in told[max(0, at - 1) : at + 2] if one.paragraph == sentence.paragraph
        )
        if _words("renamed").search(around):
            continue
        care = bool(_words("care").search(around))
        named = list(_names(sentence, _NAMED if care else ("titled", "initialed")))
        known |= {part for _, _, name in named for part in re.findall(r"[^\W\d_][\w'-]{2,}", name)}
        found += [_name_finding(sentence, start, end) for start, end, _ in named]
        found += _figures(sentence, bool(named)) if care or named else []
    found += _again(passage, known, found)
    yield from _apart(found)


@lru_cache(maxsize=32)
def _form(name: str) -> re.Pattern[str]:
    raw = data("privacy")
    return compiled(raw["form"][name], raw["words"], "privacy")


@lru_cache(maxsize=8)
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(data('privacy')['words'][name])})\b")


def _names(sentence: Sentence, kinds: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Names of patients in a sentence, with the title or noun that leads them."""
    for kind in kinds:
        for found in _form(kind).finditer(sentence.text):
            group = found.lastindex or 0
            name = found[group]
            start, end = found.span(group)
            if not _person(name) or _is_colleague(sentence, start, end):
                continue
            yield start, end, name


def _person(name: str) -> bool:
    words = name.split()
    if any(_words("no_person").fullmatch(word) for word in words):
        return False
    return name.lower() not in places() and not any(
        word.lower() in places() for word in words[-1:] if len(words) == 1
    )


def _is_colleague(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words next to a name make it one of the staff, a teacher or family."""
    before = re.split(r"[,;:]\s", sentence.low[:start])[-1][-40:]
    after = sentence.low[end : end + 30]
    apposed = re.match(r",? (?:the|our|my|a|an|who)\b.{0,20}", after)
    return bool(_words("colleague").search(before)) or bool(
        apposed and _words("colleague").search(apposed[0])
    )


def _name_finding(sentence: Sentence, start: int, end: int) -> Finding:
    """A name and its stand-in: "a patient", or nothing after a noun that already says who it is."""
    text = sentence.text
    name = text[start:end]
    lead = text[:start]
    noun = re.search(
        r"\b(?:patients?|woman|man|boy|girl|child|baby)(?:,| named| called)? $", lead, re.IGNORECASE
    )
    if noun:
        cut = start - len(noun[0]) + len(noun[0].split()[0].rstrip(","))
        return Finding("patient_privacy", sentence.start + cut, sentence.start + end, fix="")
    stand_in = "baby" if name.startswith(("Baby", "Little")) else "patient"
    fix = stand_in
    if not _ARTICLES.search(lead):
        fix = f"a {stand_in}" if lead.strip() else f"A {stand_in}"
    return Finding("patient_privacy", sentence.start + start, sentence.start + end, fix=fix)


def _figures(sentence: Sentence, named: bool) -> Iterator[Finding]:
    """Numbers, contacts and addresses; full dates become their year beside a patient."""
    for kind in _NUMBERS:
        for found in _form(kind).finditer(sentence.text):
            start, end = found.span()
            if kind == "address":
                tail = re.match(r",?\s+in\s+(?=[A-Z])", sentence.text[end:])
                end += (
                    len(tail[0]) if tail and re.search(r"\b(?:of|from|at)\s$", sentence.text[:start]) else 0
                )
            if (
                kind in ("birth", "record")
                and sentence.text[end : end + 1] == ","
                and found[0].startswith(",")
            ):
                end += 1
            yield Finding("patient_privacy", sentence.start + start, sentence.start + end, fix="")
    patient = named or re.search(r"\b(?:patient|woman|man|boy|girl|child|baby)\b", sentence.low)
    for kind in ("date", "numeric_date"):
        for found in _form(kind).finditer(sentence.text) if patient else ():
            year = next(value for key, value in found.groupdict().items() if value)
            fix = f"in {year}" if kind == "date" else year
            yield Finding(
                "patient_privacy", sentence.start + found.start(), sentence.start + found.end(), fix=fix
            )


def _again(passage: Passage, known: set[str], found: list[Finding]) -> Iterator[Finding]:
    """The same names where they come back without the words that first gave them away."""
    if not known:
        return
    parts = "|".join(sorted(map(re.escape, known - _titles()), key=len, reverse=True))
    if not parts:
        return
    titles = "|".join(data("privacy")["words"]["title"])
    for hit in re.finditer(rf"\b(?:(?:{titles})\.? )?(?:{parts})\b(?: (?:{parts})\b)*", passage.plain):
        if not any(one.start is not None and one.start <= hit.start() < (one.end or 0) for one in found):
            opens = any(one.start == hit.start() for one in passage.sentences)
            yield Finding(
                "patient_privacy", hit.start(), hit.end(), fix="The patient" if opens else "the patient"
            )


def _titles() -> set[str]:
    return set(data("privacy")["words"]["title"])


def _apart(found: list[Finding]) -> Iterator[Finding]:
    """Findings that do not overlap, the longest first."""
    taken: list[Finding] = []
    for one in sorted(found, key=lambda f: (f.start or 0) - (f.end or 0)):
        if not any(
            (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0) for other in taken
        ):
            taken.append(one)
    yield from sorted(taken, key=lambda f: f.start or 0)
