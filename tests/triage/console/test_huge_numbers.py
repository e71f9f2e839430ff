"""Numbers no row can have, in addresses, queries and forms: not there, never an error of ours."""

import pytest
from flask import Flask

from intake.duties import Duty
from intake.staff import ensure_staff
from tests.installation import PASSWORD
from tests.triage.inspections.office import LEAD, fresh, opened, staffed

AUDITOR, ADMIN = "soat@tinh.example", "quan-tri@tinh.example"
HUGE = ("9" * 30, str(2**31), "-" + "9" * 30, "9" * 5000)
ASKED = (
    (AUDITOR, "/noi-bo/nhat-ky", ("truoc", "nguoi")),
    (ADMIN, "/noi-bo/quan-he", ("nguoi",)),
    (LEAD, "/noi-bo/tu-kiem-tra", ("nam", "da_nhac")),
    (LEAD, "/noi-bo/chua-ro", ("page",)),
)


@pytest.fixture
def office(embedded: Flask) -> Flask:
    app = staffed(embedded)
    with app.app_context():
        ensure_staff(AUDITOR, "Soát", (Duty.AUDITOR,), PASSWORD)
        ensure_staff(ADMIN, "Quản trị", (Duty.ADMIN,), PASSWORD)
    return app


def test_a_number_beyond_every_column_leads_nowhere(office: Flask) -> None:
    page = opened(office)
    readers = {email: fresh(office, email) for email in (AUDITOR, ADMIN, LEAD)}
    for huge in HUGE:
        for email, address, names in ASKED:
            for name in names:
                answer = readers[email].get(address, query_string={name: huge})
                assert answer.status_code in (200, 404), (address, name, huge[:40])
        for address in (f"/noi-bo/kiem-tra/{huge}", f"/noi-bo/vu-viec/{huge}"):
            assert readers[LEAD].get(address).status_code == 404, address[:60]
        for form in (
            {"step": "merge", "seen": "accepted", "text": "Gộp.", "into": huge},
            {"step": "set_team", "seen": "accepted", "head": huge, "team": [huge, huge]},
        ):
            assert readers[LEAD].post(page, data=form).status_code == 422, form["step"]
