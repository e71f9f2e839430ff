"""Feedback to the senders of a published inspection: each is told once, whatever stops in between."""

from datetime import timedelta

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from intake import aftercare, handling, units
from intake.clock import day_of, today
from intake.db import db
from intake.handling import Act
from intake.submissions import Author, Submission
from intake.thread import Deed, write
from intake.unitforms import label
from triage.inspections.casenumbers import ASK_AGAIN, number
from triage.inspections.cases import Inspection, InspectionMove
from triage.inspections.headings import Found
from triage.inspections.life import Stage, Step
from triage.inspections.merging import evidence_of, matters_of
from triage.matters import Matter
from triage.severity import Severity

BACK = timedelta(days=400)  # published longer ago, everybody was told long since


def about(inspection_id: int) -> str:
    """What the rows of aftercare call an inspection."""
    return f"inspection:{inspection_id}"


def tell_senders() -> int:
    """Tell everybody behind a published inspection who was not told yet; how many."""
    rows = db.session.execute(
        select(InspectionMove, Inspection)
        .join(Inspection, InspectionMove.inspection_id == Inspection.id)
        .where(InspectionMove.step == Step.PUBLISH, Inspection.stage == Stage.PUBLISHED)
    ).all()
    return sum(_tell(case, move) for move, case in rows if move.at.date() > today() - BACK)


def _tell(case: Inspection, published: InspectionMove) -> int:
    told = {row.submission_id for row in aftercare.offered(about(case.id))}
    waiting = [said for said in senders(case.id) if said.id not in told]
    return sum(tell_one(case, said, published) for said in waiting)


def tell_one(case: Inspection, said: Submission, published: InspectionMove) -> bool:
    """Tell one sender, then offer the question; each step of the two happens once."""
    closed = handling.last_close(handling.steps_of(said.id)) is not None
    with force_locale(said.locale or "vi"):
        words = result(case, published.text)
    deed = None if closed else Deed(Act.ANSWERED)
    write(said.id, Author.STAFF, words, f"published:{case.id}", published.staff_id, deed)
    ask_on = day_of(published.at) + timedelta(days=number(ASK_AGAIN, today()))
    return aftercare.offer(said.id, about(case.id), ask_on)


def senders(inspection_id: int) -> list[Submission]:
    """What was said behind a case: nothing restricted, nothing handed over."""
    ids = matters_of(evidence_of(inspection_id))
    query = (
        select(Submission)
        .join(Matter, Matter.submission_id == Submission.id)
        .where(
            Matter.id.in_(ids),
            Matter.severity != Severity.S4,
            Submission.id.not_in(handling.gone()),
        )
        .distinct()
        .order_by(Submission.id)
    )
    return list(db.session.scalars(query))


def result(case: Inspection, where: str) -> str:
    """What a sender is told: that it was inspected, what came of it, where the result stands."""
    book = units.book()
    found = sum(f.kind == Found.SHORTCOMING for f in case.findings)
    mended = ngettext(
        "%(num)s hạn chế đã được yêu cầu khắc phục và đã được xác minh khắc phục.",
        "%(num)s hạn chế đã được yêu cầu khắc phục và đã được xác minh khắc phục.",
        found,
    )
    said = [
        _(
            "Điều bạn phản ánh đã được xem xét trong một cuộc kiểm tra tại %(unit)s, nay đã kết thúc.",
            unit=label(book, book.by_id[case.unit_id]),
        ),
        mended if found else _("Cuộc kiểm tra không ghi nhận hạn chế phải khắc phục."),
        _("Kết quả được công khai: %(where)s", where=where.strip()[:800]),
        _("Cảm ơn bạn đã lên tiếng."),
    ]
    return " ".join(said)
