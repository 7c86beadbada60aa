"""The applicant's facts as words that fit the holes of a wording.

Covers: which facts say something (a count of none says nothing), and each in the words a sentence
needs. Does not cover exams (material) or the sentences themselves (prompts/builtin/drafts/).
"""

from collections.abc import Sequence

from bot.applicant.facts import SPECIALTIES, Profile, number
from bot.write.material import letter_words, time_words
from bot.write.outline import phrases

_SILENT = (0, False, (), "", "none", "not_taken", "anywhere")
"""Values that leave nothing to be said in a letter."""


def says(profile: Profile, key: str) -> bool:
    """Whether a fact is known and gives a draft something to say."""
    if key == "usce_months" and profile.get("usce_kind") == "none":
        return False
    return key in profile and profile[key] not in _SILENT


def values(profile: Profile) -> dict[str, str]:
    """Every hole that can be filled. The first choice is the specialty: a statement is for one."""
    words = phrases()["value"]
    found: dict[str, str] = {"specialty": words["this_specialty"], "region": words["this_region"]}
    chosen, ties, spoken = (profile.get(key) for key in ("specialty", "region_ties", "languages"))
    if isinstance(chosen, tuple) and chosen:
        found["specialty"] = SPECIALTIES.get(chosen[0], chosen[0])
    if isinstance(ties, tuple) and ties:
        found["states"] = found["region"] = _listed(ties)
    if isinstance(spoken, tuple) and spoken:
        found["languages"] = _listed(spoken)
    found |= letter_words(number(profile, "us_letters") or 0)
    found |= _counted(profile)
    kind = str(profile.get("usce_kind", "unknown"))
    found["kind"] = phrases()["kind"].get(kind, phrases()["kind"]["unknown"])
    found["manner"] = words["manner"].get(kind, "")
    return found


def _counted(profile: Profile) -> dict[str, str]:
    words, found = phrases()["value"], {}
    months = number(profile, "usce_months")
    if months:
        found["months"] = time_words(months)
    for key, name in (("publications", "publications"), ("years_since_graduation", "years")):
        count = number(profile, key)
        if count:
            found[name] = words[f"{name}_{'one' if count == 1 else 'many'}"].format(count=int(count))
    found["years_bare"] = found.get("years", "").split(" ")[0]
    year = number(profile, "graduation_year")
    if year:
        found["year"] = str(int(year))
    return found


def names(profile: Profile) -> list[str]:
    """Names on the record that are not our wording: specialties, states, languages."""
    found = [SPECIALTIES.get(key, key) for key in _items(profile, "specialty")]
    return [*found, *_items(profile, "region_ties"), *_items(profile, "languages")]


def _items(profile: Profile, key: str) -> Sequence[str]:
    value = profile.get(key)
    return value if isinstance(value, tuple) else ()


def _listed(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
