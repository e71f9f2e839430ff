"""Self-inspections of departments, districts and communes: the only writer of their reports.

Every unit inspects itself once a year in its own form (domain S5). A report is never changed; a
unit may file another, and the last one counts.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import audit
from intake.db import Model, UTCDateTime, db, now
from intake.unitbook import Kind, UnitBook, UnitRecord
from triage.inspections.headings import Scope
from triage.inspections.life import Form

SHIPPED = Path(__file__).parents[1] / "data" / "self_inspection_due.csv"
WORDS = 4000


class Result(StrEnum):
    """How a unit finds itself under one heading."""

    GOOD = "good"
    SHORTCOMINGS = "shortcomings"
    NOT_CHECKED = "not_checked"
    NOT_OURS = "not_ours"  # the heading does not concern this unit


class SelfInspection(Model):
    """One unit's report on itself for one year. Only ever added."""

    __tablename__ = "self_inspection"
    __table_args__ = (UniqueConstraint("unit_id", "year", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(index=True)
    turn: Mapped[int]
    form: Mapped[str]
    plan: Mapped[str] = mapped_column(default="")  # number and date of the unit's own plan
    done_on: Mapped[date]
    headings: Mapped[dict[str, Any]] = mapped_column(JSON)  # scope: {result, text}
    summary: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("kept_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


@dataclass(frozen=True)
class Due:
    """Until when units of a kind report; ``month`` and ``day`` of the year.

    ``remind``: on which days they are reminded, counted from that day; -7 is a week before.
    """

    kind: Kind
    month: int
    day: int
    valid_from: date
    valid_to: date | None
    source: str
    remind: tuple[int, ...] = ()


class SelfRefused(ValueError):
    """``why``: form, done_on, headings, text, unit."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_due(path: Path = SHIPPED) -> tuple[Due, ...]:
    """The rows of a file shaped like the shipped one. Raises ValueError with file and line."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return tuple(_due(row, f"{path.name}:{reader.line_num}") for row in reader)


def _due(row: Mapping[str, str], where: str) -> Due:
    try:
        month, day = (int(part) for part in row["due"].split("-"))
        date(2023, month, day)  # a day every year has
        until = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
        since = date.fromisoformat(row["valid_from"])
        remind = tuple(sorted(int(n) for n in (row.get("remind") or "").split()))
        return Due(Kind(row["kind"]), month, day, since, until, row["source"], remind)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{where}: {error}") from error


def owing(dues: tuple[Due, ...], book: UnitBook, year: int, day: date) -> dict[int, date]:
    """Unit -> its due date, of every unit of ``day`` that reports for the year.

    The row that holds is the one in force on the due date; a kind without one reports never.
    """
    found = in_force(dues, year)
    return {
        u.id: date(year, due.month, due.day)
        for u in book.on(day)
        if (due := found.get(u.kind)) is not None
    }


def in_force(dues: tuple[Due, ...], year: int) -> dict[Kind, Due]:
    """The row of each kind that reports for the year."""
    found: dict[Kind, Due] = {}
    for due in dues:
        when = date(year, due.month, due.day)
        if due.valid_from <= when and (due.valid_to is None or when < due.valid_to):
            found[due.kind] = due
    return found


def reports(year: int) -> dict[int, SelfInspection]:
    """Unit -> its last report for the year."""
    query = select(SelfInspection).where(SelfInspection.year == year).order_by(SelfInspection.id)
    return {row.unit_id: row for row in db.session.scalars(query)}


def file_report(unit: UnitRecord, year: int, told: Mapping[str, Any], staff_id: int) -> int:
    """Take a report; its id. ``told``: form, plan, done_on, headings, summary, file_id.

    Raises SelfRefused.
    """
    if told.get("form") not in set(Form):
        raise SelfRefused("form")
    done_on = told.get("done_on")
    if not isinstance(done_on, date) or done_on.year not in (year, year + 1):
        raise SelfRefused("done_on")
    headings = _headings(told.get("headings") or {})
    if not str(told.get("summary") or "").strip():
        raise SelfRefused("text")
    mine = (SelfInspection.unit_id == unit.id, SelfInspection.year == year)
    row = SelfInspection(
        unit_id=unit.id,
        year=year,
        turn=db.session.scalar(select(func.count()).select_from(SelfInspection).where(*mine)) or 0,
        form=told["form"],
        plan=str(told.get("plan") or "").strip()[:200],
        done_on=done_on,
        headings=headings,
        summary=str(told["summary"]).strip()[:WORDS],
        file_id=told.get("file_id"),
        staff_id=staff_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as taken:
        raise SelfRefused("twice") from taken
    audit.note("file", f"self_inspection:{row.id}")
    db.session.commit()
    return row.id


def _headings(told: Mapping[str, Any]) -> dict[str, Any]:
    """Every heading answered, and a shortcoming said in words; "other" may be left out."""
    kept = {}
    for scope in Scope:
        one = told.get(scope) or {}
        result, words = one.get("result"), str(one.get("text") or "").strip()[:WORDS]
        if result not in set(Result):
            if scope is Scope.OTHER and not words:
                continue
            raise SelfRefused("headings")
        if result == Result.SHORTCOMINGS and not words:
            raise SelfRefused("shortcoming")
        kept[str(scope)] = {"result": result, "text": words}
    return kept
