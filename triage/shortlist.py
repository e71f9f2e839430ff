"""From what is watched to the month's short list: assessed, ranked, cut at capacity. Pure.

One rule for today's list and for history played again: whoever calls gives the day's streams, the
policy and what people had decided by then.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from triage import fair, ranking
from triage.assess import Assessment, assess, outranked, recent
from triage.counted import CountedMatter
from triage.fair import LOCAL
from triage.policy import Policy
from triage.surveillance import Watch
from triage.verdict import Tier
from triage.visited import Visits

MattersOf = Callable[[int], Sequence[CountedMatter]]


@dataclass(frozen=True)
class Ground:
    """What the list of one day stands on.

    ``unit_ids``: of the watch's rows. ``kinds``: unit -> kind. ``matters``: a unit's matters known
    by then. ``invented``: ids of sample matters. ``reviewed``: ids a person has looked at.
    """

    day: date
    unit_ids: tuple[int, ...]
    kinds: Mapping[int, Hashable]
    matters: MattersOf
    visits: Visits
    invented: frozenset[int] = frozenset()
    grave: Mapping[int, Sequence[CountedMatter]] | None = None  # unit -> fresh S3 with specifics


@dataclass(frozen=True)
class Listed:
    """A unit on the list: its row in the watch, how far the machine goes, and its place."""

    row: int
    assessment: Assessment
    place: ranking.Ranked
    invented: bool

    @property
    def proposed(self) -> bool:
        """Whether a proposal is to be opened; otherwise the unit is only watched."""
        return self.assessment.tier is Tier.PROPOSE


@dataclass(frozen=True)
class Month:
    """What the month holds already: proposals opened, and units whose proposal waits."""

    opened: int = 0
    waiting: frozenset[int] = frozenset()


def shortlist(
    ground: Ground, seen: Watch, policy: Policy, real: Month, sample: Month
) -> tuple[Listed, ...]:
    """Everything above NONE, best first; invented matters take no capacity from real ones."""
    standing = _standing(ground, seen, policy)
    invented = {r: a for r, a in standing.items() if _invented(a, ground)}
    true = {r: a for r, a in standing.items() if r not in invented}
    found = [
        *_ranked(true, ground, policy, real, False),
        *_ranked(invented, ground, policy, sample, True),
    ]
    return tuple(sorted(found, key=lambda one: (-one.place.worth, one.row)))


def _standing(ground: Ground, seen: Watch, policy: Policy) -> dict[int, Assessment]:
    grave = ground.grave or {}
    watch_from = seen.calibration.threshold(policy["watch.false_alarms_per_unit_year"])
    loud = {r for r in range(len(ground.unit_ids)) if seen.score[r, -1] > watch_from}
    rows = loud | {r for r, u in enumerate(ground.unit_ids) if grave.get(u)}
    assessed = {r: _assessed(r, ground, seen, policy) for r in sorted(rows)}
    return {r: a for r, a in assessed.items() if a.tier is not Tier.NONE}


def _assessed(row: int, ground: Ground, seen: Watch, policy: Policy) -> Assessment:
    unit, verdict = ground.unit_ids[row], seen.verdict(row)
    matters = recent(list(ground.matters(unit)), verdict)
    counted = fair.count(matters, policy)
    cool = policy.count("propose.cool_down_days")
    since = ground.visits.visited.get(unit)
    fresh = [m for m in (ground.grave or {}).get(unit, ()) if _after(m, since)]
    return assess(
        verdict,
        counted,
        policy,
        days_since_visit=ground.visits.days_since_visit(unit, ground.day),
        new_s3=bool(fresh),
        declined=ground.visits.declined_within(unit, ground.day, cool)
        and not _serious(matters, ground.visits.declined.get(unit)),
    )


def _serious(matters: Sequence[CountedMatter], declined: date | None) -> bool:
    """Whether a serious matter with specifics came after somebody declined: new evidence."""
    return any(m.severity == "S3" and m.has_specifics and _after(m, declined) for m in matters)


def _after(matter: CountedMatter, visit: date | None) -> bool:
    return visit is None or matter.at.astimezone(LOCAL).date() > visit


def grave_of(matters: Sequence[CountedMatter], day: date, policy: Policy) -> list[CountedMatter]:
    """Serious matters with specifics, fresh enough to ask for a review; a question accuses nobody."""
    first = day - timedelta(days=policy.count("review.days") - 1)
    return [
        m
        for m in matters
        if m.severity == "S3"
        and m.kind != "question"
        and m.has_specifics
        and m.at.astimezone(LOCAL).date() >= first
    ]


def _invented(found: Assessment, ground: Ground) -> bool:
    return any(item.id in ground.invented for item in found.fair.items)


def _ranked(
    standing: Mapping[int, Assessment],
    ground: Ground,
    policy: Policy,
    month: Month,
    invented: bool,
) -> list[Listed]:
    rows = {ground.unit_ids[row]: row for row in standing}
    places = ranking.rank(
        [_candidate(u, standing[row], ground) for u, row in rows.items()],
        policy,
        already_this_month=month.opened,
        open_units=month.waiting,
    )
    return [_listed(place, rows[place.unit], standing, invented) for place in places]


def _candidate(unit: int, found: Assessment, ground: Ground) -> ranking.Candidate:
    return ranking.Candidate(
        unit,
        found.verdict,
        found.fair.distinct_senders,
        found.fair.by_severity,
        days_since_visit=ground.visits.days_since_visit(unit, ground.day),
        coverage_missing=ground.visits.missing.get(ground.kinds.get(unit), 0.0),
        may_propose=found.tier is Tier.PROPOSE,
    )


def _listed(
    place: ranking.Ranked, row: int, standing: Mapping[int, Assessment], invented: bool
) -> Listed:
    found = standing[row]
    if found.tier is Tier.PROPOSE and not place.proposed:
        found = outranked(found)
    return Listed(row, found, place, invented)
