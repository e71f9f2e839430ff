"""``flask triage place``: JSON lines in, JSON lines out. Pure: no database."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from intake.unitbook import UnitBook
from triage.fair import LOCAL
from triage.jsonlines import read_object
from triage.placing import Placement, Placer


def place_lines(
    lines: Iterable[str], placer: Placer, book: UnitBook, default_day: date
) -> Iterator[str]:
    """For each line ``{"id", "text", "date"?}`` one ``{"id", "status", "unit", "candidates", ...}``.

    ``unit`` is ``{level, code, name}`` or null, ``candidates`` are codes, ``spans`` pairs of
    offsets into the text. A line that cannot be read is answered ``{"id", "error"}`` and the next
    is read. Blank lines are skipped.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, placer, book, default_day), ensure_ascii=True)


def _answer(line: str, placer: Placer, book: UnitBook, default_day: date) -> dict[str, object]:
    name: object = None
    try:
        row = read_object(line)
        name = row.get("id")
        text = row.get("text")
        if not isinstance(text, str):
            raise ValueError("text is missing or not a string")
        day = _day(row.get("date"), default_day)
    except (ValueError, OverflowError, RecursionError) as error:
        return {"id": name, "error": str(error)}
    return {"id": name, **_told(placer.place(text, day), book)}


def _day(given: object, default: date) -> date:
    """A day as ISO writes it, or the day in Viet Nam of a moment; the default where none is given.

    ``17/01/2022`` and numbers are refused rather than guessed at.
    """
    if given is None or given == "":
        return default
    if not isinstance(given, str):
        raise ValueError("date is not a string")
    try:
        return date.fromisoformat(given)
    except ValueError:
        moment = datetime.fromisoformat(given)
    return (moment.astimezone(LOCAL) if moment.tzinfo else moment).date()


def _told(found: Placement, book: UnitBook) -> dict[str, object]:
    unit = book.by_id[found.unit_id] if found.unit_id is not None else None
    return {
        "status": str(found.status),
        "unit": {"level": str(unit.level), "code": unit.code, "name": unit.name} if unit else None,
        "candidates": [book.by_id[c.unit_id].code for c in found.candidates],
        "spans": [[s.start, s.end] for s in found.spans],
    }
