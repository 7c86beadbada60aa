"""Messages cut into tokens: words, numbers and marks, each with its place in what was typed.

Covers: folding (case, accents, typographic quotes), contractions, glued forms ("step2ck", "3mo"),
numbers in digits and words ("2o8", "two nineteen", "260s", "22x"), ordinals, money, years such as
'14. Does not cover what words mean (lexicon) or who claims what (clauses).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

STOP, ASK, BREAK = ".", "?", ";"
"""Marks: end of a sentence, end of a question, end of a line or list item."""
HARD = frozenset({STOP, ASK, BREAK})


@dataclass(frozen=True, slots=True)
class Token:
    """`norm` is a folded word, a mark, "#214" for a number, "@2" for an ordinal or "#220s" for a decade.

    `tags` are lexicon tags ("fail", "step:step1"). `start` and `end` are places in the message.
    """

    norm: str
    start: int
    end: int
    tags: tuple[str, ...] = ()

    @property
    def number(self) -> float | None:
        """The value of a plain number, or None."""
        return float(self.norm[1:]) if re.fullmatch(r"#\d+(?:\.\d+)?", self.norm) else None


def has(token: Token, tag: str) -> bool:
    """Whether a token has a tag, with or without a value."""
    return any(held == tag or held.startswith(tag + ":") for held in token.tags)


def value(token: Token, tag: str) -> str | None:
    """The value a token has under a tag, or None."""
    return next((held.partition(":")[2] for held in token.tags if held.startswith(tag + ":")), None)


@dataclass(frozen=True)
class NumberWords:
    """Words that are numbers, and the spellings of contractions, from the lexicon."""

    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    contractions: Mapping[str, str]


def words(line: str) -> frozenset[str]:
    """The words of a line, as a set; for the function words a grammar lets stand between others."""
    return frozenset(line.split())


_SAME_LENGTH = str.maketrans(
    {
        mark: plain
        for marks, plain in (("‘’‛ʼ`´", "'"), ("–—−‐‑", "-"), ("→⇒", ">"), ("•·●▪◦|", ";"), ("\t\u00a0", " "))
        for mark in marks
    }
)
_PIECE = re.compile(
    r"(?P<line>\n\s*)"
    r"|(?P<money>[$€£₹]\s?\d[\d,.]*\s?k?\b)"
    r"|(?P<dotted>(?:[^\W\d_]\.){2,6}|(?i:ee\.\s?uu\.?))"
    r"|(?P<decimal>\d{1,6}\.\d{1,2}(?!\d))"
    r"|(?P<word>[^\W_]+(?:'[^\W\d_]+)*)"
    r"|(?P<arrow>[-=]+>)"
    r"|(?P<slashes>//+)"
    r"|(?P<dots>[.!…]+)"
    r"|(?P<mark>[^\s\w])"
)
_MARKS: Mapping[str, str] = {
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "&": "and",
    "@": "at",
    "=": "=",
    ":": ":",
    ",": ",",
    "/": "/",
    "+": "+",
    "<": "<",
    ">": ">",
    "~": "~",
    "%": "%",
    "-": "-",
    "'": "'",
    ";": BREAK,
    "?": ASK,
    "*": BREAK,
    "≥": "+",
    "≤": "<",
}
_ABBREVIATIONS = words("dr mr mrs vs approx mo mos wk wks yr yrs incl dept univ st etc")
_CLITICS = {"m": "am", "ve": "have", "ll": "will", "re": "are", "d": "would"}
_LONGEST_WORD = 40
_FEW_WORDS = 4
_PARTS = re.compile(r"\d+|\D+")


def shouted(text: str) -> bool:
    """Whether capitals mean nothing because everything is in capitals."""
    return text.isupper() and len(text.split()) > _FEW_WORDS


def fold(word: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def tokenise(text: str, words: NumberWords) -> list[Token]:
    """The tokens of a message, in order; linear in its length."""
    return _numbers(_hyphens(text, list(_pieces(text.translate(_SAME_LENGTH), words))), words)


def _pieces(text: str, words: NumberWords) -> Iterator[Token]:
    previous = ""
    for found in _PIECE.finditer(text):
        kind, piece, start, end = found.lastgroup, found[0], found.start(), found.end()
        if kind == "line":
            yield Token(BREAK, start, start + 1)
        elif kind == "money":
            yield Token("$", start, end)
        elif kind == "dotted":
            yield Token(fold(piece.replace(".", "").replace(" ", "")), start, end)
        elif kind == "decimal":
            yield Token("#" + piece, start, end)
        elif kind == "word":
            yield from _word(piece, start, words)
        elif kind == "slashes":
            yield Token(BREAK, start, end)
        elif kind == "arrow":
            yield Token("then", start, end)
        elif kind == "dots":
            if previous not in _ABBREVIATIONS or piece != ".":
                yield Token(STOP, start, end)
        elif piece in _MARKS:
            yield Token(_MARKS[piece], start, end)
        previous = fold(piece)


def _word(piece: str, start: int, words: NumberWords) -> Iterator[Token]:
    folded = fold(piece[:_LONGEST_WORD])
    if len(folded) != len(piece):  # a letter that folds to several, or no word: one token as it is
        yield Token(folded, start, start + len(piece))
        return
    if folded in words.contractions:
        yield from _spread(words.contractions[folded].split(), start, len(piece))
    elif "'" in folded:
        yield from _apostrophe(folded, start)
    elif folded.isalpha() or folded.isdecimal():
        yield Token(
            f"#{int(folded)}" if folded.isdecimal() and folded.isascii() else folded,
            start,
            start + len(piece),
        )
    else:
        yield from _glued(folded, start)


def _spread(norms: list[str], start: int, length: int) -> Iterator[Token]:
    """Several words for one written form: the first takes no width, so that quotes stay whole."""
    for norm in norms:
        yield Token(norm, start, start + length)


def _apostrophe(folded: str, start: int) -> Iterator[Token]:
    head, _, tail = folded.rpartition("'")
    cut, end = start + len(head), start + len(folded)
    if tail == "t" and head.endswith("n") and len(head) > 1:
        yield from _spread([head[:-1], "not"], start, len(folded))
    elif tail in _CLITICS:
        yield Token(head, start, cut)
        yield Token(_CLITICS[tail], cut, end)
    else:
        yield from _glued(head, start) if head else ()
        yield Token("'s" if tail == "s" else tail, cut, end)


def _glued(folded: str, start: int) -> Iterator[Token]:
    """Forms of letters and digits: "2o8", "3rd", "260s", "22x", "230ish", "4x", "150k", "step2ck"."""
    end = start + len(folded)
    if re.fullmatch(r"[12](?:\d[ol\d]|[ol]\d|oo)", folded):
        yield Token("#" + folded.replace("o", "0").replace("l", "1"), start, end)
    elif found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", folded):
        yield Token(f"@{int(found[1])}", start, end)
    elif found := re.fullmatch(r"([12]\d0)'?s", folded) or re.fullmatch(r"([12]\d)x", folded):
        yield Token(f"#{found[1].ljust(3, '0')}s", start, end)
    elif found := re.fullmatch(r"(\d+)ish", folded):
        yield Token("about", start, start + len(found[1]))
        yield Token("#" + found[1], start, end)
    elif re.fullmatch(r"\d+k", folded):
        yield Token("$", start, end)
    elif folded.isalpha():
        yield Token(folded, start, end)
    else:
        for part in _PARTS.finditer(folded):
            norm = f"#{int(part[0])}" if part[0].isascii() and part[0].isdecimal() else part[0]
            yield Token(norm, start + part.start(), start + part.end())


def _hyphens(text: str, tokens: list[Token]) -> list[Token]:
    """Drop a hyphen inside a word ("hands-on", "J-1"), keep it in a range, mark it as "--" between words."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if token.norm == "-" and 0 < at < len(tokens) - 1:
            before, after = tokens[at - 1], tokens[at + 1]
            tight = before.end == token.start and token.end == after.start
            if (
                tight
                and not (before.norm[0] == "#" and after.norm[0] == "#")
                and before.norm[0] not in ".,:;)"
            ):
                continue
            token = token if tight else replace(token, norm="--")
        if token.norm in ("-", "--") and kept and kept[-1].norm == BREAK:
            continue
        kept.append(token)
    return kept


