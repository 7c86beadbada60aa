"""The attempt-aware gate: every program judged for one applicant, rule by rule, with page and date.

Covers: the verdict of each rule (met, warning, blocked, unknown) and of the program (eligible, unknown,
blocked), what the applicant found out themselves, and what to ask a program. A rule blocks only when it
is strict and solid; a doubtful one is a hint; an unpublished one is unknown if it concerns the applicant.
Does not cover outcomes of single rules (outcomes), their words (words), or ranking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from bot.applicant.facts import Profile
from bot.assess.eligibility.outcomes import (
    NO_LIMIT,
    Judged,
    Outcome,
    Standing,
    concerns,
    count_of,
    outcome,
    standing,
)
from bot.assess.eligibility.verdicts import Finding, Judgement, RuleVerdict, Verdict
from bot.assess.eligibility.words import CONDITIONS, Words, load_words
from bot.assess.records import Doubt, Program, Rule, RuleValue, Source
from bot.errors import BadInput

__all__ = ["Finding", "Gate", "Judgement", "RuleVerdict", "Verdict"]

VISAS = {"visa_j1": "visa_h1b", "visa_h1b": "visa_j1"}
BOTH = ("j1", "h1b")
_SOFTEST = (Verdict.MET, Verdict.WARNING, Verdict.UNKNOWN, Verdict.BLOCKED)


class Gate:
    """One applicant at the gate; judging a program does not change it, so the order plays no part.

    What is the same for every program (the applicant's standing, unpublished rules, outcomes by value)
    is worked out once.
    """

    def __init__(self, profile: Profile, today: date, words: Words | None = None) -> None:
        self.words = words or load_words()
        self.mine: Standing = standing(profile, today)
        self._concerned = concerns(self.mine, self.words.concern)
        self._unstated = {
            key: RuleVerdict(
                rule=key,
                verdict=Verdict.UNKNOWN,
                stated=False,
                yours=False,
                hint_against=False,
                source=self.words.words["unpublished"],
                as_of=self.words.words["unread"],
                _detail=lambda key=key: self.words.rules[key].says["unstated"],  # type: ignore[misc]
            )
            for key in self.words.rules
            if key in self._concerned
        }
        self._judged: dict[tuple[str, RuleValue, RuleValue | None], Judged] = {}

    def judge(self, program: Program, findings: Mapping[str, Finding] | None = None) -> Judgement:
        """The program's verdict; `findings` are the applicant's own, by rule."""
        rules = confirmed(program, findings, self.words) if findings else program.rules
        verdicts = [
            found for key in self.words.rules if (found := self._rule(key, rules, program)) is not None
        ]
        if self.mine.visas == BOTH:
            verdicts = self._better_visa(verdicts)
        if any(rule.verdict is Verdict.BLOCKED for rule in verdicts):
            verdict = Verdict.BLOCKED
        elif any(rule.verdict is Verdict.UNKNOWN for rule in verdicts):
            verdict = Verdict.UNKNOWN
        else:
            verdict = Verdict.ELIGIBLE
        return Judgement(program, verdict, tuple(verdicts), lambda: self._conditions(rules))

    def judge_all(
        self, programs: Iterable[Program], findings: Iterable[Finding] = ()
    ) -> tuple[Judgement, ...]:
        """Every program in the given order."""
        by_program: dict[str, dict[str, Finding]] = {}
        for finding in findings:
            by_program.setdefault(finding.program_id, {})[finding.rule] = finding
        return tuple(self.judge(program, by_program.get(program.id)) for program in programs)

    def summary(self, judgement: Judgement) -> str:
        """The verdict in a sentence or two, for a list."""
        words = self.words.words
        if judgement.blocking:
            return words["blocked"].format(labels=self._labels(judgement.blocking))
        missed = sum(rule.verdict is Verdict.WARNING for rule in judgement.rules)
        hints = [rule for rule in judgement.open if rule.hint_against]
        if not judgement.open:
            key = "eligible_but" if missed else "eligible"
        else:
            key = "hint" if hints else "missed" if missed else "open"
        said = words[key].format(
            concerning=len(judgement.concerning),
            published=judgement.published,
            missed=missed,
            labels=self._labels(hints),
        )
        yours = [rule for rule in judgement.open if rule.yours]
        return f"{said} {words['yours'].format(labels=self._labels(yours))}" if yours else said

    def _labels(self, rules: Iterable[RuleVerdict]) -> str:
        return ", ".join(self.words.rules[rule.rule].label for rule in rules)

    def statement(self, program: Program, key: str) -> str:
        """What a program publishes about a rule, whether or not it concerns this applicant."""
        says, rule = self.words.rules[key], program.rules.get(key)
        if rule is None:
            return says.says["unstated"]
        plain = says.plain or says.says["not_met" if rule.value == "no" else "met"]
        return " ".join([plain.format(limit=self.limit(rule)), *self._caveats(rule, program)])

    def question(self, key: str) -> str:
        """What to ask a program about a rule."""
        exam = key.removeprefix("max_").removesuffix("_failures")
        count = self.mine.failures.get(exam)
        times = {None: "before", 0: "before", 1: "once", 2: "twice"}.get(count, f"{count} times")
        return self.words.rules[key].ask.format(mine=times)

    def _rule(self, key: str, rules: Mapping[str, Rule], program: Program) -> RuleVerdict | None:
        rule = rules.get(key)
        if rule is None:
            return self._unstated.get(key)
        if key in VISAS and not self._wants(key):
            return None
        twin = rules.get(VISAS.get(key, ""))
        value = self._value(rule, rules)
        judged = self._outcome(key, value, twin.value if twin is not None and _solid(twin) else None)
        verdict = self._verdict(rule, judged[0])
        return RuleVerdict(
            rule=key,
            verdict=verdict,
            stated=True,
            hint_against=verdict is Verdict.UNKNOWN and judged[0] is Outcome.NOT_MET,
            yours=verdict is Verdict.UNKNOWN and rule.doubt is None and judged[0] is Outcome.UNANSWERED,
            source=rule.source.url or rule.source.instead or self.words.words["private_page"],
            as_of=rule.source.as_of,
            _detail=lambda: self._detail(rule, judged, program),
        )

    def _value(self, rule: Rule, rules: Mapping[str, Rule]) -> RuleValue:
        """The rule's value for this applicant: Step 3 "for H-1B" is asked of those who need that visa."""
        if rule.value != "required_for_h1b":
            return rule.value
        j1 = rules.get("visa_j1")
        refused = j1 is not None and j1.value == "no"
        needed = self.mine.visas == ("h1b",) or (self.mine.visas == BOTH and refused)
        return "required" if needed else "not_required"

    def _outcome(self, key: str, value: RuleValue, other: RuleValue | None) -> Judged:
        asked = (key, value, other)
        if asked not in self._judged:
            self._judged[asked] = outcome(key, value, self.mine, self.words, other)
        return self._judged[asked]

    def _verdict(self, rule: Rule, found: Outcome) -> Verdict:
        """A rule that is only listed is a hint in both directions, an inferred one when it is not met."""
        fine = found in (Outcome.MET, Outcome.FREE)
        if rule.doubt is Doubt.LISTING:
            return Verdict.UNKNOWN if self._in_question(rule.key, fine) else Verdict.MET
        if fine:
            return Verdict.MET
        if found is Outcome.CLOSE:
            return Verdict.WARNING
        if rule.doubt is not None or found in (Outcome.UNANSWERED, Outcome.CHECK):
            return Verdict.UNKNOWN
        return Verdict.WARNING if rule.flexible else Verdict.BLOCKED

    def _in_question(self, key: str, fine: bool) -> bool:
        if key == "max_total_failures":
            return bool({"max_step1_failures", "max_step2ck_failures"} & self._concerned) or not fine
        if key in ("usce_min_months", "usce_hands_on_only"):
            return "usce" in self._concerned or not fine
        return key in self._concerned or not fine

    def _wants(self, key: str) -> bool:
        """Whether this visa would do, or may have to: which one is wanted is not always known."""
        return self.mine.visas is None or key.removeprefix("visa_") in self.mine.visas

    def _better_visa(self, verdicts: list[RuleVerdict]) -> list[RuleVerdict]:
        """Either visa will do: the one that stands better decides, and the other is only told."""
        both = {rule.verdict for rule in verdicts if rule.rule in VISAS}
        best = min(both, key=_SOFTEST.index)
        return [found for rule in verdicts if (found := self._beside(rule, best)) is not None]

    def _beside(self, rule: RuleVerdict, best: Verdict) -> RuleVerdict | None:
        if rule.rule not in VISAS or rule.verdict is best:
            return rule
        if not rule.stated and best is not Verdict.UNKNOWN:
            return None
        told = Verdict.MET if best is Verdict.MET else Verdict.WARNING
        close = self.words.rules[rule.rule].says["close"]
        return replace(rule, verdict=told, hint_against=False, _detail=lambda: close)

    def _detail(self, rule: Rule, judged: Judged, program: Program) -> str:
        if rule.value == NO_LIMIT:
            return self.words.words["no_limit"]
        found, mine = judged
        says = self.words.rules[rule.key].says
        start = count_of(self.mine.years_at_start or 0, "year")
        said = says.get(found, says["met"]).format(limit=self.limit(rule), mine=mine, start=start)
        return " ".join([said, *self._caveats(rule, program)])

    def _caveats(self, rule: Rule, program: Program) -> list[str]:
        """Why a rule is softer, more doubtful or older than it looks."""
        words, parts = self.words.words, []
        if rule.doubt is not None:
            parts.append(words[rule.doubt.value])
        if rule.exception is not None:
            parts.append(words["exception"].format(exception=rule.exception))
        elif rule.flexible:
            parts.append(words["flexible"])
        if program.stale_terms and rule.source in program.sources:
            parts.append(words["stale"].format(terms=", ".join(program.stale_terms)))
        return parts

    def limit(self, rule: Rule) -> str:
        """The value of a rule in words: "no failed attempt", "5 years", "with the application"."""
        value = rule.value
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return self.words.stages.get(value, value.replace("_", " "))
        for ending, what in (
            ("_failures", "failed attempt"),
            ("_since_graduation", "year"),
            ("_months", "month"),
            ("letters_min", "letter"),
            ("letters_us_min", "letter"),
        ):
            if rule.key.endswith(ending):
                return count_of(value, what)
        return str(value)

    def _conditions(self, rules: Mapping[str, Rule]) -> tuple[str, ...]:
        return tuple(
            self.words.conditions[key].format(limit=self.limit(rules[key]))
            for key in CONDITIONS
            if key in rules
        )


def _solid(rule: Rule) -> bool:
    """Whether another rule may rest on this one: a yes of a program's page, or a strict, outright no."""
    if rule.value == "yes":
        return rule.doubt is not Doubt.LISTING
    return rule.doubt is None and not rule.flexible


def confirmed(program: Program, findings: Mapping[str, Finding], words: Words) -> Mapping[str, Rule]:
    """The rules with what the applicant found in place of what was read, and marked so."""
    found = dict(program.rules)
    for key, finding in findings.items():
        if key not in words.rules:
            raise BadInput(f"'{key}' is not a rule that can be confirmed; known: {', '.join(words.rules)}")
        said = words.words["confirmed"].format(found_on=finding.found_on, where=finding.where)
        page = Source(None, finding.found_on, frozenset((key,)), instead=said)
        found[key] = Rule(key, finding.value, False, None, None, page)
    return found
