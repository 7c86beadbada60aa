"""Earlier cycles and this one: unmatched before, applied now, interviews so far.

Covers: "did not match", "third time applying", "first cycle", "never applied", applications and
invitations of the season at hand. Does not cover withdrawing, which is neither, fears of not
matching, or other people's cycles.
"""

from bot.applicant.ledger import Reading
from bot.applicant.reader.clauses import Hit, Message
from bot.applicant.reader.patterns import pattern

_UNMATCHED = (
    pattern("<unmatched> "),
    pattern("(?:<no>|#0) (?:single )?<interview> <n.5><lastcycle> "),
    pattern(
        "<lastcycle> <any.8>(?:<no>|#0|<not> <have>|<not> get) (?:a single |any |single |get )?"
        "(?:<interview>|match|luck|success) "
    ),
    pattern("(?:applied|tried) <any.12>(?:<no>|#0) (?:single )?(?:<interview>|match|luck|success) "),
    pattern(
        "(?:<applied>|applying) <any.5>(?:<#n> |<several> |consecutive )"
        "(?:<time>|<cycle>|<year>|consecutive) "
    ),
    pattern("<applied> <n.4>(?:<twice>|<thrice>) "),
    pattern("<twice> <applied> "),
    pattern("<applied> <n.3>(?:ever since|every year|each year|year after year) "),
    pattern(
        "@[2-9] (?:consecutive )?(?:<cycle>|match|application"
        "|<time> <n.2>(?:<applied>|in the <cycle>|<cycle>|going through|around)) "
    ),
    pattern(
        "(?:<#n>|<several>) <fail|unsuccessful|previous|prior|past|failed> (?:<cycle>|match|applications) "
    ),
    pattern("<several> unsuccessful (?:<cycle>|match) "),
    pattern("<#n> (?:match |application |residency |full )?<cycles|seasons> "),
    pattern("(?:<no>|#0) matches "),
    pattern("#0 <for|of> <#n> <n.3><cycle> "),
    pattern("(?:applied|tried) <any.12><rejections|rejection|rejected> "),
    pattern("nothing <both|all|either|every|each> "),
    pattern("<fail> (?:the |my |last |previous |first |in ){0,3}(?:<cycle>|match) "),
    pattern("<lastcycle> <any.4>(?:<unmatched>|no luck|rejected|nothing|unsuccessful) "),
    pattern("(?:no|#0) luck <n.4><lastcycle> "),
    pattern("<soap|soaped> <n.6>(?:<no>|<not>|<fail>|nothing) "),
    pattern("<match|matched> (?:#0|nowhere|nothing|none) "),
)
_NEVER = pattern(
    "<never> (?:<have> |been |even |yet ){0,3}"
    "(?:<applied>|participated|entered|(?:in |gone through |through |done |tried )(?:the |a )?<cycle>) "
)
_FIRST = (
    pattern(
        "@1 (?:<n.1>(?:<cycle>|match|application|season)"
        "|time (?:<applied>|<program>|applicant|<n.3><cycle>)) "
    ),
    pattern("<applied> <n.6>(?:for )?(?:the |my )?@1 time "),
    pattern(
        "<not> (?:<have> |ever |yet |been ){0,3}<applied> "
        "(?:before|ever|previously|in the past|to (?:any )?(?:<program>|residency) before) "
    ),
    pattern("<not> <lastcycle> <applied> "),
    pattern("<not> (?:yet )?<participated|entered> "),
    pattern("<new|fresh> applicant "),
    pattern(
        "<prev|previous|prior|past|earlier> (?:app|apps|application|applications|<cycle>|match|attempts) "
        "(?:: |= |-- )?(?:<no>|#0|never) "
    ),
    pattern(
        "<tried|applied|applying|entered> (?:for |to |in )?(?:the |a )?(?:<cycle> |residency )?"
        "(?:before )?: (?:<no>|never) "
    ),
    pattern("<no> <previous|prior|earlier|past> (?:<cycle>|applications|application|match attempts|match) "),
)


