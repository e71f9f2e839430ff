"""The page of the numbers in force says each, what it means, and who changed what."""

from datetime import timedelta

import pytest
from flask import Flask

from intake.clock import today
from tests.installation import ALICE, CHARLIE
from tests.triage.inspections.office import fresh
from triage import adopted
from triage.policy import SHIPPED


@pytest.fixture(autouse=True)
def no_tokens(embedded: Flask) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False


def test_every_number_in_force_stands_with_its_sentence(embedded: Flask) -> None:
    page = fresh(embedded, ALICE).get("/noi-bo/nguong").text
    for entry in adopted.shipped().entries.values():
        assert f'id="{entry.key}"' in page
    assert "trung bình nửa lần một năm" in page
    assert "còn dựa trên mô phỏng" in page
    assert "đang dùng bản đi kèm phần mềm" in page


def test_a_change_to_come_is_told_with_its_name_and_its_numbers(embedded: Flask) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace('version = "2026.2"', 'version = "2027.1"')
    text = text.replace("capacity_per_month = { value = 4,", "capacity_per_month = { value = 6,")
    with embedded.app_context():
        adopted.adopt(text, today() + timedelta(days=9), "Nguyễn Thị <An>")
    page = fresh(embedded, ALICE).get("/noi-bo/nguong").text
    assert "Nguyễn Thị &lt;An&gt;" in page
    assert "Chưa đến ngày" in page
    assert "Từ 4 thành 6." in page
    assert "bản 2026.2" in page


def test_who_does_not_decide_inspections_is_not_shown_the_thresholds(embedded: Flask) -> None:
    assert fresh(embedded, CHARLIE).get("/noi-bo/nguong").status_code in (403, 404)
