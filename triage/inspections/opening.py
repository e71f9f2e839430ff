"""How inspections begin: from accepted proposals, and by a draw among units."""

from collections.abc import Collection

from sqlalchemy import Select, select

from intake import audit, units
from intake.clock import today
from intake.db import db
from intake.unitbook import Kind, UnitRecord
from triage.inspections import cases, draws
from triage.inspections.cases import Inspection, Joined, Refused, UnderWay, open_case
from triage.inspections.draw import list_digest
from triage.inspections.life import UNDER_WAY, Source, Stage
from triage.inspections.merging import along, called_off, last_home, merged_into, voices
from triage.inspections.spacing import too_soon, too_soon_of
from triage.proposals import Conflict, Decision, Proposal, last_move, move
from triage.workflow import Act, State


def from_accepted() -> int:
    """Open the inspection of every accepted proposal that has none yet; how many.

    Run after a decision and by the sweep, so a stop between the two loses nothing. A unit with
    an inspection nobody has set out for gets no second one: the proposal goes along with that
    one. Once the team is there it waits for the next.
    """
    call_back()
    opened = 0
    for row in db.session.scalars(_waiting()).all():
        case = _under_way(row.unit_id)
        if case is not None:
            along(row.id, case.id)
            continue
        decided = last_move(row.id)
        try:
            open_case(
                row.unit_id,
                spoken_by(row),
                staff_id=decided.staff_id if decided else None,
                proposal_id=row.id,
                sample=row.sample,
            )
        except UnderWay:  # somebody opened one since we looked
            continue
        opened += 1
    return opened


def _waiting() -> Select[tuple[Proposal]]:
    """Accepted proposals that became nothing yet and go along with nothing."""
    begun = select(Inspection.proposal_id).where(Inspection.proposal_id.is_not(None))
    gone = (
        select(Joined.proposal_id)
        .join(Inspection, Joined.inspection_id == Inspection.id)
        .where(Joined.proposal_id.is_not(None), Inspection.stage != Stage.CANCELLED)
    )
    return select(Proposal).where(
        Proposal.state == State.ACCEPTED, Proposal.id.not_in(begun), Proposal.id.not_in(gone)
    )


def _under_way(unit_id: int) -> Inspection | None:
    return db.session.scalar(
        select(Inspection).where(Inspection.unit_id == unit_id, Inspection.stage.in_(UNDER_WAY))
    )


def call_back() -> int:
    """Bring back what was merged into an inspection that was called off; how many.

    A case first: what it took over stays with it. Then the proposals.
    """
    done = sum(cases.reopen(one) for one in _stranded())
    merged = select(Proposal.id).where(Proposal.state == State.MERGED)
    for proposal_id in db.session.scalars(merged).all():
        case = last_home(proposal_id)
        if case is None or not called_off(case):
            continue
        try:
            move(proposal_id, Decision(Act.RESUME, staff_id=None))
        except Conflict:
            continue
        done += 1
    return done


def _stranded() -> list[int]:
    """Merged cases whose new home was called off."""
    homes = {
        one: merged_into(one)
        for one in db.session.scalars(select(Inspection.id).where(Inspection.stage == Stage.MERGED))
    }
    ended = (Stage.CANCELLED, Stage.REFERRED)
    query = select(Inspection).where(
        Inspection.id.in_(set(homes.values())), Inspection.stage.in_(ended)
    )
    off = {home.id for home in db.session.scalars(query) if called_off(home)}
    return [one for one, home in homes.items() if home in off]


def spoken_by(row: Proposal) -> Source:
    """Citizens or businesses, by whom most of the evidence comes from; a tie is the citizens'."""
    told = voices([row])
    return Source.BUSINESSES if told[Source.BUSINESSES] > told[Source.CITIZENS] else Source.CITIZENS


def open_by_hand(unit_id: int, source: Source, reason: str, staff_id: int) -> Inspection:
    """Open one a person asks for, with the reason, and note it in the same transaction.

    Raises as :func:`cases.open_case`; Refused "too_soon" where somebody came lately and nothing
    serious is new.
    """
    if too_soon(unit_id, today()) is not None:
        raise Refused("too_soon")
    row = open_case(unit_id, source, staff_id=staff_id, reason=reason, hold=True)
    audit.note("open", f"inspection:{row.id}")
    db.session.commit()
    return row


def of_kind(kind: Kind) -> tuple[UnitRecord, ...]:
    """The units of a kind, valid today."""
    return tuple(u for u in units.book().on(today()) if u.kind is kind)


def drawable(kind: Kind) -> tuple[UnitRecord, ...]:
    """The units of a kind that a draw may give: none under inspection, none visited lately.

    Their number is shown to nobody: by one it would tell that something is planned.
    """
    busy = set(
        db.session.scalars(select(Inspection.unit_id).where(Inspection.stage.in_(UNDER_WAY)))
    )
    free = [u for u in of_kind(kind) if u.id not in busy]
    soon = too_soon_of([u.id for u in free], today())
    return tuple(u for u in free if u.id not in soon)


def open_drawn(
    kind: Kind, seed: str, number: int, staff_id: int, bound: Collection[int] = ()
) -> tuple[Inspection, ...]:
    """Draw units of a kind and open their inspections, the draw told in each one's reason.

    All of them in one transaction, with the draw and their notes. None of ``bound``, the units
    whoever draws must keep away from: nobody proposes those, and whoever has seed and list knows
    what they give.
    Raises ValueError as :func:`draw.draw`.
    """
    there = {u.code: u for u in drawable(kind) if u.id not in bound}
    made = draws.make(kind, seed, number, there, staff_id)
    told = f'Lượt chọn {made.id}, SHA-256("{made.seed}:mã"), {len(there)} đơn vị ({list_digest(there)})'
    opened = []
    for place, code in enumerate(made.drawn, start=1):
        try:
            reason = f"{told}, thứ {place}"
            case = open_case(
                there[code].id, Source.DRAW, staff_id=staff_id, reason=reason, hold=True
            )
        except UnderWay:
            continue
        audit.note("draw", f"inspection:{case.id}")
        opened.append(case)
    db.session.commit()
    return tuple(opened)


def of_proposal(row: Proposal) -> Inspection | None:
    """The inspection a proposal became, or the one it goes along with."""
    return (
        db.session.scalar(select(Inspection).where(Inspection.proposal_id == row.id))
        or last_home(row.id)
        or _under_way(row.unit_id)
    )
