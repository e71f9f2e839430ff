"""The life of an inspection as one table of moves (domain 6.1). Pure."""

from dataclasses import dataclass, field
from datetime import date

from intake.duties import Duty
from triage.inspections.grounds import Input, Place
from triage.inspections.headings import Scope
from triage.inspections.stages import Form as Form
from triage.inspections.stages import Source as Source
from triage.inspections.stages import Stage as Stage
from triage.inspections.stages import Step as Step

S = Stage
BEFORE_ARRIVAL = (S.ACCEPTED, S.SUBMITTED, S.APPROVED, S.DECIDED, S.TEAM_SET, S.NOTICED)
VISITED = (S.ON_SITE, S.DESK_REVIEW, S.MINUTES, S.REPORTED, S.DRAFTED, S.EXPLAINED)
AFTER = (S.CONCLUDED, S.RECTIFYING, S.FILED, S.VERIFIED)
UNDER_WAY = (*BEFORE_ARRIVAL, *VISITED)
WRITING = (S.ON_SITE, S.DESK_REVIEW, S.MINUTES, S.REPORTED)  # while findings may be added

GOING = (Step.NOTICE, Step.ARRIVE, Step.REVIEW)  # nobody goes with a member who must keep away
WELCOME = ("more_places", "file", "proof")  # what may come with a move and need not

WORKERS, HEADS = (Duty.INSPECTOR, Duty.LEAD), (Duty.LEAD, Duty.APPROVER)


@dataclass(frozen=True)
class Move:
    """One allowed move.

    ``needs`` names what must come with it, or may (:data:`WELCOME`); ``unlike`` the steps whose
    author may not take it (four eyes, domain 6.4); ``only`` whether it is for planned or surprise
    inspections alone; ``form`` for which form; ``team`` whether only who sits in the team makes it:
    what the team saw it writes down itself (domain 6.1, and article 2 of the decision).
    """

    step: Step
    sources: tuple[Stage, ...]
    target: Stage
    duties: tuple[Duty, ...]
    needs: tuple[str, ...] = ()
    unlike: tuple[Step, ...] = ()
    only: str = ""
    form: str = ""
    team: bool = False


MOVES = {
    m.step: m
    for m in (
        Move(Step.SUBMIT, (S.ACCEPTED,), S.SUBMITTED, WORKERS, ("text",)),
        Move(Step.SEND_BACK, (S.SUBMITTED,), S.ACCEPTED, (Duty.APPROVER,), ("text",)),
        Move(
            Step.APPROVE,
            (S.SUBMITTED,),
            S.APPROVED,
            (Duty.APPROVER,),
            unlike=(Step.OPEN, Step.SUBMIT),
        ),
        Move(
            Step.DECIDE,
            (S.APPROVED,),
            S.DECIDED,
            HEADS,
            ("number", "day", "form", "scopes", "other_scope"),
        ),
        Move(Step.SET_TEAM, (S.DECIDED, S.TEAM_SET, S.NOTICED), S.TEAM_SET, HEADS, ("team",)),
        Move(
            Step.NOTICE,
            (S.TEAM_SET,),
            S.NOTICED,
            WORKERS,
            ("number", "day", "visit"),
            only="planned",
        ),
        Move(
            Step.ARRIVE,
            (S.TEAM_SET, S.NOTICED),
            S.ON_SITE,
            WORKERS,
            ("places",),
            form=Form.ON_SITE,
            team=True,
        ),
        Move(
            Step.REVIEW,
            (S.TEAM_SET, S.NOTICED),
            S.DESK_REVIEW,
            WORKERS,
            ("text", "file"),
            form=Form.ONLINE,
            team=True,
        ),
        Move(Step.MINUTES, (S.ON_SITE,), S.MINUTES, WORKERS, ("text", "more_places"), team=True),
        Move(
            Step.REPORT,
            (S.MINUTES, S.DESK_REVIEW),
            S.REPORTED,
            WORKERS,
            ("text", "inputs"),
            team=True,
        ),
        Move(Step.DRAFT, (S.REPORTED,), S.DRAFTED, WORKERS, ("findings",), team=True),
        Move(Step.EXPLAIN, (S.DRAFTED,), S.EXPLAINED, (*WORKERS, Duty.HEAD), ("text", "proof")),
        Move(Step.CONCLUDE, (S.EXPLAINED,), S.CONCLUDED, (Duty.LEAD,), ("number", "day")),
        Move(Step.RECTIFY, (S.CONCLUDED,), S.RECTIFYING, WORKERS, ("shortcomings",)),
        Move(Step.FILE, (S.RECTIFYING,), S.FILED, (*WORKERS, Duty.HEAD), ("text", "proof")),
        Move(Step.NOT_ENOUGH, (S.FILED,), S.RECTIFYING, WORKERS, ("text",)),
        Move(
            Step.VERIFY,
            (S.FILED,),
            S.VERIFIED,
            WORKERS,
            ("text", "tasks_verified"),
            unlike=(Step.DRAFT, Step.CONCLUDE, Step.FILE),
        ),
        Move(Step.CLOSE, (S.CONCLUDED, S.VERIFIED), S.CLOSED, (Duty.LEAD,), ("remedied",)),
        Move(Step.PUBLISH, (S.CLOSED,), S.PUBLISHED, (Duty.LEAD,), ("text",)),
        Move(Step.CANCEL, BEFORE_ARRIVAL, S.CANCELLED, HEADS, ("text",)),
        Move(Step.REFER, (*UNDER_WAY, *AFTER, S.CLOSED), S.REFERRED, HEADS, ("text",)),
        Move(Step.MERGE, BEFORE_ARRIVAL, S.MERGED, HEADS, ("into", "text")),
        Move(Step.REOPEN, (S.MERGED,), S.ACCEPTED, ()),
    )
}


