"""Statistics, voices and policy put together: how far the machine goes about a unit. Pure.

Law: the machine proposes, people decide. It never proposes on a count alone: enough different
senders and enough specifics are needed besides, and S4 plays no part here at all.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from triage.counted import CountedMatter
from triage.fair import LOCAL, FairCount, Why
from triage.policy import Policy
from triage.verdict import Tier, Verdict

RUN_DAYS = 84  # the longest window of the watch
NOISE_DAYS = 28  # an old word does not make one noisy morning last for days


class Hold(StrEnum):
    """Why the machine stops short of proposing although the counts would."""

    FEW_SENDERS = "few_senders"
    FEW_SPECIFICS = "few_specifics"
    VISITED_RECENTLY = "visited_recently"
    SMALL_UNIT_WAIT = "small_unit_wait"
    DECLINED_RECENTLY = "decided_recently"
    BEYOND_CAPACITY = "beyond_capacity"  # others are worth more, and the month is full


@dataclass(frozen=True)
class Assessment:
    """What the machine says of a unit today, with all it was judged by.

    ``article_25``: every counted matter is anonymous, so an inspector must record the three tests
    of article 25(2) of the Law on Denunciation before a decision may rest on them.
    """

    tier: Tier
    holds: tuple[Hold, ...]
    article_25: bool
    verdict: Verdict
    fair: FairCount

    def as_dict(self, policy: Policy) -> dict[str, Any]:
        """JSON-able: the evidence frozen with a proposal, the policy's numbers included."""
        return {
            "tier": self.tier.value,
            "holds": [hold.value for hold in self.holds],
            "article_25": self.article_25,
            "verdict": self.verdict.as_dict(),
            "fair": self.fair.as_dict(),
            "policy": policy.as_dict(),
        }


def assess(
    verdict: Verdict,
    fair: FairCount,
    policy: Policy,
    *,
    days_since_visit: int | None = None,
    new_s3: bool = False,
    declined: bool = False,
) -> Assessment:
    """Put the verdict and the fair count of the same weeks together.

    ``fair``: the unit's matters since the run began (:func:`recent` picks them).
    ``days_since_visit``: None if never visited. ``new_s3``: a single S3 with specifics has come
    since the last visit; it asks for review whatever the counts say, if the policy wants it.
    ``declined``: a person declined to visit within the cool-down.
    """
    tier = verdict.tier
    holds: tuple[Hold, ...] = ()
    if tier is Tier.PROPOSE:
        holds = _holds(verdict, fair, policy, days_since_visit, new_s3)
        holds += (Hold.DECLINED_RECENTLY,) if declined else ()
        tier = Tier.WATCH if holds else tier
    if tier is not Tier.PROPOSE and new_s3 and policy.count("review.single_s3"):
        tier = Tier.REVIEW
    nameless = fair.total > 0 and fair.share_anonymous + fair.share_in_bursts >= 1.0
    return Assessment(tier, holds, nameless, verdict, fair)


def outranked(found: Assessment) -> Assessment:
    """What would be proposed had the month not its number already: watched, and said so."""
    return replace(found, tier=Tier.WATCH, holds=(*found.holds, Hold.BEYOND_CAPACITY))


def recent(matters: list[CountedMatter], verdict: Verdict) -> list[CountedMatter]:
    """The matters a verdict rests on: those since the run began, or of its window if longer.

    At most 84 days: about a silent office one word may keep a run open for months.
    """
    day = verdict.day.toordinal()
    start = min(verdict.since.toordinal(), day - verdict.window_days + 1)
    start = max(start, day - RUN_DAYS + 1)
    return [m for m in matters if _local_ordinal(m) >= start]


def _local_ordinal(matter: CountedMatter) -> int:
    return matter.at.astimezone(LOCAL).date().toordinal()


def _holds(
    verdict: Verdict, fair: FairCount, policy: Policy, days_since_visit: int | None, new_s3: bool
) -> tuple[Hold, ...]:
    cool = policy["propose.cool_down_days"]
    visited = days_since_visit is not None and days_since_visit < cool and not new_s3
    tests = {
        Hold.FEW_SENDERS: max(fair.distinct_senders, fair.voices)
        < policy["propose.min_distinct_senders"],
        Hold.FEW_SPECIFICS: fair.share_with_specifics < policy["propose.min_share_with_specifics"],
        Hold.VISITED_RECENTLY: visited,
        Hold.SMALL_UNIT_WAIT: _too_fresh(verdict, fair, policy),
    }
    return tuple(hold for hold, holds in tests.items() if holds)


def _too_fresh(verdict: Verdict, fair: FairCount, policy: Policy) -> bool:
    """A few voices about a quiet unit must not all be of one noisy morning."""
    if verdict.usual_per_month >= policy["propose.small_unit_expected_per_month"]:
        return False
    plain = sum(item.why in (Why.COUNTED, Why.ANONYMOUS) for item in fair.items)
    if plain >= 2 * policy["propose.min_distinct_senders"]:
        return False
    first = verdict.day - timedelta(days=NOISE_DAYS - 1)
    days = [item.day for item in fair.items if item.weight > 0 and item.day >= first]
    return bool(days) and (max(days) - min(days)).days + 1 < policy["propose.small_unit_wait_days"]
