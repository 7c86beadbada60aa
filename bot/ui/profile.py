"""The profile card: what is known, where each fact came from, and forms to set or remove one.

Covers: the card's markup and turning a form into a ledger event. Does not cover reading facts from
messages (reader) or keeping events (store).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from bot.applicant.facts import FIELDS, Field, Kind, Value, parse, show
from bot.applicant.ledger import Event, Ledger, Status
from bot.errors import BadInput
from bot.ui import tongue
from bot.ui.components import Html, act, callout, esc, fold, join, progress, tag, text, unseen
from bot.ui.tongue import english, later, say

if TYPE_CHECKING:
    from bot.agent.documents import FileReading

Form: TypeAlias = Mapping[str, object]

_STORY = later("Your story")
GROUPS: Mapping[str, tuple[str, ...]] = {
    later("Exams"): (
        "step1",
        "step1_failures",
        "step2ck",
        "step2ck_failures",
        "step2ck_result",
        "step2ck_date",
        "step3",
        "step3_failures",
    ),
    later("Experience"): ("usce_months", "usce_kind", "us_letters", "publications", "languages"),
    later("Eligibility"): ("graduation_year", "years_since_graduation", "citizenship_status", "visa"),
    later("Goals"): (
        "specialty",
        "target_region",
        "region_ties",
        "applied_this_cycle",
        "interviews_this_cycle",
        "previously_unmatched",
    ),
    _STORY: tuple(key for key in FIELDS if key.startswith("story_")),
}
_CHOSEN = 3
"""How many entries of a list with choices can be set on the card, in order of preference."""

_ORIGIN = {
    "reader": later("from your message"),
    "model": later("from your message"),
    "file": later("from your file"),
}


@dataclass(frozen=True)
class Mistake:
    """A form that could not be used: the field, what was given and why, shown beside the field."""

    field: str
    given: str
    why: str


def groups() -> dict[str, tuple[str, ...]]:
    """Every field once; one that no group names stands under "More"."""
    placed = {key for keys in GROUPS.values() for key in keys}
    rest = tuple(key for key in FIELDS if key not in placed)
    return {**GROUPS, **({later("More"): rest} if rest else {})}


def card(
    ledger: Ledger,
    done: int,
    total: int,
    conflicts: Sequence[Mapping[str, object]] = (),
    mistake: Mistake | None = None,
) -> Html:
    """The whole card as one piece of markup."""
    head = [progress(done, total, say("{n} of {total} basics known", n=done, total=total))] if total else []
    disputes = [_dispute(item) for item in conflicts]
    parts = [_group(name, keys, ledger, mistake) for name, keys in groups().items()]
    return join([*head, *disputes, *parts])


def event_of(form: Form, today: date, at: str) -> Event | Mistake:
    """The ledger event of a submitted form, or the mistake to show beside its field."""
    key = str(form.get("field", ""))
    if key not in FIELDS:
        return Mistake(key, "", say("This fact is not known here."))
    spec = FIELDS[key]
    given = _given(spec, form)
    if given in ("", (), None):
        return Mistake(key, "", say("Please fill this in, or use Remove."))
    try:
        value = parse(key, given, today)
    except BadInput as error:
        return Mistake(key, _written(given), _plain_words(spec, str(error)))
    return set_to(key, value, at)


def set_to(key: str, value: Value, at: str, quote: str = "") -> Event:
    return Event(key, value, Status.CONFIRMED, quote, "card", None, None, at)


def settled(key: str, status: Status, at: str) -> Event:
    """A field without a value: taken back, declined or not known to the applicant."""
    return Event(key, None, status, "", "card", None, None, at)


def _group(name: str, keys: Sequence[str], ledger: Ledger, mistake: Mistake | None) -> Html:
    known = [key for key in keys if ledger.last(key) is not None]
    still = [key for key in keys if ledger.last(key) is None]
    rows = join(_fact(FIELDS[key], ledger.last(key), mistake) for key in known)
    open_rows = join(_fact(FIELDS[key], None, mistake) for key in still)
    parts = [text("h3", say(name))]
    if name == _STORY:
        parts.append(text("p", say("Private: never sent anywhere, also not to a hosted model."), "fine"))
    parts.append(tag("div", rows, "known") if known else text("p", say("Nothing said yet."), "fine"))
    if still:
        wrong = mistake is not None and mistake.field in still
        label = join(
            [text("span", say("Add ({n})", n=len(still))), unseen(" " + say("to {name}", name=say(name)))]
        )
        parts.append(fold(label, tag("div", open_rows, "still"), f"add-{_slug(name)}", wrong, "sw-add"))
    return tag("section", join(parts), "sw-facts")


def _fact(spec: Field, event: Event | None, mistake: Mistake | None) -> Html:
    wrong = mistake if mistake is not None and mistake.field == spec.key else None
    value = _value(spec, event)
    summary = join(
        [text("span", say(spec.label), "label"), value, _origin(event), unseen(f" – {say('edit')}")]
    )
    return fold(summary, _form(spec, event, wrong), f"fact-{spec.key}", wrong is not None, "sw-fact")


def _value(spec: Field, event: Event | None) -> Html:
    if event is None:
        return Html("")
    if event.value is not None:
        return text("span", tongue.value(spec.key, event.value), "value")
    words = say("you chose to skip this") if event.status is Status.DECLINED else say("not known yet")
    return text("span", words, "value none")


def _origin(event: Event | None) -> Html:
    if event is None:
        return Html("")
    if event.by == "card":
        return text("span", say("set by you"), "origin")
    where = say(_ORIGIN.get(event.by, event.by))
    quote = join([esc(": "), tag("q", esc(event.quote))]) if event.quote else Html("")
    return tag("span", join([esc(where), quote]), "origin")


def _form(spec: Field, event: Event | None, wrong: Mistake | None) -> Html:
    now = wrong.given if wrong else ("" if event is None or event.value is None else _raw(event.value))
    error = f"why-{spec.key}" if wrong else ""
    control = _control(spec, now, error)
    why = text("p", wrong.why, "sw-why", id=error, role="alert") if wrong else Html("")
    buttons = [tag("button", esc(say("Save")), "sw-button small", type="submit")]
    if event is None or event.status is not Status.UNKNOWN:
        buttons.append(
            act(say("I don't know"), "unknown", spec.key, "sw-button small quiet", say(spec.label))
        )
    if event is not None:
        buttons.append(act(say("Remove"), "retract", spec.key, "sw-button small quiet", say(spec.label)))
    hidden = Html(f'<input type="hidden" name="field" value="{spec.key}">')
    row = tag("div", join(buttons), "sw-row")
    return Html(f'<form name="sw:fact" novalidate>{hidden}{control}{why}{row}</form>')


def _control(spec: Field, now: str, error: str) -> Html:
    """The input that suits the kind of fact, with its label and a word on what is expected."""
    match spec.kind:
        case Kind.EXAM:
            score = now if now.isdecimal() else ""
            words = [
                ("", say("I have a score")),
                *((choice, tongue.value(spec.key, choice)) for choice in spec.choices),
            ]
            return join(
                [
                    _select(spec, "word", words, "" if score else now, say("Result")),
                    _input(spec, "score", score, say("Score (100 to 300)"), "number", error),
                ]
            )
        case Kind.CHOICE:
            return _select(spec, "value", [("", say("Choose")), *_choices(spec)], now, say(spec.label))
        case Kind.FLAG:
            return _select(
                spec,
                "value",
                [("", say("Choose")), ("yes", say("Yes")), ("no", say("No"))],
                now,
                say(spec.label),
            )
        case Kind.LIST if spec.choices:
            picked = [*now.split(", "), "", "", ""][:_CHOSEN]
            places = (say("First choice"), say("Second"), say("Third"))
            options = [("", say("None")), *_choices(spec)]
            pairs = zip(picked, places, strict=True)
            return join(_select(spec, "value", options, one, place) for one, place in pairs)
        case Kind.LIST:
            return _input(
                spec, "value", now, say("{label} (with commas between)", label=say(spec.label)), "text", error
            )
        case Kind.TEXT:
            label = text("label", say(spec.label), for_=f"in-{spec.key}")
            opening = (
                f'<textarea id="in-{spec.key}" name="value" rows="4" maxlength="2000"{_described(error)}>'
            )
            return join([label, Html(f"{opening}{_unbroken(now)}</textarea>")])
        case Kind.YEAR_MONTH:
            return _input(
                spec,
                "value",
                now,
                say("{label} (like 2024-07 or 2024)", label=say(spec.label)),
                "text",
                error,
            )
        case _:
            return _input(spec, "value", now, say(spec.label), "number", error)


def _unbroken(now: str) -> Html:
    """Text inside a textarea: line breaks stay line breaks."""
    return Html(esc(now).replace("<br>", "\n"))


def _select(spec: Field, name: str, options: Sequence[tuple[str, str]], now: str, label: str) -> Html:
    id_ = f"in-{spec.key}-{_slug(label)}"
    written = "".join(
        f'<option value="{esc(value)}"{" selected" if value == now else ""}>{esc(words)}</option>'
        for value, words in options
    )
    menu = Html(f'<select id="{id_}" name="{name}">{written}</select>')
    return join([text("label", label, for_=id_), menu])


def _input(spec: Field, name: str, now: str, label: str, kind: str, error: str) -> Html:
    id_ = f"in-{spec.key}-{name}"
    step = ' step="any" inputmode="decimal"' if kind == "number" else ""
    field = f'<input id="{id_}" name="{name}" type="{kind}"{step} value="{esc(now)}"{_described(error)}>'
    return join([text("label", label, for_=id_), Html(field)])


def _described(error: str) -> str:
    return f' aria-invalid="true" aria-describedby="{error}"' if error else ""


def _choices(spec: Field) -> list[tuple[str, str]]:
    as_list = spec.kind is Kind.LIST
    return [(choice, tongue.value(spec.key, (choice,) if as_list else choice)) for choice in spec.choices]


def _given(spec: Field, form: Form) -> object:
    """What a form says about its field, in the shape that `facts.parse` reads."""
    if spec.kind is Kind.EXAM:
        return str(form.get("score") or form.get("word") or "").strip()
    raw = form.get("value")
    if spec.kind is Kind.LIST:
        items = raw if isinstance(raw, list) else str(raw or "").split(",")
        return tuple(item for item in (str(item).strip() for item in items) if item)
    given = str(raw or "").strip()
    if spec.kind is Kind.FLAG:
        return {"yes": True, "no": False}.get(given, "")
    return given


def _raw(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _written(given: object) -> str:
    return ", ".join(given) if isinstance(given, tuple) else str(given)


def _plain_words(spec: Field, why: str) -> str:
    """The message of `parse` in labels and words; the value itself stands in the form beside it."""
    said = re.sub(r", not [^,]*$", "", why)
    said = said.replace(f"{spec.key}:", f"{spec.label}:").replace(f"{spec.key} ", f"{spec.label} ")
    for code in spec.choices:
        said = re.sub(rf"\b{code}\b", show(spec.key, (code,) if spec.kind is Kind.LIST else code), said)
    return said[0].upper() + said[1:] + ("" if said.endswith(("?", ".")) else ".")


def _dispute(item: Mapping[str, object]) -> Html:
    words = say("You said {before} before and {now} now.", before=item["standing"], now=item["said"])
    more = say("The earlier value stands until you say which is right, in the chat or below.")
    look = act(
        say("Look at it"), "fill", str(item["field"]), "sw-button small quiet", say(str(item["label"]))
    )
    return callout(
        join([tag("p", esc(f"{words} {more}")), tag("div", look, "sw-row")]), "warn", say(str(item["label"]))
    )


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())


def file_read(read: "FileReading") -> Html:
    """What was read from a file, and what was not taken from it."""
    if read.saved:
        kept = ", ".join(read.saved)
        said = say(
            "Read from {name}: {what}. Look through them below and change what is wrong.",
            name=read.name,
            what=kept,
        )
    else:
        said = say("Nothing new was found in {name}.", name=read.name)
    left = tag("ul", join(text("li", line) for line in read.left), lang=english()) if read.left else Html("")
    return callout(join([text("p", said), left]))
