"""What a form of a case asks for, as the rules take it."""

from datetime import date
from typing import Any

from flask import request
from sqlalchemy import select

from intake.clock import today
from intake.db import db
from intake.staff import Staff
from intake.web.numbers import whole
from triage.console import teams, uploads
from triage.console.recusing import recused, why_away
from triage.console.why import topic_names
from triage.inspections.cases import Inspection
from triage.inspections.grounds import DESK, About, Input, Place, places
from triage.inspections.headings import Found, Scope
from triage.inspections.life import GOING, MOVES, Asked, Step

WRITTEN = 20_000
FINDING = ("text", "place", "root_cause", "remedy", "addressed_to")
TYPED = (*FINDING, "number", "divisions", "title")


def asked(row: Inspection) -> Asked:
    """One step. Raises ValueError for a step that does not exist, UploadRefused for its file."""
    form = request.form
    step = Step(form.get("step", ""))
    day = _day(form.get("day", ""))
    team: dict[str, Any] = teams.asked(row.unit_id) if step is Step.SET_TEAM else {}
    return Asked(
        step,
        text=_said("text", WRITTEN),
        number=_said("number", 100),
        day=day if day and day <= today() else None,
        form=form.get("form", ""),
        **team or {"team_recused": step in GOING and _kept_away(row)},
        into=_into(),
        scopes=tuple(one for one in Scope if one in form.getlist("scopes")),
        visit=_day(form.get("visit", "")),
        places=visited(),
        inputs=_inputs(step),
    )


def visited() -> tuple[Place, ...]:
    """The places a form names."""
    return places(bool(request.form.get("one_stop")), _said("divisions", WRITTEN))


def _inputs(step: Step) -> tuple[Input, ...]:
    move = MOVES.get(step)
    if move and "proof" in move.needs:
        return proof(step)
    file = desk_file() if move and "file" in move.needs else None
    return (file,) if file else ()


def desk_file() -> Input | None:
    """The file of a desk review, sealed and not committed; None where none was chosen.

    Raises UploadRefused.
    """
    about = request.form.get("about", "")
    return _file(About(about) if about in DESK else About.UNIT_REPORT)


def proof(step: Step) -> tuple[Input, ...]:
    """The file a unit's explanation, or its report of remedies, comes with. Raises UploadRefused."""
    file = _file(About.EXPLANATION if step is Step.EXPLAIN else About.REMEDIED)
    return (file,) if file else ()


def _file(about: About) -> Input | None:
    file_id = uploads.kept(uploads.sent("file"))
    return Input(about, file_id, _said("title", 300)) if file_id else None


def _into() -> int:
    """The case to merge into; one that must stay unseen is none."""
    other = db.session.get(Inspection, request.form.get("into", 0, type=whole) or 0)
    return other.id if other and not recused(other.unit_id) else 0


def _kept_away(row: Inspection) -> bool:
    """Whether somebody seated has come to be bound to the unit since."""
    seated = db.session.scalars(select(Staff).where(Staff.id.in_({m.staff_id for m in row.team})))
    return any(why_away(seated, row.unit_id).values())


def left_over(shown: set[str], may_find: bool) -> list[str]:
    """What was typed into a form that the page no longer shows: it is given back to copy."""
    form = request.form
    finding = "scope" in form
    if may_find if finding else form.get("step", "") in shown:
        return []
    return [said for name in TYPED if (said := _said(name, WRITTEN).strip())]


def told() -> dict[str, Any]:
    """One finding."""
    form = request.form
    due = _day(form.get("due", ""))
    found: dict[str, Any] = {k: _said(k, 8000).strip() for k in FINDING}
    found |= {"kind": form.get("kind", ""), "scope": form.get("scope", "")}
    found["topic"] = form.get("topic", "") if form.get("topic") in topic_names() else ""
    dated = found["kind"] == Found.SHORTCOMING and due and due > today()
    return found | {"due": due if dated else None}


def _said(name: str, most: int) -> str:
    return request.form.get(name, "")[:most].replace("\0", "")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
