"""Sentences written out one by one, what leads to a person marked in them as {kind|value}. Pure.

No carrier is filled in by a machine here: every line is spelled as one person would spell it.
Everything is invented. Marked is who speaks, who is near them, saw it or may be called; who is
complained of is not. The streets were measured before the mending they were written for, the kept
ones after it and before they were read (0.552 before it), the later ones after both.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from benchmarks.redaction_set import Planted

_DATA = Path(__file__).parent / "data"
SETS = {  # what was masked of each when it was first measured; the next mending came after
    _DATA / "redaction_letters.txt": 0.812,
    _DATA / "redaction_letters_unseen.txt": 0.839,
    _DATA / "redaction_letters_last.txt": 0.938,
    _DATA / "redaction_letters_streets.txt": 0.655,
    _DATA / "redaction_letters_kept.txt": 0.707,
    _DATA / "redaction_letters_later.txt": 0.800,
}
NOBODYS = _DATA / "redaction_ordinary.txt"  # units, acts, sums, days, officials: to be left alone
_MARKED = re.compile(r"\{([a-z]+)\|([^}]+)\}")


class Hand(StrEnum):
    """There is one style: as somebody wrote it."""

    OWN = "as written"


def letters(file: Path) -> Iterator[Planted]:
    """Every line (\\n in it a new one) and what is planted in it."""
    for line in file.read_text(encoding="utf-8").splitlines():
        line = line.replace("\\n", "\n")
        planted = tuple((kind, value) for kind, value in _MARKED.findall(line))
        yield Planted(_MARKED.sub(r"\2", line), planted, Hand.OWN)
