"""A partner's table read: CSV in the encodings of Viet Nam, or the first sheet of an XLSX."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl

from intake.filefaults import FileFault, FileRefused, Limits
from intake.officefiles import XLSX, check_office

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 50_000, 100, 20 * 1024 * 1024
_LIMITS = Limits(bytes=MOST_BYTES, unpacked=100 * 1024 * 1024)


class SheetFault(ValueError):
    """A file that cannot be read; ``code``: empty, too_large, broken or text."""

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
    rows = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(decoded(content))
    kept = [(n, row) for n, row in enumerate(rows, start=1) if any(c.strip() for c in row)]
    if len(kept) < 2:
        raise SheetFault("empty")
    (_first, header), body = kept[0], kept[1:]
    return Sheet(header, tuple(row for _n, row in body), tuple(n for n, _row in body))


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
        return _as(content, "cp1258")  # its tone marks stand apart; NFC joins them


def _as(content: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeDecodeError as error:
        raise SheetFault("text") from error


def _csv(text: str) -> list[tuple[str, ...]]:
    if "\0" in text:
        raise SheetFault("text")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SheetFault("broken") from error


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
