"""Where it is enough to look: streams watched, assessed under the policy, ranked. Only reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake import units
from intake.clock import day_of
from triage import proposals, surroundings
from triage.adopted import calibration_on, policy_on
from triage.evidence import content_of
from triage.policy import Policy
from triage.shortlist import Ground, Listed, Month, grave_of, shortlist
from triage.streams import Streams, gather, reviewed
from triage.surveillance import Watch, watch
from triage.visits import visits, waiting


@dataclass(frozen=True)
class Finding:
    """A unit that stands out. ``proposed``: within the month's capacity; else only watched."""

    unit_id: int
    tier: str
    worth: float
    proposed: bool
    sample: bool
    content: dict[str, Any]


def find(moment: datetime) -> list[Finding]:
    """What stands out at ``moment``, the best first.

    Invented matters are ranked apart and take no capacity from real ones.
    """
    day = day_of(moment)
    policy = policy_on(day)
    streams = gather(day, policy)
    if not streams.matters:
        return []
    seen = watch(
        streams.table,
        streams.first_day,
        policy=policy,
        days_off=streams.days_off,
        calibration=calibration_on(day),
    )
    real, sample = (_month(moment, invented) for invented in (False, True))
    listed = shortlist(ground_of(streams, policy, day), seen, policy, real, sample)
    return [_finding(one, streams, seen, policy) for one in listed]


def _month(moment: datetime, sample: bool) -> Month:
    return Month(proposals.opened_this_month(moment, sample), waiting(sample))


def ground_of(streams: Streams, policy: Policy, day: Any) -> Ground:
    """The day's ground for the short list."""
    book = units.book()
    seen_by_people = reviewed()
    return Ground(
        day=day,
        unit_ids=streams.unit_ids,
        kinds={u: book.by_id[u].kind for u in streams.unit_ids},
        matters=lambda unit: streams.matters.get(unit, []),
        visits=visits(day, streams.unit_ids, book),
        invented=streams.sample,
        grave={
            unit: [m for m in grave_of(ms, day, policy) if m.id not in seen_by_people]
            for unit, ms in streams.matters.items()
        },
    )


def _finding(one: Listed, streams: Streams, seen: Watch, policy: Policy) -> Finding:
    found, verdict = one.assessment, one.assessment.verdict
    content = found.as_dict(policy) | content_of(one.row, one.place, found, seen)
    content["sample"] = one.invented
    content["background"] = surroundings.during(verdict.since, verdict.day)
    return Finding(
        one.place.unit, found.tier.value, one.place.worth, one.proposed, one.invented, content
    )
