"""Which matters of a unit tell the same story. Pure: no database."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from triage.hindsight import drawn_again, keep_names
from triage.nearcopy import Copy, Item, NearCopies
from triage.phrases import key_phrases
from triage.storyline import Storyline
from triage.storyterms import terms

MOST_REDRAWN = 2000  # matters of a unit
MOST_READ = 200  # matters of a story that a digest looks at


@dataclass(frozen=True)
class Entry:
    """One matter as the stories see it.

    ``at`` is a moment with time zone or seconds of the epoch; ``sender`` need only be the same for
    the same sender; ``story`` is the story the matter is known to belong to, as when what was
    marked before is read back.
    """

    id: int
    unit: int | str
    text: str
    at: datetime | float
    topic: str = ""
    sender: str | None = None
    story: int | None = None

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
    the same order get the same marks, one by one or many at once; entries with their ``story``
    given put everything back as it was.
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
        known = entry.story
        if known is None and copy.of is not None:
            known = self._story_of.get(copy.of)
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
    """The marks drawn again with hindsight, each unit for itself; meant for the night.

    A story that goes on keeps its id, though its first matter may have left it; near-copies stay
    together. Of a unit the last ``MOST_REDRAWN`` entries are looked at (time and memory grow with
    their square), the others keep their marks.
    """
    places: defaultdict[int | str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        places[entry.unit].append(place)
    new = list(marks)
    for mine in places.values():
        late = mine[-MOST_REDRAWN:]
        names = _redrawn([entries[p] for p in late], [marks[p] for p in late])
        for place, name in zip(late, names, strict=True):
            new[place] = replace(marks[place], story=name)
    return new


def _redrawn(entries: Sequence[Entry], marks: Sequence[Mark]) -> list[int]:
    place = {entry.id: at for at, entry in enumerate(entries)}
    copies = [
        (at, place[mark.near_copy_of])
        for at, mark in enumerate(marks)
        if mark.near_copy_of is not None and mark.near_copy_of in place
    ]
    told = [mark.story for mark in marks]
    groups = drawn_again([terms(e.text, e.topic).weights for e in entries], told, copies)
    return keep_names([entry.id for entry in entries], groups, told)


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
