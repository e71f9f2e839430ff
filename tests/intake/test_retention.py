"""Only what is closed and past its term goes; a dry run changes nothing."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from intake import handling
from intake.db import db, now
from intake.filebox import SealedStore
from intake.filestore import FileMissing
from intake.receive import Door, receive
from intake.retention import Kind, TermError, terms
from intake.sittings import StaffSitting
from intake.staff import Duty, Staff, ensure_staff
from intake.submissions import Attachment, Channel, SealedIdentity
from tests.installation import PASSWORD

HEAD = "kind,days,valid_from,source\n"
NAMED = {"text": "Chuyện bịa, chờ lâu.", "name": "Nguyễn Văn Thử", "contact": "thu@example.com"}
STORY = b"bia"


def filed(app: Flask, closed_days: int | None, reopened: bool = False) -> tuple[int, str]:
    """A submission with a name and a file, closed so many days ago."""
    settings = app.extensions["settings"]
    receipt = receive(NAMED, Door(channel=Channel.API, settings=settings))
    key = SealedStore(settings.instance).put(io.BytesIO(STORY))
    facts = {"name": "anh.jpg", "media_type": "image/jpeg", "size": 3, "sha256": b"0" * 32}
    db.session.add(Attachment(submission_id=receipt.submission_id, store_key=key, **facts))
    if closed_days is not None:
        acts = [handling.Act.ANSWERED, *([handling.Act.REOPENED] if reopened else [])]
        at = now() - timedelta(days=closed_days)
        for act in acts:
            step = handling.HandlingStep(submission_id=receipt.submission_id, act=act, at=at)
            step.once_key = f"{receipt.submission_id}:{act}"
            db.session.add(step)
    db.session.commit()
    return receipt.submission_id, key


def left() -> tuple[int, int]:
    """Identities and attachments."""
    identities = db.session.scalar(select(func.count(SealedIdentity.submission_id))) or 0
    return identities, db.session.scalar(select(func.count(Attachment.id))) or 0


def run(app: Flask, file: Path, *options: str) -> str:
    return (
        app.test_cli_runner()
        .invoke(args=["retention", "--terms", str(file), *options], catch_exceptions=False)
        .output
    )


@pytest.fixture
def month(tmp_path: Path) -> Path:
    file = tmp_path / "terms.csv"
    rows = "identity,30,2026-01-01,thử\nattachment,30,2026-01-01,thử\n"
    file.write_text(HEAD + rows, encoding="utf-8")
    return file


def test_the_shipped_terms_delete_nothing_a_province_has_not_decided() -> None:
    held = terms(day=date(2026, 6, 1))
    assert held[Kind.IDENTITY].days is None
    assert held[Kind.ATTACHMENT].days is None


def test_the_later_row_holds_from_its_day(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(HEAD + "identity,30,2026-01-01,a\nidentity,90,2027-01-01,b\n")
    assert terms(file, date(2026, 12, 31))[Kind.IDENTITY].days == 30
    assert terms(file, date(2027, 1, 1))[Kind.IDENTITY].days == 90


@pytest.mark.parametrize(
    "row", ["identity,x,2026-01-01,a", "song,1,2026-01-01,a", "identity,0,2026-01-01,a"]
)
def test_a_row_nobody_can_follow_is_named(tmp_path: Path, row: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(HEAD + row + "\n")
    with pytest.raises(TermError, match="line 2"):
        terms(file)


def test_only_what_is_closed_past_its_term_goes_and_a_dry_run_changes_nothing(
    embedded: Flask, month: Path
) -> None:
    with embedded.app_context():
        _old, key = filed(embedded, 40)
        filed(embedded, 20)
        filed(embedded, None)
        filed(embedded, 40, reopened=True)
    shown = run(embedded, month, "--dry-run")
    assert "identity: 1 would be deleted" in shown
    with embedded.app_context():
        assert left() == (4, 4)
    assert "attachment: 1 deleted" in run(embedded, month)
    with embedded.app_context():
        assert left() == (3, 3)
        with pytest.raises(FileMissing):
            SealedStore(embedded.extensions["settings"].instance).open(key)
    assert "identity: 0 deleted" in run(embedded, month)


def counted(said: str) -> dict[str, str]:
    """How many of each kind, in what the command said."""
    return dict(re.findall(r"^(\w+): (\d+)", said, re.MULTILINE))


def test_the_run_deletes_what_the_dry_run_said_whatever_came_of_each(
    app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "terms.csv"
    terms_of_all = "".join(f"{kind},30,2026-01-01,thử\n" for kind in Kind)
    file.write_text(HEAD + terms_of_all, encoding="utf-8")
    with app.app_context():
        for days, reopened in ((31, False), (29, False), (400, False), (31, True), (None, False)):
            filed(app, days, reopened)
        ensure_staff("an@x.example", "An", (Duty.LEAD,), PASSWORD)
        db.session.commit()
        who = db.session.scalars(select(Staff.id).where(Staff.email == "an@x.example")).one()
        for days in (29, 31, 90):
            at = now() - timedelta(days=days)
            key = bytes([days]) * 32
            sitting = {"staff_id": who, "key_hash": key, "device": "máy bịa", "started_at": at}
            db.session.add(StaffSitting(**sitting, seen_at=at))
        db.session.commit()
    foretold = counted(run(app, file, "--dry-run"))
    assert foretold == {"identity": "2", "attachment": "2", "sitting": "2"}
    assert counted(run(app, file, "--dry-run")) == foretold
    assert counted(run(app, file)) == foretold
    assert set(counted(run(app, file)).values()) == {"0"}
    with app.app_context():
        assert left() == (3, 3)
