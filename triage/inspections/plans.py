"""The year's plan of inspections: the only writer of plans, their lines and amendments.

A plan is drafted line by line; once issued with its number, date, signer and file it stays, and
whatever changes belongs to an amendment. Lines are only added: one that is struck stays readable.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake import audit
from intake.db import Model, UTCDateTime, db, now
from triage.inspections.headings import TEN, Scope, packed, unpacked
from triage.inspections.life import Form

PUT, STRUCK = "put", "struck"
WORDS = 4000


class InspectionPlan(Model):
    """One year's plan; a draft until ``issued_at``, unchangeable afterwards."""

    __tablename__ = "inspection_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("kept_file.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    entries: Mapped[list["PlanEntry"]] = relationship(lazy="selectin", order_by="PlanEntry.id")
    amendments: Mapped[list["PlanAmendment"]] = relationship(
        lazy="selectin", order_by="PlanAmendment.id"
    )


class PlanAmendment(Model):
    """One document that changes an issued plan. Only ever added."""

    __tablename__ = "plan_amendment"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("inspection_plan.id"))
    number: Mapped[str]
    signed_on: Mapped[date]
    signer: Mapped[str]
    text: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("kept_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class PlanEntry(Model):
    """A unit put into a plan or struck from it; the unit's last entry holds. Only ever added."""

    __tablename__ = "plan_entry"
    __table_args__ = (
        UniqueConstraint("plan_id", "unit_id", "turn"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        CheckConstraint("month IS NULL OR (month + 2) / 3 = quarter", name="month"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("inspection_plan.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    turn: Mapped[int]  # of this unit in this plan: 0, 1, ...
    act: Mapped[str]
    quarter: Mapped[int]
    month: Mapped[int | None]
    form: Mapped[str]
    scopes: Mapped[str] = mapped_column(default="")  # see headings.packed
    why: Mapped[str] = mapped_column(default="")
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("plan_amendment.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


@dataclass(frozen=True)
class Signed:
    """What a signed document says of itself."""

    number: str
    day: date | None
    signer: str
    file_id: int | None = None


@dataclass(frozen=True)
class Slot:
    """When, how and under which headings a unit is to be inspected.

    ``month`` lies in ``quarter``, or is not said; all ten headings unless others are.
    """

    quarter: int
    form: str
    month: int | None = None
    scopes: tuple[str, ...] = TEN


class PlanRefused(ValueError):
    """``why``: number, day, signer, text, slot, scopes, issued, amendment, there, not_there or
    overtaken.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def plan_of(year: int) -> InspectionPlan | None:
    """The plan of a year, if one was begun."""
    return db.session.scalar(select(InspectionPlan).where(InspectionPlan.year == year))


def begin(year: int, staff_id: int) -> InspectionPlan:
    """A draft for the year; begun twice it is the one that is there."""
    try:
        with db.session.begin_nested():
            db.session.add(InspectionPlan(year=year, staff_id=staff_id))
    except IntegrityError:
        pass
    found = plan_of(year)
    assert found is not None
    audit.note("begin", f"plan:{found.id}")
    db.session.commit()
    return found


def current(plan: InspectionPlan) -> dict[int, PlanEntry]:
    """Unit -> its line, of the units the plan holds now."""
    last = {entry.unit_id: entry for entry in plan.entries}
    return {unit_id: entry for unit_id, entry in last.items() if entry.act == PUT}


def put(
    plan_id: int, unit_id: int, slot: Slot, why: str, staff_id: int, amendment_id: int | None = None
) -> None:
    """Put a unit into the plan. Raises PlanRefused."""
    month_fits = slot.month is None or (slot.month + 2) // 3 == slot.quarter
    if slot.quarter not in (1, 2, 3, 4) or slot.form not in set(Form) or not month_fits:
        raise PlanRefused("slot")
    if not slot.scopes or not set(slot.scopes) <= set(Scope):
        raise PlanRefused("scopes")
    plan = _writable(plan_id, amendment_id)
    if unit_id in current(plan):
        raise PlanRefused("there")
    _add(plan, unit_id, PUT, slot, why, staff_id, amendment_id)


def strike(
    plan_id: int, unit_id: int, why: str, staff_id: int, amendment_id: int | None = None
) -> None:
    """Take a unit out of the plan, with the reason. Raises PlanRefused."""
    plan = _writable(plan_id, amendment_id)
    held = current(plan).get(unit_id)
    if held is None:
        raise PlanRefused("not_there")
    if plan.issued_at and not why.strip():
        raise PlanRefused("text")
    slot = Slot(held.quarter, held.form, held.month, unpacked(held.scopes))
    _add(plan, unit_id, STRUCK, slot, why, staff_id, amendment_id)


def issue(plan_id: int, signed: Signed, staff_id: int) -> None:
    """Write down the signed plan; of two people at once one does. Raises PlanRefused."""
    _complete(signed)
    done = db.session.execute(
        update(InspectionPlan)
        .where(InspectionPlan.id == plan_id, InspectionPlan.issued_at.is_(None))
        .values(
            number=signed.number.strip()[:100],
            signed_on=signed.day,
            signer=signed.signer.strip()[:200],
            file_id=signed.file_id,
            staff_id=staff_id,
            issued_at=now(),
        )
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise PlanRefused("issued")
    audit.note("issue", f"plan:{plan_id}", signed.number.strip()[:100])
    db.session.commit()


def amend(plan_id: int, signed: Signed, text: str, staff_id: int) -> PlanAmendment:
    """Write down a document that changes an issued plan. Raises PlanRefused."""
    _complete(signed)
    if not text.strip():
        raise PlanRefused("text")
    if _plan(plan_id).issued_at is None:
        raise PlanRefused("amendment")
    row = PlanAmendment(
        plan_id=plan_id,
        number=signed.number.strip()[:100],
        signed_on=signed.day,
        signer=signed.signer.strip()[:200],
        text=text.strip()[:WORDS],
        file_id=signed.file_id,
        staff_id=staff_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as taken:
        raise PlanRefused("overtaken") from taken
    audit.note("amend", f"plan:{plan_id}", f"amendment:{row.id}")
    db.session.commit()
    return row


def _complete(signed: Signed) -> None:
    for name in ("number", "day", "signer"):
        value = getattr(signed, name)
        if not (value.strip() if isinstance(value, str) else value):
            raise PlanRefused(name)


def _plan(plan_id: int) -> InspectionPlan:
    # Held until the commit: a line cannot slip in while somebody issues the plan.
    plan = db.session.get(InspectionPlan, plan_id, populate_existing=True, with_for_update=True)
    if plan is None:
        raise PlanRefused("not_there")
    return plan


def _writable(plan_id: int, amendment_id: int | None) -> InspectionPlan:
    plan = _plan(plan_id)
    mine = {row.id for row in plan.amendments}
    fits = amendment_id in mine if plan.issued_at else amendment_id is None
    if not fits:
        raise PlanRefused("amendment")
    return plan


def _add(
    plan: InspectionPlan,
    unit_id: int,
    act: str,
    slot: Slot,
    why: str,
    staff_id: int,
    amendment_id: int | None,
) -> None:
    entry = PlanEntry(
        plan_id=plan.id,
        unit_id=unit_id,
        turn=sum(e.unit_id == unit_id for e in plan.entries),
        act=act,
        quarter=slot.quarter,
        month=slot.month,
        form=slot.form,
        scopes=packed(slot.scopes),
        why=why.strip()[:WORDS],
        amendment_id=amendment_id,
        staff_id=staff_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError as taken:
        raise PlanRefused("overtaken") from taken
    audit.note("put" if act == PUT else "strike", f"plan:{plan.id}", f"unit:{unit_id}")
    db.session.commit()
    db.session.refresh(plan)
