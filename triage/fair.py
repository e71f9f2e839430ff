"""Fair counting: which matters about a unit count, how much, and why not. Pure: no database.

Law: one voice counts once. A sender is a keyed hash, never a person; whoever sends thirty copies
is one voice, thirty people with one story are thirty, and a copied text from many accounts is
discounted with the reason kept. Praise, questions, matters beyond the province's reach and S4
(which belongs to people) never count.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from triage.bursts import Burst, BurstKind, family, find
from triage.counted import ANONYMOUS, NO_PAST, CountedMatter, Past
from triage.policy import Policy

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
ONE_VOICE_DAYS = 30  # a sender counts once a unit within so many days


class Why(StrEnum):
    """Why a matter counts, counts less, or does not count."""

    COUNTED = "counted"
    ANONYMOUS = "anonymous"
    BURST_COPIES = "burst_copies"
    BURST_NETWORK = "burst_network"
    BURST_STRANGERS = "burst_strangers"
    PRAISE = "praise"
    QUESTION = "question"
    OUT_OF_REACH = "out_of_reach"
    RESTRICTED = "restricted"  # S4: for people, never pooled
    NEAR_COPY = "near_copy"  # the same sender said it before, or nobody knows who did
    SAME_SENDER = "same_sender"
    SAME_DOSSIER = "same_dossier"


VOICES = frozenset(  # the matter adds a voice, weakened or not
    {Why.COUNTED, Why.ANONYMOUS, Why.BURST_COPIES, Why.BURST_NETWORK, Why.BURST_STRANGERS}
)
_BURST_WHY = {
    BurstKind.COPIES: Why.BURST_COPIES,
    BurstKind.NETWORK: Why.BURST_NETWORK,
    BurstKind.STRANGERS: Why.BURST_STRANGERS,
}


@dataclass(frozen=True)
class Item:
    """What became of one matter; ``because_of`` is the matter that already counted for it."""

    id: int
    day: date
    weight: float
    why: Why
    because_of: int | None = None


@dataclass(frozen=True)
class FairCount:
    """One unit's matters, fairly counted, in order of time.

    ``total``: sum of weights. ``distinct_senders``: senders with a counted matter;
    ``voices``: these, plus the anonymous matters at their weight, bursts discounted.
    ``share_with_specifics``, ``share_anonymous``, ``share_in_bursts``: of the matters that count.
    """

    items: tuple[Item, ...]
    total: float
    distinct_senders: int
    voices: float
    share_with_specifics: float
    share_anonymous: float
    share_in_bursts: float
    by_topic: tuple[tuple[str, float], ...]  # heaviest first
    by_severity: tuple[tuple[str, int], ...]
    bursts: tuple[Burst, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: what is frozen with a proposal."""
        return {
            "items": [
                {
                    "id": i.id,
                    "day": i.day.isoformat(),
                    "weight": i.weight,
                    "why": i.why.value,
                    "because_of": i.because_of,
                }
                for i in self.items
            ],
            "total": self.total,
            "distinct_senders": self.distinct_senders,
            "voices": self.voices,
            "share_with_specifics": self.share_with_specifics,
            "share_anonymous": self.share_anonymous,
            "share_in_bursts": self.share_in_bursts,
            "by_topic": [list(pair) for pair in self.by_topic],
            "by_severity": [list(pair) for pair in self.by_severity],
            "bursts": [
                {"kind": b.kind.value, "members": list(b.members), "hours": b.hours}
                for b in self.bursts
            ],
        }


def count(matters: Sequence[CountedMatter], policy: Policy, past: Past = NO_PAST) -> FairCount:
    """Count one unit's matters. Raises ValueError for several units or naive times.

    With the ``past`` before them, each matter that lies more than one burst window after the first
    of ``matters`` is counted as it would be among the unit's whole history.
    """
    if len({m.unit for m in matters}) > 1:
        raise ValueError("fair counting takes one unit at a time; group the matters by unit first")
    if any(m.at.tzinfo is None for m in matters):
        raise ValueError("a matter's time has no time zone; store aware UTC")
    ordered = sorted(matters, key=lambda m: (m.at, m.id))
    barred = {m.id: why for m in ordered if (why := _barred(m)) is not None}
    repeats = _repeats([m for m in ordered if m.id not in barred], past)
    voices = [m for m in ordered if m.id not in barred and m.id not in repeats]
    bursts = find(
        voices,
        policy["counting.burst_window_hours"],
        policy.count("counting.burst_min_items"),
        past.senders,
    )
    discounted = _discounted(bursts)
    items = tuple(_item(m, barred, repeats, discounted, policy) for m in ordered)
    return _summed(items, {m.id: m for m in ordered}, bursts)


