"""The papers of an inspection, to take away as drafts. For whoever may see the case."""

from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import abort, request, send_file, url_for
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import audit, units
from intake.clock import day_of, today
from intake.db import db
from intake.keptfiles import KeptFile
from intake.staff import Staff
from intake.web.here import settings
from triage.article25 import recorded
from triage.console import followwords, teams, visiting
from triage.console import inspectionwords as words
from triage.console.access import for_duties
from triage.console.casefiles import INSPECTING, case_of, explained_case
from triage.console.pages import bp, unit_label
from triage.console.recusing import guarded
from triage.inspections import notices
from triage.inspections.aftermath import State
from triage.inspections.caserows import CaseFile
from triage.inspections.cases import Finding, Inspection
from triage.inspections.followups import OPINION, FollowUp, opinions, state, steps_of
from triage.inspections.grounds import DESK
from triage.inspections.headings import Found, Scope
from triage.inspections.life import Form, Stage, Step
from triage.inspections.scoping import suggested
from triage.papers.case import CaseView, FindingView, Issued, OpinionView
from triage.papers.draft import draft
from triage.papers.kinds import Paper, allowed
from triage.papers.printing import CannotPrint
from triage.papers.setting import FOLDER, as_docx, as_pdf
from triage.papers.wording import SHIPPED, Wording, read_wording
from triage.proposals import Proposal

