"""Notice, places and files of a case: what its page shows of them, and the files themselves."""

from typing import Any

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import audit, keptfiles
from intake.clock import calendar, today
from intake.db import db
from intake.keptfiles import KeptFile
from intake.staff import Duty
from triage.console import asking, uploads
from triage.console import inspectionwords as words
from triage.console.access import for_duties, may
from triage.console.casefiles import INSPECTING, case_of
from triage.console.pages import bp
from triage.console.recusing import mover
from triage.inspections import notices
from triage.inspections.cases import Inspection, Refused, add_file, seated
from triage.inspections.grounds import DESK, About, Place, PlaceKind
from triage.inspections.life import Stage

PROOFS = (About.EXPLANATION, About.REMEDIED)


def shown(row: Inspection) -> dict[str, Any]:
    """What the case's page says of its notice, the places visited and the files read."""
    return {
        "notice": _notice(row),
        "places": visited(row),
        "desk_files": files(row, DESK, "console.case_file"),
        "proofs": files(row, PROOFS, "console.case_file"),
        "abouts": {code: words.abouts()[code] for code in DESK},
        "may_attach": row.stage == Stage.DESK_REVIEW
        and (may(Duty.INSPECTOR) or may(Duty.LEAD))
        and current_user.id in seated(row),
    }


def files(row: Inspection, about: tuple[About, ...], endpoint: str) -> list[dict[str, Any]]:
    """The files of a case that are about something, each with where this reader takes it."""
    return [
        {
            "about": words.abouts()[one.about],
            "title": one.title,
            "name": file.name,
            "size": file.size,
            "when": format_date(one.at, "d/M/yyyy"),
            "url": url_for(endpoint, inspection_id=row.id, file_id=one.file_id),
        }
        for one in row.files
        if one.about in about and (file := db.session.get(KeptFile, one.file_id))
    ]


def visited(row: Inspection) -> list[str]:
    """The places by their names, in the order they were written down."""
    return [words.place(Place(PlaceKind(one.kind), one.name)) for one in row.places]


def _notice(row: Inspection) -> dict[str, Any] | None:
    """The term of a notice given today, or what was announced and when the team may begin."""
    if not row.planned:
        return None
    told = notices.notice(row)
    if told is None:
        term = notices.term(today())
        return {
            "least": term.least,
            "most": term.most,
            "first": _day(term.first),
            "last": _day(term.last),
            "source": term.source,
        }
    opens, said = notices.opens(row), told.day or today()
    term = notices.term(said)
    return {
        "visit": _day(told.visit) if told.visit else "",
        "opens": _day(opens) if opens else "",
        "wait": opens is not None and today() < opens,
        "least": term.least,
        "most": term.most,
        "days": calendar().working_days_between(said, told.visit) if told.visit else 0,
        "source": term.source,
    }


def _day(day: Any) -> str:
    return str(format_date(day, "d/M/yyyy"))


@bp.post("/kiem-tra/<int:inspection_id>/tep")
@for_duties(Duty.INSPECTOR, Duty.LEAD)
def attach_file(inspection_id: int) -> Response | tuple[str, int]:
    """Attach one more file to a desk review."""
    row = case_of(inspection_id)
    try:
        told = asking.desk_file()
        if told is None:
            raise Refused("file")
        add_file(row.id, told, mover(row.unit_id))
    except (Refused, uploads.UploadRefused) as refused:
        db.session.rollback()
        said = words.refused(refused.why) if isinstance(refused, Refused) else str(refused)
        return render_template("error.html", code=422, title=_("Chưa ghi được"), message=said), 422
    return redirect(url_for(".inspection", inspection_id=row.id, _anchor="desk-files"), 303)


@bp.get("/kiem-tra/<int:inspection_id>/tep/<int:file_id>")
@for_duties(*INSPECTING)
def case_file(inspection_id: int, file_id: int) -> FlaskResponse:
    """A file of a case, as a download."""
    row = case_of(inspection_id)
    if file_id not in {one.file_id for one in row.files}:
        abort(404)
    audit.note("read", f"inspection:{row.id}", f"kept_file:{file_id}")
    return keptfiles.as_download(db.session.get(KeptFile, file_id) or abort(404))
