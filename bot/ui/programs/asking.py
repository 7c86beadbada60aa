"""Asking a program: its open questions with scripts and forms for the answers, and whom to ask first.

Covers: their markup, and the list as text to copy. Does not cover the words of the scripts (scripts) or
reading a form (answers).
"""

from collections.abc import Sequence
from datetime import date

from bot.applicant.facts import FIELDS, SPECIALTIES, Profile
from bot.assess.eligibility import RuleVerdict, Verdict
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, link, tag, text, unseen
from bot.ui.programs import scripts
from bot.ui.programs.answers import ANSWERS, WHERE, Mistake
from bot.ui.programs.board import Board, Entry, ask_first, place, questions
from bot.ui.programs.words import copy, entry_field, hidden, menu, verbatim
from bot.ui.tongue import english, say, several

FIRST = 15
"""Programs on the verification list."""

_FACTS: dict[str, tuple[str, ...]] = {
    "visa_j1": ("citizenship_status", "visa"),
    "visa_h1b": ("citizenship_status", "visa"),
    "step1_min": ("step1",),
    "step2ck_min": ("step2ck",),
    "max_step1_failures": ("step1_failures",),
    "max_step2ck_failures": ("step2ck_failures",),
    "max_total_failures": ("step1_failures", "step2ck_failures", "step3_failures"),
    "max_years_since_graduation": ("graduation_year",),
    "usce": ("usce_months", "usce_kind"),
    "usce_min_months": ("usce_months",),
    "usce_hands_on_only": ("usce_kind",),
    "letters_us_min": ("us_letters",),
    "step2ck_by": ("step2ck",),
    "step3": ("step3",),
}
"""Which facts of the applicant a rule is compared with; the first one missing is offered to be added."""


def asking(entry: Entry, board: Board, wrong: Mistake | None = None, reveal: bool = False) -> Html:
    """What is open at one program: what only it can say, and what only the applicant can.

    With `reveal` reading goes on at the questions.
    """
    asked = questions(entry)
    parts = [_yours(entry, board.profile)]
    if asked:
        parts += [
            text("h5", say("What to ask"), tabindex="-1", data_reveal="yes" if reveal else ""),
            _where(entry),
            tag("ul", join(_question(key, entry, board, wrong) for key in asked), "sw-questions"),
            _scripts(entry, board, asked),
        ]
    rest = [rule.rule for rule in entry.judgement.rules if _doubted(rule, asked)]
    if rest:
        parts += [
            text("h5", say("Is this still so?")),
            text("p", say("Pages age. If the program tells you something else, write it down here."), "fine"),
            tag("ul", join(_question(key, entry, board, wrong) for key in rest), "sw-questions"),
        ]
    return join(parts)


def first_list(board: Board) -> Html:
    """Whom to ask first, folded: the best-placed programs with their questions, to copy as text."""
    entries = ask_first(board, FIRST)
    if not entries:
        return Html("")
    rows = join(tag("li", _first(entry, board)) for entry in entries)
    lead = say(
        "The programs that fit you best and have rules open. Ask in this order: look at the page first, "
        "then call or write. Tap a name for its script and to write down what you learn."
    )
    body = [
        text("p", lead, "fine"),
        tag("div", copy(say("Copy the list"), "ask-first-text"), "sw-row"),
        verbatim(as_text(board), "ask-first-text", shown=False),
        tag("ol", rows, "sw-first"),
    ]
    summary = join(
        [
            esc(say("Whom to ask first ({n})", n=len(entries))),
            unseen(" " + say("programs with open questions")),
        ]
    )
    return kit.fold(summary, join(body), "ask-first", css="sw-because")


def as_text(board: Board) -> str:
    """The verification list in plain text."""
    lines = [f"Programs to ask first ({board.today.isoformat()})"]
    for number, entry in enumerate(ask_first(board, FIRST), start=1):
        program = entry.program
        lines += ["", f"{number}. {program.name} ({SPECIALTIES[program.specialty]}; {place(program)})"]
        if program.page():
            lines.append(f"   Page: {program.page()}")
        lines += [f"   [ ] {board.gate.question(key)}" for key in questions(entry)]
    return "\n".join(lines)


def _first(entry: Entry, board: Board) -> Html:
    program = entry.program
    page = program.page()
    asked = join(text("li", board.gate.question(key), lang=english()) for key in questions(entry))
    head = [
        act(program.name, "look_at", program.id, "sw-opener plain", say("open it in the list")),
        text("span", f" {place(program)} · {say(SPECIALTIES[program.specialty])}", "fine"),
    ]
    look = tag("p", link(say("Look at the page"), page), "fine") if page else Html("")
    return join([tag("p", join(head)), tag("ul", asked), look])


def _yours(entry: Entry, profile: Profile) -> Html:
    """What is open only because a fact of the applicant is not known here."""
    missing = dict.fromkeys(
        _fact(rule.rule, profile) for rule in entry.judgement.open if rule.yours and rule.rule in _FACTS
    )
    if not missing:
        return Html("")
    buttons = join(act(say(FIELDS[key].label), "fill", key, "sw-pill") for key in missing)
    words = text("p", say("Some of these rules can be judged as soon as you add:"))
    return kit.callout(join([words, tag("div", buttons, "sw-pills")]), title=say("Yours to tell"))


