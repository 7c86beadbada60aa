"""Letters from US physicians, and publications: how many, as stated and done.

Covers: counts in every usual wording, "4 letters, 3 of them US", a letter from each rotation.
Does not cover letters or papers that are planned, submitted or pending, posters, or who wrote them.
"""

import re
from collections.abc import Iterable

from bot.applicant.ledger import Doubt, Reading
from bot.applicant.reader.clauses import Hit, Message
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words

Counted = tuple[re.Pattern[str], int | None]
"""A pattern and the count it means, or None when its group "n" gives the count."""

_ADJ = (
    "(?:<strong|good|waived|great|solid|recent|excellent|more|total|new|fresh|very|only|really|clinical|decent"
    "|personalized|specialty|different|independent|actual> |<specialty> |<subspecialty> ){0,4}"
)
_IS = r"(?:: |= |-- |- |\( |is |are |x |i have |count |total |so far ){0,3}"
_LINK = (
    r"(?:of |total |in |them |which |those |these |this |that |are |is |were |was |being |from |all |the |my "
    r"|only |by |out |a |an |already |came |come |, |\( ){0,6}"
)
_AMERICAN = "(?:<us>|us|american) "
_FROM = (
    r"(?:all |which |were |are |is |came |come |and |that |i |got |obtained |, |\( ){0,4}<from|by|de> <n.4>"
)

_LETTERS: tuple[Counted, ...] = (
    (
        pattern(
            rf"<none|neither|zero|#0> of (?:my |the |these )?{_ADJ}<letter> {_FROM}(?:{_AMERICAN}|<place> )"
        ),
        0,
    ),
    (
        pattern(rf"<#n> of (?:my |the |these )?<#> {_ADJ}<letter> {_FROM}(?:{_AMERICAN}|<place> )"),
        None,
    ),
    (pattern(rf"<letter> {_IS}(?:<#> )?<any.6><#n> {_LINK}{_AMERICAN}"), None),
    (pattern(rf"<letter> <any.5><none|no|not|neither> {_LINK}(?:any |of )?{_AMERICAN}"), 0),
    (
        pattern(
            rf"<#n> {_ADJ}<letter> (?:, |\( |-- |and )?(?:all |every #1 |each #1 ){_LINK}"
            "(?:<us>|<usletter>|<place>) "
        ),
        None,
    ),
    (pattern(rf"<letter> {_IS}<#n> (?:, |\( |-- |and )?all {_LINK}(?:<us>|<place>) "), None),
    (
        pattern(
            "<#n> (?:<us>|american) <doctor> (?:wrote |write |writing |gave |who wrote |<have> written )"
        ),
        None,
    ),
    (pattern("<no> (?:strong )?<letter> (?:yet )?from (?:the )?(?:<us>|there|america) "), 0),
    (pattern(rf"<#n> {_ADJ}<usletter> "), None),
    (pattern("<letter> from (?:<us>|american) <doctor> (?:-- |- |: )<#n> "), None),
    (pattern(rf"<usletter> {_IS}<#n> (?!<year>|<month>|<week>)"), None),
    (pattern("<not> <have> (?:any )?<letter> from <n.1>(?:<us>|us|american) "), 0),
    (pattern("(?:<no>|<not> (?:<have>|<get|got>)) (?:any |strong |of ){0,2}<usletter> "), 0),
    (pattern(rf"<usletter> {_IS}(?:<no>|#0) "), 0),
    (pattern(rf"<#n> {_AMERICAN}{_ADJ}<letter> "), None),
    (pattern(rf"<#n> (?:of my |of the |of these )?{_ADJ}<letter> {_FROM}(?:{_AMERICAN}|<place> )"), None),
    (pattern("<letter> <any.8><#n> from <n.2><place> "), None),
    (pattern(rf"<a|an|strong|another|#1> {_ADJ}<usletter> "), 1),
    (pattern(rf"<a|an|#1> {_ADJ}<letter> <from|by|de> <n.4>(?:{_AMERICAN}|<place> )"), 1),
)
_ONE_LETTER = pattern(rf"<a|an|#1|my> {_ADJ}<letter> ")
_FROM_THERE = pattern(
    rf"<#n> {_ADJ}<letter> from (?:there |that |this |these |those |my |the |same )+<n.2>"
    r"(?:<hospital>|<rotation>|<usce>|[,.;])"
)
_EACH = (
    pattern("<letter> <from|per|after|in|of> <each|every|all|both> "),
    pattern("<letter> (?:per |for each |for every )"),
    pattern(
        "<each|every|all> (?:of them |of which |#1 |<rotation> |<usce> |<doctor> )?"
        "(?:gave |wrote |with |provided |came with |got |yielded )(?:me )?(?:a |an |#1 )?<n.2><letter> "
    ),
)
_ROTATIONS = pattern("<#n> <n.4>(?:<rotation>|<usce>) ")
_MOST_LETTERS, _MOST_PAPERS = 12, 300

