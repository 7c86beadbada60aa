"""The language of the page's own words: English, or the Spanish of spanish.toml.

Covers: whose language it is (the choice kept in a cookie, else the browser's first wish), words with holes,
plurals, days, and what Gradio is told so that its own parts agree. Does not cover the guide, the advisor's
answers, the facts of programs and files to save, which stay English, or where the page switches (serve).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

import gradio as gr
from gradio.context import LocalContext
from gradio.i18n import I18nData
from starlette.requests import cookie_parser

from bot.applicant.facts import FIELDS, SPECIALTIES, Kind, Value, show
from bot.assess.tables import Table, read_toml
from bot.errors import DataError

COOKIE = "stepwise_language"
"""The cookie with the language that was chosen on the page."""

ENGLISH, SPANISH = "en", "es"
TONGUES: Mapping[str, str] = {ENGLISH: "English", SPANISH: "Español"}
"""The languages of the page, each by its own name."""

CATALOGUE = Path(__file__).with_name("spanish.toml")
_GROUPS = ("page", "facts", "same")
_OWN = re.compile(r'\bown\("([^"]*)"\)')
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_spoken: ContextVar[str | None] = ContextVar("stepwise_tongue", default=None)
_fixed: dict[str, str] = {}
"""Spanish by English of what was made with `fixed`; adding the same again changes nothing."""


def wished(cookie: str, accepted: str) -> str:
    """The language for the headers of a request: what was chosen, else what the browser wants first."""
    chosen = cookie_parser(cookie).get(COOKIE, "")
    if chosen in TONGUES:
        return chosen
    first = re.split("[,;-]", accepted, maxsplit=1)[0].strip().lower()
    return first if first in TONGUES else ENGLISH


_wished = lru_cache(maxsize=256)(wished)


def tongue() -> str:
    """The language of whoever asks; English where nobody does, as when the page is built."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    request = LocalContext.request.get(None)
    if not isinstance(request, gr.Request) or not hasattr(request, "headers"):
        return ENGLISH
    headers = request.headers
    return _wished(headers.get("cookie", ""), headers.get("accept-language", ""))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Words in one language, whoever asks."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(english: str, /, **holes: object) -> str:
    """Words of the page in the language of whoever asks; what is not in the catalogue stays as it is."""
    words = english if tongue() == ENGLISH else spanish().get(english, english)
    return words.format(**holes) if holes else words


def several(n: int, one: str, many: str, /, **holes: object) -> str:
    """Words for one or for several; both may have {n}. English and Spanish count alike: only 1 is one."""
    return say(one if n == 1 else many, n=n, **holes)


def later(english: str) -> str:
    """Words of a constant, which are said where it is used; files to save use them as they are."""
    return english


def day(when: date) -> str:
    """A day in words: "3 March 2027", "3 de marzo de 2027"."""
    if tongue() == SPANISH:
        return f"{when.day} de {_MONTHS[when.month - 1]} de {when.year}"
    return f"{when.day} {when:%B} {when.year}"


def short_day(when: date) -> str:
    """A day with little room: "3 Mar 2027", "3 mar 2027"."""
    name = _MONTHS[when.month - 1][:3] if tongue() == SPANISH else f"{when:%b}"
    return f"{when.day} {name} {when.year}"


def month(when: date) -> str:
    """A month in words: "March 2027", "marzo de 2027"."""
    return f"{_MONTHS[when.month - 1]} de {when.year}" if tongue() == SPANISH else f"{when:%B %Y}"


def value(key: str, held: Value) -> str:
    """A fact of the record in words; what somebody wrote stays as they wrote it."""
    if isinstance(held, tuple):
        return ", ".join(say(SPECIALTIES.get(item, item)) for item in held) or say("none")
    return str(held) if FIELDS[key].kind is Kind.TEXT else say(show(key, held))


def english() -> str:
    """The `lang` of a part that is English on any page; empty where the page is English too."""
    return "" if tongue() == ENGLISH else ENGLISH


def fixed(make: str | Callable[[], str]) -> str:
    """What is on the page before anybody asks, as Gradio's mark for words in the language of the browser."""
    if isinstance(make, str):
        plain, told = make, spanish().get(make, make)
    else:
        with speaking(ENGLISH):
            plain = make()
        with speaking(SPANISH):
            told = make()
    _fixed[_key(plain)] = told
    return str(I18nData(_key(plain)))


def translations() -> gr.I18n:
    """For `launch`: everything that was made with `fixed`. English is the text of the key itself."""
    return gr.I18n(en={key: _plain(key) for key in _fixed}, es=dict(_fixed))


def for_scripts(script: str) -> str:
    """The Spanish of the words that a script says by `own("…")`, as JSON."""
    words = {text: spanish().get(text, text) for text in _OWN.findall(script)}
    return json.dumps(words, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


@cache
def spanish() -> Mapping[str, str]:
    """Spanish by English. Raises DataError naming what is wrong."""
    found: dict[str, str] = {}
    for name, words in _groups().items():
        if twice := found.keys() & words.keys():
            raise DataError(f"{CATALOGUE.name}: [{name}] has {min(twice)!r} a second time")
        found.update(words)
    return MappingProxyType(found)


@cache
def _groups(path: Path = CATALOGUE) -> Mapping[str, Mapping[str, str]]:
    """The catalogue by table: [page] for words of the page and its scripts, [facts] for labels that come from
    other parts of the program, and [same] for what is the same in both languages."""
    top = read_toml(path)
    found = {name: _words(top.table(name), same=name == "same") for name in _GROUPS}
    top.done()
    return MappingProxyType(found)


def _words(table: Table, *, same: bool) -> Mapping[str, str]:
    words = {}
    for key in table.raw:
        words[key] = table.text(key)
        if holes(key) != holes(words[key]):
            raise table.wrong(key, "must have the same holes in both languages")
        if (key == words[key]) != same:
            raise table.wrong(key, "is the same in both languages" if not same else "must be the same")
    return MappingProxyType(words)


def holes(words: str) -> frozenset[str]:
    """The holes of a text with how they are filled, as "n:,"."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        return frozenset()
    return frozenset(f"{name}:{spec}" for _, name, spec, _ in parts if name is not None)


def _key(plain: str) -> str:
    """A key without the sign at which Gradio's pages stop reading one."""
    return plain.replace("}", "⦄")


def _plain(key: str) -> str:
    return key.replace("⦄", "}")
