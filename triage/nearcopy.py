"""Which earlier text a text is a near-copy of. Pure: no database.

Banded tables name a few earlier texts worth a look, their bitmaps give the similarity. What a
text costs depends neither on its length nor on how many came before it. The same texts in the
same order get the same answers, alone or in batches.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from triage.gramsketch import BANDS, BITS, Int64, Sketches, UInt32, UInt64, shares, sketch
from triage.skeleton import skeleton

LIKE = 0.48  # share of 4-grams two copies have in common; F1 is flat from .44 to .50
FEW_WORDS = 3  # so few words say too little: see ``NearCopies``
BATCH = 128
FIRST_ROOM = 1024

_HALF = np.uint64(32)


@dataclass(frozen=True)
class Item:
    """A text to remember; ``sender`` need only be the same for the same sender, None unknown."""

    id: int
    text: str
    sender: Hashable = None


@dataclass(frozen=True)
class Copy:
    """The closest earlier text, None where none is like enough, and how like (0..1) it is."""

    of: int | None
    similarity: float


NO_COPY = Copy(None, 0.0)


class NearCopies:
    """The last ``room`` texts, asked for the closest earlier one; about 1 kB a text.

    Many people write "quá chậm". A text of up to ``FEW_WORDS`` words is a copy only of the same
    words by the same known sender; a text without words is a copy of nothing.
    """

    def __init__(self, room: int = 1 << 17) -> None:
        self._shelf = _Shelf(room)
        self._room = room
        self._short: dict[tuple[Hashable, str], int] = {}

    def add(self, item: Item) -> Copy:
        """The closest earlier near-copy; remembers ``item``."""
        return self.add_many([item])[0]

    def add_many(self, items: Iterable[Item]) -> list[Copy]:
        """``add`` for each, in order, faster."""
        all_items = list(items)
        starts = range(0, len(all_items), BATCH)
        return [copy for at in starts for copy in self._batch(all_items[at : at + BATCH])]

    def _batch(self, items: Sequence[Item]) -> list[Copy]:
        texts = [skeleton(item.text) for item in items]
        long = [i for i, text in enumerate(texts) if text.count(" ") >= FEW_WORDS]
        found = dict(zip(long, self._long([(items[i].id, texts[i]) for i in long]), strict=True))
        return [found.get(i) or self._few(item, texts[i]) for i, item in enumerate(items)]

    def _long(self, items: Sequence[tuple[int, str]]) -> list[Copy]:
        if not items:
            return []
        sketches = sketch([text for _, text in items])
        return self._shelf.put([id for id, _ in items], sketches)

    def _few(self, item: Item, text: str) -> Copy:
        if item.sender is None or not text:
            return NO_COPY
        earlier = self._short.get((item.sender, text))
        if earlier is not None:
            return Copy(earlier, 1.0)
        self._short[item.sender, text] = item.id
        if len(self._short) > self._room:
            del self._short[next(iter(self._short))]
        return NO_COPY


class _Shelf:
    """Sketches by the order they came in, found again by their keys.

    A place of a band's table holds the numbers (from 1) of the last two sketches filed there,
    the latest in the low half.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._seen = 0
        self._ids: Int64 = np.empty(0, np.int64)
        self._bits: UInt64 = np.empty((0, BITS // 64), np.uint64)
        self._keys: UInt32 = np.empty((0, BANDS), np.uint32)
        self._table: UInt64 = np.empty(0, np.uint64)
        self._widen(FIRST_ROOM)

    def put(self, ids: Sequence[int], sketches: Sketches) -> list[Copy]:
        """Shelve up to ``BATCH`` sketches; for each the closest one shelved before it."""
        size = len(self._ids)
        if self._seen == size < self._room + BATCH:
            self._widen(4 * size)
            size = len(self._ids)
        row = self._seen % size
        rows = slice(row, min(row + len(ids), size))
        count = rows.stop - row
        self._ids[rows] = ids[:count]
        self._keys[rows] = sketches.keys[:count]
        self._bits[rows] = sketches.bits[:count]
        found = self._closest(self._file(self._keys[rows], self._seen), rows)
        self._seen += count
        if count < len(ids):
            rest = Sketches(sketches.keys[count:], sketches.bits[count:])
            return found + self.put(ids[count:], rest)
        return found

    def _file(self, keys: UInt32, first: int) -> Int64:
        """File sketches under numbers from ``first``; what each found in its places (n, ...)."""
        table = self._table
        there = np.empty(keys.shape, np.uint64)
        places = (keys >> self._shift) + self._base
        for i, mine in enumerate(places):
            old = table[mine]
            there[i] = old
            table[mine] = old << _HALF | np.uint64(first + i + 1)
        return there.view(np.uint32).astype(np.int64) - 1

    def _closest(self, near: Int64, rows: slice) -> list[Copy]:
        oldest = np.arange(self._seen, self._seen + len(near)) - self._room
        near.sort(axis=1)
        fresh = np.diff(near, axis=1, prepend=-1) != 0
        asked, column = np.nonzero(fresh & (near >= oldest[:, None]))
        there = near[asked, column] % len(self._ids)
        like = shares(self._bits[there], self._bits[rows][asked])
        best = np.zeros(len(near))
        np.maximum.at(best, asked, like)
        winner = np.zeros(len(near), np.int64)
        at_best = np.flatnonzero(like == best[asked])[::-1]  # of equals the earliest
        winner[asked[at_best]] = there[at_best]
        return [
            Copy(id if share >= LIKE else None, share)
            for id, share in zip(self._ids[winner].tolist(), best.tolist(), strict=True)
        ]

    def _widen(self, size: int) -> None:
        """Room for ``size`` sketches, at most what was asked for; files again what is there."""
        more = min(size, self._room + BATCH) - len(self._ids)
        self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
        self._bits = np.concatenate([self._bits, np.zeros((more, BITS // 64), np.uint64)])
        self._keys = np.concatenate([self._keys, np.zeros((more, BANDS), np.uint32)])
        width = (len(self._ids) - 1).bit_length()
        self._shift = np.uint32(32 - width)
        self._base = np.arange(BANDS, dtype=np.uint32) << np.uint32(width)
        self._table = np.zeros(BANDS << width, np.uint64)
        self._file(self._keys[: self._seen], 0)
