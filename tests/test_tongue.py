"""The page's own words: which language is spoken, the Spanish catalogue, and that no text is forgotten."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from gradio.context import LocalContext
from starlette.requests import Request

from bot.applicant.facts import _WORDS, FIELDS, SPECIALTIES
from bot.assess.plan.words import THIS_WEEK
from bot.assess.provenance import DATASETS
from bot.errors import DataError
from bot.interview.rubric import load_rubric
from bot.settings import KNOWLEDGE
from bot.ui import tongue
from bot.ui.tongue import (
    CATALOGUE,
    ENGLISH,
    SPANISH,
    day,
    english,
    fixed,
    month,
    say,
    several,
    speaking,
    wished,
)
from bot.write.studio.authorship import HOW
from bot.write.studio.titles import TITLES

UI = CATALOGUE.parent
SAID = {"say": (0,), "later": (0,), "fixed": (0,), "several": (1, 2)}
"""The functions that say words, and which of their arguments are words."""

NOT_FOR_THE_PAGE = (
    "programs/saving.py",
    "plan/saving.py",
    "interview/saving.py",
    "programs/scripts.py",
    "programs/board.py",
    "access/gate.py",
    "access/home.py",
    "access/refusal.py",
    "tongue.py",
)
"""Files to save, scripts for programs and answers to what is no page: English, whoever asks."""

SHOWN: dict[str, tuple[int, ...]] = {
    "text": (1,),
    "esc": (0,),
    "unseen": (0,),
    "act": (0, 4),
    "chip": (0,),
    "callout": (2,),
    "card": (0, 3),
    "table": (0, 1),
    "bar": (0,),
    "plot": (0,),
    "progress": (2,),
    "problem": (0,),
    "link": (0,),
    "menu": (2, 6),
    "entry_field": (2,),
    "copy": (0, 2),
    "note": (0,),
    "said": (0,),
    "_note": (0,),
    "BadInput": (0,),
    "Tab": (0,),
    "UploadButton": (0,),
    "Stop": (2, 3),
}
"""Functions whose arguments a person reads, and which."""

SHOWN_BY_NAME = {"title", "lead", "hint", "aria_label", "placeholder", "data_say", "tone_words"}
SPOKEN = re.compile(r"[A-Za-z]{2,}")
IN_MARKUP = re.compile(
    r">([^<>{}]*[A-Za-z]{2,}[^<>{}]*)<|(?:aria-label|placeholder|title)=\"([^\"{}]*[a-z]{2,}[^\"{}]*)\""
)
SENTENCE = re.compile(r"(?:[A-Za-z’',;:]+ ){3,}[A-Za-z]+|[A-Z][a-z]+ [a-z]+ [a-z]+")
NAMES = {"Stepwise", "Excel", "CSV", "Step 3"}
UNSEEN = ("error", "compile", "DataError", "StorageError", "StepwiseError", "NotImplementedError")
STAYS_ENGLISH = {
    "shorter, keep my opening, more about Fresno",  # what refine understands
    "Explain my score",  # sent to the advisor
    "Should I explain my scores in my personal statement?",
    "Programs to ask first (",  # a list to copy, for the programs
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(UI.rglob("*.py")):
        yield str(path.relative_to(UI)), ast.parse(path.read_text(encoding="utf-8"))


def literals(node: ast.expr) -> Iterator[ast.expr]:
    """The texts that an argument may turn out to be; a call inside it answers for itself."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from literals(node.left)
        yield from literals(node.right)
    elif isinstance(node, ast.Tuple | ast.List):
        for item in node.elts:
            yield from literals(item)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def wrapped() -> dict[str, str]:
    """Every text that bot/ui says, with where; the scripts' too."""
    found: dict[str, str] = {}
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
                for place in SAID[node.func.id]:
                    for one in literals(node.args[place]) if place < len(node.args) else ():
                        assert isinstance(one, ast.Constant), f"{name}:{one.lineno} says a filled text"
                        found[str(one.value)] = f"{name}:{one.lineno}"
    for path in UI.glob("*.js"):
        for text in re.findall(r'\bown\("([^"]*)"\)', path.read_text(encoding="utf-8")):
            found[text] = path.name
    return found


def catalogue(table: str) -> dict[str, str]:
    read: dict[str, str] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))[table]
    return read


