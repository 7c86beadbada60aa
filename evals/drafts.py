"""Suite `drafts`: is every kind of draft true to its applicant, complete, open about gaps and original?

Covers: applicants generated from a seed, sparse and full in turn, with stories in many voices; every
kind of draft for each; claims without support, use of the facts a kind needs, questions for what is
missing, words shared between applicants and with the passages from the guide, length, and time. What
a kind needs and what counts as a claim is written here anew, not taken from the composer or the
lock. Does not cover whether a draft reads well, which readers judge.
"""

import json
import random
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.applicant.facts import FIELDS, SPECIALTIES, STATES, Profile, Value, parse_profile
from bot.errors import BadInput
from bot.settings import KNOWLEDGE
from bot.write.drafts import KINDS, draft
from evals.intervals import mean_with_interval
from evals.rows import CASES as _FOLDER
from evals.rows import Row

CASES: Path | None = None
REQUIRED = ("id", "profile")
SEED, COUNT = 218, 300
STORIES = _FOLDER / "draft_stories.json"
"""What applicants say, by story fact: sentences and fragments as people type them."""
RUN = 8
FULL_WORDS = 40
_MOST_NAMED = 10
_FULL_STORY = 8
"""An applicant with a full profile has told each story in at least so many words."""
_SHARES = (0.25, 0.6, 1.0)

_VALUES: dict[str, tuple[Value, ...]] = {
    "step1": ("pass", "pass", 192, 204, 211, 219, 226, 238),
    "step1_failures": (0, 0, 1, 2),
    "step2ck": ("pass", 214, 219, 221, 224, 229, 236, 247),
    "step2ck_failures": (0, 0, 0, 1, 2),
    "step3": ("pass", "not_taken", 206, 217, 224, 233),
    "step3_failures": (0, 0, 1),
    "graduation_year": (2009, 2013, 2016, 2018, 2020, 2022, 2024),
    "years_since_graduation": (2, 4, 7, 11, 16),
    "citizenship_status": ("needs_visa", "permanent_resident", "us_citizen"),
    "usce_months": (0.5, 1, 2, 3, 4, 7),
    "usce_kind": ("observership", "externship", "hands_on", "research"),
    "specialty": tuple((key,) for key in tuple(SPECIALTIES)[:12]),
    "us_letters": (1, 2, 3, 4),
    "publications": (1, 2, 4, 9),
    "region_ties": (("California",), ("Oregon",), ("Washington", "Idaho"), ("California", "Oregon")),
    "languages": (("English", "Spanish"), ("Urdu",), ("Arabic", "English", "French"), ("Tagalog",)),
    "previously_unmatched": (True, False),
    "target_region": ("coast_only", "coast_first", "anywhere"),
}
_EXPLAINED = ("step1", "step1_failures", "step2ck", "step2ck_failures", "story_cause", "story_change")
NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((kind for kind in KINDS if kind.startswith("score_")), (*_EXPLAINED, "story_evidence")),
    "why_specialty": ("specialty", "story_specialty", "story_work"),
    "why_ready": ("step2ck", "step3", "usce_months", "usce_kind", "us_letters", "story_ready"),
    "why_region": ("region_ties", "languages", "story_region", "story_service"),
    "letter_request": ("specialty", "usce_months", "usce_kind", "publications", "story_letter"),
    "coordinator_email": ("specialty", "region_ties", "story_connection", "story_update"),
    "update_letter": ("specialty", "step3", "publications", "us_letters", "story_update"),
    "thank_you": ("specialty", "story_thanks"),
    "gap_year": ("graduation_year", "usce_months", "publications", "story_gap", "story_gap_growth"),
}
"""The facts that a reader of each kind would look for; a missing one is owed a question where ASKED says."""
ASKED: Mapping[str, Mapping[str, str]] = {
    "why_specialty": {"specialty": "specialty", "story_specialty": "moment", "story_work": "work"},
    "why_ready": {"story_ready": "trust", "usce_months": "months"},
    "why_region": {
        "region_ties": "state",
        "story_region": "who or what",
        "story_service": "patients",
        "languages": "languages",
    },
    "letter_request": {"story_letter": "case", "specialty": "specialty"},
    "coordinator_email": {"story_connection": "connects", "story_update": "new"},
    "update_letter": {"story_update": "new"},
    "thank_you": {"story_thanks": "moment"},
    "gap_year": {"graduation_year": "graduate", "story_gap": "filled", "story_gap_growth": "check"},
}
"""By kind: a word that the question for a missing fact must hold."""

_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_NAME = re.compile(r"(?<![.!?:\n]\s)(?<!^)(?<!- )\b[A-Z][a-z]+\b", re.MULTILINE)
_LOWER_FIELD_WORDS = frozenset(("step", "pacific", "coast", "subject"))


