"""Staff are told once a day how much is due, and nothing else."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from bots.notify import written
from bots.post import Mail
from intake import outbox
from intake.db import db, now
from intake.outbox import Notice, Way
from intake.receive import Door, receive
from intake.staff import Duty, ensure_staff
from intake.submissions import Channel
from tests.installation import CHARLIE, PASSWORD
from triage.matters import Matter
from triage.reminders import remind

LEAD = "lan@kiemtra.example"
# synthetic
TEXT = "Hồ sơ tách thửa nộp ở xã Mỹ An Hưng trễ hẹn 20 ngày chưa trả"


def filed(app: Flask, days_ago: int) -> None:
    app.extensions["postmen"] = {Way.EMAIL: Mail("127.0.0.1", 1, "a@b.example")}
    settings = app.extensions["settings"]
    receive({"text": TEXT}, Door(Channel.WEB, settings, at=now() - timedelta(days=days_ago)))


def test_what_is_past_is_told_once_a_day_by_number_alone(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, 60)
        assert (remind(), remind()) == (1, 0)
        (row,) = db.session.scalars(select(Notice))
        letter = outbox.opened(embedded.extensions["settings"], row.box or b"")
        assert (letter.to, letter.words) == (CHARLIE, {"count": "1", "alarms": "1"})


def test_what_nobody_touched_for_thirty_days_is_said_first(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, 60)
        remind()
        (row,) = db.session.scalars(select(Notice))
        letter = outbox.opened(embedded.extensions["settings"], row.box or b"")
        sheet = written(row, letter)
    assert sheet.subject == "Báo động: phản ánh chưa ai xử lý"
    assert sheet.body.startswith("Báo động: 1 phản ánh quá 30 ngày")
    assert "/noi-bo/den-han" in sheet.body


def test_nothing_due_writes_to_nobody(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, 0)
        assert remind() == 0


def test_what_is_for_the_lead_alone_is_not_even_counted_to_others(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, 60)
        db.session.execute(update(Matter).values(severity="S4"))
        db.session.commit()
        ensure_staff(LEAD, "Lead", (Duty.LEAD,), PASSWORD)
        filed(embedded, 0)
        remind()
        assert told(embedded) == {LEAD: {"count": "1", "alarms": "1"}}


def told(app: Flask) -> dict[str, dict[str, str]]:
    """The words of each letter put down, by whom it goes to."""
    settings = app.extensions["settings"]
    rows = db.session.scalars(select(Notice))
    letters = [outbox.opened(settings, row.box or b"") for row in rows]
    return {letter.to: letter.words for letter in letters}
