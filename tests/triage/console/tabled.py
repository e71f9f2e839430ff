"""Reading the console's tables in tests: what stands on a page, in CSV, in XLSX, and its order."""

import csv
import re
from datetime import date, datetime
from html import unescape
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

import openpyxl
from flask.testing import FlaskClient

from intake.fold import fold

Rows = list[list[str]]
_DAY = re.compile(r"(?:(\d\d:\d\d) )?(\d{1,2})/(\d{1,2})/(\d{4})")


def cells(page: str) -> Rows:
    """The rows of the table on a page."""
    body = page.partition('<tbody class="govuk-table__body">')[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", c)).strip() for c in row] for row in found]


def heads(page: str) -> list[tuple[str, str]]:
    """(key, name) of every column; the key is empty where it cannot be sorted by."""
    told = page.partition("<thead")[2].partition("</thead>")[0]
    found = []
    for one in re.findall(r"<th [^>]*>(.*?)</th>", told, re.DOTALL):
        key = re.search(r"xep=([a-z-]+)", one)
        found.append((key[1] if key else "", unescape(re.sub(r"<[^>]+>", "", one)).strip()))
    return found


def all_pages(client: FlaskClient, address: str, **asked: str) -> Rows:
    """The rows of every page of a table."""
    rows: Rows = []
    for number in range(1, 20):
        answer = client.get(address, query_string=asked | {"trang": str(number)})
        assert answer.status_code == 200, (address, asked)
        rows += cells(answer.text)
        if 'rel="next"' not in answer.text:
            break
    return settled(rows, address)


def settled(rows: Rows, address: str) -> Rows:
    """The rows, once each; of the trail, which grows by every look, less the looks at itself and what
    is not linked yet."""
    if "nhat-ky" not in address:
        return rows
    once = {row[0]: row for row in rows if row[0] and not row[4].startswith("Bảng sổ nhật ký")}
    return list(once.values())


def filed(client: FlaskClient, address: str, **asked: str) -> Rows:
    """The rows of a CSV, less the quotes which keep formulas from running."""
    told = client.get(address, query_string=asked).data.decode("utf-8-sig")
    _head, *rows = csv.reader(StringIO(told, newline=""))
    return settled([[_shown(c.removeprefix("'").strip()) for c in row] for row in rows], address)


def booked(client: FlaskClient, address: str, **asked: str) -> Rows:
    """The rows of a workbook, its days written as pages write them."""
    sheet = openpyxl.load_workbook(
        BytesIO(client.get(address, query_string=asked).data)
    ).worksheets[0]
    _head, *rows = sheet.iter_rows(values_only=True)
    return settled([[_written(cell).strip() for cell in row] for row in rows], address)


def _shown(cell: str) -> str:
    """A number of a file as a page shows it; anything else as it is."""
    return re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell.removesuffix(".0"))


def _written(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return "" if cell is None else _shown(str(cell))


def in_order(column: list[str], down: bool) -> bool:
    """Whether cells stand in order: days as days, numbers as numbers, words without marks;
    empty ones last either way."""
    full = [c for c in column if c]
    if column != full + [""] * (len(column) - len(full)):
        return False
    keys = _keys(full)
    return all((b <= a) if down else (a <= b) for a, b in pairwise(keys))


def _keys(full: list[str]) -> list[Any]:
    days = [_DAY.fullmatch(c) for c in full]
    if full and all(days):
        return [(int(d[4]), int(d[3]), int(d[2]), d[1] or "") for d in days if d]
    try:
        return [float(c.replace(",", ".")) for c in full]
    except ValueError:
        return [fold(c) for c in full]
