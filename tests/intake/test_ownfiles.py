"""A province moves days and terms in tables of its own."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from bots.manners import POLICY
from intake import doctor
from intake.clock import calendar, settled_within
from intake.deadlines import RULES, load_rules
from intake.ownfiles import own
from intake.signs import Health
from intake.workdays import OVERRIDES, CalendarError

SWAP = "2027-03-06,yes,Công văn thử (synthetic),test\n"


def test_a_day_the_province_writes_down_is_worked(embedded: Flask) -> None:
    saturday = date(2027, 3, 6)
    with embedded.app_context():
        before = calendar()
        assert not before.is_working(saturday)
        table = embedded.extensions["settings"].instance / OVERRIDES.name
        table.write_text(OVERRIDES.read_text(encoding="utf-8") + SWAP, encoding="utf-8")
        after = calendar()
    assert after.is_working(saturday)
    assert after.version != before.version
    assert after.is_working(date(2026, 1, 10))  # what we ship is copied, not lost


def test_a_table_that_cannot_be_read_is_said_with_its_line(embedded: Flask) -> None:
    with embedded.app_context():
        table = embedded.extensions["settings"].instance / OVERRIDES.name
        table.write_text("date,working,document,source\n6/3/2027,yes,D,S\n", encoding="utf-8")
        with pytest.raises(CalendarError, match="line 2"):
            calendar()


@pytest.mark.parametrize(
    ("shipped", "spoiled"),
    [
        (OVERRIDES, "date,working,document,source\n6/3/2027,yes,D,S\n"),
        (RULES, RULES.read_text(encoding="utf-8").replace("feedback,close", "feedback,closed")),
        (POLICY, POLICY.read_text(encoding="utf-8").replace("email,", "e-mail,")),
    ],
)
def test_the_doctor_reads_every_table_of_the_provinces_own(
    embedded: Flask, shipped: Path, spoiled: str
) -> None:
    settings = embedded.extensions["settings"]

    def said() -> list[tuple[Health, bool]]:
        signs = [s for s in doctor.examine(settings) if s.name == shipped.name]
        return [(s.health, bool(s.cure)) for s in signs]

    with embedded.app_context():
        assert said() == []
        table = settings.instance / shipped.name
        table.write_text(spoiled, "utf-8")
        assert said() == [(Health.BAD, True)]
        table.write_text(shipped.read_text("utf-8"), "utf-8")
        assert said() == [(Health.GOOD, False)]


def test_what_senders_are_told_of_days_is_the_provinces_term(embedded: Flask) -> None:
    with embedded.app_context():
        assert settled_within() == 20
        table = embedded.extensions["settings"].instance / RULES.name
        shipped = RULES.read_text(encoding="utf-8")
        table.write_text(shipped.replace("closed,20,calendar", "closed,15,calendar"), "utf-8")
        assert settled_within() == 15


def test_a_term_the_province_writes_down_is_its_own(embedded: Flask) -> None:
    with embedded.app_context():
        table = embedded.extensions["settings"].instance / RULES.name
        shipped = RULES.read_text(encoding="utf-8")
        table.write_text(shipped.replace("closed,20,calendar", "closed,15,calendar"), "utf-8")
        days = {r.days for r in load_rules(own(RULES)) if (r.kind, r.step) == ("feedback", "close")}
    assert days == {15}
