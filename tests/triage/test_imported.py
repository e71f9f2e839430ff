"""What a partner's list does to the watch: old rows belong to their own week, new ones count."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intake import importing
from intake.clock import today
from intake.db import db
from intake.sheets import read
from tests.bells import drain
from tests.test_main_line import ALIKE
from triage.matters import Matter
from triage.proposals import Proposal


def taken(app: Flask, days_ago: int) -> int:
    """Ten rows of ten people of that day; how many units are proposed for a visit then."""
    day = today() - timedelta(days=days_ago)
    lines = [f"{n};{day:%d/%m/%Y} 08:30;09123456{n:02};{text}" for n, text in enumerate(ALIKE)]
    table = "\n".join(["Mã phiếu;Ngày tiếp nhận;Số điện thoại;Nội dung", *lines])
    with app.app_context():
        sheet = read(table.encode())
        mapping = importing.remembered("1022", sheet.header)
        importing.begin(sheet, mapping, "1022", "1022.csv", None)
    drain(app)
    with app.app_context():
        assert len(db.session.scalars(select(Matter)).all()) == len(ALIKE)
        return len(db.session.scalars(select(Proposal)).all())


@pytest.mark.parametrize(("days_ago", "proposed"), [(400, 0), (1, 1)])
def test_a_list_of_last_year_raises_nothing_and_one_of_this_week_does(
    embedded: Flask, days_ago: int, proposed: int
) -> None:
    assert taken(embedded, days_ago) == proposed
