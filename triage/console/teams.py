"""Who may sit in a team, for which body, who may not, and why: shown to whoever sets it."""

from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Duty, Role, Staff
from intake.web.numbers import whole
from triage.console import inspectionwords as words
from triage.console.recusing import guarded, why_away
from triage.dated import told
from triage.inspections import agencies
from triage.inspections.agencies import Agency
from triage.inspections.cases import Inspection
from triage.inspections.recusal import barred


def people() -> list[Staff]:
    """Who may sit in a team; the press sits in it and does not lead it."""
    names = (Duty.INSPECTOR, Duty.LEAD, Duty.PRESS)
    query = select(Staff).where(Staff.active, Staff.roles.any(Role.name.in_(names)))
    return list(db.session.scalars(query.order_by(Staff.name)))


def bodies() -> list[Agency]:
    """The bodies of the team today, the lead first."""
    listed = told(agencies.read_agencies, agencies.SHIPPED)
    held = [one for one in listed if agencies.holds(one, today())]
    return sorted(held, key=lambda one: one.role != agencies.LEAD)


def body_of(person: Staff, chosen: str = "") -> Agency | None:
    """The body a person comes for: by the own office; a press member may come for one ``chosen``."""
    held = bodies()
    if person.has_role(Duty.PRESS):
        press = [one for one in held if one.press]
        if len(press) == 1:
            return press[0]
        picked = next((one for one in press if one.code == chosen), None)
        return picked or agencies.agency_of(person.home_unit_id, press, units.book(), today())
    return agencies.agency_of(person.home_unit_id, held, units.book(), today())


def _to_pick(some: list[Staff]) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Press members whose body has to be asked: more than one, and their office is neither."""
    press = [(one.code, _called(one)) for one in bodies() if one.press]
    if len(press) < 2:
        return []
    return [(p.id, p.name, press) for p in some if p.has_role(Duty.PRESS) and body_of(p) is None]


def asked(unit_id: int) -> dict[str, Any]:
    """The team a form asks for, as the rules take it."""
    form = request.form
    head = form.get("head", 0, type=whole)
    wanted = tuple(dict.fromkeys([*([head] if head else []), *form.getlist("team", type=whole)]))
    there = {p.id: p for p in people()}
    team = tuple(i for i in wanted if i in there) if head in there else ()
    if not team:
        return {}
    came_for = [body_of(there[i], form.get(f"body-{i}", "")) for i in team]
    away = why_away([there[i] for i in team], unit_id)
    return {
        "team": team,
        "agencies": tuple(one.code if one else "" for one in came_for),
        "team_recused": any(away.values()),
        "team_fault": "" if unit_id in guarded() else _fault(came_for),
    }


def _fault(came_for: list[Agency | None]) -> str:
    if None in came_for:
        return "agency"
    head = came_for[0]
    return "" if head and head.role == agencies.LEAD else "lead_agency"


def choice(row: Inspection) -> dict[str, Any]:
    """Who may be chosen for a case and who may not, with the reason."""
    some, past = people(), row.unit_id in guarded()
    away = why_away(some, row.unit_id)
    return {
        "people": [
            (p.id, p.name, *(_delegated(p) if past else _shown(body_of(p))))
            for p in some
            if not away[p.id]
        ],
        "to_pick": _to_pick([p for p in some if not away[p.id]]),
        "away": [(p.name, _because(away[p.id])) for p in some if away[p.id]],
        "bodies": [
            (_called(one), one.role == agencies.LEAD, _conflict(one, row)) for one in bodies()
        ],
    }


def _delegated(person: Staff) -> tuple[str, bool]:
    """What is said of the team's own offices is inspected by the chair's delegates, and led by one."""
    one = body_of(person)
    return _called(one) if one else _("người được Chủ tịch ủy quyền"), True


def _shown(one: Agency | None) -> tuple[str, bool]:
    return (_called(one), one.role == agencies.LEAD) if one else ("", False)


def _because(why: tuple[str, ...]) -> str:
    named = words.away()
    return "; ".join(named[one] for one in why)


def _conflict(one: Agency, row: Inspection) -> str:
    """Why a whole body does not sit: it is the one inspected, or above or beneath it."""
    unit = units.book().by_code(one.unit_code, today()) if one.unit_code else None
    if unit is None or not barred(unit.id, row.unit_id, units.book()):
        return ""
    return _("không cử người, vì chính cơ quan này hoặc đơn vị của nó được kiểm tra")


def seated(row: Inspection) -> list[tuple[str, bool, str]]:
    """Who sits in a team: name, whether they lead it, for which body."""
    listed = told(agencies.read_agencies, agencies.SHIPPED)
    named = {one.code: _called(one) for one in listed}
    found = []
    for member in row.team:
        person = db.session.get(Staff, member.staff_id)
        found.append((person.name if person else "", member.head, named.get(member.agency, "")))
    return found


def _called(one: Agency) -> str:
    return one.name_en if str(get_locale()) == "en" else one.name
