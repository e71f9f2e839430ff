"""Where it is enough to look: streams watched, assessed under the policy, ranked. Only reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intake.clock import day_of
from triage import fair, proposals, ranking
from triage.assess import Assessment, recent
from triage.assess import assess as weigh
from triage.evidence import content_of
from triage.streams import Streams, gather, numbers
from triage.surveillance import Watch, watch
from triage.verdict import Tier


@dataclass(frozen=True)
class Finding:
    """A unit where it is enough to look: what `proposals.propose` needs."""

    unit_id: int
    tier: str
    worth: float
    content: dict[str, Any]


def find(moment: datetime) -> list[Finding]:
    """What stands out at ``moment``, the best first, as far as the month's capacity goes.

    Invented matters are ranked apart and take no capacity from real ones.
    """
    streams = gather(day_of(moment))
    if not streams.matters:
        return []
    seen = watch(streams.table, streams.first_day, policy=numbers(), days_off=streams.days_off)
    standing = {
        row: a
        for row in range(len(streams.unit_ids))
        if (a := _assessment(row, streams, seen)) is not None
    }
    invented = {row: a for row, a in standing.items() if _invented(a, streams)}
    real = {row: a for row, a in standing.items() if row not in invented}
    found = [f for group in (real, invented) for f in _ranked(group, streams, seen, moment)]
    return sorted(found, key=lambda f: -f.worth)


def _assessment(row: int, streams: Streams, seen: Watch) -> Assessment | None:
    """The assessment of a unit that may be proposed, else None."""
    unit_id = streams.unit_ids[row]
    verdict = seen.verdict(row)
    if verdict.tier is not Tier.PROPOSE or unit_id not in streams.counts:
        return None
    cool = timedelta(days=numbers().count("propose.cool_down_days"))
    if proposals.decided_since(unit_id, verdict.day - cool):
        return None
    late = fair.count(recent(streams.matters[unit_id], verdict), numbers())
    found = weigh(verdict, late, numbers())
    return found if found.tier is Tier.PROPOSE else None


def _invented(found: Assessment, streams: Streams) -> bool:
    return any(item.id in streams.sample for item in found.fair.items)


def _ranked(
    standing: dict[int, Assessment], streams: Streams, seen: Watch, moment: datetime
) -> list[Finding]:
    rows = {streams.unit_ids[row]: row for row in standing}
    candidates = [
        ranking.Candidate(
            streams.unit_ids[row], a.verdict, a.fair.distinct_senders, a.fair.by_severity
        )
        for row, a in standing.items()
    ]
    taken = proposals.opened_this_month(moment, besides=set(rows))
    return [
        _finding(place, rows[place.unit], standing[rows[place.unit]], streams, seen)
        for place in ranking.rank(candidates, numbers(), already_this_month=taken)
        if place.proposed
    ]


def _finding(
    place: ranking.Ranked, row: int, found: Assessment, streams: Streams, seen: Watch
) -> Finding:
    content = found.as_dict(numbers()) | content_of(row, place, found, seen)
    content["sample"] = _invented(found, streams)
    return Finding(place.unit, found.tier, place.worth, content)
