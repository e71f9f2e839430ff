"""The training sentences and their copies: without marks, in teencode, and dressed up. Pure.

A dressed copy stands between an opening and a closing as people write them, and where it tells of
a public matter it may name an office: neither greeting, thanks nor a name says what the matter is.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from intake.fold import fold
from intake.unitbook import Kind
from intake.unitfile import read_units
from triage.reading import DATA, short_forms

TEEN_SHARE = 0.6  # of the words that have a short form
STRIPPED_SHARE = 0.4  # of the dressed copies
FIRST_SEED = 2022
NO_MATTER = "no_matter"


@dataclass(frozen=True)
class Sentence:
    """One written sentence; ``group`` is the same for a sentence and its copies."""

    topic: str
    style: str
    text: str
    group: int
    copy: str = "as written"


def sentences() -> list[Sentence]:
    """All rows of ``data/sentences/*.csv``, in the order of file names and rows."""
    rows: list[Sentence] = []
    for path in sorted((DATA / "sentences").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.append(Sentence(row["topic"], row["style"], row["text"], len(rows)))
    return rows


def with_copies(originals: Iterable[Sentence]) -> Iterator[Sentence]:
    """Each sentence, then its stripped copy, then its teencode copies with and without marks."""
    for one in originals:
        teen = in_teencode(one.text, random.Random(FIRST_SEED + one.group))
        yield one
        yield Sentence(one.topic, one.style, fold(one.text), one.group, "stripped")
        yield Sentence(one.topic, one.style, teen, one.group, "teencode")
        yield Sentence(one.topic, one.style, fold(teen), one.group, "teencode stripped")
        yield Sentence(one.topic, one.style, dressed(one), one.group, "dressed")


def in_teencode(text: str, chance: random.Random) -> str:
    """Words and pairs of words replaced by short forms, as a hurried sender would."""
    words, out = text.split(), []
    at = 0
    while at < len(words):
        for length in (2, 1):
            forms = _by_meaning().get(" ".join(words[at : at + length]).casefold())
            if forms and at + length <= len(words) and chance.random() < TEEN_SHARE:
                out.append(chance.choice(forms))
                at += length
                break
        else:
            out.append(words[at])
            at += 1
    return " ".join(out)


def dressed(one: Sentence) -> str:
    """The sentence between an opening and a closing, with an office's name if it is a matter."""
    chance = random.Random(FIRST_SEED - 1 - one.group)
    text = one.text
    if one.topic != NO_MATTER and chance.random() < 0.6:
        text = chance.choice((_before, _after))(text, chance.choice(_offices()))
    if chance.random() < 0.6:
        text = f"{chance.choice(_courtesies('opening'))} {text[:1].lower()}{text[1:]}"
    if chance.random() < 0.7:
        text = f"{text.rstrip('. ')}. {chance.choice(_courtesies('closing'))}"
    return fold(text) if chance.random() < STRIPPED_SHARE else text


def _before(text: str, office: str) -> str:
    return f"Ở {office}, {text[:1].lower()}{text[1:]}"


def _after(text: str, office: str) -> str:
    return f"{text.rstrip('. ')} tại {office}"


@cache
def _offices() -> list[str]:
    kinds = (Kind.COMMUNE, Kind.DISTRICT, Kind.DEPARTMENT)
    return sorted({row.name for row in read_units() if row.kind in kinds})


@cache
def _courtesies(place: str) -> list[str]:
    with (DATA / "courtesies.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["place"] == place]


@cache
def _by_meaning() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for written, meaning in short_forms().items():
        found[" ".join(meaning)].append(written)
    return dict(found)
