"""Coordinated sending: one text passed round, one network, a wave of strangers. Pure.

Recognising a burst accuses nobody: people who share a true grievance also share a text. It only
says how much of the number of voices rests on one voice; the matters stay readable to inspectors.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from triage.counted import ANONYMOUS, CountedMatter

NAMELESS = frozenset({ANONYMOUS, "contactable_pseudonym"})


class BurstKind(StrEnum):
    """What the matters of a burst have in common."""

    COPIES = "copies"  # near-copies of one text from several senders
    NETWORK = "network"  # one network, hardly any specifics
    STRANGERS = "strangers"  # nameless first-time senders, one topic, no specifics


@dataclass(frozen=True)
class Burst:
    """Matters sent close together with something in common, in order of time."""

    kind: BurstKind
    members: tuple[int, ...]
    hours: float  # between the first and the last


def find(
    matters: Sequence[CountedMatter],
    window_hours: float,
    least: int,
    met: Iterable[str] = (),
) -> tuple[Burst, ...]:
    """All bursts among one unit's matters: ``least`` copies within ``window_hours``.

    ``met``: senders heard before the first of these matters, who are no strangers.

    One network needs three times as many and hardly any specifics, because mobile carriers and
    waiting rooms put many honest people behind one address; strangers need four times as many,
    because nearly everybody writes for the first time.
    """
    ordered = sorted(matters, key=lambda m: (m.at, m.id))
    window = timedelta(hours=window_hours)
    return (
        *_runs(BurstKind.COPIES, _by(ordered, family), window, least),
        *_runs(BurstKind.NETWORK, _by(ordered, _vague_network), window, 3 * least),
        *_runs(BurstKind.STRANGERS, _strangers(ordered, set(met)), window, 4 * least),
    )


def family(matter: CountedMatter) -> int:
    """The id of the text a matter repeats, or its own."""
    return matter.id if matter.near_copy_of is None else matter.near_copy_of


def _vague_network(matter: CountedMatter) -> tuple[str, str] | None:
    """Network and topic of a matter without specifics; people with dossiers are no burst."""
    if matter.has_specifics or matter.network is None:
        return None
    return matter.network, matter.topic


def _strangers(ordered: Sequence[CountedMatter], met: set[str]) -> Iterator[list[CountedMatter]]:
    by_topic: dict[str, list[CountedMatter]] = defaultdict(list)
    for matter in ordered:
        known = matter.sender in met if matter.sender else False
        if not known and matter.identity_level in NAMELESS and not matter.has_specifics:
            by_topic[matter.topic].append(matter)
        if matter.sender:
            met.add(matter.sender)
    yield from by_topic.values()


def _by(
    ordered: Sequence[CountedMatter], key: Callable[[CountedMatter], Hashable | None]
) -> Iterable[list[CountedMatter]]:
    groups: dict[Hashable, list[CountedMatter]] = defaultdict(list)
    for matter in ordered:
        common = key(matter)
        if common is not None:
            groups[common].append(matter)
    return groups.values()


def _runs(
    kind: BurstKind, groups: Iterable[list[CountedMatter]], window: timedelta, least: int
) -> Iterator[Burst]:
    """Longest runs of neighbours each of which shares a window with the next.

    What is a run is thus decided by what lies within one window of it, however long the history.
    """
    for group in groups:
        tied: list[bool] = [False] * len(group)  # to the one before
        for i in range(len(group) - least + 1):
            if group[i + least - 1].at - group[i].at <= window:
                tied[i + 1 : i + least] = [True] * (least - 1)
        yield from (_burst(kind, run) for run in _stretches(group, tied))


def _stretches(group: list[CountedMatter], tied: list[bool]) -> Iterator[list[CountedMatter]]:
    run: list[CountedMatter] = []
    for matter, goes_on in zip(group, tied, strict=True):
        if not goes_on:
            if len(run) > 1:
                yield run
            run = []
        run.append(matter)
    if len(run) > 1:
        yield run


def _burst(kind: BurstKind, run: list[CountedMatter]) -> Burst:
    hours = (run[-1].at - run[0].at).total_seconds() / 3600
    return Burst(kind, tuple(m.id for m in run), round(hours, 1))