@dataclass(frozen=True)
class Standing:
    """An inspection as the rules see it.

    ``authors``: step -> staff ids that took it. ``shortcomings``: how many were found;
    ``findings``: of every kind; ``verified``: shortcomings put right as somebody else saw.
    ``planned``: by the year's plan, so the unit is told before; ``inputs``: files of a desk review;
    ``team``: staff ids of who sits in it.
    """

    stage: Stage
    planned: bool = False
    form: str = ""
    authors: dict[Step, frozenset[int]] = field(default_factory=dict)
    findings: int = 0
    shortcomings: int = 0
    verified: int = 0
    inputs: int = 0
    team: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Person:
    """Who asks for a move; ``recused`` where the unit is the person's own (domain 6.4)."""

    staff_id: int
    duties: frozenset[str]
    recused: bool = False


@dataclass(frozen=True)
class Asked:
    """A move asked for. ``team``: staff ids, the head first, ``agencies`` the bodies they come for;
    ``team_fault``: what else is wrong with it; ``into``: another case. ``scopes``: the headings it
    covers (domain R4.1); where the open one is among them ``text`` says what it is. ``visit``: the
    day a notice names; ``places`` visited; ``inputs``: files that come with it.
    """

    step: Step
    text: str = ""
    number: str = ""
    day: date | None = None
    form: str = ""
    team: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()
    team_recused: bool = False
    team_fault: str = ""
    into: int = 0
    scopes: tuple[str, ...] = ()
    visit: date | None = None
    places: tuple[Place, ...] = ()
    inputs: tuple[Input, ...] = ()


def refusal(standing: Standing, asked: Asked, person: Person) -> str:
    """Why the move is refused, as a code; empty where it may be made.

    Codes: recused, order, duty, not_team, kind, form_other, notice_first, four_eyes, team_recused,
    agency, lead_agency; or what is missing: text, number, day, visit, form, scopes, other_scope,
    into, team, places, inputs, findings, shortcomings, tasks_verified, remedied.
    """
    move = MOVES.get(asked.step)
    if person.recused:
        return "recused"
    if move is None or standing.stage not in move.sources:
        return "order"
    barred = _barred(move, standing, person)
    return barred or next((n for n in move.needs if not _given(n, standing, asked)), _team(asked))


def _barred(move: Move, standing: Standing, person: Person) -> str:
    if not person.duties & set(move.duties):
        return "duty"
    if move.team and person.staff_id not in standing.team:
        return "not_team"
    if move.only == "planned" and not standing.planned:
        return "kind"
    if move.step in (Step.ARRIVE, Step.REVIEW):
        if standing.form != move.form:
            return "form_other"
        if standing.planned and standing.stage is Stage.TEAM_SET:
            return "notice_first"
    if any(person.staff_id in standing.authors.get(step, ()) for step in move.unlike):
        return "four_eyes"
    return ""


def _given(need: str, standing: Standing, asked: Asked) -> bool:
    if need in WELCOME:
        return True
    if need == "inputs":
        return standing.form != Form.ONLINE or standing.inputs > 0
    if need == "findings":
        return standing.findings > 0
    if need == "shortcomings":
        return standing.shortcomings > 0
    if need == "tasks_verified":
        return standing.verified >= standing.shortcomings
    if need == "remedied":
        return standing.shortcomings == 0 or standing.stage is Stage.VERIFIED
    if need == "team":
        return len(set(asked.team)) >= 2
    if need == "form":
        return asked.form in set(Form)
    if need == "scopes":
        return bool(asked.scopes) and set(asked.scopes) <= set(Scope)
    if need == "other_scope":
        return Scope.OTHER not in asked.scopes or bool(asked.text.strip())
    value = getattr(asked, need)
    return bool(value.strip() if isinstance(value, str) else value)


def _team(asked: Asked) -> str:
    if asked.team_recused and asked.step in (Step.SET_TEAM, *GOING):
        return "team_recused"
    return asked.team_fault if asked.step is Step.SET_TEAM else ""


def open_to(standing: Standing, person: Person) -> tuple[Move, ...]:
    """The moves this person could make now, given what they need; in the table's order."""
    if person.recused:
        return ()
    return tuple(
        m
        for m in MOVES.values()
        if standing.stage in m.sources and not _barred(m, standing, person)
    )
