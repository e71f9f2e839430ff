"""The open stories of one unit, and which of them a matter goes on with. Pure: no database.

One pass, leader clustering (Hartigan 1975) on tf-idf: a matter joins the most similar open story
if it is similar enough, else it opens one. A story is the sum of its matters, older ones fading
(CluStream-like decay, Aggarwal and others 2003). Nothing is looked up twice, so the same matters
in the same order give the same stories.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.storyterms import Terms

JOIN = 0.10  # similarity from which a matter joins a story: fixed on a stream of news titles
JOIN_VIETNAMESE = 0.26  # read by syllables and concepts, more is alike by chance
PULL = 0.4  # story length to the power of 2 * PULL divides: below .5 big stories draw more
HALF_LIFE = 200  # matters of the unit until a story's older words count half
QUIET_MATTERS = 250  # a story without a new matter for so many of its unit's is closed,
QUIET_SECONDS = 180 * 86_400  # or for so long
PRIOR = 500  # matters assumed seen before the first, so that early words are not all alike
RARITY = 1.5  # power of the inverse document frequency
MOST_TERMS = 512  # a story keeps at most so many terms: then the half that counts most
FAINTEST = 1e-9  # scale from which a story is written anew
MOST_SEEN = 200_000  # words a unit remembers having seen: then all counts are halved

_LOGS = [math.log(times + 0.5) for times in range(1000)]
_NOTHING: dict[int, float] = {}
_ROUNDING = 1e-9


def _by_weight(term: tuple[str, float]) -> float:
    return -term[1]


@dataclass(slots=True)
class _Story:
    terms: set[str] = field(default_factory=set)
    scale: float = 1.0  # what the weights held for the story are to be multiplied by
    square: float = 0.0  # squared length
    count: int = 0  # matters of the unit when the last one joined
    at: float = 0.0


class Storyline:
    """Stories by the id of their first matter; bounded by the numbers above."""

    def __init__(self) -> None:
        self._count = 0
        self._seen: dict[str, int] = {}
        self._open: OrderedDict[int, _Story] = OrderedDict()  # the longest quiet first
        self._held: dict[str, dict[int, float]] = {}  # weight by term and story
        self._longest = 1.0  # squared, of all stories so far

    def place(
        self, id: int, terms: Terms, at: float, known: int | None = None
    ) -> tuple[int, float]:
        """The story that matter ``id`` joins and how similar it is (0..1; 0 for a new story).

        ``known``: the story is certain already (a copy joins what it copies).
        """
        self._count += 1
        self._close_quiet(at)
        mine = self._weighed(terms)
        if known is not None:
            story, likeness = known, self._likeness(mine, known)
        else:
            enough = JOIN_VIETNAMESE if terms.vietnamese else JOIN
            found, likeness = self._most_similar(mine, enough)
            story = id if found is None else found
        self._join(story, mine, at)
        return story, min(likeness, 1.0)

    def _close_quiet(self, at: float) -> None:
        while self._open:
            id, story = next(iter(self._open.items()))
            if self._count - story.count <= QUIET_MATTERS and at - story.at <= QUIET_SECONDS:
                return
            del self._open[id]
            self._drop(id, story.terms)

    def _drop(self, id: int, terms: Iterable[str]) -> None:
        for term in terms:
            held = self._held[term]
            del held[id]
            if not held:
                del self._held[term]

    def _weighed(self, terms: Terms) -> dict[str, float]:
        """Unit vector of the terms, rare ones heavier."""
        seen, total = self._seen, math.log(self._count + PRIOR)
        weighed: dict[str, float] = {}
        for term, weight in terms.weights.items():
            times = seen[term] = seen.get(term, 0) + 1
            log = _LOGS[times] if times < len(_LOGS) else math.log(times + 0.5)
            weighed[term] = weight * (total - log) ** RARITY
        if len(seen) > MOST_SEEN:
            self._seen = {term: times // 2 for term, times in seen.items() if times > 1}
        length = math.sqrt(sum([w * w for w in weighed.values()])) or 1.0
        return {term: weight / length for term, weight in weighed.items()}

    def _most_similar(self, mine: dict[str, float], enough: float) -> tuple[int | None, float]:
        """The most similar open story, if it is similar enough; else None and 0.

        Heavy terms first. Once what is left of the matter could not make any story similar enough
        (Cauchy and Schwarz), only stories met so far are in question, and of those only the ones
        it could: the words everybody uses, which most stories hold, are looked up for a few.
        """
        dots: dict[int, float] = {}
        left = 1.0  # squared length of the terms still to come
        least = (enough / self._longest ** (0.5 - PULL)) ** 2 - _ROUNDING
        heavy_first = iter(sorted(mine.items(), key=_by_weight))
        for term, weight in heavy_first:
            for id, held in self._held.get(term, _NOTHING).items():
                dots[id] = dots.get(id, 0.0) + weight * held
            left -= weight * weight
            if left < least:
                break
        dots = self._within_reach(dots, math.sqrt(max(left, 0.0)), enough)
        for term, weight in heavy_first if dots else ():
            of_story = self._held.get(term, _NOTHING)
            for id in dots:
                dots[id] += weight * of_story.get(id, 0.0)
        best, likeness = None, 0.0
        for id, dot in dots.items():
            story = self._open[id]
            like = dot * story.scale / story.square**PULL
            if like > likeness or (like == likeness and best is not None and id < best):
                best, likeness = id, like
        return (best, likeness) if likeness >= enough else (None, 0.0)

    def _within_reach(self, dots: dict[int, float], left: float, enough: float) -> dict[int, float]:
        """Those that terms of length ``left`` could still make similar enough."""
        within: dict[int, float] = {}
        for id, dot in dots.items():
            story = self._open[id]
            most = dot * story.scale + left * math.sqrt(story.square)
            if most >= enough * story.square**PULL - _ROUNDING:
                within[id] = dot
        return within

    def _likeness(self, mine: dict[str, float], id: int) -> float:
        story = self._open.get(id)
        if story is None:
            return 0.0
        dot = sum([w * self._held.get(term, _NOTHING).get(id, 0.0) for term, w in mine.items()])
        return dot * story.scale / story.square**PULL

    def _join(self, id: int, mine: dict[str, float], at: float) -> None:
        story = self._open.setdefault(id, _Story(count=self._count, at=at))
        self._open.move_to_end(id)
        fade = 0.5 ** ((self._count - story.count) / HALF_LIFE)
        scale = story.scale = story.scale * fade
        overlap = 0.0
        for term, weight in mine.items():
            held = self._held.setdefault(term, {})
            old = held.get(id, 0.0)
            overlap += weight * old
            held[id] = old + weight / scale
        story.terms.update(mine)
        own = sum([w * w for w in mine.values()])
        story.square = story.square * fade * fade + 2 * overlap * scale + own
        self._longest = max(self._longest, story.square)
        story.count, story.at = self._count, max(at, story.at)
        if len(story.terms) > MOST_TERMS or scale < FAINTEST:
            self._tidy(id, story)

    def _tidy(self, id: int, story: _Story) -> None:
        """Keep the heaviest terms, with the scale worked in."""
        order = sorted(story.terms, key=lambda term: (-self._held[term][id], term))
        kept = order[: MOST_TERMS // 2]
        self._drop(id, order[len(kept) :])
        for term in kept:
            self._held[term][id] *= story.scale
        story.terms, story.scale = set(kept), 1.0
        story.square = sum([self._held[term][id] ** 2 for term in kept])
