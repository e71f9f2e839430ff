"""The training sentences and their copies: without marks, and in teencode. Pure: no database."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from intake.fold import fold
from triage.reading import DATA, short_forms

TEEN_SHARE = 0.6  # of the words that have a short form
FIRST_SEED = 2022


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


@cache
def _by_meaning() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for written, meaning in short_forms().items():
        found[" ".join(meaning)].append(written)
    return dict(found)