def from_elsewhere() -> set[str]:
    """Labels that bot/ui takes from other parts of the program."""
    bot, prompts = UI.parent, KNOWLEDGE.parent / "prompts"
    files = (
        *(KNOWLEDGE / "plan.toml", DATASETS, prompts / "builtin" / "drafts.toml"),
        *(bot / "assess" / "levers.py", bot / "agent" / "example.py"),
        bot / "write" / "studio" / "document.py",
    )
    told = "\n".join(path.read_text(encoding="utf-8") for path in files)
    known = {spec.label for spec in FIELDS.values()} | set(SPECIALTIES.values()) | set(_WORDS.values())
    known |= (
        {trait.name for trait in load_rubric().traits.values()} | set(TITLES.values()) | set(HOW.values())
    )
    known |= {THIS_WEEK, "yes", "no", "none"}
    return known | {key for table in ("facts", "same") for key in catalogue(table) if key in told}


def test_every_text_that_is_said_is_in_the_catalogue() -> None:
    missing = {text: where for text, where in wrapped().items() if text not in tongue.spanish()}
    assert not missing


def test_nothing_in_the_catalogue_is_unused() -> None:
    said = wrapped()
    assert not [key for key in catalogue("page") if key not in said]
    known = from_elsewhere()
    assert not [key for key in catalogue("facts") if key not in known]
    assert not [key for key in catalogue("same") if key not in said and key not in known]


@pytest.mark.parametrize("table", ["page", "facts"])
def test_spanish_differs_and_has_the_same_holes(table: str) -> None:
    for key, words in catalogue(table).items():
        assert words != key
        assert tongue.holes(words) == tongue.holes(key), key


def test_labels_of_facts_and_specialties_are_translated() -> None:
    labels = [*(spec.label for spec in FIELDS.values()), *SPECIALTIES.values(), *_WORDS.values()]
    assert not [label for label in labels if label not in tongue.spanish()]


def test_a_catalogue_with_other_holes_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[page]\n"{n} facts" = "datos"\n[facts]\n[same]\n', encoding="utf-8")
    with pytest.raises(DataError, match="same holes"):
        tongue._groups(wrong)


def test_a_catalogue_that_translates_nothing_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[page]\n"Send" = "Send"\n[facts]\n[same]\n', encoding="utf-8")
    with pytest.raises(DataError, match="same in both languages"):
        tongue._groups(wrong)


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("", "", ENGLISH),
        ("", "es-ES,es;q=0.9,en;q=0.8", SPANISH),
        ("", "es", SPANISH),
        ("", "es;q=0.9", SPANISH),
        ("", "en-US,es;q=0.9", ENGLISH),
        ("", "fr-FR,es;q=0.9", ENGLISH),
        ("stepwise_language=en", "es-ES", ENGLISH),
        ("other=1; stepwise_language=es", "en-US", SPANISH),
        ("stepwise_language=de", "es-ES", SPANISH),
    ],
)
def test_the_choice_comes_before_the_browser(cookie: str, accepted: str, language: str) -> None:
    assert wished(cookie, accepted) == language


def asked(**headers: str) -> gr.Request:
    raw = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    return gr.Request(request=Request({"type": "http", "headers": raw, "query_string": b""}))  # type: ignore[arg-type]


def test_words_follow_whoever_asks() -> None:
    token = LocalContext.request.set(asked(accept_language="es-MX"))
    try:
        assert say("Send") == "Enviar"
        assert english() == "en"
    finally:
        LocalContext.request.reset(token)
    assert say("Send") == "Send"
    assert english() == ""


def test_holes_are_filled_and_never_read_again() -> None:
    assert say("Saved as {name}.", name="{n}.md") == "Saved as {n}.md."
    with speaking(SPANISH):
        assert say("Saved as {name}.", name="{n}.md") == "Guardado como {n}.md."


@pytest.mark.parametrize(
    ("n", "in_english", "in_spanish"),
    [
        (0, "0 programs", "0 programas"),
        (1, "1 program", "1 programa"),
        (2, "2 programs", "2 programas"),
        (1234, "1,234 programs", "1,234 programas"),
    ],
)
def test_plurals(n: int, in_english: str, in_spanish: str) -> None:
    assert several(n, "{n:,} program", "{n:,} programs") == in_english
    with speaking(SPANISH):
        assert several(n, "{n:,} program", "{n:,} programs") == in_spanish


