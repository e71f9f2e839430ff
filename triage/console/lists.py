"""One list of the console: searched without marks, sorted by a column, cut into pages. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from intake.fold import fold

PAGE = 30  # rows a page
WORDS = 20  # words of a query that count: a centre's whole name has eleven
Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """One column. ``late`` columns are worked out for rows shown only: not searched, not sorted."""

    key: str
    name: str
    value: Callable[[Any], Value]
    late: bool = False


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for. ``sort`` is a column's key, empty for the list's own order."""

    query: str = ""
    sort: str = ""
    down: bool = False
    page: int = 1


@dataclass(frozen=True)
class Cut:
    """The rows of one page: ``page`` of ``pages``, from ``total`` rows found."""

    rows: tuple[Any, ...]
    page: int
    pages: int
    total: int


def wanted(args: Mapping[str, str], columns: Sequence[Column]) -> Wanted:
    """What an address asks for; nonsense counts as not asked."""
    sortable = {c.key for c in columns if not c.late}
    number = args.get("trang", "1")
    return Wanted(
        query=args.get("q", "").strip()[:200],
        sort=args.get("xep", "") if args.get("xep") in sortable else "",
        down=args.get("chieu") == "giam",
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )


def arranged(
    rows: Sequence[Any],
    columns: Sequence[Column],
    asked: Wanted,
    more: Callable[[Any], str] = lambda row: "",
) -> list[Any]:
    """The rows that hold every word asked for, in the order asked for.

    ``more`` gives folded words of a row that stand in no column. Sorting is stable and puts
    empty cells last either way.
    """
    words = fold(asked.query).split()[:WORDS]
    found = [r for r in rows if all(w in _hay(r, columns, more) for w in words)]
    column = next((c for c in columns if c.key == asked.sort), None)
    if column is None:
        return found
    empty = [r for r in found if column.value(r) in (None, "")]
    full = [r for r in found if column.value(r) not in (None, "")]
    return sorted(full, key=lambda r: _order(column.value(r)), reverse=asked.down) + empty


def cut(rows: Sequence[Any], asked: Wanted) -> Cut:
    """One page of the rows; a page past the last is the last."""
    pages = max(ceil(len(rows) / PAGE), 1)
    page = min(max(asked.page, 1), pages)
    return Cut(tuple(rows[(page - 1) * PAGE : page * PAGE]), page, pages, len(rows))


def said(value: Value) -> str:
    """A cell as a Vietnamese page writes it."""
    if isinstance(value, datetime):
        return f"{value:%H:%M} {value.day}/{value.month}/{value.year}"
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", ",")
    return "" if value is None else str(value)


def _hay(row: Any, columns: Sequence[Column], more: Callable[[Any], str]) -> str:
    return " ".join([*(fold(said(c.value(row))) for c in columns if not c.late), more(row)])


def _order(value: Value) -> Any:
    """Days and numbers before words, where a column has both."""
    return (1, fold(value)) if isinstance(value, str) else (0, value)
