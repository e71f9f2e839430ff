"""Every file the console gives out, with formulas planted wherever somebody can write."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from intake import units
from intake.clock import today
from intake.db import db
from intake.receive import Door, receive
from intake.staff import Duty, ensure_staff
from intake.submissions import Channel
from intake.unitbook import Kind
from tests.installation import PASSWORD
from tests.triage.inspections.office import fresh, staffed
from triage.console.exports import RISKY
from triage.inspections import plans, selfinspections
from triage.inspections.headings import Scope
from triage.inspections.plans import Signed, Slot

EVIL = ["=1+1", "@SUM(A1)", "+84918", "-2+3", "\t=1", "\r=1", "x;=1+1"]
EVERYBODY = "moi.nhiem.vu@tinh.example"


def plant(app: Flask) -> None:
    """Formulas in what senders, clerks and inspectors write."""
    with app.app_context():
        ensure_staff(EVERYBODY, "=1+1", tuple(Duty), PASSWORD)
        me = 1
        there = [u for u in units.book().on(today()) if u.kind is Kind.COMMUNE]
        plan = plans.begin(today().year, me)
        for place, evil in enumerate(EVIL):
            door = Door(Channel.WEB, app.extensions["settings"])
            receive({"text": f"{evil} hồ sơ ở xã trễ hẹn 20 ngày", "place": evil}, door)
            plans.put(plan.id, there[place].id, Slot(4, "on_site"), evil, me)
        plans.issue(plan.id, Signed("=1+1", today(), "@SUM(A1)"), me)
        told = {
            "form": "online", "plan": "=1+1", "done_on": today(), "summary": "=1+1",
            "headings": {str(s): {"result": "shortcomings", "text": "=1+1"} for s in Scope},
        }  # fmt: skip
        selfinspections.file_report(there[0], today().year, told, me)


def files(app: Flask) -> Iterator[tuple[str, str]]:
    """(address, ending) of every table given out as a file."""
    for rule in app.url_map.iter_rules():
        ending = rule.rule.rpartition(".")[2]
        if ending in {"csv", "xlsx"} and "GET" in (rule.methods or ()):
            yield _address(rule), ending


def _address(rule: Rule) -> str:
    values = {name: today().year if name == "year" else 1 for name in rule.arguments}
    built = rule.build(values)
    assert built is not None
    return built[1]


def cells(data: bytes, ending: str) -> Iterator[str]:
    if ending == "xlsx":
        for sheet in openpyxl.load_workbook(BytesIO(data)):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", cell.value
                    assert cell.hyperlink is None
                    yield str(cell.value or "")
        return
    for separator in (",", ";"):
        told = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator)
        yield from (cell for row in told for cell in row)


@pytest.fixture
def reader(embedded: Flask) -> FlaskClient:
    plant(staffed(embedded))
    return fresh(embedded, EVERYBODY)


def test_no_file_holds_a_formula(embedded: Flask, reader: FlaskClient) -> None:
    found = dict(files(embedded))
    assert len(found) >= 14, found
    opened, planted = 0, 0
    for address, ending in found.items():
        answer = reader.get(address)
        if answer.status_code == 404:  # no list was taken in
            continue
        opened += 1
        told = list(cells(answer.data, ending))
        planted += sum("1+1" in cell for cell in told)
        if ending == "csv":
            assert [c for c in told if c.lstrip().startswith(RISKY)] == [], address
    assert opened >= 13
    assert planted >= 4  # what was planted came out, as words


def test_no_file_is_given_to_a_duty_that_does_not_see_the_page(embedded: Flask) -> None:
    staffed(embedded)
    for duty in Duty:
        with embedded.app_context():
            email = f"{duty}@tinh.example"
            ensure_staff(email, str(duty), (duty,), PASSWORD)
        client = fresh(embedded, email)
        for address, _ending in files(embedded):
            if "/bang/" in address:  # test_every_table opens those
                continue
            page = client.get(address.rpartition(".")[0]).status_code
            file = client.get(address).status_code
            assert not (page == 403 and file == 200), (duty, address)


def test_nothing_of_the_plan_leaves_before_it_is_issued(embedded: Flask) -> None:
    staffed(embedded)
    with embedded.app_context():
        ensure_staff(EVERYBODY, "Mọi", tuple(Duty), PASSWORD)
        plans.begin(today().year, 1)
        assert db.session.scalar(select(plans.InspectionPlan.issued_at)) is None
    assert fresh(embedded, EVERYBODY).get(f"/noi-bo/ke-hoach/{today().year}.csv").status_code == 404