ANSWERS = (State.ACCEPTED, State.ANSWERED, State.TURNED_DOWN)
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@bp.get('/kiem-tra/<int:inspection_id>/van-ban/<paper>.<any("docx", "pdf"):form>')
@for_duties(*INSPECTING)
def paper(inspection_id: int, paper: str, form: str) -> Response:
    """One paper as a draft: number, day, signature and seal are left to the clerical office."""
    row = case_of(inspection_id)
    if paper not in possible(row):
        abort(404)
    kind, own = Paper(paper), settings().instance / FOLDER
    with force_locale("vi"):
        scopes = {Scope(code): name for code, name in words.scopes().items()}
        signs = request.args.get("ky", "")
        made = draft(kind, view(row), _wording(own), today(), scopes, signs)
    try:
        data = as_pdf(made) if form == "pdf" else as_docx(made, own)
    except CannotPrint:
        abort(503, _("Máy này chưa in được PDF. Xin tải tệp Word; người quản trị cài Pango."))
    audit.note("paper", f"inspection:{row.id}", f"{paper}.{form}")
    name = f"du-thao-{paper}-kiem-tra-{row.id}.{form}"
    sent = send_file(BytesIO(data), TYPES[form], as_attachment=True, download_name=name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


def offered(row: Inspection) -> list[dict[str, Any]]:
    """The papers of the case's page: their names, who may sign, and where each is taken."""
    wording, past = _wording(settings().instance / FOLDER), row.unit_id in guarded()
    return [
        {
            "name": words.papers()[one],
            "id": one.value,
            "signers": [(k, " ".join(v)) for k, v in wording.form(one, past=past).signers.items()],
        }
        | {
            form: url_for("console.paper", inspection_id=row.id, paper=one.value, form=form)
            for form in TYPES
        }
        for one in possible(row)
    ]


def possible(row: Inspection) -> tuple[Paper, ...]:
    """What may be drafted at the stage of the case."""
    short = sum(f.kind == Found.SHORTCOMING for f in row.findings)
    return allowed(Stage(row.stage), planned=row.planned, form=row.form, shortcomings=short)


def _team(row: Inspection) -> tuple[str, ...]:
    """Who goes, the head first, each with the body they come for."""
    some = sorted(teams.seated(row), key=lambda one: not one[1])
    return tuple(f"{name}, {body}" if body else name for name, _head, body in some)


def view(row: Inspection) -> CaseView:
    """The case as papers may know it; texts of a step are those last written there."""
    unit = units.book().by_id[row.unit_id]
    told = explained_case(row)
    steps = steps_of([f.id for f in row.findings])
    covers = row.scopes or suggested(row)
    open_words = row.decided.text if row.decided else ""
    return CaseView(
        unit=unit.name,
        unit_kind=unit.kind,
        year=day_of(row.opened_at).year,
        planned=row.planned,
        desk=row.form == Form.ONLINE,
        past=row.unit_id in guarded(),
        tested=_tested(row),
        source=words.sources()[row.source],
        reasons=(told.headline, *told.reasons) if told else (),
        decision=_issued(row, Step.DECIDE),
        conclusion=_issued(row, Step.CONCLUDE),
        team=_team(row),
        opinions=_reserved(row),
        scopes=tuple(words.covered(scope, open_words) for scope in covers),
        texts={move.step: move.text for move in row.moves if move.text},
        places=tuple(visiting.visited(row)),
        inputs=tuple(_input(one) for one in row.files if one.about in DESK),
        **_announced(row),
        findings=tuple(
            FindingView(
                kind=Found(f.kind),
                outside=bool(row.scopes) and f.scope not in row.scopes,
                **_became(f, steps[f.id]),
                scope=Scope(f.scope),
                text=f.text,
                place=f.place,
                root_cause=f.root_cause,
                remedy=f.remedy,
                addressed_to=f.addressed_to,
                due=f.due,
            )
            for f in row.findings
        ),
    )


def _tested(row: Inspection) -> tuple[str, date] | None:
    proposal = db.session.get(Proposal, row.proposal_id) if row.proposal_id else None
    said = recorded(proposal) if proposal else None
    return (_name(said.staff_id), day_of(said.at)) if said and said.staff_id else None


def _announced(row: Inspection) -> dict[str, Any]:
    """The day a planned visit was announced for, or the earliest one a notice of today may name."""
    if not row.planned:
        return {}
    told = notices.notice(row)
    if told is not None and told.visit:
        return {"visit": told.visit}
    term = notices.term(today())
    return {"earliest": (term.least, term.first)}


def _input(one: CaseFile) -> str:
    file = db.session.get_one(KeptFile, one.file_id)
    named = _("tệp %(name)s", name=file.name)
    return f"{words.abouts()[one.about]}: {f'{one.title} ({named})' if one.title else named}"


def _became(finding: Finding, steps: list[FollowUp]) -> dict[str, Any]:
    """What became of a finding that is no shortcoming: how far, where, and what was answered."""
    if finding.kind == Found.SHORTCOMING:
        return {}
    now, last = state(steps), steps[-1] if steps else None
    when = format_date(last.at, "d/M/yyyy") if last else ""
    spread = [one for one in steps if one.state == State.REPLICATED and one.unit_id]
    return {
        "status": f"{followwords.states()[now].lower()}{f', ngày {when}' if when else ''}",
        "replicated": tuple(
            f"{unit_label(one.unit_id)} ({format_date(one.at, 'd/M/yyyy')})" for one in spread
        ),
        "answer": last.text if last and now in ANSWERS else "",
    }


def _reserved(row: Inspection) -> tuple[OpinionView, ...]:
    """What members hold against the draft, as long as it is one."""
    if row.stage not in OPINION:
        return ()
    held = opinions(row.id)
    return tuple(OpinionView(_name(one.staff_id), one.text, day_of(one.at)) for one in held)


def _issued(row: Inspection, step: Step) -> Issued | None:
    last = next((m for m in reversed(row.moves) if m.step == step), None)
    return Issued(last.number, last.day) if last else None


def _name(staff_id: int) -> str:
    person = db.session.get(Staff, staff_id)
    return person.name if person else ""


def _wording(own: Path) -> Wording:
    folder = own if (own / "papers.toml").exists() else SHIPPED
    return _read(folder, (folder / "papers.toml").stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(folder: Path, _changed: int) -> Wording:
    return read_wording(folder)
