"""Who sees nothing of what is planned or said about a unit, and why.

Law: people of a unit, who worked there lately or whose near relative leads it, keep away from it
in every list, search, count and file; and what is said of the team's own offices, or of the team,
goes past everybody but the chair's delegate (domain 6.4). What is hidden is left out by the query
and not after it, so that it costs the database no more than what is not there.
"""

from collections.abc import Iterable

from flask import g, has_request_context
from flask_security import current_user
from sqlalchemy import ColumnElement, and_, not_, or_, true

from intake import units
from intake.clock import today
from intake.staff import Duty, Staff
from triage.dated import told
from triage.inspections import agencies, casenumbers, ties
from triage.inspections.life import Person
from triage.inspections.recusal import Ties, Why, kept_from, reasons
from triage.matters import Matter


def recused(unit_id: int) -> bool:
    """Whether whoever is signed in must keep away from what is planned for a unit."""
    return unit_id in hidden()


def hidden() -> frozenset[int]:
    """The units whoever is signed in sees nothing of."""
    whose = (current_user.id, current_user.home_unit_id)
    if g.get("hidden", (None,))[0] != whose:
        g.hidden = (whose, hidden_from(current_user))
    found: frozenset[int] = g.hidden[1]
    return found


def of_own_office(unit_id: int) -> bool:
    """Whether a unit binds whoever is signed in: what a plan, which all may know, is hidden by."""
    return unit_id in bound()


def bound() -> frozenset[int]:
    """The units that bind whoever is signed in."""
    whose = (current_user.id, current_user.home_unit_id)
    if g.get("bound", (None,))[0] != whose:
        g.bound = (whose, bound_to(current_user))
    found: frozenset[int] = g.bound[1]
    return found


def hidden_from(person: Staff) -> frozenset[int]:
    """The units a person sees nothing of."""
    own = bound_to(person)
    return own if person.has_role(Duty.DELEGATE) else own | guarded()


def bound_to(person: Staff) -> frozenset[int]:
    """The units a person is tied to."""
    bound = ties.ties_of([person])[person.id]
    months, day = casenumbers.number(casenumbers.WORKED_THERE, today()), today()
    lately = Ties(None, bound.worked)
    offices = {
        w.unit_id for w in bound.worked if reasons(lately, w.unit_id, units.book(), day, months)
    }
    offices |= set(bound.relatives) | ({bound.home} if bound.home is not None else set())
    return kept_from(offices, units.book()) if offices else frozenset[int]()


def guarded() -> frozenset[int]:
    """The units of the team's own side."""
    past = told(agencies.read_past, agencies.PAST)
    return agencies.guarded_units(past, units.book(), today())


def why_away(people: Iterable[Staff], unit_id: int) -> dict[int, tuple[Why, ...]]:
    """Why each of some people keeps away from a unit; nothing for who may come."""
    some = list(people)
    bound, ours = ties.ties_of(some), unit_id in guarded()
    months, book, day = casenumbers.number(casenumbers.WORKED_THERE, today()), units.book(), today()
    found = {}
    for person in some:
        why = reasons(bound[person.id], unit_id, book, day, months)
        if ours and not person.has_role(Duty.DELEGATE):
            why += (Why.PAST_THE_TEAM,)
        found[person.id] = why
    return found


def mover(unit_id: int) -> Person:
    """Whoever is signed in, as the rules see them."""
    duties = frozenset(role.name for role in current_user.roles)
    return Person(current_user.id, duties, recused(unit_id))


def seen() -> ColumnElement[bool]:
    """The matters whoever is signed in may read; all of them where nobody is, in a job."""
    if not has_request_context() or not current_user.is_authenticated:
        return true()
    clauses = [or_(Matter.unit_id.is_(None), Matter.unit_id.not_in(hidden()))]
    if not current_user.has_role(Duty.DELEGATE):
        clauses.append(not_(about_the_team()))
    return and_(*clauses)


def about_the_team() -> ColumnElement[bool]:
    """Matters that speak of the team itself."""
    past = told(agencies.read_past, agencies.PAST)
    words = agencies.guarded_words(past, today())
    return or_(*(Matter.folded.contains(w, autoescape=True) for w in words), Matter.id.is_(None))
