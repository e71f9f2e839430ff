"""Which matters of a unit tell the same story. Pure: no database."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from intake.fold import fold
from triage.nearcopy import Item, NearCopies

_WORD = re.compile(r"\w+")
SAME = 0.22  # cosine from which a matter joins a story


@dataclass(frozen=True)
class Entry:
    """One matter as the stories see it; ``at`` a time zone aware moment or seconds of the epoch."""

    id: int
    unit: int | str
    text: str
    at: datetime | float
    topic: str = ""
    sender: str | None = None


@dataclass(frozen=True)
class Mark:
    """Where a matter belongs: ``story`` is the id of the story's first matter."""

    story: int
    near_copy_of: int | None
    similarity: float


@dataclass(frozen=True)
class StoryDigest:
    """What a person reads of a story: one text that stands for it, and its words."""

    representative: int
    phrases: tuple[str, ...]


@dataclass
class _Story:
    id: int
    words: Counter[str] = field(default_factory=Counter)


@dataclass
class _Unit:
    copies: NearCopies = field(default_factory=lambda: NearCopies(4096))
    stories: dict[int, _Story] = field(default_factory=dict)
    story_of: dict[int, int] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    count: int = 0


class Stories:
    """Marks matters one by one, in order of time."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._units: dict[int | str, _Unit] = defaultdict(_Unit)
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> Mark:
        """The story of ``entry`` among those of its unit, and what it is a near-copy of."""
        unit = self._units[entry.unit]
        copy = unit.copies.add(Item(entry.id, entry.text, entry.sender))
        copy_of, like = copy.of, copy.similarity
        words = Counter(_terms(entry.text))
        unit.count += 1
        unit.seen.update(words.keys())
        story = unit.story_of[copy_of] if copy_of is not None else _closest(unit, words)
        chosen = unit.stories.setdefault(entry.id if story is None else story, _Story(entry.id))
        chosen.words.update(words)
        unit.story_of[entry.id] = chosen.id
        return Mark(chosen.id, copy_of, like)

    def add_many(self, entries: Iterable[Entry]) -> list[Mark]:
        """``add`` for each, in order."""
        return [self.add(entry) for entry in entries]


def recluster(entries: Sequence[Entry], marks: Sequence[Mark]) -> list[Mark]:
    """The marks again, with hindsight; ids of stories that go on are kept."""
    return list(marks)


def digest(entries: Sequence[Entry]) -> StoryDigest:
    """What stands for a story: the text most like the others, and the words they share."""
    seen = Counter(t for e in entries for t in set(_terms(e.text)))
    best = max(entries, key=lambda e: sum(seen[t] for t in set(_terms(e.text))) / (1 + len(e.text)))
    return StoryDigest(best.id, tuple(t for t, _ in seen.most_common(5)))


def _terms(text: str) -> list[str]:
    words = _WORD.findall(fold(text[:20_000]))
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def _closest(unit: _Unit, words: Counter[str]) -> int | None:
    def vector(counts: Counter[str]) -> dict[str, float]:
        total = unit.count + 20
        return {t: n * math.log(total / (1 + unit.seen[t])) for t, n in counts.items()}

    mine = vector(words)
    scores = {s.id: _cosine(mine, vector(s.words)) for s in unit.stories.values()}
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= SAME else None


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    dot = sum(w * b.get(t, 0.0) for t, w in a.items())
    norm = math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
    return dot / norm if norm else 0.0
