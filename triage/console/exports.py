"""A list as a file: CSV and XLSX in which no cell is ever a formula or a link."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import xlsxwriter  # type: ignore[import-untyped]

from triage.console.lists import Value, said

# What spreadsheets take for the beginning of a formula (OWASP, CSV injection).
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NEVER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows make the same file


# Where a spreadsheet that cuts at semicolons or tabs begins another cell inside ours, and whatever
# white space it skips first.
_INNER = re.compile(r"([;\t\r\n][\s\u200b\ufeff]*)(?=[=+\-@＝＋－＠])")
_SKIPPED = " \u00a0\u200b\u2060\ufeff"


def harmless(value: Value) -> str | int | float:
    """A cell for CSV: text that a spreadsheet would run begins with a quote of our own.

    Whoever's list separator is the semicolon, as in Viet Nam, opens our commas as words.
    """
    if isinstance(value, int | float):
        return value
    text = _INNER.sub(r"\1'", said(value))
    return f"'{text}" if text.lstrip(_SKIPPED).startswith(RISKY) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook of one sheet; days are days, everything else text or number."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **_NEVER})
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d/m/yyyy"})
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, bold)
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, date) and not isinstance(cell, datetime):
                sheet.write_datetime(line, at, datetime.combine(cell, datetime.min.time()), day)
            elif isinstance(cell, int | float):
                sheet.write_number(line, at, cell)
            else:
                sheet.write_string(line, at, said(cell))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(heads) - 1, 0), 24)
    book.close()
    return out.getvalue()