_PEER_WORD = (
    "<peer|reviewed|pubmed|indexed|published|research|first|@1|author|authored|original|international|journal"
    "|medical|scientific|case|minor|co|national|clinical|small|local|review|short|academic|good|of|my|own> "
)
_PEER = rf"(?:{_PEER_WORD}){{0,5}}"
_PAPERS: tuple[Counted, ...] = (
    (pattern(rf"<#n> (?:\+ )?{_PEER}<pub> "), None),
    (pattern(rf"<pub> {_IS}<#n> (?!<year>|<month>)"), None),
    (pattern("<pub> (?:: |= |-- |- |is |are ){0,3}(?:<no>|#0|not yet|nope) "), 0),
    (
        pattern(
            "(?:<no>|#0|<not> (?:<have>|any|a)|<not> <have> any) "
            rf"(?:any |or |a |single |yet |<poster> |<research> |<have> |{_PEER_WORD}){{0,5}}?<pub> "
        ),
        0,
    ),
    (pattern("(?:<not>|<never>) (?:<have> |been |yet |ever |got ){0,3}<published> "), 0),
    (pattern("<published> (?:my |about |around )?<#n> <n.3>(?:<pub>|<poster>|times|<time>) "), None),
    (pattern("<#n> <n.2><poster> <n.1>published "), None),
    (pattern("<#n> published <n.2><poster> "), None),
    (pattern(rf"couple (?:of )?{_PEER}<pub> "), 2),
    (pattern(rf"<a|#1> {_PEER}<pub> (?:was |is |got )?(?:<published>|in) "), 1),
    (pattern(rf"(?:<have>|<published>|<with|wrote|single|only|got|plus|and|\+>) <a|an|#1> {_PEER}<pub> "), 1),
)


def read_letters(message: Message) -> list[Reading]:
    """How many letters are from US physicians."""
    found = _first(message, _LETTERS, _MOST_LETTERS)
    if found:
        number, hit = found
        return [Reading("us_letters", number, message.quote(hit.start, hit.end), doubt=_hedge(message, hit))]
    return _each(message) or _there(message) or _one(message)


def read_publications(message: Message) -> list[Reading]:
    """How many publications; posters and abstracts are none."""
    found = _first(message, _PAPERS, _MOST_PAPERS)
    if found is None:
        return []
    number, hit = found
    rough = message.norm(hit.start) == "couple" or _with_posters(message, hit)
    doubt = Doubt.APPROXIMATE if rough else _hedge(message, hit)
    return [Reading("publications", number, message.quote(hit.start, hit.end), doubt=doubt)]


def _first(message: Message, patterns: Iterable[Counted], most: int) -> tuple[int, Hit] | None:
    """The first count that is stated as standing, by the order of the patterns."""
    for wanted, count in patterns:
        for hit in message.find(wanted):
            number = count if count is not None else hit.number("n")
            whole = number == int(number) and number <= most
            if whole and not (count is None and _distributes(message, hit)) and _stated(message, hit):
                return _put_right(message, wanted, int(number), hit)
    return None


