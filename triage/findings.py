"""Where it is enough to look: streams watched, assessed under the policy, ranked. Only reads."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from intake import units
from intake.clock import day_of, start_of
from triage import proposals, surroundings
from triage.adopted import calibration_on, policy_on
from triage.assess import RUN_DAYS
from triage.counted import CountedMatter
from triage.countedrows import grave_since, invented_since, matters_about
from triage.evidence import content_of
from triage.policy import Policy
from triage.risen import PROVINCE
from triage.rolling import Keeper
from triage.shortlist import Ground, Listed, Month, grave_of, shortlist
from triage.streams import Streams, gather
from triage.surveillance import Watch
from triage.totals import sums, watch_alone
from triage.verdict import BOUND, Tier, Verdict
from triage.visits import visits, waiting

_keeper, _totals = Keeper(), Keeper(watch_alone)


@dataclass(frozen=True)
class Finding:
    """A unit that stands out. ``proposed``: within the month's capacity; else only watched."""

    unit_id: int
    tier: str
    worth: float
    proposed: bool
    sample: bool
    content: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """Units that stand out, the best first; and totals that do, by whose they are."""

    units: list[Finding]
    risen: dict[str, Verdict]


def find(moment: datetime) -> Found:
    """What stands out at ``moment``.

    Invented matters are ranked apart and take no capacity from real ones.
    """
    day = day_of(moment)
    policy = policy_on(day)
    streams = gather(day, policy)
    if streams.silent:
        return Found([], {})
    seen = _keeper.at(
        policy, calibration_on(day), streams.table, streams.first_day, streams.days_off
    )
    real, sample = (_month(moment, invented) for invented in (False, True))
    listed = shortlist(ground_of(streams, policy, day), seen, policy, real, sample)
    found = [_finding(one, streams, seen, policy) for one in listed]
    return Found(found, _risen(streams, policy))


def _risen(streams: Streams, policy: Policy) -> dict[str, Verdict]:
    """Totals above their usual: what all units share accuses none of them, and must not hide."""
    book = units.book()
    groups: dict[str, list[int]] = {PROVINCE: list(range(len(streams.unit_ids)))}
    for row, unit in enumerate(streams.unit_ids):
        groups.setdefault(book.by_id[unit].kind.value, []).append(row)
    table = sums(streams.table, groups)
    seen = _totals.at(policy, BOUND, table, streams.first_day, streams.days_off)
    verdicts = {among: seen.verdict(row) for row, among in enumerate(groups)}
    return {among: v for among, v in verdicts.items() if v.tier is not Tier.NONE}


def _month(moment: datetime, sample: bool) -> Month:
    return Month(proposals.opened_this_month(moment, sample), waiting(sample))


def ground_of(streams: Streams, policy: Policy, day: date) -> Ground:
    """The day's ground for the short list; matters are read only of units that are asked for."""
    book, sources = units.book(), streams.ground.sources
    run = day - timedelta(days=RUN_DAYS)
    return Ground(
        day=day,
        unit_ids=streams.unit_ids,
        kinds={u: book.by_id[u].kind for u in streams.unit_ids},
        matters=lambda unit: matters_about(unit, sources[unit], start_of(run), day),
        visits=visits(day, streams.unit_ids, book),
        invented=invented_since(run),
        grave=_grave(streams, policy, day),
    )


def _grave(streams: Streams, policy: Policy, day: date) -> dict[int, list[CountedMatter]]:
    """Serious matters with specifics that nobody has looked at yet, by the unit that answers."""
    heir = {unit: mine for mine, among in streams.ground.sources.items() for unit in among}
    found: dict[int, list[CountedMatter]] = defaultdict(list)
    for unit, matter in grave_since(day - timedelta(days=policy.count("review.days")), day):
        if unit in heir:
            found[heir[unit]].append(matter)
    return {unit: grave_of(among, day, policy) for unit, among in found.items()}


def _finding(one: Listed, streams: Streams, seen: Watch, policy: Policy) -> Finding:
    found, verdict = one.assessment, one.assessment.verdict
    content = found.as_dict(policy) | content_of(one.row, one.place, found, seen)
    content["sample"] = one.invented
    content["background"] = surroundings.during(verdict.since, verdict.day)
    return Finding(
        one.place.unit, found.tier.value, one.place.worth, one.proposed, one.invented, content
    )
