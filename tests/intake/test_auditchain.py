"""The audit trail is a chain: whatever is changed, removed or slipped in is found."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from intake import auditchain
from intake.audit import AuditEntry, note
from intake.auditchain import SEALED_WITHIN, AuditHead
from intake.db import db, now
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import ALICE, CHARLIE
from tests.intake.forging import SEALED, chain_of, forced
from tests.test_main_line import ALIKE, file


@pytest.fixture
def trail(app: Flask) -> Iterator[Flask]:
    """A chain of twelve entries with its head published."""
    with chain_of(app):
        yield app


def test_an_untouched_chain_is_whole(trail: Flask) -> None:
    assert auditchain.head()[0] == SEALED
    assert auditchain.verify() is None


@pytest.mark.parametrize(
    "change",
    ["act = 'judge'", "subject = 'matter:99'", "detail = ''", "staff_id = 1",
     "at = '2020-01-01 00:00:00+00:00'"],
)  # fmt: skip
def test_any_field_changed_is_found_at_its_place(trail: Flask, change: str) -> None:
    forced(f"UPDATE audit_entry SET {change} WHERE id = 5")
    fault = auditchain.verify()
    assert fault is not None
    assert (fault.n, fault.entry_id) == (5, 5)


def test_an_entry_nobody_sealed_for_an_hour_is_found(trail: Flask) -> None:
    at = now() - SEALED_WITHIN - timedelta(minutes=1)
    db.session.add(AuditEntry(act="read", subject="matter:1", at=at))
    db.session.commit()
    fault = auditchain.verify()
    assert fault is not None
    assert "no link" in fault.what
    auditchain.seal()
    assert auditchain.verify() is None


def test_many_sealing_at_once_make_one_chain(app: Flask) -> None:
    def write_and_seal(i: int) -> None:
        with app.app_context():
            note("read", f"matter:{i}")
            db.session.commit()
            auditchain.seal()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write_and_seal, range(24)))
    with app.app_context():
        assert auditchain.head()[0] == 24
        assert auditchain.verify() is None


def test_the_database_refuses_to_change_or_delete_the_trail(trail: Flask) -> None:
    for statement in (
        "DELETE FROM audit_entry WHERE id = 1",
        "UPDATE audit_link SET n = 99 WHERE n = 1",
        "DELETE FROM audit_head",
    ):
        with pytest.raises(sa.exc.DBAPIError), db.engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_a_filing_and_each_reading_of_it_are_in_the_chain(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    file(app, ALIKE[0])
    drain(app)
    clerk = app.test_client()
    sign_in(clerk, CHARLIE)
    assert clerk.get("/noi-bo/vu-viec/1").status_code == 200
    drain(app)
    with app.app_context():
        acts = db.session.execute(
            sa.select(AuditEntry.act, AuditEntry.subject)
            .join(auditchain.AuditLink, auditchain.AuditLink.entry_id == AuditEntry.id)
            .order_by(AuditEntry.id)
        ).all()
        assert [act for act, _subject in acts] == ["received", "signed_in", "read"]
        assert acts[0].subject == "submission:1"
        assert acts[2].subject == "matter:1"


def test_who_may_not_read_leaves_no_reading(embedded: Flask) -> None:
    file(embedded, ALIKE[0])
    stranger = embedded.test_client()
    stranger.get("/noi-bo/vu-viec/1")
    with embedded.app_context():
        read = sa.select(AuditEntry.id).where(AuditEntry.act == "read")
        assert db.session.scalars(read).all() == []


def test_the_commands_publish_and_verify(trail: Flask, tmp_path: Path) -> None:
    runner, heads = trail.test_cli_runner(), tmp_path / "heads.txt"
    for _ in range(2):  # twice on one day is one line
        assert runner.invoke(args=["audit", "publish", "--to", str(heads)]).exit_code == 0
    assert len(heads.read_text().splitlines()) == 1
    good = runner.invoke(args=["audit", "verify", "--heads", str(heads)])
    assert (good.exit_code, good.output) == (0, f"{SEALED} audit entries verified\n")


def test_published_heads_are_on_a_page_anybody_may_open(trail: Flask) -> None:
    client = trail.test_client()
    digest = db.session.scalars(sa.select(AuditHead.hash)).one().hex()
    assert digest in client.get("/xac-nhan").text
    file = client.get("/xac-nhan/dau.txt")
    assert auditchain.kept_heads(file.text) == auditchain.published()


def test_the_inspector_who_reads_a_proposal_is_noted(embedded: Flask) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    for i, text in enumerate(ALIKE):
        file(embedded, text, sender=f"người thứ {i}")
    reader = embedded.test_client()
    sign_in(reader, ALICE)
    assert reader.get("/noi-bo/de-xuat/1").status_code == 200
    with embedded.app_context():
        read = sa.select(AuditEntry.subject, AuditEntry.staff_id).where(AuditEntry.act == "read")
        ((subject, staff_id),) = db.session.execute(read).all()
        assert subject == "proposal:1"
        assert staff_id is not None
