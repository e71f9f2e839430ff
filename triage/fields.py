"""Which field of procedure a text speaks of. Pure: no database.

Field and topic are two axes: the topic says what went wrong, the field in which kind of procedure.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache

from triage.cues import pattern_keys, word_keys
from triage.reading import DATA, Reading

OTHER = "other"


@dataclass(frozen=True)
class Field:
    """A row of ``data/fields.csv``; ``outside``: bodies not under the province answer for it."""

    code: str
    vi: str
    en: str
    outside: bool


@cache
def fields() -> dict[str, Field]:
    """All fields by code, in the order of the file."""
    return {r["code"]: Field(r["code"], r["vi"], r["en"], r["outside"] == "yes") for r in _rows()}


def field_of(reading: Reading) -> str:
    """Code of the field with most words for it; the first mentioned wins a tie; else ``other``."""
    keys = [word_keys(w.norm, w.bare, reading.accented) for w in reading.words]
    votes: Counter[str] = Counter()
    for start, mine in enumerate(keys):
        for key in mine:
            for code, steps in _index().get(key, ()):
                if _fits(keys, start, steps):
                    votes[code] += len(steps)
    return votes.most_common(1)[0][0] if votes else OTHER


def _fits(keys: list[tuple[str, ...]], start: int, steps: tuple[frozenset[str], ...]) -> bool:
    if start + len(steps) > len(keys):
        return False
    return all(not s.isdisjoint(keys[start + i]) for i, s in enumerate(steps))


@cache
def _index() -> dict[str, list[tuple[str, tuple[frozenset[str], ...]]]]:
    index: dict[str, list[tuple[str, tuple[frozenset[str], ...]]]] = {}
    for row in _rows():
        for phrase in filter(None, row["words"].split("|")):
            steps = tuple(pattern_keys(w) for w in phrase.split())
            for key in steps[0] if len(steps) > 1 else {k for k in steps[0] if k[0] != "~"}:
                index.setdefault(key, []).append((row["code"], steps))
    return index


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (DATA / "fields.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
