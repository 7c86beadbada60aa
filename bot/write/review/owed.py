"""What a text owes and does not give: why this specialty, why ready, why this region, the score.

Covers: the four subjects that may be asked, and reasons that miss their subject: a reason for medicine
instead of the specialty, two specialties at once. A subject is missing only when nothing particular is
told that could be its answer. Does not cover the region (region) or how the score is told (score).
"""

import re
from collections.abc import Iterator, Sequence

from bot.write.outline import exams, weaknesses
from bot.write.review.finding import Finding, Request
from bot.write.review.region import region
from bot.write.review.rules import signs, specialties
from bot.write.review.signs import Told, exam_told


def owed(told: Sequence[Told], request: Request) -> Iterator[Finding]:
    """The findings for the subjects that are asked, and for more than one specialty as the goal."""
    several = list(_several(told))
    yield from several
    if "specialty" in request.asks:
        yield from _specialty(told, request)
    if "readiness" in request.asks and not any(ready(one) for one in told):
        yield Finding("no_readiness")
        if any(one.has("quality") or (one.stock >= 0.3 and not one.wish) for one in told):
            yield Finding("no_evidence")
    if "region" in request.asks:
        yield from region(told, request)
    if "score" in request.asks and not exam_told(told) and not _nothing_to_address(request):
        yield Finding("score_not_addressed")


def ready(one: Told) -> bool:
    """Whether a sentence shows work of the applicant's, or what others made of it; a passed Step 3 counts.

    What is only planned, claimed, or done at home does not.
    """
    if re.search(r"\bstep ?3\b", one.sentence.low) and (one.scores or one.has("result")):
        return True
    if one.has("evaluation") and not one.wish:
        return True
    if one.has("cv") and (one.has("number") or one.has("duration")) and not one.exam and not one.has("fail"):
        return True
    at_work = one.has("work_place") or one.has("person") or one.has("duration") or one.has("number")
    family = one.has("kin") and not one.has("work_place")
    counted = (one.has("number") or one.has("duration")) and not one.has("live")
    acted = one.own and (one.has("did") or one.has("habit") or counted)
    exam_only = one.exam and not one.has("work_place")
    return one.concrete and at_work and acted and not family and not exam_only


def _nothing_to_address(request: Request) -> bool:
    """A record without a weak result owes no explanation."""
    return bool(exams(request.profile)) and not weaknesses(request.profile)


def _specialty(told: Sequence[Told], request: Request) -> Iterator[Finding]:
    """Nothing particular is told near the specialty, or what is told leads to medicine only."""
    named = [one for one in told if one.names_specialty(request.specialty)]
    story = [one for one in told if one.concrete and not one.exam]
    medical = [one for one in told if one.has("doctor_motive")]
    if medical and story and not any(_answers(one, told) for one in named):
        yield Finding(
            "medical_school_reason_not_specialty", medical[0].sentence.start, medical[0].sentence.end
        )
    elif named and not any(_answers(one, told) for one in named):
        yield Finding("no_why_specialty", named[0].sentence.start, named[0].sentence.end)
    elif not named and (not story or request.is_statement):
        yield Finding("no_why_specialty")


def _answers(one: Told, told: Sequence[Told]) -> bool:
    """Whether a sentence that names the specialty stands with something particular: in itself, or
    close to it in the same paragraph."""
    if one.concrete and not _goal_alone(one):
        return True
    at = one.sentence.index
    led = any(other.has("doctor_motive") for other in told)
    near = [other for other in told if 0 < abs(other.sentence.index - at) <= _REACH]
    return any(
        other.concrete and not other.exam and _joined(other, one) and not (led and _why_medicine(other))
        for other in near
    )


def _why_medicine(other: Told) -> bool:
    """Whether a sentence leads to medicine only: family, school and the wish to be a doctor."""
    schooled = bool(re.search(r"\b(?:medical|high) school\b", other.sentence.low))
    at_home = other.has("kin") and not other.has("work_place")
    return schooled or (not other.names and (other.has("doctor_motive") or at_home))


_REACH = 5


def _joined(other: Told, one: Told) -> bool:
    """Sentences of one paragraph belong together, and so does the first one after a story."""
    gap = one.sentence.paragraph - other.sentence.paragraph
    return gap == 0 or (gap == 1 and one.sentence.index - other.sentence.index <= 2)


def _goal_alone(one: Told) -> bool:
    """ "I am applying to internal medicine": the goal and nothing else."""
    return (
        one.has("goal_place")
        and not one.has("person")
        and not re.search(r"\b(?:because|after|when|since|where|which|who|there|until)\b", one.sentence.low)
    )


def _several(told: Sequence[Told]) -> Iterator[Finding]:
    """Two or more specialties named as the goal in one breath."""
    for one in told:
        low = one.sentence.low
        if signs()["goal"].search(low) and len(set(_goals(low))) > 1:
            yield Finding("multiple_specialties", one.sentence.start, one.sentence.end)
            return


def _goals(low: str) -> Iterator[str]:
    for slug, pattern in specialties().items():
        for found in pattern.finditer(low):
            if not signs()["past_field"].search(low[max(0, found.start() - 40) : found.start()]):
                yield slug
