"""A phone user files, an inspector decides: in a real browser, each page looked at by axe."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.receive import Door, receive
from intake.submissions import Channel
from tests.browser.axe import violations
from tests.browser.conftest import Site, Visitor
from tests.installation import ALICE, BOB, PASSWORD
from tests.test_main_line import ALIKE

TOLD = "Quầy hộ tịch xã Tân Hồng 9 giờ sáng thứ hai tuần trước không có ai trực."


def forward(page: Page, to: str = "") -> None:
    """Press the page's own main button, and wait for the address it leads ``to``."""
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    if to:
        page.wait_for_url(re.compile(to))


def fill(page: Page) -> None:
    """What a person in a hurry tells."""
    page.check("input[name=submitter_type][value=citizen]", force=True)
    page.fill("#text", TOLD)
    page.fill("#place", "xã Tân Hồng")
    page.check("input[name=identity_level][value=anonymous]", force=True)


def signed_in(visitor: Visitor, email: str) -> Page:
    """The first page of the console."""
    visitor.go("/noi-bo/")
    visitor.page.fill("#email", email)
    visitor.page.fill("#password", PASSWORD)
    forward(visitor.page)
    return visitor.page


def tell_alike(app: Flask) -> None:
    """Ten people about one quiet unit."""
    with app.app_context():
        for i, text in enumerate(ALIKE):
            door = Door(channel=Channel.API, settings=app.extensions["settings"])
            receive({"text": text, "sender": f"người thứ {i}"}, door)


def files_a_complaint(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    assert violations(page) == []
    visitor.go("/gui")
    assert violations(page) == []
    fill(page)
    forward(page, "/xem-lai$")
    assert TOLD in page.inner_text("main")
    assert violations(page) == []
    forward(page, "/bien-nhan$")
    assert re.search(r"LN-[0-9A-Z]{4}-[0-9A-Z]{5}", page.inner_text("main"))
    assert violations(page) == []


def test_a_complaint_is_filed_on_a_phone(phone: Visitor) -> None:
    files_a_complaint(phone)


def test_a_complaint_is_filed_with_javascript_off(plain_phone: Visitor) -> None:
    page = plain_phone.page
    plain_phone.go("/gui")
    fill(page)
    forward(page, "/xem-lai$")
    forward(page, "/bien-nhan$")
    assert re.search(r"LN-[0-9A-Z]{4}-[0-9A-Z]{5}", page.inner_text("main"))


def test_nothing_typed_is_lost_on_an_error_or_a_refresh(plain_phone: Visitor) -> None:
    page = plain_phone.page
    plain_phone.go("/gui")
    page.fill("#text", TOLD)
    forward(page)
    assert page.locator(".govuk-error-summary").count() == 1
    page.reload()
    assert page.input_value("#text") == TOLD


def test_a_page_of_errors_keeps_nobody_out(phone: Visitor) -> None:
    phone.go("/gui")
    forward(phone.page)
    phone.page.wait_for_selector(".govuk-error-summary")
    assert violations(phone.page) == []


def test_a_sender_opens_the_status_page_with_both_codes(phone: Visitor) -> None:
    page = phone.page
    phone.go("/gui")
    fill(page)
    forward(page, "/xem-lai$")
    forward(page, "/bien-nhan$")
    said = page.inner_text("main")
    reference = re.search(r"LN-[0-9A-Z]{4}-[0-9A-Z]{5}", said)
    secret = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}-[0-9A-Z]\b", said)
    assert reference
    assert secret
    phone.go("/tra-cuu")
    assert violations(page) == []
    page.fill("input[name=reference]", reference[0])
    page.fill("input[name=secret]", secret[0])
    forward(page, "/phan-anh/")
    assert TOLD in (page.text_content("main") or "")
    assert violations(page) == []


@pytest.fixture
def proposed(site: Site) -> None:
    tell_alike(site.app)


@pytest.mark.usefixtures("proposed")
def test_an_inspector_accepts_a_proposal(desk: Visitor) -> None:
    page = signed_in(desk, ALICE)
    assert violations(page) == []
    page.get_by_role("link", name="Xã Mỹ An Hưng").first.click()
    assert violations(page) == []
    page.check("input[name=act][value=accept]", force=True)
    for name in ("clear_subject", "specific_evidence", "verifiable"):
        if page.locator(f"#{name}").count():
            page.check(f"#{name}", force=True)
    forward(page)
    assert "Nhận để kiểm tra" in page.inner_text("main")
    assert page.locator("input[name=act]").count() == 0


def test_the_sign_in_and_the_console_keep_nobody_out(desk: Visitor) -> None:
    desk.go("/noi-bo/")
    assert violations(desk.page) == []
    page = signed_in(desk, BOB)
    for path in ("/noi-bo/don-vi", "/noi-bo/tim?q=tre+hen"):
        desk.go(path)
        assert violations(page) == []
