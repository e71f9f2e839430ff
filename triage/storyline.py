"""The open stories of one unit, and which of them a matter goes on with. Pure: no database.

One pass, leader clustering (Hartigan 1975) on tf-idf: a matter joins the most similar open story
if it is similar enough, else it opens one. A story is the sum of its matters, older ones fading
(CluStream-like decay, Aggarwal and others 2003). Nothing is looked up twice, so the same matters
in the same order give the same stories.
"""

import math
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.storyterms import Terms

JOIN = 0.10  # similarity from which a matter joins a story: fixed on a stream of news titles
JOIN_VIETNAMESE = 0.24  # read by syllables and concepts, more is alike by chance
PULL = 0.4  # story length to the power of 2 * PULL divides: below .5 big stories draw more
HALF_LIFE = 200  # matters of the unit until a story's older words count half
QUIET_MATTERS = 250  # a story without a new matter for so many of its unit's is closed,
QUIET_SECONDS = 180 * 86_400  # or for so long
PRIOR = 500  # matters assumed seen before the first, so that early words are not all alike
RARITY = 1.5  # power of the inverse document frequency
MOST_TERMS = 512  # a story keeps at most so many terms: then the half that counts most
MOST_SEEN = 200_000  # words a unit remembers having seen: then all counts are halved


@dataclass(slots=True)
class _Story:
    weights: dict[str, float] = field(default_factory=dict)  # to be multiplied by ``scale``
    scale: float = 1.0
    square: float = 0.0  # squared length
    count: int = 0  # matters of the unit when the last one joined
    at: float = 0.0


class Storyline:
    """Stories by the id of their first matter; bounded by the numbers above."""

    def __init__(self) -> None:
        self._count = 0
        self._seen: dict[str, int] = {}
        self._open: OrderedDict[int, _Story] = OrderedDict()  # the longest quiet first
        self._holders: defaultdict[str, set[int]] = defaultdict(set)

    def place(
        self, id: int, terms: Terms, at: float, known: int | None = None
    ) -> tuple[int, float]:
        """The story that matter ``id`` joins and how similar it is (0..1; 0 for a new story).

        ``known``: the story is certain already (a copy joins what it copies).
        """
        self._count += 1
        self._close_quiet(at)
        mine = self._weighed(terms)
        found, likeness = self._most_similar(mine)
        if known is not None:
            found = known
        elif likeness < (JOIN_VIETNAMESE if terms.vietnamese else JOIN):
            found, likeness = None, 0.0
        story = id if found is None else found
        self._join(story, mine, at)
        return story, min(likeness, 1.0)

    def _close_quiet(self, at: float) -> None:
        while self._open:
            id, story = next(iter(self._open.items()))
            if self._count - story.count <= QUIET_MATTERS and at - story.at <= QUIET_SECONDS:
                return
            del self._open[id]
            self._drop(id, story.weights)

    def _drop(self, id: int, terms: Iterable[str]) -> None:
        for term in terms:
            holders = self._holders[term]
            holders.discard(id)
            if not holders:
                del self._holders[term]

    def _weighed(self, terms: Terms) -> dict[str, float]:
        """Unit vector of the terms, rare ones heavier."""
        seen, total = self._seen, math.log(self._count + PRIOR)
        weighed: dict[str, float] = {}
        for term, weight in terms.weights.items():
            times = seen[term] = seen.get(term, 0) + 1
            weighed[term] = weight * max(0.0, total - math.log(times + 0.5)) ** RARITY
        if len(seen) > MOST_SEEN:
            self._seen = {term: times // 2 for term, times in seen.items() if times > 1}
        length = math.sqrt(sum(w * w for w in weighed.values())) or 1.0
        return {term: weight / length for term, weight in weighed.items()}

    def _most_similar(self, mine: dict[str, float]) -> tuple[int | None, float]:
        dots: defaultdict[int, float] = defaultdict(float)
        for term, weight in mine.items():
            for id in self._holders.get(term, ()):
                dots[id] += weight * self._open[id].weights[term]
        best, likeness = None, 0.0
        for id, dot in dots.items():
            story = self._open[id]
            like = dot * story.scale / story.square**PULL
            if like > likeness or (like == likeness and best is not None and id < best):
                best, likeness = id, like
        return best, likeness

    def _join(self, id: int, mine: dict[str, float], at: float) -> None:
        story = self._open.setdefault(id, _Story())
        self._open.move_to_end(id)
        fade = 0.5 ** ((self._count - story.count) / HALF_LIFE) if story.weights else 1.0
        story.scale *= fade
        story.square *= fade * fade
        for term, weight in mine.items():
            old = story.weights.get(term)
            if old is None:
                old = 0.0
                self._holders[term].add(id)
            story.square += weight * (weight + 2 * old * story.scale)
            story.weights[term] = old + weight / story.scale
        story.count, story.at = self._count, max(at, story.at)
        if len(story.weights) > MOST_TERMS or story.scale < 1e-9:
            self._tidy(id, story)

    def _tidy(self, id: int, story: _Story) -> None:
        """Keep the heaviest terms, with the scale worked in."""
        order = sorted(story.weights, key=lambda t: (-story.weights[t], t))
        self._drop(id, order[MOST_TERMS // 2 :])
        story.weights = {t: story.weights[t] * story.scale for t in order[: MOST_TERMS // 2]}
        story.scale = 1.0
        story.square = sum(w * w for w in story.weights.values())