def generate(seed: int = SEED, count: int = COUNT) -> list[Row]:
    """One row for each applicant and kind: id, profile (the stories among its facts), typed, kind."""
    rows: list[Row] = []
    for n, (profile, full) in enumerate(applicants(seed, count)):
        typed = "\n".join(str(value) for key, value in profile.items() if key.startswith("story_"))
        facts = {key: list(value) if isinstance(value, tuple) else value for key, value in profile.items()}
        same: Row = {"profile": facts, "typed": typed, "full": full}
        rows += [{"id": f"{seed}-{n}-{kind}", "kind": kind, **same} for kind in KINDS]
    return rows


def applicants(seed: int, count: int) -> Iterator[tuple[dict[str, Value], bool]]:
    """Applicants with consistent facts, sparse, middling and full in turn, and whether each is full."""
    chance = random.Random(seed)
    stories: dict[str, list[str]] = json.loads(STORIES.read_text(encoding="utf-8"))
    for n in range(count):
        share = _SHARES[n % len(_SHARES)]
        profile = {key: chance.choice(values) for key, values in _VALUES.items() if chance.random() < share}
        told = {
            key: [one for one in all_told if share < 1 or len(one.split()) >= _FULL_STORY]
            for key, all_told in stories.items()
        }
        profile |= {key: chance.choice(ones) for key, ones in told.items() if chance.random() < share}
        if "graduation_year" in profile:
            profile.pop("years_since_graduation", None)
        if profile.get("step3") == "not_taken":
            profile.pop("step3_failures", None)
        yield {key: profile[key] for key in FIELDS if key in profile}, share == 1.0


def run(rows: list[Row], context: Any) -> list[Row]:
    """One line per row: the draft, its bracketed questions, and what it was made from."""
    outs: list[Row] = []
    for row in rows:
        profile, kind = _profile(row, context), row.get("kind", KINDS[0])
        typed = str(row.get("typed", ""))
        written = draft(kind, profile, tuple(typed.split("\n")) if typed else (), str(row["id"]))
        made = {"text": written.text, "questions": list(written.questions)}
        outs.append({"id": row["id"], "profile": row["profile"], "typed": typed, "kind": kind, **made})
    return outs


def evaluate(rows: list[Row], outs: list[Row], context: Any) -> dict[str, Any]:
    """The metrics of the contract, each with what it found wrong first, and the time of one applicant."""
    profiles = [_profile(row, context) for row in rows]
    unsupported = [f"{out['id']}: {claim}" for out in outs for claim in claims_without_support(out)]
    used = [part for profile, out in zip(profiles, outs, strict=True) for part in _used(profile, out)]
    owed = [part for profile, out in zip(profiles, outs, strict=True) for part in _owed(profile, out)]
    shared = shared_between(outs)
    short = [
        out["id"]
        for row, out in zip(rows, outs, strict=True)
        if row.get("full") and len(_BRACKETED.sub(" ", out["text"]).split()) < FULL_WORDS
    ]
    unused = [about for about, holds in used if not holds]
    unasked = [about for about, holds in owed if not holds]
    return {
        "unsupported_facts": len(unsupported),
        "facts_used": mean_with_interval([float(holds) for _, holds in used]),
        "placeholders": mean_with_interval([float(holds) for _, holds in owed]),
        "shared_runs": len(shared),
        "full_under_40_words": len(short),
        "ms_all_kinds": _milliseconds(profiles[-len(KINDS) :]),
        "found": [*unsupported, *unused, *unasked, *shared, *short][:_MOST_NAMED],
        "unused_by_fact": _tally(about.split(": ")[1] for about in unused),
    }


