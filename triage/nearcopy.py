"""Which earlier text a text is a near-copy of. Pure: no database."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from intake.fold import fold

LIKE = 0.5  # share of character 4-grams two copies have in common
READ = 20_000  # characters looked at; what follows cannot make a copy


class NearCopies:
    """A growing set of texts, asked one by one for the closest earlier one."""

    def __init__(self) -> None:
        self._grams: dict[int, frozenset[str]] = {}
        self._where: dict[str, list[int]] = defaultdict(list)

    def add(self, id: int, text: str) -> tuple[int | None, float]:
        """``(id of the closest earlier near-copy or None, similarity 0..1)``; remembers ``text``."""
        line = " ".join(fold(text[:READ]).split())
        grams = frozenset(line[i : i + 4] for i in range(max(1, len(line) - 3)))
        shared = Counter(other for gram in grams for other in self._where.get(gram, ()))
        best, score = None, 0.0
        for other, common in shared.items():
            like = common / len(grams | self._grams[other])
            if like > score:
                best, score = other, like
        self._grams[id] = grams
        for gram in grams:
            self._where[gram].append(id)
        return (best, score) if score >= LIKE else (None, score)

    def add_many(self, items: Iterable[tuple[int, str]]) -> list[tuple[int | None, float]]:
        """``add`` for each, in order."""
        return [self.add(i, text) for i, text in items]
