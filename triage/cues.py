"""Phrases that carry a meaning, found in a reading. Pure: no database.

A pattern of ``data/cues.csv`` is a row of words: ``a|b`` either word, ``..`` up to three words
between, ``#`` a number. A group whose name starts with ``not_`` blocks: words it covers speak for
no other group ("lớp bồi dưỡng" is a training course, not a gift).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from intake.fold import fold
from triage.reading import DATA, Reading, Word, same_spelling

MAX_GAP = 3
BLOCK = "not_"
GAP, NUMBER = "..", "#"


@dataclass(frozen=True, slots=True)
class Hit:
    """Words ``start:end`` of the reading speak for ``group``."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    group: str
    steps: tuple[frozenset[str], ...]  # keys that fit each word
    gaps: tuple[bool, ...]  # may words stand before this step?


def hits(reading: Reading) -> tuple[Hit, ...]:
    """All hits in order of their start, the longest of each pattern's start, blocked ones left out."""
    found = list(_all_hits(reading))
    blocked = {i for h in found if h.group.startswith(BLOCK) for i in range(h.start, h.end)}
    return tuple(
        h
        for h in found
        if not h.group.startswith(BLOCK) and not any(i in blocked for i in range(h.start, h.end))
    )


def _all_hits(reading: Reading) -> Iterator[Hit]:
    words, index = reading.words, _index()
    keys = [word_keys(w.norm, w.bare, reading.accented) for w in words]
    for start, mine in enumerate(keys):
        for key in mine:
            for pattern in index.get(key, ()):
                end = _match(pattern, words, keys, start)
                if end:
                    yield Hit(pattern.group, start, end)


def _match(
    pattern: _Pattern, words: tuple[Word, ...], keys: list[tuple[str, ...]], start: int
) -> int:
    """Where the pattern ends if it starts here and stays in one sentence, else 0."""
    at, sentence = start + 1, words[start].sentence
    for step, gap in zip(pattern.steps[1:], pattern.gaps[1:], strict=True):
        for place in range(at, min(at + (MAX_GAP if gap else 0) + 1, len(words))):
            if words[place].sentence == sentence and not step.isdisjoint(keys[place]):
                at = place + 1
                break
        else:
            return 0
    return at


@lru_cache(maxsize=65536)
def word_keys(norm: str, bare: str, accented: bool) -> tuple[str, ...]:
    """What a written word may stand for: typed marks decide, a word without marks only if bare."""
    if norm == bare and bare[:1].isdigit():
        return (bare, NUMBER)
    if norm != bare or accented:
        return (norm,)
    return ("~" + bare,)


def pattern_keys(word: str) -> frozenset[str]:
    """The keys a pattern's word answers to: itself with marks, and its folded form."""
    if word == NUMBER:
        return frozenset([NUMBER])
    return frozenset([same_spelling(word), "~" + fold(word)])


@cache
def _index() -> dict[str, list[_Pattern]]:
    index: dict[str, list[_Pattern]] = defaultdict(list)
    with (DATA / "cues.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pattern = _compile(row["group"], row["pattern"])
            for key in pattern.steps[0]:
                index[key].append(pattern)
    return dict(index)


def _compile(group: str, written: str) -> _Pattern:
    steps: list[frozenset[str]] = []
    gaps: list[bool] = []
    gap = False
    for part in written.casefold().split():
        if part == GAP:
            gap = True
            continue
        steps.append(frozenset().union(*(pattern_keys(w) for w in part.split("|"))))
        gaps.append(gap)
        gap = False
    return _Pattern(group, tuple(steps), tuple(gaps))
