"""How people write the units, and the prefixes of their dossier codes, from tables. Pure."""

from dataclasses import replace
from pathlib import Path

from intake.unitbook import Alias, Kind
from intake.unitcsv import Line, read_table
from intake.unitrow import History, UnitRow

ALIASES = ("kind", "code", "alias", "weight", "valid_from", "valid_to", "source", "certainty")
PREFIXES = ("prefix", "kind", "code", "valid_from", "valid_to", "source", "certainty")


def add_aliases(history: History, path: Path) -> None:
    """Aliases go to every bearer of the code that lived at some time of the line's stretch."""
    for line in read_table(path, ALIASES):
        alias = Alias(
            line.need("alias"), line.weight("weight"), line.day("valid_from"), line.day("valid_to")
        )
        for row in _meant(history, line):
            history.alias(row.key, alias)


def add_prefixes(history: History, path: Path) -> None:
    """Prefixes of dossier codes, to every bearer of the code within the line's stretch."""
    for line in read_table(path, PREFIXES):
        prefix = line.need("prefix").upper()
        for row in _meant(history, line):
            kept = (*row.dossier_prefixes, prefix)
            history.rows[row.key] = replace(row, dossier_prefixes=kept)


def _meant(history: History, line: Line) -> list[UnitRow]:
    try:
        kind = Kind(line["kind"])
    except ValueError:
        raise line.error(
            f"the kind '{line['kind']}' is unknown", f"write one of {', '.join(Kind)}"
        ) from None
    start, end = line.day("valid_from"), line.day("valid_to")
    rows = [
        r
        for r in history.bearers(kind, line.need("code"))
        if (end is None or r.valid_from < end)
        and (start is None or r.valid_to is None or start < r.valid_to)
    ]
    if not rows:
        raise line.error(
            f"there is no {kind} {line['code']} in that time", "correct the code or the days"
        )
    return rows
