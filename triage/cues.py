"""Phrases that carry a meaning, found in a reading. Pure: no database.

A pattern of ``data/cues.csv`` is a row of words: ``a|b`` either word, ``..`` up to three words
between, ``#`` a number, ``<gift>`` any phrase of the group ``list_gift``, ``=khống`` a word that
must be typed with its marks ("khong" is nearly always "không"). A group whose name starts with
``not_`` blocks: words it covers speak for no other group ("lớp bồi dưỡng" is a training course,
not a gift).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from intake.fold import fold
from triage.reading import DATA, Reading, same_spelling

MAX_GAP = 3
BLOCK, LIST = "not_", "list_"
GAP, NUMBER, MARKED = "..", "#", "="
SAFE_BARE = 5  # letters; a shorter word typed without marks may be too many words to count alone

Keys = list[tuple[str, ...]]
Place = tuple[int, int]  # sentence and clause
Step = tuple[frozenset[str], bool]  # keys that fit a word; may other words stand before it?


@dataclass(frozen=True, slots=True)
class Hit:
    """Words ``start:end`` of the reading speak for ``group``."""

    group: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the tree of patterns: where to go on each word, and the groups that end here."""

    by_step: dict[Step, "_Node"] = field(default_factory=dict)
    near: dict[str, list["_Node"]] = field(default_factory=dict)
    far: dict[str, list["_Node"]] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)


def hits(reading: Reading) -> tuple[Hit, ...]:
    """All hits in order of their start; what a blocking group covers is left out."""
    keys = [word_keys(w.norm, w.bare, reading.accented) for w in reading.words]
    places = [(w.sentence, w.clause) for w in reading.words]
    found = {
        Hit(group, start, end)
        for start in range(len(keys))
        for group, end in _from(_tree(), keys, places, start, places[start])
    }
    blocked = {i for h in found if h.group.startswith(BLOCK) for i in range(h.start, h.end)}
    spoken = [h for h in found if not blocked.intersection(range(h.start, h.end))]
    return tuple(sorted(spoken, key=lambda h: (h.start, h.end, h.group)))


def _from(
    node: _Node, keys: Keys, places: list[Place], at: int, last: Place
) -> Iterator[tuple[str, int]]:
    """Groups of all patterns that go on from ``node`` at word ``at``, with where they end.

    ``last`` is where the word before stands: neighbours stand in one clause, a gap in one sentence.
    """
    for group in node.groups:
        yield group, at
    if at >= len(keys) or places[at][0] != last[0]:
        return
    for key in keys[at] if places[at] == last else ():
        for child in node.near.get(key, ()):
            yield from _from(child, keys, places, at + 1, places[at])
    if node.far:
        for place in range(at, min(at + MAX_GAP + 1, len(keys))):
            for key in keys[place] if places[place][0] == last[0] else ():
                for child in node.far.get(key, ()):
                    yield from _from(child, keys, places, place + 1, places[place])


@lru_cache(maxsize=65536)
def word_keys(norm: str, bare: str, accented: bool) -> tuple[str, ...]:
    """What a written word may stand for: typed marks decide, a word without marks only if bare."""
    if norm == bare and bare[:1].isdigit():
        return (bare, NUMBER)
    if norm != bare or accented:
        return (norm,)
    return ("~" + bare,)


@lru_cache(maxsize=4096)
def pattern_keys(word: str) -> frozenset[str]:
    """The keys a pattern's word answers to: itself with marks, and its folded form."""
    if word == NUMBER:
        return frozenset([NUMBER])
    if word.startswith(MARKED):
        return frozenset([same_spelling(word[1:])])
    return frozenset([same_spelling(word), "~" + fold(word)])


@cache
def _tree() -> _Node:
    root = _Node()
    for group, written in _rows():
        if not group.startswith(LIST):
            for phrase in _spelled_out(written):
                _plant(root, _steps(phrase)).groups.add(group)
    return root


def _plant(node: _Node, steps: list[Step]) -> _Node:
    for step in steps:
        child = node.by_step.get(step)
        if child is None:
            child = node.by_step[step] = _Node()
            ways = node.far if step[1] else node.near
            for key in step[0]:
                ways.setdefault(key, []).append(child)
        node = child
    return node


def _steps(phrase: str) -> list[Step]:
    parts = phrase.casefold().split()
    steps = [
        (frozenset[str]().union(*map(pattern_keys, part.split("|"))), before == GAP)
        for before, part in zip(["", *parts], parts, strict=False)
        if part != GAP
    ]
    if len(steps) == 1:
        marked_only = (k for k in steps[0][0] if k[0] != "~" or len(k) > SAFE_BARE)
        return [(frozenset(marked_only), False)]
    return steps


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    with (DATA / "cues.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["group"], row["pattern"]) for row in csv.DictReader(file))


def _spelled_out(written: str) -> Iterator[str]:
    """The pattern with every ``<name>`` replaced by each phrase of its list."""
    start, end = written.find("<"), written.find(">")
    if start < 0:
        yield written
        return
    name = LIST + written[start + 1 : end]
    for group, phrase in _rows():
        if group == name:
            yield from _spelled_out(written[:start] + phrase + written[end + 1 :])
