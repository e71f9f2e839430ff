"""Which rows of words a person can read as the matter of a story. Pure: no database.

The table ``data/story_loose_words.csv`` may be edited: words no phrase starts or ends on (they are
cut off), words no free row of words goes over, words that alone tell nothing but when, and words
that are not shown at all: a check is no State inspection, whatever the sender calls it.
"""

import csv
from collections.abc import Sequence
from functools import cache

from intake.fold import fold
from triage.reading import DATA

_TABLE = DATA / "story_loose_words.csv"


def readable(words: Sequence[str], known: bool) -> tuple[str, ...]:
    """What is left of a row of words with its loose ends cut off; nothing if it does not read.

    ``known``: the row is a phrase of the table of concepts, which holds together.
    """
    row = [word.lower() for word in words]
    start, end = 0, len(row)
    while start < end and row[start] in _loose("start"):
        start += 1
    while start < end and row[end - 1] in _loose("end"):
        end -= 1
    row = row[start:end]
    inside = _loose("self") if known else _loose("self") | _loose("inside")
    if not inside.isdisjoint(row) or _folded("time").issuperset(map(fold, row)):
        return ()
    shown = f" {fold(' '.join(row))} "
    return () if any(f" {word} " in shown for word in _folded("never")) else tuple(row)


@cache
def _loose(place: str) -> frozenset[str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row["words"].split("|") for row in csv.DictReader(file) if row["place"] == place]
    return frozenset(word for row in rows for word in row)


@cache
def _folded(place: str) -> frozenset[str]:
    return frozenset(map(fold, _loose(place)))
