"""Tables of units read cell by cell, with errors a clerk can act on. Pure: no database."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path


class UnitFileError(ValueError):
    """A fault in a file of units; reads as one sentence naming file, line and cure."""

    def __init__(self, path: Path, line: int | None, fault: str, cure: str) -> None:
        self.path, self.line, self.fault, self.cure = path, line, fault, cure
        where = path.name if line is None else f"{path.name}, line {line}"
        super().__init__(f"{where}: {fault}; {cure}.")


@dataclass(frozen=True)
class Line:
    """One row of a table: where it stands and its cells by column name, tidied."""

    path: Path
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, fault: str, cure: str) -> UnitFileError:
        """A fault on this line."""
        return UnitFileError(self.path, self.number, fault, cure)

    def need(self, column: str) -> str:
        """The cell, which may not be empty."""
        if not self[column]:
            raise self.error(f"the column '{column}' is empty", "fill it in or delete the line")
        return self[column]

    def day(self, column: str) -> date | None:
        """The cell as a date; None where it is empty."""
        try:
            return date.fromisoformat(self[column]) if self[column] else None
        except ValueError:
            raise self.error(
                f"'{self[column]}' in '{column}' is not a date", "write it as 2025-07-01"
            ) from None

    def need_day(self, column: str) -> date:
        """The cell as a date, which may not be empty."""
        self.need(column)
        day = self.day(column)
        assert day is not None  # need() has seen to it
        return day

    def weight(self, column: str) -> float:
        """The cell as a number above 0 and up to 1; 1 where it is empty."""
        try:
            value = float(self[column] or 1)
        except ValueError:
            value = 0.0
        if not 0 < value <= 1:
            raise self.error(
                f"'{self[column]}' in '{column}' is not a weight",
                "write a number above 0 and up to 1, with a point",
            )
        return value


def read_table(path: Path, required: tuple[str, ...]) -> list[Line]:
    """The rows of a comma-separated UTF-8 file whose first line names its columns.

    Tolerated: a byte order mark, any line ending, blank lines, more columns than required,
    surplus spaces, decomposed Unicode. Anything else wrong raises :class:`UnitFileError`.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(c.strip() for c in cells):
                rows.append((start, [" ".join(c.split()) for c in cells]))
            start = reader.line_num + 1
    except csv.Error as exc:
        raise UnitFileError(
            path,
            start,
            f"the quotation marks do not pair ({exc})",
            'write "" for one inside a cell',
        ) from None
    if not rows:
        raise UnitFileError(path, 1, "the file is empty", f"start with {','.join(required)}")
    header = _header(path, rows[0], required)
    return [_line(path, header, number, cells) for number, cells in rows[1:]]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise UnitFileError(
            path, None, f"the file cannot be read ({exc.strerror})", "check its name and folder"
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise UnitFileError(
            path, line, "the file is not in UTF-8", "save it again as 'CSV UTF-8'"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnitFileError(path, line, "there is a null byte", "save it again as 'CSV UTF-8'")
    return unicodedata.normalize("NFC", text)


def _header(path: Path, first: tuple[int, list[str]], required: tuple[str, ...]) -> list[str]:
    number, names = first
    missing = [c for c in required if c not in names]
    if missing and ";" in "".join(names):
        raise UnitFileError(
            path, number, "the cells are parted by semicolons", "save it with commas"
        )
    if missing:
        raise UnitFileError(
            path,
            number,
            f"the column '{missing[0]}' is missing",
            f"the first line must name {','.join(required)}",
        )
    twice = next((n for i, n in enumerate(names) if n and n in names[:i]), None)
    if twice:
        raise UnitFileError(path, number, f"the column '{twice}' comes twice", "delete one")
    return names


def _line(path: Path, header: list[str], number: int, cells: list[str]) -> Line:
    if len(cells) != len(header):
        raise UnitFileError(
            path,
            number,
            f"there are {len(cells)} cells where the first line names {len(header)}",
            "put a cell that holds a comma in quotation marks, and leave no cell out",
        )
    return Line(path, number, dict(zip(header, cells, strict=True)))