_RATHER = words("well wait sorry actually mean rather i_mean no_wait")


def _put_right(message: Message, wanted: re.Pattern[str], number: int, hit: Hit) -> tuple[int, Hit]:
    """ "Two papers, well, one paper": the later count, when a word takes the first one back."""
    for later in message.find(wanted, hit.end, hit.end + 10):
        between = message.norms(range(hit.end, later.start + 1))
        if later["n"] and not _RATHER.isdisjoint(between):
            return int(later.number("n")), later
    return number, hit


def _distributes(message: Message, hit: Hit) -> bool:
    """ "Every one of them": the number is no count."""
    every = any(
        message.norm(at) in ("every", "each") and message.norm(at + 1) == "#1"
        for at in range(hit.start, hit.end)
    )
    return every and hit["n"] == "1"


def _stated(message: Message, hit: Hit) -> bool:
    """Whether a count stands now: not planned, asked about, somebody else's, of an exam or a review."""
    clause = message.clause(hit.start)
    if clause.conditional or clause.general or clause.asks:
        return False
    if clause.other and not message.any(clause.places, "doctor"):
        return False
    if message.has(hit.start - 1, "fail") or message.norm(hit.start - 1) in ("reviewed", "read", "than", "/"):
        return False
    if message.norm(hit.end) == "/" and message.has(hit.end + 1, "poster"):
        return False
    return not message.any(range(clause.start, min(clause.end, hit.end + 4)), "plan", "goal")


def _hedge(message: Message, hit: Hit) -> Doubt | None:
    hedged = message.has(hit.start - 1, "about", "above", "below")
    return Doubt.APPROXIMATE if hedged or "+" in message.norms((hit.start, hit.start + 1)) else None


def _with_posters(message: Message, hit: Hit) -> bool:
    """ "10 publications + posters": one number for both."""
    return message.norm(hit.end) in ("+", "and") and message.has(hit.end + 1, "poster")


def _american(message: Message, places: Iterable[int], *more: str) -> bool:
    """Whether the words around are about work in the US."""
    near = list(places)
    return message.any(near, "us", "place", "clinical", *more) and not message.any(near, "abroad")


def _one(message: Message) -> list[Reading]:
    """ "That attending wrote me a letter" in a sentence about work in the US."""
    for hit in message.find(_ONE_LETTER):
        near = range(*message.sentence(hit.start))
        given = message.any(near, "have", "given") or {"from", "wrote", "provided"} & set(message.norms(near))
        if given and _american(message, near, "usce") and _stated(message, hit):
            return [Reading("us_letters", 1, message.quote(hit.start, hit.end))]
    return []


def _there(message: Message) -> list[Reading]:
    """ "2 letters from that clinic", where the message places the applicant's work in the US."""
    located = message.any(range(len(message.tokens)), "us", "place", "clinical")
    for hit in message.find(_FROM_THERE):
        abroad = message.any(message.clause(hit.start).places, "abroad")
        if located and not abroad and hit.number("n") <= _MOST_LETTERS and _stated(message, hit):
            return [Reading("us_letters", int(hit.number("n")), message.quote(hit.start, hit.end))]
    return []


def _each(message: Message) -> list[Reading]:
    """A letter from each of a stated number of US rotations."""
    for hit in message.find_any(_EACH):
        for rotations in message.find(_ROTATIONS) if _stated(message, hit) else ():
            number, near = rotations.number("n"), range(*message.sentence(rotations.start))
            done = not message.clause(rotations.start).planned
            if done and number == int(number) <= _MOST_LETTERS and _american(message, near):
                return [Reading("us_letters", int(number), message.quote(hit.start, hit.end))]
    return []