def claims_without_support(out: Row) -> list[str]:
    """Numbers, names and exams of a text that stand neither in the facts nor in what was typed."""
    profile, text = out["profile"], re.sub(" +", " ", _BRACKETED.sub(". ", out["text"]))
    shown = json.dumps({FIELDS[key].label: value for key, value in profile.items()}, ensure_ascii=False)
    shown += " ".join(SPECIALTIES.get(key, "") for key in profile.get("specialty", ()))
    shown += " ".join(STATES.get(key, "") for key in profile.get("region_ties", ()))
    known = f"{shown} {out['typed']}"
    numbers = {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", known)} | _derived(profile)
    wrong = [f for f in re.findall(r"(?<!Step )\b\d+(?:\.\d+)?", text) if float(f) not in numbers]
    words = set(re.findall(r"[A-Za-z]+", known.lower()))
    wrong += [name for name in _NAME.findall(text) if name.lower() not in words | _LOWER_FIELD_WORDS]
    for exam, key in (("Step 1", "step1"), ("Step 2 CK", "step2ck"), ("Step 3", "step3")):
        told = key in profile or f"{key}_failures" in profile or exam in out["typed"]
        wrong += [exam] if exam in text and not told else []
    return wrong


def _derived(profile: Mapping[str, Any]) -> set[float]:
    """Differences of scores, attempts with the pass, and months as weeks."""
    scores = [profile[key] for key in ("step1", "step2ck", "step3") if isinstance(profile.get(key), int)]
    found = {float(abs(one - other)) for one in scores for other in scores}
    found |= {profile[key] + 1.0 for key in profile if key.endswith("_failures")}
    return found | {profile.get("usce_months", 0) * 4.0}


def _used(profile: Profile, out: Row) -> Iterator[tuple[str, bool]]:
    """Each known fact that the kind needs, and whether it stands in the text."""
    for key in NEEDS[out["kind"]]:
        value = profile.get(key)
        if value not in (None, (), 0, "none", "not_taken", "pass", False):
            yield f"{out['id']}: {key}", _stands(key, value, out["text"])


_KIND_WORDS = {
    "hands_on": "hands-on",
    "observership": "observ",
    "externship": "externship",
    "research": "research",
}


def _stands(key: str, value: Value, text: str) -> bool:
    if key.startswith("story_"):
        said, there = _tokens(str(value)), set(_tokens(text))
        return sum(token in there for token in said) >= 0.5 * len(said)
    if key.endswith("_failures"):
        return bool(re.search(r"fail|attempts|not pass|fail", text))
    if key == "usce_kind":
        return _KIND_WORDS[str(value)] in text
    if isinstance(value, tuple):
        return all(SPECIALTIES.get(item, item) in text for item in value)
    if key == "usce_months" and isinstance(value, float) and value < 1:
        return f"{round(value * 4)} weeks" in text
    return re.search(rf"\b{value}\b", text) is not None


def _owed(profile: Profile, out: Row) -> Iterator[tuple[str, bool]]:
    """Each missing fact that the kind must ask for, and whether a bracketed question asks for it."""
    kind, asked = out["kind"], " ".join(out["questions"]).lower()
    for key, word in ASKED.get(kind, {}).items():
        either = kind == "coordinator_email" and {"story_connection", "story_update"} & set(profile)
        counted = key == "graduation_year" and "years_since_graduation" in profile
        supported = key == "usce_months" and {"us_letters", "usce_kind"} & set(profile)
        if key not in profile and not (either and key.startswith("story_")) and not counted and not supported:
            yield f"{out['id']}: {key}", word in asked


def shared_between(outs: Iterable[Row]) -> list[str]:
    """Runs of eight words that are nobody's own and stand in two applicants' drafts or in a passage."""
    passages = [path.read_text(encoding="utf-8") for path in sorted((KNOWLEDGE / "guide").glob("*.md"))]
    first: dict[tuple[str, ...], str] = {gram: "guide" for text in passages for gram in _grams(_tokens(text))}
    found = []
    for out in outs:
        person = out["id"].rsplit("-", 1)[0]
        for run in _not_own(out):
            for gram in _grams(run):
                if first.setdefault(gram, person) != person:
                    found.append(f"{out['id']}: {' '.join(gram)}")
    return found


def _not_own(out: Row) -> Iterator[list[str]]:
    """Stretches of a text between its figures, names on record, own sentences and questions."""
    text = _exams_as_words(_BRACKETED.sub(" | ", out["text"]))
    named = [SPECIALTIES.get(key, key) for key in out["profile"].get("specialty", ())]
    named += [*out["profile"].get("region_ties", ()), *out["profile"].get("languages", ())]
    tokens = " ".join(_tokens(text, keep="|"))
    sentences = [piece for piece in re.split(r"(?<=[.!?])\s+|\n", out["typed"]) if piece]
    for own in sorted([*sentences, *named], key=len, reverse=True):
        words = " ".join(_tokens(_exams_as_words(own)))
        tokens = re.sub(rf"\b{re.escape(words)}\b", "|", tokens) if words else tokens
    for stretch in re.split(r"\||\b\d[\d.]*\b", tokens):
        if stretch.split():
            yield stretch.split()


def _exams_as_words(text: str) -> str:
    return re.sub(r"\bstep ([123])\b", r"step_\1", text.lower())


def _tokens(text: str, keep: str = "") -> list[str]:
    return re.findall(rf"[\w{re.escape(keep)}]+", text.lower().replace("'", "").replace("’", ""))


def _grams(run: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(run[i : i + RUN]) for i in range(len(run) - RUN + 1))


def _milliseconds(profiles: Sequence[Profile]) -> float:
    """Median time of every kind for one applicant."""
    if not profiles:
        return float("nan")
    spent = []
    for n, profile in enumerate(profiles):
        start = time.perf_counter()
        for kind in KINDS:
            draft(kind, profile, (), str(n))
        spent.append((time.perf_counter() - start) * 1_000)
    return sorted(spent)[len(spent) // 2]


def _tally(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found


def _profile(row: Row, context: Any) -> dict[str, Value]:
    if not isinstance(row["profile"], dict):
        raise BadInput(f"row {row['id']}: 'profile' must be an object of facts")
    facts = {key: value for key, value in row["profile"].items() if key in FIELDS}
    return parse_profile(facts, context.today, f"row {row['id']}")