def _barred(matter: CountedMatter) -> Why | None:
    if matter.severity == "S4":
        return Why.RESTRICTED
    if matter.kind == "praise" or matter.severity == "S0":
        return Why.PRAISE
    if matter.kind == "question":
        return Why.QUESTION
    return None if matter.within_reach else Why.OUT_OF_REACH


def _repeats(ordered: Iterable[CountedMatter], past: Past) -> dict[int, tuple[Why, int]]:
    """Matters that add no voice: id -> (why, the matter that already counted)."""
    repeats: dict[int, tuple[Why, int]] = {}
    senders, dossiers, texts = dict(past.senders), dict(past.dossiers), dict(past.texts)
    for m in ordered:
        text = (m.sender, family(m))
        earlier = senders.get(m.sender) if m.sender else None
        if text in texts:
            repeats[m.id] = (Why.NEAR_COPY, texts[text])
        elif m.dossier_key is not None and m.dossier_key in dossiers:
            repeats[m.id] = (Why.SAME_DOSSIER, dossiers[m.dossier_key])
        elif earlier and m.at - earlier[0] < timedelta(days=ONE_VOICE_DAYS):
            repeats[m.id] = (Why.SAME_SENDER, earlier[1])
        else:
            texts[text] = m.id
            if m.sender:
                senders[m.sender] = (m.at, m.id)
            if m.dossier_key is not None:
                dossiers[m.dossier_key] = m.id
    return repeats


def _discounted(bursts: Iterable[Burst]) -> dict[int, tuple[Why, int]]:
    """Every member of a burst but its first: id -> (why, the first)."""
    out: dict[int, tuple[Why, int]] = {}
    for burst in bursts:
        for member in burst.members[1:]:
            out.setdefault(member, (_BURST_WHY[burst.kind], burst.members[0]))
    return out


def _item(
    matter: CountedMatter,
    barred: dict[int, Why],
    repeats: dict[int, tuple[Why, int]],
    discounted: dict[int, tuple[Why, int]],
    policy: Policy,
) -> Item:
    day = matter.at.astimezone(LOCAL).date()
    if matter.id in barred:
        return Item(matter.id, day, 0.0, barred[matter.id])
    if matter.id in repeats:
        return Item(matter.id, day, 0.0, *repeats[matter.id])
    nameless = matter.sender is None or matter.identity_level == ANONYMOUS
    weight = policy["counting.anonymous_weight"] if nameless else 1.0
    if matter.id in discounted:
        weight *= policy["counting.burst_weight"]
        return Item(matter.id, day, weight, *discounted[matter.id])
    return Item(matter.id, day, weight, Why.ANONYMOUS if nameless else Why.COUNTED)


def _summed(
    items: tuple[Item, ...], by_id: dict[int, CountedMatter], bursts: tuple[Burst, ...]
) -> FairCount:
    kept = [(item, by_id[item.id]) for item in items if item.weight > 0]
    topics: dict[str, float] = {}
    severities: dict[str, int] = {}
    for item, matter in kept:
        topics[matter.topic] = topics.get(matter.topic, 0.0) + item.weight
        severities[matter.severity] = severities.get(matter.severity, 0) + 1
    total = sum(item.weight for item in items)
    return FairCount(
        items=items,
        total=total,
        distinct_senders=len({m.sender for _, m in kept if m.sender}),
        voices=total,
        share_with_specifics=_share(kept, lambda i, m: m.has_specifics),
        share_anonymous=_share(kept, lambda i, m: i.why is Why.ANONYMOUS),
        share_in_bursts=_share(kept, lambda i, m: i.why in _BURST_WHY.values()),
        by_topic=tuple(sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))),
        by_severity=tuple(sorted(severities.items())),
        bursts=bursts,
    )


def _share(
    kept: list[tuple[Item, CountedMatter]], has: Callable[[Item, CountedMatter], bool]
) -> float:
    return sum(has(i, m) for i, m in kept) / len(kept) if kept else 0.0


def daily(
    items: Iterable[tuple[int, Item]], rows: int, first_day: date, days: int
) -> NDArray[np.float64]:
    """Weights summed into (rows, days); ``items`` are (row, item). Days outside are left out."""
    table = np.zeros((rows, days))
    for row, item in items:
        at = (item.day - first_day).days
        if 0 <= at < days:
            table[row, at] += item.weight
    return table
