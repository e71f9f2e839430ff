"""A programme that fills what the rules of coverage still ask, and why each place. Pure.

No unit counts for two rules, so taking the highest scores of each group is already the best
choice; nothing has to be searched. A score is two terms from 0 to 1 with weights that are data:
feedback of twelve months, as a share of the most in its kind, and how long nobody has come.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from intake.unitbook import Kind, UnitBook, UnitRecord
from triage.inspections import numbersfile
from triage.inspections.coverage import Gap, Rule, gaps, in_force
from triage.inspections.life import Form

SHIPPED = Path(__file__).parents[1] / "data" / "programme.csv"
VISITED = (Kind.DEPARTMENT, Kind.DISTRICT, Kind.COMMUNE)
NUMBERS = ("feedback", "unseen", "long_ago_days", "beyond_rules")


class Why(StrEnum):
    """Why a unit is suggested."""

    EVERY = "every"  # the rule asks for all of its kind
    PARENT_EMPTY = "parent_empty"  # its district has none yet; named
    FEWER = "fewer"  # the rule asks for so many more
    MOST_FEEDBACK = "most_feedback"  # the most said of its kind, or of its district
    FEEDBACK = "feedback"  # so much was said
    NEVER = "never"  # no visit is on record
    LONG_AGO = "long_ago"  # the last visit is so many months ago


@dataclass(frozen=True)
class Reason:
    """One reason: its code, a number where it has one, a unit it names."""

    code: Why
    number: int = 0
    unit_id: int | None = None


@dataclass(frozen=True)
class Known:
    """What is known of the units: feedback of twelve months, fairly counted; the last visit."""

    feedback: Mapping[int, float] = field(default_factory=dict)
    last: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """One line to accept or leave: a unit, when, in which form, and why."""

    unit_id: int
    quarter: int
    form: Form
    score: float
    reasons: tuple[Reason, ...]


def read_numbers(day: date, path: Path = SHIPPED) -> dict[str, float]:
    """The numbers in force on ``day``. Raises ValueError where one is missing or cannot be read."""
    return {name: one.value for name, one in numbersfile.in_force(NUMBERS, day, path).items()}


def suggest(
    rules: Iterable[Rule],
    book: UnitBook,
    day: date,
    chosen: Collection[int],
    known: Known,
    numbers: Mapping[str, float],
) -> tuple[Suggestion, ...]:
    """What to add to a plan that already has ``chosen``, the best first; quarters from ``day``'s.

    The same rules, units and evidence give the same programme: equal scores go by code.
    """
    score = _Scores(book, day, known, numbers)
    picked: list[tuple[UnitRecord, tuple[Reason, ...]]] = []
    for rule in in_force(rules, day):
        for gap in gaps(rule, book, day, chosen):
            best = sorted(gap.left, key=score.order)[: gap.wanted - gap.had]
            picked += [(u, (_asked(gap), *score.reasons(u, gap.units))) for u in best]
    taken = {u.id for u, _ in picked} | set(chosen)
    picked += _beyond(score, taken)
    picked.sort(key=lambda one: score.order(one[0]))
    first = (day.month - 1) // 3 + 1
    open_quarters = range(first, 5)
    return tuple(
        Suggestion(
            unit_id=unit.id,
            quarter=open_quarters[at * len(open_quarters) // len(picked)],
            form=Form.ON_SITE if known.feedback.get(unit.id, 0) >= 1 else score.form(unit),
            score=round(score.of(unit), 3),
            reasons=reasons,
        )
        for at, (unit, reasons) in enumerate(picked)
    )


def _asked(gap: Gap) -> Reason:
    if gap.parent_id is not None and gap.had == 0:
        return Reason(Why.PARENT_EMPTY, unit_id=gap.parent_id)
    if gap.wanted == len(gap.units):
        return Reason(Why.EVERY)
    return Reason(Why.FEWER, gap.wanted - gap.had, gap.parent_id)


def _beyond(score: "_Scores", taken: set[int]) -> list[tuple[UnitRecord, tuple[Reason, ...]]]:
    """A few more places much was said about, of all three levels (domain S-10)."""
    same = {kind: [u for u in score.there if u.kind is kind] for kind in VISITED}
    there = [u for units in same.values() for u in units if u.id not in taken]
    much = [u for u in there if score.known.feedback.get(u.id, 0) >= 1]
    most = sorted(much, key=score.order)[: int(score.numbers["beyond_rules"])]
    return [(u, score.reasons(u, same[u.kind])) for u in most]


class _Scores:
    """How much a visit to a unit is worth, and in which words."""

    def __init__(
        self, book: UnitBook, day: date, known: Known, numbers: Mapping[str, float]
    ) -> None:
        self.there = book.on(day)
        self.day, self.known, self.numbers = day, known, numbers
        self._most: dict[str, float] = {}
        for unit in self.there:
            said = known.feedback.get(unit.id, 0.0)
            self._most[unit.kind] = max(said, self._most.get(unit.kind, 0.0))

    def of(self, unit: UnitRecord) -> float:
        said = self.known.feedback.get(unit.id, 0.0) / (self._most.get(unit.kind) or 1.0)
        return self.numbers["feedback"] * said + self.numbers["unseen"] * self._unseen(unit)

    def order(self, unit: UnitRecord) -> tuple[float, str, int]:
        return (-self.of(unit), unit.code, unit.id)

    def form(self, unit: UnitRecord) -> Form:
        """Nothing said of it: on its reports where somebody came lately, else on the spot."""
        return Form.ON_SITE if self._unseen(unit) >= 1 else Form.ONLINE

    def reasons(self, unit: UnitRecord, among: Collection[UnitRecord]) -> tuple[Reason, ...]:
        said = self.known.feedback.get(unit.id, 0.0)
        most = max((self.known.feedback.get(u.id, 0.0) for u in among), default=0.0)
        found = []
        if round(said) >= 1:
            code = Why.MOST_FEEDBACK if said >= most and len(among) > 1 else Why.FEEDBACK
            found.append(Reason(code, round(said)))
        last = self.known.last.get(unit.id)
        if last is None:
            found.append(Reason(Why.NEVER))
        elif self._unseen(unit) >= 1:
            found.append(Reason(Why.LONG_AGO, (self.day - last).days // 30))
        return tuple(found)

    def _unseen(self, unit: UnitRecord) -> float:
        last = self.known.last.get(unit.id)
        if last is None:
            return 1.0
        return min(max((self.day - last).days, 0) / self.numbers["long_ago_days"], 1.0)
