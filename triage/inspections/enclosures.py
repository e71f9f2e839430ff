"""What comes with a move of a case and is written with it: called by :mod:`cases`, never alone."""

from sqlalchemy import update

from intake.db import db
from triage.inspections.caserows import CaseFile, Inspection, Joined, TeamMember, VisitedPlace
from triage.inspections.grounds import Input
from triage.inspections.life import BEFORE_ARRIVAL, MOVES, Asked, Person, Step
from triage.inspections.refused import Refused


def enclose(row: Inspection, asked: Asked, person: Person) -> None:
    """Write what comes with a move: the team, the case it goes into, places, files; no commit."""
    if asked.step is Step.SET_TEAM:
        _seat(row, asked)
    if asked.step is Step.MERGE:
        join(asked.into, person.staff_id, merged_id=row.id)
    if {"places", "more_places"} & set(MOVES[asked.step].needs):
        there = {(one.kind, one.name) for one in row.places}
        for place in asked.places:
            if (place.kind, place.name) not in there:
                told = {"kind": place.kind, "name": place.name, "staff_id": person.staff_id}
                db.session.add(VisitedPlace(inspection_id=row.id, **told))
    if {"file", "proof"} & set(MOVES[asked.step].needs):
        attach(row.id, asked.inputs, person)


def attach(inspection_id: int, inputs: tuple[Input, ...], person: Person) -> None:
    """Files of a case; no commit."""
    for one in inputs:
        db.session.add(
            CaseFile(
                inspection_id=inspection_id,
                about=one.about,
                title=one.title.strip()[:300],
                file_id=one.file_id,
                staff_id=person.staff_id,
            )
        )


def join(
    into: int,
    staff_id: int | None,
    *,
    proposal_id: int | None = None,
    merged_id: int | None = None,
) -> None:
    """Let a proposal or another case go along with a case nobody has set out for; no commit.

    The row is held until the commit, so the case cannot be called off in between. Raises
    :class:`Refused` "into" where it is too late or there is no such case, and rolls back.
    """
    held = db.session.execute(
        update(Inspection)
        .where(
            Inspection.id == into,
            Inspection.id != (merged_id or 0),
            Inspection.stage.in_(BEFORE_ARRIVAL),
        )
        .values(stage=Inspection.stage)
    )
    if held.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Refused("into")
    db.session.add(
        Joined(inspection_id=into, proposal_id=proposal_id, merged_id=merged_id, staff_id=staff_id)
    )
    db.session.flush()


def _seat(row: Inspection, asked: Asked) -> None:
    for member in row.team:
        db.session.delete(member)
    db.session.flush()
    db.session.expire(row, ["team"])
    came_for = dict(zip(asked.team, asked.agencies, strict=False))
    for place, staff_id in enumerate(dict.fromkeys(asked.team)):
        db.session.add(
            TeamMember(
                inspection_id=row.id,
                staff_id=staff_id,
                head=place == 0,
                agency=came_for.get(staff_id, ""),
            )
        )
