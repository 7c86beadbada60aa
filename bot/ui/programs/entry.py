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
from bot.ui.components import Html, act, esc, join, link, linked, tag, text
from bot.ui.programs.answers import Mistake
from bot.ui.programs.asking import asking
from bot.ui.programs.board import Board, Entry, place, questions, summary
from bot.ui.programs.view import Focus
from bot.ui.programs.words import RULE, STAND, STATUS, counted, hidden, menu, stand_chip

_UNLIMITED = "You were told that there is no such limit."
_NOT_A_CHANCE = (
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
    facts = [place(program), SPECIALTIES[program.specialty]]
    if entry.ranked is not None:
        facts.append(f"{entry.ranked.tier} · fit {entry.ranked.fit} of 100")
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
    where = [place(item), SPECIALTIES.get(item.specialty or "", "")]
    page = tag("p", link(item.website, item.website)) if item.website else Html("")
    notes = tag("p", linked(item.notes), "fine") if item.notes else Html("")
    says = join([kit.chip("Nothing known here", "unknown"), esc(" Added by you; we hold no rules of it.")])
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
    field = menu(f"status-{program_id}", "status", "Status", STATUS.items(), status, f"of {name}")
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
        return join((_blocking(rule, entry) for rule in entry.judgement.blocking), " ")
    said = summary(entry, board).removeprefix(f"{STAND[entry.stand]}; ")
    return esc(said[:1].upper() + said[1:])


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
            join([text("span", f"{reason.points:+d}".replace("-", "−"), "delta"), text("span", reason.text)]),
        )
        for reason in ranked.reasons
    )
    parts = [
        text("h5", f"Why it stands here: fit {ranked.fit} of 100"),
        tag("ul", rows, "sw-points"),
        tag("p", join([text("strong", f"Tier: {ranked.tier}. "), esc(f"{ranked.tier_reason}.")])),
        text("p", _NOT_A_CHANCE, "fine"),
    ]
    return join(parts)


def _closed() -> Html:
    words = "A published rule is not met, so this program is on no list to apply to, in no count and no cost."
    return tag("p", esc(words), "fine")


def _rules(entry: Entry, board: Board) -> Html:
    rows = [_rule(rule, entry, board) for rule in entry.judgement.rules]
    if not rows:
        return text("p", "No rule that concerns you is published or open.")
    table = kit.table(
        f"Rules of {entry.program.name}", ("Rule", "Verdict", "What it says", "Page and date"), rows
    )
    return join([text("h5", "Rules that are published or concern you"), table])


def _rule(rule: RuleVerdict, entry: Entry, board: Board) -> tuple[Html, Html, Html, Html]:
    words, tone = RULE[rule.verdict]
    label = text("strong", board.gate.words.rules[rule.rule].label)
    found = entry.found.get(rule.rule)
    said = _UNLIMITED if found is not None and found.value == NO_LIMIT else rule.detail
    return label, kit.chip(words, tone), esc(said), _page(rule, entry)


def _page(rule: RuleVerdict, entry: Entry) -> Html:
    """The page a rule stands on with its date, or what the applicant found with a way to take it back."""
    found = entry.found.get(rule.rule)
    if found is not None:
        label = f"{entry.program.id} {rule.rule}"
        undo = act("Undo", "unfound", label, "sw-tool strong", "this answer; what is published counts again")
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
        [text("h5", "To prepare"), tag("ul", join(text("li", words) for words in conditions), "plain")]
    )


def _about(program: Program) -> Html:
    facts = [
        ("Institution", program.institution),
        ("First-year positions", str(program.positions or "")),
        ("IMGs among residents", f"{program.img_share}%" if program.img_share is not None else ""),
        ("Serves", ", ".join(program.serves)),
        ("Languages it names", ", ".join(program.languages)),
        ("NRMP code", program.nrmp_code or ""),
        ("ACGME ID", program.acgme_id or ""),
        ("Notes", program.notes),
        ("Old terms on the page", ", ".join(program.stale_terms)),
        ("Newest year on its pages", str(program.as_of_year or "")),
    ]
    rows = [join([text("dt", name), tag("dd", linked(words))]) for name, words in facts if words]
    page = program.page()
    if page:
        rows.append(join([text("dt", "Page"), tag("dd", link(page, page))]))
    return join([text("h5", "About the program"), tag("dl", join(rows), "sw-facts-list")])


def _removal(item: OwnProgram) -> Html:
    ask = text("p", "Remove this program from your list, with its status? This cannot be undone.")
    sure = join([ask, act("Yes, remove it", "drop_own", item.id, "sw-button small bad", item.name)])
    return kit.fold(
        join([esc("Remove"), kit.unseen(f" {item.name}")]), sure, f"drop-{item.id}", css="sw-sure"
    )


def more(shown: int, total: int, name: str, page: int) -> Html:
    """How many are shown, and a way to the next ones."""
    if shown >= total:
        return Html("")
    words = f"Show {min(page, total - shown)} more"
    said = f"{shown} of {counted(total, 'program')} shown."
    return tag(
        "div", join([text("p", said, "fine"), act(words, name, str(shown + page), "sw-button")]), "sw-more"
    )
