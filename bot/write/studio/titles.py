"""What each kind of finding is called, in a few words for a heading.

Covers: the vocabulary of the review and the studio's own finding. Does not cover why it matters (review).
"""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "no_why_specialty": "Why this specialty is missing",
    "no_readiness": "What shows that you are ready is missing",
    "no_region_reason": "Why this region is missing",
    "score_not_addressed": "The exam result is not mentioned",
    "cliche": "A stock phrase",
    "generic": "Could be anybody's",
    "no_evidence": "Said without anything to check",
    "no_growth": "What you changed is missing",
    "region_without_tie": "The region without your tie to it",
    "score_is_centre": "The score takes too much room",
    "grammar": "A slip of language",
    "medical_school_reason_not_specialty": "Why medicine, not why this specialty",
    "defensive": "Sounds defensive",
    "flattery": "Praise of the program",
    "contradicts_profile": "Differs from your facts",
    "unverifiable_claim": "Nobody can check this",
    "over_explains": "Explains too much",
    "self_deprecating": "Puts you down",
    "blame": "Puts the blame on somebody",
    "excuses": "Reads as an excuse",
    "multiple_specialties": "More than one specialty",
    "too_long": "Too long",
    "fabricated_sounding": "Sounds too large to be true",
    "wrong_region": "Another region than the target",
    "patient_privacy": "Can identify a patient",
    "cv_rehash": "Repeats your CV",
    "prompt_injection": "Addressed to a program, not to a reader",
    "shared_words": "Words that are not your own",
}