def _fact(rule: str, profile: Profile) -> str:
    return next((key for key in _FACTS[rule] if key not in profile), _FACTS[rule][0])


def _doubted(rule: RuleVerdict, asked: Sequence[str]) -> bool:
    return rule.verdict in (Verdict.BLOCKED, Verdict.WARNING) and rule.rule not in asked


def _where(entry: Entry) -> Html:
    page = entry.program.page()
    if not page:
        return text("p", say("No page is known here; the hospital's own site is the place to start."), "fine")
    return tag("p", join([esc(say("First look at the page:") + " "), link(page, page)]), "fine")


def _question(key: str, entry: Entry, board: Board, wrong: Mistake | None) -> Html:
    mine = (entry.program.id, key)
    mistake = wrong if wrong is not None and (wrong.program_id, wrong.rule) == mine else None
    asked = board.gate.question(key)
    summary = join([esc(say("Write down the answer")), unseen(f": {asked}")])
    id_ = f"answer-{entry.program.id}-{key}"
    form = _form(key, entry, board.today, mistake)
    return tag(
        "li",
        join(
            [
                text("p", asked, lang=english()),
                kit.fold(summary, form, id_, mistake is not None, "sw-because sw-answer"),
            ]
        ),
    )


def _form(key: str, entry: Entry, today: date, mistake: Mistake | None) -> Html:
    stem = f"{entry.program.id}-{key}"
    given = mistake.given if mistake else {}
    why = text("p", mistake.why, "sw-why", id=f"why-{stem}", role="alert") if mistake else Html("")

    def now(name: str, plain: str = "") -> str:
        return given.get(name, plain)

    def mark(name: str) -> str:
        wrong = mistake is not None and mistake.name == name
        return f' aria-invalid="true" aria-describedby="why-{stem}"' if wrong else ""

    day = f' max="{today.isoformat()}"{mark("found_on")}'
    ways = [("", say("Choose")), *((key, say(words)) for key, words in WHERE.items())]
    fields = [
        hidden("program", entry.program.id),
        hidden("rule", key),
        _value(key, stem, now("value"), bool(now("no_limit")), mark("value")),
        entry_field(f"day-{stem}", "found_on", say("When"), "date", now("found_on", today.isoformat()), day),
        menu(f"where-{stem}", "where", say("How"), ways, now("where"), more=mark("where")),
        entry_field(
            f"note-{stem}", "note", say("Who said so (if you like)"), "text", now("note"), ' maxlength="200"'
        ),
        why,
        tag("button", esc(say("Save the answer")), "sw-button small", type="submit"),
    ]
    return Html(f'<form name="sw:found" class="sw-found" novalidate>{join(fields)}</form>')


def _value(key: str, stem: str, now: str, unlimited: bool, mark: str) -> Html:
    """The field for the answer itself, as the rule takes it."""
    answer, id_ = ANSWERS[key], f"value-{stem}"
    if answer.choices:
        choices = [("", say("Choose")), *((key, _choice(words)) for key, words in answer.choices)]
        return menu(id_, "value", say(answer.label), choices, now, more=mark)
    bounds = f' inputmode="numeric" min="{answer.low}" max="{answer.high}"{mark}'
    number = entry_field(id_, "value", say(answer.label), "number", now, bounds)
    return join([number, _no_limit(f"none-{stem}", unlimited)])


def _choice(words: str) -> str:
    """An answer to choose; only a number of failures ends with its figure."""
    start, _, figure = words.rpartition(" ")
    return f"{say(start)} {figure}" if figure.isdecimal() else say(words)


def _no_limit(id_: str, ticked: bool) -> Html:
    box = f'<input id="{id_}" name="no_limit" type="checkbox" value="yes"{" checked" if ticked else ""}>'
    return tag("div", join([Html(box), text("label", say("There is no such limit"), for_=id_)]), "sw-tick")


def _scripts(entry: Entry, board: Board, asked: Sequence[str]) -> Html:
    said = [board.gate.question(key) for key in asked]
    program, profile = entry.program, board.profile
    phone, email = f"phone-{program.id}", f"email-{program.id}"
    lead = say("Fill in what stands in [brackets]. It holds only facts you told me.")
    parts = [
        _script(say("A call of a minute"), scripts.phone(program, said, profile), phone, program.name),
        _script(say("A short email"), scripts.email(program, said, profile), email, program.name),
    ]
    as_script = several(len(said), "{n} question, as a script.", "{n} questions, as a script.")
    return join([text("p", f"{as_script} {lead}", "fine"), *parts])


def _script(title: str, words: str, id_: str, name: str) -> Html:
    body = join(
        [
            verbatim(words, id_),
            copy(say("Copy"), id_, say("{script} to {name}", script=title.lower(), name=name)),
        ]
    )
    return kit.fold(esc(title), body, f"fold-{id_}", css="sw-because")
