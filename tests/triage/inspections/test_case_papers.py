"""Papers over HTTP: for whoever may see the case, at their hour, and every taking is noted."""

from io import BytesIO

import sqlalchemy as sa
from docx import Document
from flask import Flask

from intake.audit import AuditEntry
from intake.db import db
from tests.house.test_routes import sign_in
from tests.installation import ALICE, DANA
from tests.triage.inspections.office import person, staffed
from triage.inspections.cases import open_case
from triage.inspections.life import Source


def test_an_inspector_takes_the_slip_and_not_yet_the_decision(embedded: Flask) -> None:
    app = staffed(embedded)
    with app.app_context():
        unit = db.session.execute(
            sa.text("SELECT id FROM unit WHERE kind = 'commune' AND valid_to IS NULL LIMIT 1")
        ).scalar_one()
        case = open_case(unit, Source.NEED, staff_id=None, reason="Nhiều người hỏi.").id
    page = person(app, ALICE).get(f"/noi-bo/kiem-tra/{case}")
    url = f"/noi-bo/kiem-tra/{case}/van-ban/"
    assert f"{url}to-trinh.docx" in page.text
    assert "quyet-dinh.docx" not in page.text
    taken = person(app, ALICE).get(f"{url}to-trinh.docx")
    assert taken.status_code == 200
    assert "attachment" in taken.headers["Content-Disposition"]
    assert "TỜ TRÌNH" in [p.text for p in Document(BytesIO(taken.data)).paragraphs]
    assert person(app, ALICE).get(f"{url}quyet-dinh.docx").status_code == 404
    assert person(app, ALICE).get(f"{url}to-trinh.exe").status_code == 404
    with app.app_context():
        acts = db.session.scalars(sa.select(AuditEntry.detail).where(AuditEntry.act == "paper"))
        assert acts.all() == ["to-trinh.docx"]
    stranger = app.test_client()
    sign_in(stranger, DANA)
    assert stranger.get(f"{url}to-trinh.docx").status_code == 403