def read_cycles(message: Message) -> list[Reading]:
    """Earlier cycles first, then the season at hand."""
    never, went, first = _never(message), _went_unmatched(message), _first_cycle(message)
    readings: list[Reading] = []
    if went and not never:
        readings.append(Reading("previously_unmatched", True, went))
    elif never or first:
        readings.append(Reading("previously_unmatched", False, never or first or ""))
    return readings + _this_cycle(message) + _interviews(message)


def _never(message: Message) -> str | None:
    """ "Never applied" outweighs "not matched"."""
    own = (hit for hit in message.find(_NEVER) if not message.clause(hit.start).other)
    return next((message.quote(hit.start, hit.end) for hit in own), None)


def _went_unmatched(message: Message) -> str | None:
    withdrew = any(
        message.has(at, "withdrew") and not message.clause(at).other for at in range(len(message.tokens))
    )
    for hit in message.find_any(_UNMATCHED):
        number = hit.groups.get("n")
        counted = number is None or 2 <= float(number) <= 12
        if counted and _happened(message, hit) and not (withdrew and not message.has(hit.start, "unmatched")):
            return message.quote(hit.start, hit.end)
    return None


def _happened(message: Message, hit: Hit) -> bool:
    """Whether it is told of the applicant as past: not feared, planned, supposed, or of a group."""
    clause = message.clause(hit.start)
    before = range(clause.start, hit.start)
    if clause.other or clause.conditional or clause.asks:
        return False
    season = range(*message.sentence(hit.start))
    invited = message.any(season, "thiscycle") and message.any(range(hit.start, hit.end), "interview")
    if invited and not message.any(season, "lastcycle", "unmatched", "twice", "time"):
        return False  # "applied this year, no interviews": the season at hand
    if message.any(before[-5:], "fear") or message.any(before[-2:], "never") or message.any(before, "plan"):
        return False
    grouped = message.has(hit.end, "person") or (
        message.norm(hit.end) in ("us", "fellow") and message.has(hit.end + 1, "person")
    )
    return not grouped


def _first_cycle(message: Message) -> str | None:
    for hit in message.find_any(_FIRST):
        clause = message.clause(hit.start)
        dated = message.norm(hit.end) in ("was", "in") and message.norm(hit.end + 1).startswith("#20")
        if not (clause.other or clause.conditional or clause.asks or dated):
            return message.quote(hit.start, hit.end)
    return None


_APPLIED = (
    pattern("<applied|submitted|applying> <n.7><thiscycle> "),
    pattern("<thiscycle> <n.4><applied|submitted|applying> "),
    pattern("already <applied|submitted> "),
    pattern("<sent> <n.4><applications|application|apps> <n.4><thiscycle> "),
    pattern("<thiscycle> <any.5><sent> <n.4><applications|application|apps> "),
    pattern("<#> <n.1><applications|application|apps> <n.2><sent> <n.3><thiscycle> "),
    pattern("<thiscycle> (?:: |-- |, )<#> (?:<program>|<applications|application|apps> )"),
)
_APPLIED_IN = pattern(
    "<applied|submitted|sent> (?:to |for |about ){0,2}"
    "(?:<#> <n.1>(?:<program>|<applications|application|apps>) )?<n.2>in "
    "(?P<month>sep|sept|september|oct|october|nov|november) "
)
_SEASON = {"sep": (9, 10, 11, 12, 1, 2, 3), "oct": (10, 11, 12, 1, 2, 3), "nov": (11, 12, 1, 2, 3)}
"""Months of the year in which "in September", without a year, is the season at hand."""
_NOT_APPLIED = (
    pattern(
        "<not> (?:<have> |yet |even |going to |be |been |am ){0,4}(?:<applied>|submit) <n.5><thiscycle> "
    ),
    pattern("<not> (?:<have> |yet ){0,2}<applied> (?:yet|for <thiscycle>) "),
    pattern("<apply|applying|applied> <n.4>(?:next_cycle|next_year|next match|#2028) "),
    pattern("<skip|skipping|skipped|missed> <thiscycle> "),
)
_INVITED = (
    pattern(r"<#n> (?:\+ )?<n.2><interview> <n.4><thiscycle> "),
    pattern(r"<thiscycle> <any.6><#n> (?:\+ )?<n.1><interview> "),
    pattern("(?:<no>|#0) <n.1><interview> <n.4><thiscycle> "),
    pattern("<not> (?:<have>|<get|got|received>) <n.3><interview> <n.3><thiscycle> "),
)
_BESIDE = (
    pattern(
        "<not> (?:even |yet |have |get |got |received |gotten |had ){0,3}(?:#1 |a |any |single ){1,2}"
        "<n.1><interview> "
    ),
    pattern("(?:<no>|#0) (?:single )?<n.1><interview> "),
    pattern(r"<#n> (?:\+ )?<n.1><interview> "),
)
"""Invitations without a season of their own: of this one when they stand beside its applications."""
_MOST_INVITED = 100


