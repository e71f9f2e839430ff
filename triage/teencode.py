"""Teencode and office shorthand, read from a dated table people may edit. Pure: no database."""

import csv
from functools import cache
from pathlib import Path

from intake.fold import fold

TABLE = Path(__file__).parent / "data" / "short_forms.csv"


@cache
def meanings() -> dict[str, str]:
    """Folded short form -> folded meaning; where two forms fold alike the first line counts.

    A form that folds to what it means (``hông``, ``hong``) is left to the words as they stand.
    """
    table: dict[str, str] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(fold(row["written"]), fold(row["meaning"]))
    # A meaning is never short for something else: expanding twice changes nothing.
    return {
        short: meant
        for short, meant in table.items()
        if short != meant and not any(word in table for word in meant.split())
    }
