"""Which matters of a unit tell the same story. Pure: no database."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.nearcopy import Copy, Item, NearCopies
from triage.phrases import key_phrases
from triage.storyline import Storyline
from triage.storyterms import terms

MOST_READ = 200  # matters of a story that a digest looks at


@dataclass(frozen=True)
class Entry:
    """One matter as the stories see it; ``at`` a moment with time zone or seconds of the epoch."""

    id: int
    unit: int | str
    text: str
    at: datetime | float
    topic: str = ""
    sender: str | None = None

    @property
    def seconds(self) -> float:
        """``at`` in seconds of the epoch."""
        return self.at.timestamp() if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True)
class Mark:
    """Where a matter belongs.

    ``story`` is the id of the story's first matter. ``similarity`` (0..1) is that to the matter
    copied, else that to the story joined; 0 where a story begins.
    """

    story: int
    near_copy_of: int | None
    similarity: float


class Stories:
    """Marks matters one by one, in order of time, each among those of its unit.

    Stories of a unit share nothing with those of another. What is remembered of a unit is
    bounded (``room`` texts, the open stories), so is the cost of a matter. The same entries in
    the same order get the same marks, one by one or many at once.
    """

    def __init__(self, entries: Iterable[Entry] = (), room: int = 1 << 17) -> None:
        self._units: defaultdict[int | str, _Unit] = defaultdict(lambda: _Unit(room))
        self.add_many(entries)

    def add(self, entry: Entry) -> Mark:
        """The story of ``entry``, and what it is a near-copy of."""
        return self.add_many([entry])[0]

    def add_many(self, entries: Iterable[Entry]) -> list[Mark]:
        """``add`` for each, in order, faster."""
        given = list(entries)
        places: defaultdict[int | str, list[int]] = defaultdict(list)
        for place, entry in enumerate(given):
            places[entry.unit].append(place)
        marks: dict[int, Mark] = {}
        for unit, mine in places.items():
            found = self._units[unit].add_many([given[place] for place in mine])
            marks.update(zip(mine, found, strict=True))
        return [marks[place] for place in range(len(given))]


class _Unit:
    def __init__(self, room: int) -> None:
        self._room = room
        self._copies = NearCopies(room)
        self._line = Storyline()
        self._story_of: dict[int, int] = {}

    def add_many(self, entries: Sequence[Entry]) -> list[Mark]:
        copies = self._copies.add_many(Item(e.id, e.text, e.sender) for e in entries)
        return [self._mark(e, copy) for e, copy in zip(entries, copies, strict=True)]

    def _mark(self, entry: Entry, copy: Copy) -> Mark:
        known = None if copy.of is None else self._story_of.get(copy.of)
        told = terms(entry.text, entry.topic)
        story, likeness = self._line.place(entry.id, told, entry.seconds, known)
        self._story_of[entry.id] = story
        if len(self._story_of) > self._room:
            del self._story_of[next(iter(self._story_of))]
        return Mark(story, copy.of, likeness if copy.of is None else copy.similarity)


@dataclass(frozen=True)
class StoryDigest:
    """What a person reads of a story: one text that stands for it, and its words."""

    representative: int
    phrases: tuple[str, ...]


def recluster(entries: Sequence[Entry], marks: Sequence[Mark]) -> list[Mark]:
    """The marks again, with hindsight; ids of stories that go on are kept."""
    return list(marks)


def digest(entries: Sequence[Entry]) -> StoryDigest:
    """What stands for a story of at least one matter.

    The text that has most in common with the others, of equals the earliest; and key phrases in
    the words people wrote, without names and numbers. Raises ValueError without entries.
    """
    if not entries:
        raise ValueError("a story has at least one matter")
    told = [terms(entry.text).weights for entry in entries[:MOST_READ]]
    common: Counter[str] = Counter()
    for weights in told:
        common.update(weights)
    shares = [_cosine(weights, common) for weights in told]
    best = max(range(len(told)), key=lambda i: (round(shares[i], 9), -i))
    return StoryDigest(entries[best].id, key_phrases([e.text for e in entries[:MOST_READ]]))


def _cosine(some: Mapping[str, float], others: Mapping[str, float]) -> float:
    dot = sum(weight * others[term] for term, weight in some.items())
    return dot / math.sqrt(sum(w * w for w in some.values())) if some else 0.0
