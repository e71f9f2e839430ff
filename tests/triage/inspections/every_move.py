"""A case ready for each move of the table, whatever the table holds, and a picture of all cases."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from intake import units
from intake.audit import AuditEntry
from intake.clock import today
from intake.db import Base, db, reading
from intake.duties import Duty
from intake.keptfiles import KeptFile
from intake.staff import Staff
from intake.unitbook import Kind
from tests.installation import ALICE, BOB, CHARLIE
from tests.intake.attachments import pdf
from tests.triage.inspections.office import APPROVER, LEAD
from triage.inspections import cases
from triage.inspections.caserows import (
    CaseFile,
    Finding,
    Inspection,
    InspectionMove,
    Joined,
    TaskStep,
    TeamMember,
    VisitedPlace,
)
from triage.inspections.grounds import About, Input, Place, PlaceKind
from triage.inspections.life import MOVES, UNDER_WAY, Asked, Form, Person, Stage, Step

BELONGS: tuple[type[Base], ...] = (
    Inspection, InspectionMove, TeamMember, Joined, VisitedPlace, CaseFile, Finding, TaskStep,
)  # fmt: skip
WHO = {Duty.INSPECTOR: BOB, Duty.LEAD: LEAD, Duty.APPROVER: APPROVER}
OLD = today() - timedelta(days=60)
TEXT, DIVISION = "Điều đã viết ra.", "Phòng Kinh tế"
BEFORE_FINDINGS = (*UNDER_WAY[:8], Stage.MINUTES)  # until the report nothing need be found


@dataclass(frozen=True)
class Ready:
    """A case and the move it is ready for; ``who`` signs in to make it."""

    case: int
    step: Step
    asked: Asked
    person: Person
    seen: str
    who: str

    @property
    def form(self) -> dict[str, Any]:
        """The same as a page's form sends it."""
        told = {"step": str(self.step), "seen": self.seen}
        for need in MOVES[self.step].needs:
            told |= _typed(need, self.asked)
        return told

    def do(self, person: Person | None = None) -> None:
        """Make the move; the one that is nobody's is the machine's."""
        if not MOVES[self.step].duties:
            assert cases.reopen(self.case)
        else:
            cases.take(self.case, self.asked, person or self.person, self.seen)


def staff(email: str) -> int:
    return db.session.scalars(select(Staff.id).where(Staff.email == email)).one()


def free_unit() -> int:
    busy = set(db.session.scalars(select(Inspection.unit_id)))
    return next(
        u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE and u.id not in busy
    )


def ready(step: Step, source: Stage | None = None) -> Ready:
    """A case at ``source``, or where the move first starts, with all the move needs. Commits."""
    move = MOVES[step]
    stage = source or move.sources[0]
    planned = move.only == "planned" or stage is Stage.NOTICED
    form = move.form or (Form.ONLINE if stage is Stage.DESK_REVIEW else Form.ON_SITE)
    row = Inspection(
        unit_id=free_unit(), stage=stage, source="practical_need", planned=planned, form=form
    )
    db.session.add(row)
    db.session.flush()
    author = staff(CHARLIE)
    _wrote(row, Step.OPEN, author)
    _wrote(row, Step.DECIDE, author, number="1/QĐ", day=OLD, scopes="procedures_one_stop")
    if stage is Stage.NOTICED:
        _wrote(row, Step.NOTICE, author, number="2/TB", day=OLD, visit=today())
    for email in (LEAD, BOB):
        db.session.add(TeamMember(inspection_id=row.id, staff_id=staff(email), head=email == LEAD))
    if stage is Stage.DESK_REVIEW:
        db.session.add(_desk_file(row.id, author))
    if stage not in BEFORE_FINDINGS and (step, stage) != (Step.CLOSE, Stage.CONCLUDED):
        _found(row.id, author)
    home = ready(Step.MERGE).case if stage is Stage.MERGED else 0
    if home:
        db.session.add(Joined(inspection_id=home, merged_id=row.id))
    email = WHO[move.duties[0]] if move.duties else BOB
    asked = Asked(step, **_given(row, move.needs))
    db.session.commit()
    db.session.refresh(row)
    me = Person(staff(email), frozenset(move.duties[:1]))
    seen = row.seen
    db.session.rollback()
    return Ready(row.id, step, asked, me, seen, email)


def _wrote(row: Inspection, step: Step, author: int, **more: Any) -> None:
    told = {"inspection_id": row.id, "step": step, "target": row.stage, "staff_id": author}
    db.session.add(InspectionMove(**told | more))
    db.session.flush()


