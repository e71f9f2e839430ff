"""Units of the state read from files: one province's list, or a folder with its history. Pure.

No database. Columns and certainty marks are described in ``intake/data/units/README.md``.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from intake.unitbodies import add_bodies, add_desks, add_provinces
from intake.unitbook import Kind, Level, UnitRecord
from intake.unitcsv import Line, UnitFileError, read_table
from intake.unitmoves import apply_moves, check_complete, read_changes, read_map
from intake.unitnames import add_aliases, add_prefixes
from intake.unitrow import RANK, History, UnitKey, UnitRow

__all__ = ["UNITS", "UnitFileError", "UnitKey", "UnitRow", "read_csv_list", "read_units", "records"]

UNITS = Path(__file__).parent / "data" / "units"
LIST = ("level", "gso_code", "full_name", "parent_code")
LISTS = ("file", "shape", "day", "neighbours_from", "province_code", "source", "certainty")


def read_csv_list(
    path: Path, valid_from: date, source: str = "", certainty: str = ""
) -> tuple[UnitRow, ...]:
    """Any province's list with the columns level, gso_code, full_name, parent_code.

    Lines may come in any order; rows are returned parents first. Raises ``UnitFileError``.
    """
    lines: dict[str, Line] = {}
    for line in read_table(path, LIST):
        code = line.need("gso_code")
        if code in lines:
            raise line.error(
                f"the code {code} is on line {lines[code].number} already",
                "correct the code or delete one of the two lines",
            )
        lines[code] = line
    if not lines:
        raise UnitFileError(path, 1, "the file names no unit", "add a line for each unit")
    rows = [_listed(line, lines, valid_from, source, certainty) for line in lines.values()]
    return tuple(sorted(rows, key=lambda r: RANK[r.level]))


def _listed(line: Line, lines: dict[str, Line], day: date, source: str, certainty: str) -> UnitRow:
    level = _level(line)
    parent = line["parent_code"]
    if bool(parent) == (level is Level.PROVINCE):
        raise line.error(
            f"a {level} with parent_code '{parent}'",
            "leave the parent of a province empty and give every other unit one",
        )
    if parent and parent not in lines:
        raise line.error(f"the parent {parent} is not in the file", "add its line or correct it")
    key = None
    if parent:
        above = _level(lines[parent])
        if RANK[above] >= RANK[level]:
            raise line.error(f"a {level} under a {above}", "name a parent of a higher level")
        key = UnitKey(Kind(above), parent, day)
    return UnitRow(
        Kind(level),
        level,
        line["gso_code"],
        line.need("full_name"),
        key,
        day,
        source=source,
        certainty=certainty,
    )


def _level(line: Line) -> Level:
    try:
        return Level(line["level"])
    except ValueError:
        raise line.error(
            f"the level '{line['level']}' is unknown", f"write one of {', '.join(Level)}"
        ) from None


def read_units(folder: Path = UNITS) -> tuple[UnitRow, ...]:
    """All rows of a folder laid out like ``intake/data/units``, parents first.

    Raises ``UnitFileError``.
    """
    history = History()
    add_provinces(history, folder / "provinces.csv")
    for line in read_table(folder / "lists.csv", LISTS):
        _list(history, folder, line)
    history.close()
    add_bodies(history, folder / "departments.csv")
    add_bodies(history, folder / "outside.csv")
    add_desks(history, folder / "desks.csv")
    add_aliases(history, folder / "aliases.csv")
    add_prefixes(history, folder / "dossier_prefixes.csv")
    return tuple(sorted(history.rows.values(), key=lambda r: (RANK[r.level], _depth(history, r))))


def _depth(history: History, row: UnitRow) -> int:
    return 0 if row.parent is None else 1 + _depth(history, history.rows[row.parent])


def _list(history: History, folder: Path, line: Line) -> None:
    """One line of lists.csv: a first list, changes within the province, or a conversion table."""
    path = folder / line.need("file")
    shape = line.need("shape")
    if shape == "list":
        for row in read_csv_list(path, line.need_day("day"), line["source"], line["certainty"]):
            if row.kind is not Kind.PROVINCE:  # provinces have a table of their own
                _check_parent(history, line, row)
                history.add(row)
    elif shape == "moves":
        apply_moves(history, read_changes(path, history), None)
    elif shape == "map":
        apply_moves(history, read_map(path, history, line), line.day("neighbours_from"))
        check_complete(history, path, line.need_day("day"))
    else:
        raise line.error(f"the shape '{shape}' is unknown", "write list, moves or map")


def _check_parent(history: History, line: Line, row: UnitRow) -> None:
    if row.parent not in history.rows:
        raise line.error(
            f"the parent of {row.name} is not known from {row.valid_from}",
            "give its province that day in provinces.csv",
        )


def records(rows: Iterable[UnitRow]) -> tuple[UnitRecord, ...]:
    """Rows as records of a ``UnitBook`` without a database.

    Ids run from 1 in the order given, so that the same rows always get the same ids.
    Raises KeyError where a row's parent or heir is not among the rows.
    """
    rows = tuple(rows)
    ids = {row.key: i for i, row in enumerate(rows, 1)}
    return tuple(
        UnitRecord(
            id=ids[r.key],
            kind=r.kind,
            level=r.level,
            name=r.name,
            code=r.code,
            parent_id=ids[r.parent] if r.parent else None,
            valid_from=r.valid_from,
            valid_to=r.valid_to,
            aliases=r.aliases,
            successors=tuple((ids[key], share) for key, share in r.successors),
            dossier_prefixes=r.dossier_prefixes,
        )
        for r in rows
    )
