"""Two replays of the same history laid beside each other: who is proposed by which, and when. Pure.

Two proposals about one unit within 60 days are the same occasion seen by both policies.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from triage.backtest import Event

SAME_OCCASION_DAYS = 60
HEADER = (
    "policy,day,unit,name,tier,worth,observed,window_days,expected,usual_per_month,"
    "chance_per_unit_year,senders,other_policy_day"
)


@dataclass(frozen=True)
class Pair:
    """One occasion: the event under the old policy, under the new one, or both."""

    unit: int
    old: Event | None
    new: Event | None

    @property
    def day(self) -> date:
        """The first day either policy proposed."""
        return min(event.day for event in (self.old, self.new) if event)

    @property
    def lead(self) -> int | None:
        """Days by which the new policy is earlier; None where only one proposed."""
        return (self.old.day - self.new.day).days if self.old and self.new else None


@dataclass(frozen=True)
class Comparison:
    """Two replays: all events of each, and the proposals paired by occasion."""

    old: tuple[Event, ...]
    new: tuple[Event, ...]
    pairs: tuple[Pair, ...]

    @property
    def months(self) -> list[tuple[str, int, int]]:
        """(YYYY-MM, proposals under old, under new) for every month with an event."""
        counts = [Counter(_month(e.day) for e in proposals(es)) for es in (self.old, self.new)]
        names = sorted({_month(e.day) for e in (*self.old, *self.new)})
        return [(name, counts[0][name], counts[1][name]) for name in names]


def compare(old: Sequence[Event], new: Sequence[Event]) -> Comparison:
    """Pair the proposals of two replays."""
    left = list(proposals(new))
    pairs = []
    for event in proposals(old):
        match = next((e for e in left if _same(e, event)), None)
        if match is not None:
            left.remove(match)
        pairs.append(Pair(event.unit, event, match))
    pairs += [Pair(event.unit, None, event) for event in left]
    return Comparison(tuple(old), tuple(new), tuple(sorted(pairs, key=lambda p: (p.day, p.unit))))


def _same(one: Event, other: Event) -> bool:
    return one.unit == other.unit and abs((one.day - other.day).days) <= SAME_OCCASION_DAYS


def proposals(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that are proposals."""
    return tuple(e for e in events if e.one.proposed)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def summary(found: Comparison, old: str, new: str, name: Callable[[int], str]) -> Iterator[str]:
    """Lines for a terminal: numbers, then each occasion side by side."""
    for label, version, events in (("old", old, found.old), ("new", new, found.new)):
        made = proposals(events)
        yield (
            f"{label} {version}: {len(made)} proposals about {len({e.unit for e in made})} units; "
            f"{len(events) - len(made)} times a unit was watched or to be reviewed instead"
        )
    both = [pair.lead for pair in found.pairs if pair.lead is not None]
    only_old = sum(pair.new is None for pair in found.pairs)
    only_new = sum(pair.old is None for pair in found.pairs)
    lead = f"; new earlier by {median(both):g} days (median)" if both else ""
    yield f"both {len(both)}, only old {only_old}, only new {only_new}{lead}"
    yield f"{'old':<12}{'new':<12}unit"
    for pair in found.pairs:
        yield f"{_day(pair.old):<12}{_day(pair.new):<12}{name(pair.unit)}"


def _day(event: Event | None) -> str:
    return event.day.isoformat() if event else "-"


def as_csv(found: Comparison, name: Callable[[int], str]) -> str:
    """All events of both replays, a line each."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(HEADER.split(","))
    others: dict[int, date] = {}
    for pair in found.pairs:
        if pair.old and pair.new:
            others |= {id(pair.old): pair.new.day, id(pair.new): pair.old.day}
    for label, events in (("old", found.old), ("new", found.new)):
        for event in events:
            write.writerow([label, *_cells(event, name), others.get(id(event), "")])
    return out.getvalue()


def _cells(event: Event, name: Callable[[int], str]) -> list[object]:
    found, verdict = event.one.assessment, event.one.assessment.verdict
    return [
        event.day.isoformat(),
        event.unit,
        _harmless(name(event.unit)),
        found.tier.value,
        f"{event.one.place.worth:.3f}",
        f"{verdict.observed:g}",
        verdict.window_days,
        f"{verdict.expected:.3f}",
        f"{verdict.usual_per_month:.3f}",
        f"{verdict.false_alarms_per_unit_year:.4g}",
        found.fair.distinct_senders,
    ]


def _harmless(text: str) -> str:
    """A spreadsheet takes no formula from a name."""
    return "'" + text if text[:1] in "=+-@\t\r" else text
