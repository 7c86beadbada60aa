"""One program on the list: its row, and everything behind it when it is laid open.

Covers: the markup of open, closed and added programs. Does not cover asking a program (asking) or the
order and filters (board).
"""

from collections.abc import Mapping

from bot.applicant.facts import SPECIALTIES
from bot.assess.eligibility import RuleVerdict
from bot.assess.eligibility.outcomes import NO_LIMIT
from bot.assess.ranking import Ranked
from bot.assess.records import Program
from bot.store.tracker import OwnProgram
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, link, linked, tag, text
from bot.ui.programs.answers import Mistake
from bot.ui.programs.asking import asking
from bot.ui.programs.board import Board, Entry, place, questions, summary
from bot.ui.programs.view import Focus
from bot.ui.programs.words import RULE, STAND, hidden, menu, stand_chip, statuses, tier_name
from bot.ui.tongue import english, later, say, several

_UNLIMITED = later("You were told that there is no such limit.")
_NOT_A_CHANCE = later(
    "Fit says how well a program suits you and how much speaks for its being open to IMGs. "
    "It is not a chance of matching."
)


def row(
    entry: Entry,
    board: Board,
    *,
    opened: bool,
    wrong: Mistake | None = None,
    focus: Focus | None = None,
) -> Html:
    """One program; `focus` may lead to it."""
    here = focus if focus is not None and focus.at == entry.program.id else Focus()
    reveal = opened and here.asking and bool(questions(entry))
    program = entry.program
    facts = [place(program), say(SPECIALTIES[program.specialty])]
    if entry.ranked is not None:
        facts.append(
            say("{tier} · fit {fit} of 100", tier=tier_name(entry.ranked.tier), fit=entry.ranked.fit)
        )
    head = [
        tag("h4", _opener(entry, opened, bool(here.at) and not reveal)),
        text("p", " · ".join(facts), "place"),
        tag("p", join([stand_chip(entry), Html(" "), _summary(entry, board)]), "sum"),
    ]
    parts = [
        tag("div", join(head), "what"),
        status_form(program.id, program.name, entry.status),
    ]
    if opened:
        about = body(entry, board, wrong, reveal)
        parts.append(tag("div", about, "body", id=f"about-{program.id}"))
    return tag("li", join(parts), f"sw-program {entry.stand}{' now' if opened else ''}")


def body(entry: Entry, board: Board, wrong: Mistake | None, reveal: bool) -> Html:
    """What a program laid open shows."""
    program = entry.program
    parts = [
        _position(entry.ranked) if entry.ranked is not None else _closed(),
        _rules(entry, board),
        _conditions(entry),
        asking(entry, board, wrong, reveal),
        _about(program),
    ]
    return join(parts)


def own_row(item: OwnProgram, status: str) -> Html:
    """A program the applicant added: nothing is known about it but what they wrote."""
    where = [place(item), say(SPECIALTIES.get(item.specialty or "", ""))]
    page = tag("p", link(item.website, item.website)) if item.website else Html("")
    notes = tag("p", linked(item.notes), "fine") if item.notes else Html("")
    says = join(
        [
            kit.chip(say("Nothing known here"), "unknown"),
            esc(" " + say("Added by you; we hold no rules of it.")),
        ]
    )
    head = [
        text("h4", item.name),
        text("p", " · ".join(part for part in where if part), "place"),
        tag("p", says, "sum"),
        page,
        notes,
        _removal(item),
    ]
    parts = [tag("div", join(head), "what"), status_form(item.id, item.name, status)]
    return tag("li", join(parts), "sw-program")


def status_form(program_id: str, name: str, status: str) -> Html:
    """The tracker of one program; it is saved as soon as it changes."""
    field = menu(
        f"status-{program_id}", "status", say("Status"), statuses(), status, say("of {name}", name=name)
    )
    form = join([hidden("program", program_id), field])
    return tag("form", form, "sw-status", name="sw:status", data_live="yes")


def _opener(entry: Entry, opened: bool, reveal: bool) -> Html:
    given: Mapping[str, str] = {
        "type": "button",
        "name": "sw:program",
        "value": entry.program.id,
        "aria_expanded": str(opened).lower(),
        "data_reveal": "yes" if reveal else "",
    }
    controls = {"aria_controls": f"about-{entry.program.id}"} if opened else {}
    return text("button", entry.program.name, "sw-opener", **given, **controls)


def _summary(entry: Entry, board: Board) -> Html:
    """The verdict in words beside its chip, with the pages of what closes a program."""
    if entry.judgement.blocking:
        told = join((_blocking(rule, entry) for rule in entry.judgement.blocking), " ")
        return tag("span", told, lang=english()) if english() else told
    said = summary(entry, board).removeprefix(f"{STAND[entry.stand]}; ")
    return in_english(said[:1].upper() + said[1:])


def _blocking(rule: RuleVerdict, entry: Entry) -> Html:
    if rule.rule in entry.found:
        return esc(f"{rule.detail} ({rule.source})")
    if not rule.source.startswith("http"):
        return esc(f"{rule.detail} ({rule.source}; {rule.as_of})")
    return join([esc(f"{rule.detail} ("), link(_host(rule.source), rule.source), esc(f", {rule.as_of})")])