def _kept() -> int:
    row = KeptFile(
        store_key=f"never-{uuid4()}", name="bao-cao.pdf",
        media_type="application/pdf", size=1, sha256=b"x",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row.id


def _desk_file(case: int, author: int) -> CaseFile:
    return CaseFile(inspection_id=case, about=About.UNIT_REPORT, file_id=_kept(), staff_id=author)


def _found(case: int, author: int) -> None:
    """A shortcoming that was reported and verified."""
    told = {"text": "Trễ hẹn.", "place": "Một cửa", "root_cause": "x", "remedy": "x", "due": OLD}
    finding = Finding(
        inspection_id=case, staff_id=author, kind="shortcoming", scope="procedures_one_stop", **told
    )
    db.session.add(finding)
    db.session.flush()
    for turn, act in enumerate(("reported", "verified"), 1):
        db.session.add(
            TaskStep(finding_id=finding.id, turn=turn, act=act, text="Xong.", staff_id=author)
        )


def _given(row: Inspection, needs: tuple[str, ...]) -> dict[str, Any]:
    """What a move needs; a need nobody has heard of is a KeyError here, and a red test."""
    known: dict[str, Any] = {
        "text": lambda: {"text": TEXT},
        "number": lambda: {"number": "12/VB"},
        "day": lambda: {"day": OLD},
        "visit": lambda: {"visit": today() + timedelta(days=1)},
        "form": lambda: {"form": str(Form.ON_SITE)},
        "scopes": lambda: {"scopes": ("procedures_one_stop",)},
        "other_scope": dict,
        "team": lambda: {"team": (staff(LEAD), staff(BOB)), "agencies": ("SNV", "SKHCN")},
        "into": lambda: {"into": ready(Step.CANCEL).case},
        "places": lambda: {"places": (Place(PlaceKind.DIVISION, DIVISION),)},
        "more_places": lambda: {"places": (Place(PlaceKind.ONE_STOP),)},
        "proof": lambda: {"inputs": (Input(About.EXPLANATION, _kept()),)},
        "file": lambda: {"inputs": (Input(About.UNIT_REPORT, _kept(), "Báo cáo 1"),)},
        # These are of the case, not of the form:
        "findings": dict, "shortcomings": dict, "tasks_verified": dict, "remedied": dict,
        "inputs": dict,
    }  # fmt: skip
    told: dict[str, Any] = {}
    for need in needs:
        told |= known[need]()
    return told


def _typed(need: str, asked: Asked) -> dict[str, Any]:
    """A need as fields of a form."""
    if need == "scopes":
        return {need: list(asked.scopes)}
    if need in ("text", "number", "day", "visit", "form", "into"):
        return {need: getattr(asked, need)}
    if need == "team":
        return {"head": asked.team[0], "team": list(asked.team)}
    if need == "places":
        return {"divisions": DIVISION}
    if need == "more_places":
        return {"one_stop": "1"}
    return {"file": (BytesIO(pdf(b"(x)")), "bao-cao.pdf")} if need in ("file", "proof") else {}


def picture(*also: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every case, as it is committed."""
    db.session.rollback()
    with reading(), db.engine.connect() as connection:
        return {
            model.__tablename__: [
                tuple(row)
                for row in connection.execute(select(model.__table__).order_by(model.id))  # type: ignore[attr-defined]
            ]
            for model in (*BELONGS, *also)
        }


def whole(before: dict[str, Any], after: dict[str, Any], done: Ready) -> bool:
    """Whether exactly the move happened: its stage, its row, what comes with it, its note."""
    new = {name: [r for r in rows if r not in before[name]] for name, rows in after.items()}
    target = str(MOVES[done.step].target)
    (case,), (move,) = new["inspection"], new["inspection_move"]
    held = case[0] == done.case and case[2] == target and target in move
    needs = set(MOVES[done.step].needs)
    expected = {
        "inspection_member": 2 if "team" in needs else 0,
        "joined": 1 if "into" in needs else 0,
        "visited_place": 1 if needs & {"places", "more_places"} else 0,
        "case_file": 1 if needs & {"file", "proof"} else 0,
        "finding": 0,
        "task_step": 0,
        AuditEntry.__tablename__: 1 if MOVES[done.step].duties else 0,
    }
    return held and {n: len(new[n]) for n in expected if n in new} == {
        n: v for n, v in expected.items() if n in new
    }


def people(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {email: staff(email) for email in (ALICE, BOB, CHARLIE, LEAD, APPROVER)}
