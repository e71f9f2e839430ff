"""Provinces, departments, outside bodies and the desks of each unit, from tables. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.unitbook import Alias, Kind, Level, Share
from intake.unitcsv import Line, read_table
from intake.unitrow import History, UnitKey, UnitRow

BODIES = ("level", "code", "name", "name_en", "valid_from", "valid_to", "source", "certainty")
DESKS = (
    "each", "kind", "code", "name", "parent_code", "aliases", "then", "valid_from", "valid_to",
    "source", "certainty",
)  # fmt: skip
_ABOVE = (Kind.PROVINCE, Kind.DISTRICT, Kind.DEPARTMENT)


def add_provinces(history: History, path: Path) -> None:
    """Provinces with their days; ``outside`` marks a neighbour (see ``UnitBook.within_reach``)."""
    _add(history, read_table(path, BODIES[1:]), Level.PROVINCE, Kind.PROVINCE)


def add_bodies(history: History, path: Path) -> None:
    """Departments, service centres, land offices; in a file without ``kind``, outside bodies."""
    _add(history, read_table(path, BODIES), None, Kind.OUTSIDE)


def _add(history: History, lines: list[Line], level: Level | None, kind: Kind) -> None:
    rows = []
    for line in lines:
        row = _body(history, line, level or _level(line, "level"), kind)
        try:
            history.add(row)
        except ValueError as exc:
            raise line.error(str(exc), "correct the code or the day") from None
        rows.append((line, row))
    for line, row in rows:
        _tie(history, line, row)


def _body(history: History, line: Line, level: Level, kind: Kind) -> UnitRow:
    start, end = _stretch(line)
    kind = _kind(line) if line["kind"] else kind
    parent = None
    if (kind is not Kind.OUTSIDE and level is not Level.PROVINCE) or line["parent_code"]:
        parent = _above(history, line, line.need("parent_code"), start)
    elif kind not in (Kind.OUTSIDE, Kind.PROVINCE):
        parent = _province(history, line, start)
    return UnitRow(
        kind, level, line.need("code"), line.need("name"), parent, start, end, line["name_en"],
        source=line["source"], certainty=line["certainty"],
    )  # fmt: skip


def _stretch(line: Line) -> tuple[date, date | None]:
    start, end = line.need_day("valid_from"), line.day("valid_to")
    if end and end <= start:
        raise line.error(
            f"valid_to {end} is not after valid_from {start}",
            "valid_to is the first day on which the unit is no more",
        )
    return start, end


def _level(line: Line, column: str) -> Level:
    try:
        return Level(line[column])
    except ValueError:
        raise line.error(
            f"the level '{line[column]}' is unknown", f"write one of {', '.join(Level)}"
        ) from None


def _kind(line: Line) -> Kind:
    try:
        return Kind(line["kind"])
    except ValueError:
        raise line.error(
            f"the kind '{line['kind']}' is unknown", f"write one of {', '.join(Kind)}"
        ) from None


def _above(history: History, line: Line, code: str, day: date) -> UnitKey:
    found = [r for k in _ABOVE if (r := history.bearer(k, code, day))]
    if not found:
        raise line.error(f"the parent {code} does not exist on {day}", "correct it or add it above")
    return found[0].key


def _province(history: History, line: Line, day: date) -> UnitKey:
    rows = [r for r in history.rows.values() if r.kind is Kind.PROVINCE and r.valid_on(day)]
    if len(rows) != 1:
        raise line.error(f"{len(rows)} provinces exist on {day}", "name one in 'parent_code'")
    return rows[0].key


def _tie(history: History, line: Line, row: UnitRow) -> None:
    """``SNV:part|SYT:part``: the bearers of these codes on the day the unit ended."""
    for item in filter(None, line["successors"].split("|")):
        code, _, share = item.partition(":")
        if row.valid_to is None:
            raise line.error("a unit that has not ended has successors", "fill in valid_to")
        try:
            part = Share(share or Share.WHOLE)
        except ValueError:
            raise line.error(f"the share '{share}'", "write whole or part") from None
        heirs = [r for k in (row.kind, *_ABOVE) if (r := history.bearer(k, code, row.valid_to))]
        if not heirs:
            raise line.error(f"no unit {code} on {row.valid_to}", "correct 'successors' or add it")
        history.end(row.key, row.valid_to, heirs[0].key, part)


@dataclass(frozen=True)
class _Desk:
    """A line of desks.csv: what every unit of a level has."""

    line: Line
    each: Level
    kind: Kind
    start: date
    end: date | None

    def hosts(self, history: History) -> Iterator[tuple[UnitRow, date, date | None]]:
        """The units that had such a desk, with the stretch they had it."""
        for row in list(history.rows.values()):
            if row.kind.value != self.each.value or _neighbours(history, row):
                continue
            start = max(self.start, row.valid_from)
            ends = [d for d in (self.end, row.valid_to) if d]
            end = min(ends, default=None)
            if end is None or start < end:
                yield row, start, end


def add_desks(history: History, path: Path) -> None:
    """The one-stop desks, service centres and land branches that every unit of a level has.

    ``{unit}`` stands for the unit's name, ``{code}`` for its code. An empty ``parent_code`` puts
    the desk beneath the unit itself. A desk that ends goes on in the desks of its unit's heirs,
    or in the body ``then`` names.
    """
    made = []
    for line in read_table(path, DESKS):
        start, end = _stretch(line)
        desk = _Desk(line, _level(line, "each"), _kind(line), start, end)
        for host, begun, ended in desk.hosts(history):
            row = _desk_row(history, desk, host, begun, ended)
            history.add(row)
            made.append((desk, host, row))
    for desk, host, row in made:
        for heir, share in _desk_heirs(history, desk, host, row):
            assert row.valid_to is not None  # heirs follow only what ended
            history.end(row.key, row.valid_to, heir, share)


def _desk_row(
    history: History, desk: _Desk, host: UnitRow, start: date, end: date | None
) -> UnitRow:
    line = desk.line
    unit = host.name[:1].lower() + host.name[1:]
    parent = host.key
    if line["parent_code"]:
        parent = _above(history, line, line["parent_code"], start)
    fill = {"unit": unit, "code": host.code}
    return UnitRow(
        desk.kind, host.level, line.need("code").format(**fill), line.need("name").format(**fill),
        parent, start, end, source=line["source"], certainty=line["certainty"],
        aliases=tuple(Alias(a.format(**fill)) for a in line["aliases"].split("|") if a),
    )  # fmt: skip


def _desk_heirs(
    history: History, desk: _Desk, host: UnitRow, row: UnitRow
) -> list[tuple[UnitKey, Share]]:
    if row.valid_to is None:
        return []
    if then := desk.line["then"].format(code=host.code):
        for kind in (row.kind, Kind.SERVICE_CENTRE, Kind.LAND_OFFICE):
            if heir := history.bearer(kind, then, row.valid_to):
                return [(heir.key, Share.WHOLE)]
        raise desk.line.error(f"no '{then}' on {row.valid_to}", "correct 'then' or add the body")
    desks = [r for r in history.rows.values() if r.kind in (Kind.ONE_STOP, Kind.SERVICE_CENTRE)]
    return [
        (r.key, share)
        for heir, share in host.successors
        for r in desks
        if r.parent == heir and r.valid_on(row.valid_to)
    ]


def _neighbours(history: History, row: UnitRow) -> bool:
    while row.parent:
        row = history.rows[row.parent]
    return row.kind is Kind.OUTSIDE
