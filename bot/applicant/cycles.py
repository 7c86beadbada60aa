"""Earlier cycles and this one: unmatched before, applied now, interviews so far.

Covers: "did not match", "third time applying", "first cycle", "never applied", applications and
invitations of the season at hand. Does not cover withdrawing, which is neither, fears of not
matching, or other people's cycles.
"""

from bot.applicant.clauses import Hit, Message
from bot.applicant.patterns import pattern
from bot.applicant.ledger import Reading

_UNMATCHED = (
    pattern("<unmatched> "),
    pattern("(?:<no>|#0) (?:single )?<interview> <n.5><lastcycle> "),
    pattern(
        "<lastcycle> <any.8>(?:<no>|#0|<not> <have>|<not> get) (?:a single |any |single |get )?(?:<interview>|match|luck|success) "
    ),
    pattern(
        "(?:<applied>|applied|applying) <any.5>(?:<#n> |<several> |consecutive )(?:<time>|<cycle>|<year>|consecutive) "
    ),
    pattern("(?:<applied>|applied) <n.4>(?:<twice>|<thrice>) "),
    pattern("<twice> <applied> "),
    pattern("<applied> <n.3>(?:ever since|every year|each year|year after year) "),
    pattern(
        "@[2-9] (?:consecutive )?(?:<cycle>|<time> <n.2>(?:<applied>|in the <cycle>|<cycle>|going through|around)|match|application) "
    ),
    pattern(
        "(?:<#n>|<several>) (?:<fail>|unsuccessful|previous|prior|past) (?:<cycle>|match|application|applications) "
    ),
    pattern("<#n> (?:match |application |residency |full )?<cycles|seasons> "),
    pattern("nothing (?:both|all|either|every|each) "),
    pattern("<fail> (?:the |my |last |previous |first |in )*(?:<cycle>|match) "),
    pattern("<lastcycle> <any.4>(?:<unmatched>|no match|no luck|rejected|nothing|unsuccessful) "),
    pattern("(?:re apply|reapplying|reapply) (?:after|because) <n.6>(?:<unmatched>|match) "),
    pattern("(?:no|#0) luck <n.4><lastcycle> "),
    pattern("(?:soap|soaped) <n.6>(?:<no>|<not>|<fail>|nothing) "),
    pattern("(?:match|matched) (?:#0|nowhere|nothing|none) "),
)
_NEVER = pattern(
    "<never> (?:<have> |been |even |yet )*(?:<applied>|participated|entered|(?:in |gone through |been through |through |done |tried )(?:the |a )?<cycle>) "
)
_FIRST = (
    pattern(
        "@1 (?:<n.1>(?:<cycle>|match|application|season)|time (?:<applied>|<program>|applicant|<n.3><cycle>|in the match)) "
    ),
    pattern("<applied> <n.6>(?:for )?(?:the |my )?@1 time "),
    _NEVER,
    pattern(
        "<not> (?:<have> |ever |yet |been )*(?:<applied>) (?:before|ever|previously|in the past|to (?:any )?(?:<program>|residency) before) "
    ),
    pattern("<not> <lastcycle> <applied> "),
    pattern("(?:new|fresh) applicant "),
    pattern(
        "(?:prev|previous|prior|past|earlier) (?:app|apps|application|applications|<cycle>|match|attempts) (?:: |= |-- )?(?:<no>|#0|never) "
    ),
    pattern(
        "(?:tried|applied|applying|entered) (?:for |to |in )?(?:the |a )?(?:<cycle>|residency)? ?(?:before )?(?:: )(?:<no>|never) "
    ),
    pattern(
        "(?:<no>) (?:previous|prior|earlier|past) (?:<cycle>|applications|application|attempts to match|match attempts|match) "
    ),
)
_FEARS = frozenset(
    "afraid fear fearing worried worry scared risk avoid prevent if might may could happens anxious want end ending chance possibility".split()
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
    return next(
        (
            message.quote(hit.start, hit.end)
            for hit in message.find(_NEVER)
            if not message.clause(hit.start).other
        ),
        None,
    )


def _went_unmatched(message: Message) -> str | None:
    withdrew = any(
        message.has(at, "withdrew") and not message.clause(at).other for at in range(len(message.tokens))
    )
    for wanted in _UNMATCHED:
        for hit in message.find(wanted):
            number = hit.groups.get("n")
            if number is not None and not 2 <= float(number) <= 12:
                continue
            if _happened(message, hit) and not (withdrew and not message.has(hit.start, "unmatched")):
                return message.quote(hit.start, hit.end)
    return None


def _happened(message: Message, hit: Hit) -> bool:
    clause = message.clause(hit.start)
    if clause.other or clause.conditional or (clause.question and not clause.own):
        return False
    before = [message.norm(at) for at in range(max(clause.start, hit.start - 5), hit.start)]
    if _FEARS.intersection(before) or any(
        message.has(at, "never") for at in range(max(clause.start, hit.start - 2), hit.start)
    ):
        return False
    planned = [at for at in range(clause.start, hit.start) if message.has(at, "plan")]
    person = message.has(hit.end, "person") or (
        message.norm(hit.end) in ("us", "fellow") and message.has(hit.end + 1, "person")
    )
    return not planned and not person


def _first_cycle(message: Message) -> str | None:
    for wanted in _FIRST:
        for hit in message.find(wanted):
            clause = message.clause(hit.start)
            if not (clause.other or clause.conditional or (clause.question and not clause.own)) and not _past(
                message, hit
            ):
                return message.quote(hit.start, hit.end)
    return None


def _past(message: Message, hit: Hit) -> bool:
    """ "My first cycle was 2024": there was another after it."""
    return any(
        message.norm(at) in ("was", "in")
        and message.tokens[min(at + 1, len(message.tokens) - 1)].norm.startswith("#20")
        for at in range(hit.end, hit.end + 2)
    )


_APPLIED = (
    pattern("(?:have |already |just |i |we |i have )*(?:applied|submitted|applying) <n.7><thiscycle> "),
    pattern("<thiscycle> <n.4>(?:applied|submitted|applying) "),
    pattern("already (?:applied|submitted) "),
)
_NOT_APPLIED = (
    pattern("<not> (?:<have> |yet |even |going to |be |been |am )*(?:<applied>|submit) <n.5><thiscycle> "),
    pattern("<not> (?:<have> |yet )*<applied> (?:yet |for <thiscycle> )"),
    pattern("(?:apply|applying|applied) <n.4>(?:next cycle|next year|next match|2028) "),
    pattern("(?:skip|skipping|skipped|missed|sitting out) <thiscycle> "),
)


def _this_cycle(message: Message) -> list[Reading]:
    for wanted, value in ((_NOT_APPLIED, False), (_APPLIED, True)):
        for one in wanted:
            for hit in message.find(one):
                clause = message.clause(hit.start)
                hedged = (
                    any(
                        message.has(at, "not") or message.has(at, "if")
                        for at in range(clause.start, hit.start)
                    )
                    and value
                )
                if not (clause.other or clause.conditional or clause.question or hedged) and not (
                    value and clause.planned
                ):
                    return [Reading("applied_this_cycle", value, message.quote(hit.start, hit.end))]
    return []


_INVITED = (
    pattern(r"<#n> (?:\+ )?<n.2><interview> <n.4><thiscycle> "),
    pattern(r"<thiscycle> <any.6><#n> (?:\+ )?<n.1><interview> "),
    pattern("(?:<no>|#0) <n.1><interview> <n.4><thiscycle> "),
    pattern("<not> (?:<have>|<get|got|received>) <n.3><interview> <n.3><thiscycle> "),
)


def _interviews(message: Message) -> list[Reading]:
    for wanted in _INVITED:
        for hit in message.find(wanted):
            clause = message.clause(hit.start)
            start, end = message.sentence(hit.start)
            past = any(message.has(at, "lastcycle") for at in range(start, end))
            if clause.other or clause.conditional or clause.question or past:
                continue
            number = float(hit.groups.get("n") or 0)
            if number == int(number) and number <= 100:
                return [Reading("interviews_this_cycle", int(number), message.quote(hit.start, hit.end))]
    return []