def _this_cycle(message: Message) -> list[Reading]:
    for hit in message.find_any(_NOT_APPLIED):
        clause = message.clause(hit.start)
        if not (clause.other or clause.conditional or clause.question):
            return [Reading("applied_this_cycle", False, message.quote(hit.start, hit.end))]
    dated = [hit for hit in message.find(_APPLIED_IN) if message.today.month in _SEASON[hit["month"][:3]]]
    for hit in (*message.find_any(_APPLIED), *(hit for hit in dated if not _year_named(message, hit.end))):
        clause = message.clause(hit.start)
        denied = message.any(range(clause.start, hit.end), "not")
        if clause.speaks and not clause.question and not denied and not _ahead(message, hit):
            return [Reading("applied_this_cycle", True, message.quote(hit.start, hit.end))]
    return []


def _year_named(message: Message, at: int) -> bool:
    number = message.number(at)
    return number is not None and number > 1900


def _ahead(message: Message, hit: Hit) -> bool:
    """Whether applying is planned; applications that are submitted are out."""
    places = message.clause(hit.start).places
    plans = [at for at in places if message.has(at, "plan") and not message.has(at, "sent")]
    return bool(plans) or "send" in message.norms(range(hit.start, hit.end))


def _interviews(message: Message) -> list[Reading]:
    return _dated_interviews(message) or _interviews_beside(message)


def _interviews_beside(message: Message) -> list[Reading]:
    """ "Applied to 93 this season. Not one interview": a count in the same or the next sentence."""
    applied = [hit for hit in message.find_any(_APPLIED) if _this_cycle(message)]
    for hit in message.find_any(_BESIDE) if applied and applied[0] else ():
        clause, sentence = message.clause(hit.start), message.clause(applied[0].start).sentence
        near = hit.start >= applied[0].end and clause.sentence - sentence <= 1
        past = message.any(range(*message.sentence(hit.start)), "lastcycle")
        if not near or not clause.speaks or clause.question or past:
            continue
        number = 0.0 if _none_of(message, hit) else float(hit.groups.get("n") or 0)
        if number == int(number) <= _MOST_INVITED:
            return [Reading("interviews_this_cycle", int(number), message.quote(hit.start, hit.end))]
    return []


def _none_of(message: Message, hit: Hit) -> bool:
    """ "Not one interview", "still not a single invite"."""
    number = next(
        (at for at in range(hit.end - 1, hit.start - 1, -1) if message.number(at) is not None), hit.start
    )
    return message.number(number) == 1 and message.any(range(number - 2, number), "not", "no")


def _dated_interviews(message: Message) -> list[Reading]:
    for hit in message.find_any(_INVITED):
        clause = message.clause(hit.start)
        number = 0.0 if _none_of(message, hit) else float(hit.groups.get("n") or 0)
        past = message.any(range(*message.sentence(hit.start)), "lastcycle")
        if clause.other or clause.conditional or clause.question or past:
            continue
        if number == int(number) <= _MOST_INVITED:
            return [Reading("interviews_this_cycle", int(number), message.quote(hit.start, hit.end))]
    return []