def _numbers(tokens: list[Token], words: NumberWords) -> list[Token]:
    """Number words and ordinals as numbers; "two hundred and nineteen" and "two nineteen" as one."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        length, norm = _spelled(tokens, at, words)
        out.append(replace(tokens[at], norm=norm, end=tokens[at + length - 1].end))
        at += length
    return out


def _spelled(tokens: list[Token], at: int, words: NumberWords) -> tuple[int, str]:
    norm = tokens[at].norm
    if norm in words.ordinals:
        return 1, f"@{words.ordinals[norm]}"
    following = [token.norm for token in tokens[at + 1 : at + 6]]
    if norm.startswith("#") and following[:1] == ["hundred"]:
        return 2, "#?"
    if norm == "a" and following[:1] == ["hundred"]:
        return _hundreds(1, following, words)
    value = words.cardinals.get(norm)
    if value is None:
        return 1, norm
    if following[:1] == ["hundred"]:
        return _hundreds(value, following, words)
    used, rest = _below_hundred(following, words)
    if following[:1] in (["o"], ["oh"], ["zero"]) and value in (1, 2):
        unit = words.cardinals.get(following[1] if len(following) > 1 else "", 0)
        if 0 < unit < 10:
            return 3, f"#{value * 100 + unit}"
    if value in (1, 2) and rest >= 10:
        return 1 + used, f"#{value * 100 + rest}"
    if value in (19, 20) and rest >= 10:
        return 1 + used, f"#{value * 100 + rest}"
    if value >= 20 and value % 10 == 0 and 0 < rest < 10:
        return 1 + used, f"#{value + rest}"
    return 1, f"#{value}"


def _hundreds(value: int, following: list[str], words: NumberWords) -> tuple[int, str]:
    skip = 2 if following[1:2] == ["and"] else 1
    used, rest = _below_hundred(following[skip:], words)
    return (1 + skip + used, f"#{value * 100 + rest}") if used else (2, f"#{value * 100}")


def _below_hundred(norms: list[str], words: NumberWords) -> tuple[int, int]:
    """How many words, and their value, of a number below 100 at the start; (0, 0) if there is none."""
    first = words.cardinals.get(norms[0]) if norms else None
    if first is None:
        return 0, 0
    second = words.cardinals.get(norms[1], 0) if len(norms) > 1 else 0
    if first >= 20 and first % 10 == 0 and 0 < second < 10:
        return 2, first + second
    return 1, first
