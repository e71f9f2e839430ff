"""A partner's table read: CSV in the encodings of Viet Nam, or the first sheet of an XLSX."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl

from intake.columns import guess
from intake.filefaults import FileFault, FileRefused, Limits
from intake.officefiles import XLSX, check_office

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 50_000, 100, 20 * 1024 * 1024
SOUGHT = 20  # first rows among which the header is looked for: exports put a title above it
HEAD = 40  # characters of a cell that may name a column
_OLD = (b"\xd0\xcf\x11\xe0", b"<")  # a workbook of before 2007; a page of HTML called .xls
# Letters of TCVN3 where Windows-1258 has signs; a text of these beside letters is not in 1258.
_OLD_LETTERS = re.compile(r"(?<=[^\W\d_])[¨©ª¬®µ¶·¸¹¼½¾]|[¨©ª¬®µ¶·¸¹¼½¾](?=[^\W\d_])")
_LIMITS = Limits(bytes=MOST_BYTES, unpacked=100 * 1024 * 1024)


class SheetFault(ValueError):
    """A file that cannot be read; ``code``: empty, too_large, broken, old or text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """Header and rows as text; ``numbers`` are the lines people see in their table."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def read(content: bytes) -> Sheet:
    """The table in a file. Raises :class:`SheetFault`."""
    if len(content) > MOST_BYTES:
        raise SheetFault("too_large")
    if content.lstrip()[:4].startswith(_OLD):
        raise SheetFault("old")
    rows = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(decoded(content))
    kept = [(n, row) for n, row in enumerate(rows, start=1) if any(c.strip() for c in row)]
    kept = kept[_header_at([row for _n, row in kept[:SOUGHT]]) :]
    if len(kept) < 2:
        raise SheetFault("empty")
    (_first, header), body = kept[0], kept[1:]
    return Sheet(header, tuple(row for _n, row in body), tuple(n for n, _row in body))


def _header_at(first: Sequence[Sequence[str]]) -> int:
    """Which of the first rows names the columns: the one that names most of what we take."""
    known = [_named(row) for row in first]
    return known.index(max(known)) if max(known, default=0) > 1 else 0


def _named(row: Sequence[str]) -> int:
    return len(guess([cell if len(cell) <= HEAD else "" for cell in row]))


def decoded(content: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16 or Windows-1258, with or without a mark at the start."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _as(content, name)
    if content[1:200:2].count(0) > len(content[1:200:2]) // 3:
        return _as(content, "utf-16-le")
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8"))
    except UnicodeDecodeError:
        text = _as(content, "cp1258")  # its tone marks stand apart; NFC joins them
    if len(_OLD_LETTERS.findall(text)) * 50 > len(text):
        raise SheetFault("text")
    return text


def _as(content: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeDecodeError as error:
        raise SheetFault("text") from error


def _csv(text: str) -> list[tuple[str, ...]]:
    if "\0" in text:
        raise SheetFault("text")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _bounded(rows)
    except csv.Error as error:
        raise SheetFault("broken") from error


def _delimiter(text: str) -> str:
    """What parts the cells: under it a line names most columns; else most of them in the first."""
    first = text.lstrip()[: SOUGHT * 1000].splitlines()[:SOUGHT] or [""]

    def fits(sign: str) -> tuple[int, int]:
        return max(_named(line.split(sign)) for line in first), first[0].count(sign)

    return max(";,\t", key=fits)


def _xlsx(content: bytes) -> list[tuple[str, ...]]:
    try:
        if check_office(io.BytesIO(content), len(content), _LIMITS) != XLSX:
            raise SheetFault("broken")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return _bounded(book.worksheets[0].iter_rows(values_only=True))
    except FileRefused as error:
        bomb = error.code is FileFault.BOMB
        raise SheetFault("too_large" if bomb else "broken") from error
    except SheetFault:
        raise
    except Exception as error:  # whatever the parsers below openpyxl make of a torn workbook
        raise SheetFault("broken") from error


def _bounded(rows: Any) -> list[tuple[str, ...]]:
    kept: list[tuple[str, ...]] = []
    for row in rows:
        if len(kept) > MOST_ROWS or len(row) > MOST_COLUMNS * 10:
            raise SheetFault("too_large")
        kept.append(tuple(_cell(c) for c in row[:MOST_COLUMNS]))
    return kept


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%H:%M:%S %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value))