def _position(ranked: Ranked) -> Html:
    """Why a program stands where it does."""
    rows = join(
        tag(
            "li",
            join(
                [
                    text("span", f"{reason.points:+d}".replace("-", "−"), "delta"),
                    text("span", reason.text, lang=english()),
                ]
            ),
        )
        for reason in ranked.reasons
    )
    parts = [
        text("h5", say("Why it stands here: fit {fit} of 100", fit=ranked.fit)),
        tag("ul", rows, "sw-points"),
        tag(
            "p",
            join(
                [
                    text("strong", f"{say('Tier')}: {tier_name(ranked.tier)}. "),
                    text("span", f"{ranked.tier_reason}.", lang=english()),
                ]
            ),
        ),
        text("p", say(_NOT_A_CHANCE), "fine"),
    ]
    return join(parts)


def _closed() -> Html:
    words = say(
        "A published rule is not met, so this program is on no list to apply to, in no count and no cost."
    )
    return tag("p", esc(words), "fine")


def _rules(entry: Entry, board: Board) -> Html:
    rows = [_rule(rule, entry, board) for rule in entry.judgement.rules]
    if not rows:
        return text("p", say("No rule that concerns you is published or open."))
    table = kit.table(
        say("Rules of {name}", name=entry.program.name),
        (say("Rule"), say("Verdict"), say("What it says"), say("Page and date")),
        rows,
    )
    return join([text("h5", say("Rules that are published or concern you")), table])


def _rule(rule: RuleVerdict, entry: Entry, board: Board) -> tuple[Html, Html, Html, Html]:
    words, tone = RULE[rule.verdict]
    label = text("strong", board.gate.words.rules[rule.rule].label, lang=english())
    found = entry.found.get(rule.rule)
    unlimited = found is not None and found.value == NO_LIMIT
    said = esc(say(_UNLIMITED)) if unlimited else in_english(rule.detail)
    return label, kit.chip(say(words), tone), said, _page(rule, entry)


def _page(rule: RuleVerdict, entry: Entry) -> Html:
    """The page a rule stands on with its date, or what the applicant found with a way to take it back."""
    found = entry.found.get(rule.rule)
    if found is not None:
        label = f"{entry.program.id} {rule.rule}"
        undo = act(
            say("Undo"),
            "unfound",
            label,
            "sw-tool strong",
            say("this answer; what is published counts again"),
        )
        note = text("p", found.note, "fine") if found.note else Html("")
        return tag("div", join([kit.chip(rule.source, "good"), note, undo]), "page")
    source = link(_host(rule.source), rule.source) if rule.source.startswith("http") else esc(rule.source)
    dated = text("span", rule.as_of, "dated") if rule.stated else Html("")
    return tag("div", join([source, dated]), "page")


def _host(url: str) -> str:
    return url.split("/")[2].removeprefix("www.")


def _conditions(entry: Entry) -> Html:
    conditions = entry.judgement.conditions
    if not conditions:
        return Html("")
    return join(
        [
            text("h5", say("To prepare")),
            tag("ul", join(text("li", words) for words in conditions), "plain", lang=english()),
        ]
    )


def _about(program: Program) -> Html:
    facts = [
        (say("Institution"), program.institution),
        (say("First-year positions"), str(program.positions or "")),
        (say("IMGs among residents"), f"{program.img_share}%" if program.img_share is not None else ""),
        (say("Serves"), ", ".join(program.serves)),
        (say("Languages it names"), ", ".join(program.languages)),
        (say("NRMP code"), program.nrmp_code or ""),
        (say("ACGME ID"), program.acgme_id or ""),
        (say("Notes"), program.notes),
        (say("Old terms on the page"), ", ".join(program.stale_terms)),
        (say("Newest year on its pages"), str(program.as_of_year or "")),
    ]
    rows = [
        join([text("dt", name), tag("dd", linked(words), lang=english())]) for name, words in facts if words
    ]
    page = program.page()
    if page:
        rows.append(join([text("dt", say("Page")), tag("dd", link(page, page))]))
    return join([text("h5", say("About the program")), tag("dl", join(rows), "sw-facts-list")])


def _removal(item: OwnProgram) -> Html:
    ask = text("p", say("Remove this program from your list, with its status? This cannot be undone."))
    sure = join([ask, act(say("Yes, remove it"), "drop_own", item.id, "sw-button small bad", item.name)])
    return kit.fold(
        join([esc(say("Remove")), kit.unseen(f" {item.name}")]), sure, f"drop-{item.id}", css="sw-sure"
    )


def more(shown: int, total: int, name: str, page: int) -> Html:
    """How many are shown, and a way to the next ones."""
    if shown >= total:
        return Html("")
    words = say("Show {n} more", n=min(page, total - shown))
    said = several(total, "{shown} of {n:,} program shown.", "{shown} of {n:,} programs shown.", shown=shown)
    return tag(
        "div", join([text("p", said, "fine"), act(words, name, str(shown + page), "sw-button")]), "sw-more"
    )
