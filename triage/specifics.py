"""Does a matter say when, where in the office, or on which paper? Pure: no database.

Denunciations law art 25(2) lets nameless information feed an inspection only if it is clear, has
evidence and can be verified; this is the machine's first look at that, an officer has the last.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

from intake.fold import fold

_CUES = Path(__file__).parent / "data" / "specifics.csv"
_READ = 5000  # characters; whoever writes more has been specific long before


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with _CUES.open(encoding="utf-8", newline="") as file:
        return tuple((row["code"], re.compile(row["pattern"])) for row in csv.DictReader(file))


def specifics(text: str) -> tuple[str, ...]:
    """Codes of the kinds of particulars a text gives: a time, a term, money, a desk, a paper."""
    folded = " ".join(fold(text[:_READ]).split())
    return tuple(dict.fromkeys(code for code, pattern in _patterns() if pattern.search(folded)))