def test_days_and_months() -> None:
    when = date(2026, 11, 25)
    assert (day(when), month(when)) == ("25 November 2026", "November 2026")
    with speaking(SPANISH):
        assert (day(when), month(when)) == ("25 de noviembre de 2026", "noviembre de 2026")


def test_what_somebody_wrote_is_never_translated() -> None:
    with speaking(SPANISH):
        assert tongue.value("story_cause", "Open") == "Open"
        assert tongue.value("specialty", ("psychiatry",)) == "Psiquiatría"


def test_gradio_gets_the_same_words() -> None:
    mark = fixed("Send")
    assert mark == str(gr.I18n()("Send"))
    made = tongue.translations().translations_dict
    assert (made["en"]["Send"], made["es"]["Send"]) == ("Send", "Enviar")


def test_the_scripts_get_their_words_and_no_others() -> None:
    told = json.loads(tongue.for_scripts('own("Copied"); say("Send"); own("unheard </script>")'))
    assert told == {"Copied": "Copiado", "unheard </script>": "unheard </script>"}
    assert "<" not in tongue.for_scripts('own("unheard </script>")')


def unwrapped(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """English that a person would read and that is not said."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shown = [node.args[at] for at in SHOWN.get(called(node), ()) if at < len(node.args)]
            shown += [word.value for word in node.keywords if word.arg in SHOWN_BY_NAME]
            for argument in shown:
                for one in literals(argument):
                    if visible(one):
                        yield one.lineno, ast.unparse(one)
    covered = {id(part) for node in ast.walk(tree) for part in exempt(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in covered:
            continue
        if marked_up(node.value) or sentence(node.value):
            yield node.lineno, node.value


def marked_up(words: str) -> bool:
    """Whether markup that is written out holds words."""
    return any(part for pair in IN_MARKUP.findall(words) for part in pair if part.strip() not in NAMES)


def sentence(words: str) -> bool:
    """Whether this reads as English; classes, styles and headers do not count."""
    machine = any(sign in words for sign in ("<", "sw-", "{ ", "'self'"))
    return bool(SENTENCE.search(words)) and not machine and words not in STAYS_ENGLISH


def visible(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        written = " ".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    else:
        written = str(getattr(node, "value", ""))
    return (
        bool(SPOKEN.search(re.sub(r"\b(?:UTC|USD)\b|\.\w+", "", written)))
        and written not in NAMES | STAYS_ENGLISH
    )


def exempt(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, what is said, logs, and errors that are no page's."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and called(node) in (*SAID, *UNSEEN)):
        yield from ast.walk(node)


@pytest.mark.parametrize(
    ("name", "tree"), [(name, tree) for name, tree in trees() if name not in NOT_FOR_THE_PAGE]
)
def test_no_visible_english_is_left_unwrapped(name: str, tree: ast.Module) -> None:
    assert not list(unwrapped(tree))


def is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) in SAID


def kept_for_later(tree: ast.Module) -> set[str]:
    """Constants that hold words to be said where they are used."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and called(node.value) == "later"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


@pytest.mark.parametrize(("name", "tree"), list(trees()))
def test_words_of_constants_are_said_where_they_are_used(name: str, tree: ast.Module) -> None:
    kept = kept_for_later(tree)
    said = {id(part) for node in ast.walk(tree) if is_said(node) for part in ast.walk(node)}
    raw = [
        (node.lineno, part.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and id(node) not in said
        for part in (*node.args, *(word.value for word in node.keywords))
        if isinstance(part, ast.Name) and part.id in kept
    ]
    assert raw == []


def test_forgotten_english_is_found() -> None:
    forgotten: list[Any] = [
        'text("p", "Hello there")',
        'act(say("Send"), "send", "", "sw-button", "this message")',
        'text("p", f"{n} programs")',
        "Html('<button>Rename</button>')",
        '_LEAD = "Move something to see what happens."',
        'tag("div", body, aria_label="Columns")',
        'problem("nothing here" if wrong else say("Send"))',
    ]
    for source in forgotten:
        assert list(unwrapped(ast.parse(source))), source
