"""Where much was sent from: a browser with scripts works for the sender, one without asks."""

import pytest
from playwright.sync_api import expect

from intake.counting import Limit
from intake.web import gate
from tests.browser.axe import violations
from tests.browser.conftest import Visitor
from tests.browser.test_path import fill_the_form, press

NUMERALS = ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ALL_IS_MUCH = Limit("much", 0, 3_600)


@pytest.fixture(autouse=True)
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BY_ADDRESS", ALL_IS_MUCH)


def to_the_last_look(visitor: Visitor) -> None:
    visitor.go("/gui")
    fill_the_form(visitor.page)
    press(visitor.page, "Xem lại trước khi gửi")


def test_a_browser_with_scripts_solves_the_work_and_sends_by_itself(phone: Visitor) -> None:
    to_the_last_look(phone)
    phone.page.get_by_role("button", name="Gửi phản ánh", exact=True).click(no_wait_after=True)
    expect(phone.page.get_by_role("heading", name="Xin chờ vài giây")).to_be_visible()
    assert violations(phone.page) == []
    phone.page.wait_for_url("**/bien-nhan", timeout=60_000)
    phone.complaints[:] = [c for c in phone.complaints if "429" not in c]  # the page that asked


def test_who_does_not_want_to_wait_answers_the_question(desk: Visitor) -> None:
    to_the_last_look(desk)
    desk.page.add_init_script("crypto.subtle.deriveBits = () => new Promise(() => {})")
    desk.page.get_by_role("button", name="Gửi phản ánh", exact=True).click(no_wait_after=True)
    desk.page.get_by_role("button", name="Không chờ, trả lời một câu hỏi").click()
    answer(desk)
    desk.complaints[:] = [c for c in desk.complaints if "429" not in c]


def test_without_scripts_there_is_the_question(plain_phone: Visitor) -> None:
    to_the_last_look(plain_phone)
    plain_phone.page.get_by_role("button", name="Gửi phản ánh", exact=True).click(
        no_wait_after=True
    )
    answer(plain_phone)
    plain_phone.complaints[:] = [c for c in plain_phone.complaints if "429" not in c]


def answer(visitor: Visitor) -> None:
    said = visitor.page.locator("label[for=answer]").inner_text().lower().split()
    total = NUMERALS.index(said[0]) + NUMERALS.index(said[2]) + 4
    visitor.page.fill("#answer", str(total))
    press(visitor.page, "Trả lời và gửi")
    assert visitor.page.url.endswith("/bien-nhan")
