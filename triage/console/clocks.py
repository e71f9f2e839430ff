"""What is due about a matter, in words: for its page, for lists, and the page of what is due."""

from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from intake import audit, handling
from intake.clock import calendar, today
from intake.db import db
from intake.deadlines import RULES, Deadline, History, Standing, deadlines, load_rules, worst
from intake.ownfiles import own
from intake.redact import mask
from intake.staff import Duty
from intake.submissions import Channel, Submission
from triage.console import openmatters, speaking
from triage.console.access import for_duties, may
from triage.console.pages import bp
from triage.flags import Kind
from triage.matters import Judgement, Matter

SHORT = 200  # characters of the words in a list
SHOWN = 100  # matters on the page of what is due
SURE = (Judgement.staff_id.is_not(None)) | (Judgement.placement == "placed")
URGENT = (Standing.SOON, Standing.OVERDUE, Standing.ALARM)
_COLOURS = {
    Standing.MET: "green",
    Standing.MET_LATE: "grey",
    Standing.PAUSED: "grey",
    Standing.RUNNING: "teal",
    Standing.SOON: "yellow",
    Standing.OVERDUE: "orange",
    Standing.ALARM: "red",
}


def clocks_of(matter: Matter, said: Submission) -> tuple[Deadline, ...]:
    """Every deadline of a matter; none of a list's rows, whose partner answers and keeps time."""
    if said.channel == Channel.IMPORT:
        return ()
    return _counted(matter.kind, handling.history(said, _classified(matter)))


def _counted(kind: str, history: History) -> tuple[Deadline, ...]:
    """By its kind; what was accepted as a complaint at law is counted as one."""
    if any(event.startswith("accepted_") for event in history.events):
        kind = Kind.COMPLAINT_LEGAL_LIKE
    return deadlines(kind, history, load_rules(own(RULES)), today(), calendar())


def on_record(matter: Matter, said: Submission) -> str:
    """What was due and how it was met, with the calendar it was counted by: for the audit trail."""
    told = clocks_of(matter, said)
    lines = [f"{one.rule.step} {one.due} {one.standing}" for one in told if not one.rule.alarm]
    return ", ".join([*lines, *{one.calendar for one in told}])


def _classified(matter: Matter) -> datetime | None:
    """When it was understood: by a person, or by the machine where it was sure of the unit."""
    first = select(Judgement.at).where(Judgement.matter_id == matter.id, SURE)
    return db.session.scalar(first.order_by(Judgement.id).limit(1))


def shown(one: Deadline) -> dict[str, Any]:
    """A deadline as the page shows it."""
    return {
        "step": steps().get(one.rule.step, one.rule.step),
        "day": one.due,
        "due": format_date(one.due, "d/M/yyyy"),
        "text": _standing(one),
        "colour": _COLOURS[one.standing],
        "source": one.rule.source,
        "calendar": one.calendar,
    }


def urgent(matter: Matter, said: Submission) -> dict[str, Any] | None:
    """The gravest deadline, where it is near or past."""
    found = worst(clocks_of(matter, said))
    return shown(found) if found and found.standing in URGENT else None


def steps() -> dict[str, str]:
    """The steps in words."""
    return {
        "classify": _("Phân loại"),
        "forward": _("Chuyển nếu không thuộc thẩm quyền"),
        "answer": _("Trả lời người gửi"),
        "close": _("Giải quyết xong"),
        "status": _("Báo tình hình cho người gửi"),
        "decide": _("Thụ lý, từ chối có lý do hoặc chỉ đường"),
        "settle": _("Giải quyết khiếu nại"),
        "unhandled_30": _("30 ngày chưa ai xử lý"),
        "unhandled_40": _("40 ngày chưa ai xử lý"),
    }


def standings() -> dict[str, str]:
    """How a deadline stands, where that takes no counting."""
    return {
        Standing.MET: _("Đã làm, đúng hạn"),
        Standing.MET_LATE: _("Đã làm, trễ hạn"),
        Standing.PAUSED: _("Tạm dừng, chờ người gửi"),
        Standing.OVERDUE: _("Quá hạn"),
        Standing.ALARM: _("Báo động"),
    }


def _standing(one: Deadline) -> str:
    return standings().get(one.standing) or _left(one)


def _left(one: Deadline) -> str:
    if one.rule.working:
        return ngettext("Còn %(num)s ngày làm việc", "Còn %(num)s ngày làm việc", one.left)
    return ngettext("Còn %(num)s ngày", "Còn %(num)s ngày", one.left)


@bp.get("/den-han")
@for_duties(Duty.TRIAGE, Duty.LEAD)
def due() -> str:
    """Open matters whose term is near or past, gravest first."""
    rows = due_matters(may(Duty.LEAD))
    audit.note("read", "due")
    lines = [_line(row["matter"]) | {"clock": shown(row["deadline"])} for row in rows[:SHOWN]]
    waiting = speaking.unheard(may(Duty.LEAD))
    spoken = [
        _line(one.matter)
        | {"when": format_datetime(one.at, "HH:mm d/M/yyyy"), "reopened": one.reopened}
        for one in waiting[:SHOWN]
    ]
    return render_template(
        "console/due.html",
        section="due",
        matters=lines,
        total=len(rows),
        spoken=spoken,
        spoken_total=len(waiting),
    )


def _line(row: Matter) -> dict[str, Any]:
    text = mask(row.submission.text).text
    short = text if len(text) <= SHORT else text[: SHORT - 1] + "…"
    return {"url": url_for(".matter", matter_id=row.id), "short": short}


def due_matters(restricted: bool) -> list[dict[str, Any]]:
    """Open matters near or past a term, each with its gravest deadline, gravest first.

    ``restricted`` with those for the lead alone.
    Four queries, however many matters are open.
    """
    rows = openmatters.standing_open(restricted, SURE)
    found = []
    for one in rows:
        clock = worst(_counted(one.matter.kind, one.history))
        if clock is not None and clock.standing in URGENT:
            found.append((_gravity(clock), one.matter, clock))
    found.sort(key=lambda item: item[0])
    return [{"matter": row, "deadline": one} for _gravest, row, one in found]


def _gravity(one: Deadline) -> tuple[int, Any]:
    return -URGENT.index(one.standing), one.due
