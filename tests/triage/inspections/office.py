"""People of an inspection office, and the steps they take over HTTP."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db
from intake.duties import Duty
from intake.staff import Staff, ensure_staff
from intake.unitbook import Kind
from tests.house.test_routes import sign_in
from tests.installation import ALICE, BOB, PASSWORD
from triage.inspections.cases import Finding, Inspection

LEAD, APPROVER = "lan@kiemtra.example", "dung@ubnd.example"
ACCEPT = {"act": "accept", "clear_subject": "1", "specific_evidence": "1", "verifiable": "1"}
DAY = str(today())
DECIDED = {
    "number": "12/QĐ-ĐKT",
    "day": DAY,
    "form": "on_site",
    "scopes": ["procedures_one_stop", "digital_government"],
}
LATER = str(today() + timedelta(days=15))
SHORTCOMING = {
    "kind": "shortcoming",
    "scope": "procedures_one_stop",
    "text": "12 hồ sơ trễ hẹn không có thư xin lỗi.",
    "place": "Bộ phận Một cửa",
    "root_cause": "Không ai được giao theo dõi hồ sơ trễ.",
    "remedy": "Phân công người theo dõi, gửi thư xin lỗi.",
    "due": LATER,
}


def staffed(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        ensure_staff(LEAD, "Lan", (Duty.LEAD,), PASSWORD, home_unit_id=office("SNV"))
        for email, code in ((ALICE, "SNNMT"), (BOB, "SKHCN")):
            db.session.scalars(
                select(Staff).where(Staff.email == email)
            ).one().home_unit_id = office(code)
        db.session.commit()
        ensure_staff(APPROVER, "Dung", (Duty.APPROVER,), PASSWORD)
    return app


def office(code: str) -> int:
    unit = units.book().by_code(code, today())
    assert unit is not None
    return unit.id


def person(app: Flask, email: str) -> FlaskClient:
    """Somebody signed in; the same person comes back with the same session."""
    clients: dict[str, FlaskClient] = app.extensions.setdefault("signed in", {})
    if email not in clients:
        clients[email] = fresh(app, email)
    return clients[email]


def fresh(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, email)
    return client


def staff_id(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(select(Staff.id).where(Staff.email == email)).one()


def commune(app: Flask) -> int:
    with app.app_context():
        return next(u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE)


def stage(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Inspection.stage)).one()


def opened(app: Flask) -> str:
    """The address of a case of practical need."""
    unit_id = commune(app)
    with app.app_context():
        name = units.book().by_id[unit_id].name
    form = {"source": "practical_need", "unit": name, "unit_id": unit_id, "reason": "Cần xem."}
    answer = person(app, ALICE).post("/noi-bo/kiem-tra/mo", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def go(app: Flask, page: str, email: str, step: str, **more: object) -> int:
    data = {"step": step, "seen": stage(app)} | more
    return person(app, email).post(page, data=data).status_code


def until_decided(app: Flask, page: str, why: str = "Nhiều người nói hồ sơ trễ.") -> None:
    for email, step, more in (
        (ALICE, "submit", {"text": why}),
        (APPROVER, "approve", {}),
        (LEAD, "decide", DECIDED),
    ):
        assert go(app, page, email, step, **more) == 303, step


def until_team(
    app: Flask, page: str, *members: str, why: str = "Nhiều người nói hồ sơ trễ."
) -> None:
    """Decided, and a team of its head and these members."""
    until_decided(app, page, why)
    team = [staff_id(app, email) for email in (LEAD, *members)]
    assert go(app, page, LEAD, "set_team", head=team[0], team=team) == 303


def until_arrival(app: Flask, page: str) -> None:
    until_team(app, page, BOB)
    assert go(app, page, BOB, "arrive", one_stop="1") == 303


def put_right(app: Flask, page: str) -> None:
    """Every shortcoming reported by one person and verified by another."""
    with app.app_context():
        found = db.session.scalars(select(Finding.id).where(Finding.kind == "shortcoming")).all()
    for finding in found:
        for seen, (email, act) in enumerate(((BOB, "reported"), (ALICE, "verified"))):
            told = {"act": act, "text": "Đã gửi thư.", "seen": seen}
            answer = person(app, email).post(f"{page}/viec/{finding}", data=told)
            assert answer.status_code == 303, answer.text
