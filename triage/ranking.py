"""What a visit is worth, and who comes first when the team can only go to a few. Pure.

worth = w_e evidence + w_s severity + w_n senders + w_v last visit + w_c coverage, every term
between 0 and 1 and shown on the screen; the order it gives is advice, the choice is a person's.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log, log2
from typing import Any

from triage.policy import Policy
from triage.verdict import Verdict


@dataclass(frozen=True)
class Candidate:
    """A unit that might be visited.

    ``severities``: (code, number) of counted matters. ``days_since_visit``: None if never.
    ``may_propose``: policy holds nothing against proposing it.
    ``coverage_missing``: 0 to 1, how much of this unit's kind the year's plan still owes.
    """

    unit: int
    verdict: Verdict
    distinct_senders: int
    severities: tuple[tuple[str, int], ...]
    days_since_visit: int | None = None
    coverage_missing: float = 0.0
    may_propose: bool = True


@dataclass(frozen=True)
class Term:
    """One summand: ``weight`` x ``value`` (0 to 1) = ``points``; ``raw`` is what was measured."""

    name: str
    raw: float
    value: float
    weight: float

    @property
    def points(self) -> float:
        """What the term adds to the worth."""
        return self.weight * self.value


@dataclass(frozen=True)
class Ranked:
    """A candidate's place. ``proposed``: within the month's capacity."""

    unit: int
    worth: float
    place: int
    proposed: bool
    terms: tuple[Term, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, for the proposal."""
        terms = [{**asdict(term), "points": term.points} for term in self.terms]
        return {**asdict(self), "terms": terms}


def worth(candidate: Candidate, policy: Policy) -> tuple[Term, ...]:
    """The terms of a visit's worth, in the order they are shown."""
    return (
        _term("evidence", policy, candidate.verdict.score, _evidence(candidate.verdict)),
        _term("severity", policy, _mean_weight(candidate, policy), _severity(candidate, policy)),
        _term(
            "senders",
            policy,
            candidate.distinct_senders,
            min(log2(1 + candidate.distinct_senders) / log2(21), 1.0),
        ),
        _last_visit(candidate, policy),
        _term(
            "coverage",
            policy,
            candidate.coverage_missing,
            min(max(candidate.coverage_missing, 0.0), 1.0),
        ),
    )


def rank(
    candidates: Sequence[Candidate],
    policy: Policy,
    already_this_month: int = 0,
    open_units: frozenset[int] = frozenset(),
) -> tuple[Ranked, ...]:
    """Best first; the first ``capacity - already_this_month`` are proposed, the rest watched.

    ``open_units`` have a proposal that waits: they stay proposed and take no room a second time.
    Ties go to the unit with the smaller id, so that two runs give one order. Candidates that are
    not to be proposed (``may_propose``) are ranked and take no room.
    """
    room = max(policy.count("propose.capacity_per_month") - already_this_month, 0)
    scored = [(c, worth(c, policy)) for c in candidates]
    scored.sort(key=lambda pair: (-sum(t.points for t in pair[1]), pair[0].unit))
    ranked = []
    for place, (candidate, terms) in enumerate(scored, start=1):
        waits = candidate.unit in open_units
        fit = candidate.may_propose and (waits or room > 0)
        room -= fit and not waits
        ranked.append(Ranked(candidate.unit, sum(t.points for t in terms), place, fit, terms))
    return tuple(ranked)


def _term(name: str, policy: Policy, raw: float, value: float) -> Term:
    key = "weight_last_visit" if name == "last_visit" else f"weight_{name}"
    return Term(name, float(raw), value, policy[f"ranking.{key}"])


def _evidence(verdict: Verdict) -> float:
    """0 at the watch threshold's tenth, 1 at a thousand times the propose threshold; log scale."""
    low, high = verdict.watch_threshold / 10, verdict.threshold * 1000
    if verdict.score <= low:
        return 0.0
    return min(log(verdict.score / low) / log(high / low), 1.0)


def _mean_weight(candidate: Candidate, policy: Policy) -> float:
    number = sum(n for _, n in candidate.severities)
    weights = sum(policy.severity_weight(code) * n for code, n in candidate.severities)
    return weights / number if number else 0.0


def _severity(candidate: Candidate, policy: Policy) -> float:
    most = policy.severity_weight("S3")
    return min(_mean_weight(candidate, policy) / most, 1.0) if most else 0.0


def _last_visit(candidate: Candidate, policy: Policy) -> Term:
    due = policy["ranking.months_until_visit_is_due"] * 365.25 / 12
    since = candidate.days_since_visit
    value = 1.0 if since is None else min(max(since, 0) / due, 1.0)
    return _term("last_visit", policy, -1 if since is None else since, value)
