"""Whoever works in a unit, or above or beneath it, sees nothing of what is planned there."""

from flask_security import current_user

from intake import units
from intake.staff import Staff
from triage.inspections.life import Person
from triage.inspections.recusal import barred


def recused(unit_id: int) -> bool:
    """Whether whoever is signed in must keep away from what is planned for a unit."""
    return keeps_away(current_user, unit_id)


def keeps_away(person: Staff, unit_id: int) -> bool:
    """Whether a person must."""
    return barred(person.home_unit_id, unit_id, units.book())


def mover(unit_id: int) -> Person:
    """Whoever is signed in, as the rules see them."""
    duties = frozenset(role.name for role in current_user.roles)
    return Person(current_user.id, duties, recused(unit_id))
