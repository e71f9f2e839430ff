"""Old units into new ones: merged, split, renamed, re-coded. Pure: no database."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from intake.fold import fold
from intake.unitbook import Alias, Kind, Level, Share
from intake.unitcsv import Line, UnitFileError, read_table
from intake.unitrow import History, UnitKey, UnitRow

CHANGES = ("day", "old_code", "new_code", "new_name", "parent_code", "share", "source", "certainty")
MAP = ("old_code", "old_name", "old_district", "old_province", "new_code", "new_name", "note")
SHARES = {"nhập toàn bộ": Share.WHOLE, "nhập một phần": Share.PART}
_CODED = re.compile(r"(?P<name>.+?)\s*\((?P<code>\d+)\)")


@dataclass(frozen=True)
class Move:
    """One commune going, wholly or in part, into one commune that begins on ``day``.

    ``line`` is where it is written, for errors. ``old_name``, ``old_district`` and
    ``old_province`` are empty where the file does not repeat them.
    """

    line: Line
    day: date
    old_code: str
    new_code: str
    new_name: str
    parent: UnitKey
    share: Share
    source: str
    certainty: str
    old_name: str = ""
    old_district: str = ""
    old_province: str = ""


def read_changes(path: Path, history: History) -> list[Move]:
    """Changes inside one province, each line with its own day and source."""
    moves = []
    for line in read_table(path, CHANGES):
        day = line.need_day("day")
        try:
            share = Share(line["share"])
        except ValueError:
            raise line.error(f"the share '{line['share']}'", "write whole or part") from None
        moves.append(
            Move(
                line,
                day,
                line.need("old_code"),
                line.need("new_code"),
                line.need("new_name"),
                _parent(history, line, line.need("parent_code"), day),
                share,
                line["source"],
                line["certainty"],
            )
        )
    return moves


def read_map(path: Path, history: History, listed: Line) -> list[Move]:
    """A conversion table of one day; ``listed`` is its line in lists.csv."""
    day, province = listed.need_day("day"), listed.need("province_code")
    moves = []
    for line in read_table(path, MAP):
        share = SHARES.get(line["note"].casefold())
        if share is None:
            raise line.error(
                f"the note '{line['note']}'", "write 'Nhập toàn bộ' or 'Nhập một phần'"
            )
        moves.append(
            Move(
                line,
                day,
                line.need("old_code"),
                line.need("new_code"),
                line.need("new_name"),
                _parent(history, listed, province, day),
                share,
                listed["source"],
                listed["certainty"],
                line.need("old_name"),
                line["old_district"],
                line["old_province"],
            )
        )
    return moves


def _parent(history: History, line: Line, code: str, day: date) -> UnitKey:
    for kind in (Kind.PROVINCE, Kind.DISTRICT):
        row = history.bearer(kind, code, day)
        if row:
            return row.key
    raise line.error(f"no province or district {code} on {day}", "correct the code or add it")


def apply_moves(history: History, moves: list[Move], neighbours_from: date | None) -> None:
    """End the old units, begin the new ones and tie them together.

    Old units of a neighbouring province, told from the file's own words, are recorded from
    ``neighbours_from`` on, beneath the neighbour. Raises ``UnitFileError``.
    """
    olds = [_old(history, m, neighbours_from) for m in moves]
    for old, move in zip(olds, moves, strict=True):
        _learn_spelling(history, old, move)
        history.end(old.key, move.day, UnitKey(Kind.COMMUNE, move.new_code, move.day), move.share)
    for move in moves:
        _begin(history, move)


def _old(history: History, move: Move, neighbours_from: date | None) -> UnitRow:
    eve = move.day - timedelta(days=1)
    found = history.bearer(Kind.COMMUNE, move.old_code, eve)
    if found:
        return found
    if not neighbours_from or not move.old_district:
        raise move.line.error(
            f"no commune {move.old_code} on {eve}", "correct the code or add the commune to a list"
        )
    row = UnitRow(
        Kind.COMMUNE,
        Level.COMMUNE,
        move.old_code,
        move.old_name,
        _neighbour_district(history, move, eve, neighbours_from),
        neighbours_from,
        source=move.source,
        certainty="V on the eve of the change; K-low how long before",
    )
    history.add(row)
    return row


def _neighbour_district(history: History, move: Move, eve: date, since: date) -> UnitKey:
    code, name = _coded(move, "old_district", move.old_district)
    found = history.bearer(Kind.DISTRICT, code, eve)
    if found:
        return found.key
    province, _ = _coded(move, "old_province", move.old_province)
    above = history.bearer(Kind.OUTSIDE, province, eve)
    if above is None:
        raise move.line.error(
            f"the province {province} of {move.old_name} is not known on {eve}",
            "add it to provinces.csv, as kind 'outside' if it is a neighbour",
        )
    row = UnitRow(
        Kind.DISTRICT,
        Level.DISTRICT,
        code,
        name,
        above.key,
        since,
        source=move.source,
        certainty="V on the eve of the change; K-low how long before",
    )
    history.add(row)
    return row.key


def _coded(move: Move, column: str, text: str) -> tuple[str, str]:
    """``Thị Xã Cai Lậy (817)`` -> ``817``, ``Thị xã Cai Lậy``."""
    match = _CODED.fullmatch(text)
    if not match:
        raise move.line.error(
            f"'{text}' in '{column}' has no code", "write the name with its code in brackets"
        )
    return match["code"], match["name"].replace("Thị Xã", "Thị xã")


def _learn_spelling(history: History, old: UnitRow, move: Move) -> None:
    if move.old_name and fold(move.old_name) != fold(old.name):
        history.alias(old.key, Alias(move.old_name))


def _begin(history: History, move: Move) -> None:
    key = UnitKey(Kind.COMMUNE, move.new_code, move.day)
    known = history.rows.get(key)
    if known is None:
        history.add(
            UnitRow(
                Kind.COMMUNE,
                Level.COMMUNE,
                move.new_code,
                move.new_name,
                move.parent,
                move.day,
                source=move.source,
                certainty=move.certainty,
            )
        )
    elif known.name != move.new_name:
        raise move.line.error(
            f"{move.new_code} is called {move.new_name} here and {known.name} above",
            "call it by one name",
        )


def check_complete(history: History, path: Path, day: date) -> None:
    """Every commune whose province ended on ``day`` must have gone somewhere."""
    for row in history.rows.values():
        left = row.kind is Kind.COMMUNE and row.valid_to is None and row.valid_from < day
        if left and _province_ends(history, row, day):
            raise UnitFileError(
                path, None, f"{row.name} ({row.code}) is missing", "add the line that says its heir"
            )


def _province_ends(history: History, row: UnitRow, day: date) -> bool:
    while row.parent:
        row = history.rows[row.parent]
    return row.valid_to == day
