"""A complaint typed on a telephone, and the visit proposed because of it and its like."""

import re

import pytest
from playwright.sync_api import Page, expect

from intake.receive import Door, receive
from intake.submissions import Channel
from tests.browser.axe import violations
from tests.browser.conftest import Site, Visitor
from tests.installation import ALICE, CHARLIE, PASSWORD
from tests.test_main_line import ALIKE

SAID = "Tôi nộp hồ sơ tách thửa, giấy hẹn ghi tuần trước trả mà lên ba lần vẫn chưa có."
REFERENCE = re.compile(r"^LN-")


def fill_the_form(page: Page) -> None:
    """What somebody in a hurry fills in."""
    page.get_by_label("Người dân", exact=True).check()
    page.get_by_label("Chuyện gì đã xảy ra?").fill(SAID)
    page.locator("#place").fill("xa my an hung")
    page.get_by_label("Không gì cả, tôi gửi ẩn danh").check()


def press(page: Page, name: str) -> None:
    """Press a button that leads to the next page, and be there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def file_alike(site: Site) -> None:
    """Ten people tell the same trouble at one office; told again, nothing changes."""
    with site.app.app_context():
        door = Door(channel=Channel.API, settings=site.app.extensions["settings"])
        for number, text in enumerate(ALIKE):
            key = f"mười người cùng kể {number}"
            receive({"text": text, "sender": f"người thứ {number}", "idempotency_key": key}, door)


def sign_in(visitor: Visitor, email: str) -> None:
    visitor.go("/noi-bo/")
    is_open_to_all(visitor.page)
    visitor.page.get_by_label("Thư điện tử").fill(email)
    visitor.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    press(visitor.page, "Đăng nhập")


def codes(page: Page) -> tuple[str, str]:
    """Reference and secret of the receipt on the screen."""
    reference, secret = page.locator(".ln-code").all_inner_texts()
    assert REFERENCE.match(reference)
    return reference, secret


def is_open_to_all(page: Page) -> None:
    """Axe finds nothing, and nothing is wider than the screen."""
    assert violations(page) == [], page.url
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url


def test_a_complaint_is_filed_on_a_phone_and_followed(phone: Visitor) -> None:
    page = phone.page
    phone.go("/")
    is_open_to_all(page)
    page.get_by_role("link", name="Tôi là người dân").click()
    is_open_to_all(page)
    fill_the_form(page)
    press(page, "Xem lại trước khi gửi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại trước khi gửi")
    expect(page.get_by_role("main")).to_contain_text(SAID)
    expect(page.get_by_role("main")).to_contain_text("Xã Mỹ An Hưng")
    is_open_to_all(page)
    press(page, "Gửi phản ánh")
    is_open_to_all(page)
    reference, secret = codes(page)

    phone.go("/tra-cuu")
    is_open_to_all(page)
    page.get_by_label("Mã tra cứu").fill(reference.lower())
    page.get_by_label("Mã bí mật").fill(secret)
    press(page, "Xem phản ánh")
    is_open_to_all(page)
    page.get_by_label("Viết cho người xem phản ánh").fill("Hôm nay vẫn chưa có kết quả.")
    press(page, "Gửi lời nhắn")
    expect(page.get_by_role("main")).to_contain_text("Hôm nay vẫn chưa có kết quả.")


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(phone: Visitor) -> None:
    page = phone.page
    phone.go("/gui")
    fill_the_form(page)
    page.get_by_label("Ngày", exact=True).first.fill("31")
    page.get_by_label("Tháng", exact=True).first.fill("2")
    page.get_by_label("Năm", exact=True).first.fill("2026")
    press(page, "Xem lại trước khi gửi")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    is_open_to_all(page)
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Ngày", exact=True).first).to_be_focused()
    expect(page.get_by_label("Chuyện gì đã xảy ra?")).to_have_value(SAID)
    expect(page.get_by_label("Ngày", exact=True).first).to_have_value("31")


def test_what_was_typed_survives_a_reload(phone: Visitor) -> None:
    page = phone.page
    phone.go("/gui")
    fill_the_form(page)
    page.wait_for_timeout(1000)  # the draft is kept a moment after the last key
    page.reload()
    expect(page.get_by_label("Chuyện gì đã xảy ra?")).to_have_value(SAID)


LAST_LOOK = "Xem lại trước khi gửi"


def test_the_last_look_reloaded_asks_for_nothing_twice(phone: Visitor) -> None:
    page = phone.page
    posted: list[str] = []
    page.on("request", lambda asked: posted.append(asked.url) if asked.method == "POST" else None)
    phone.go("/gui")
    fill_the_form(page)
    press(page, LAST_LOOK)
    expect(page).to_have_url(re.compile("/xem-lai$"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(LAST_LOOK)
    expect(page.get_by_role("main")).to_contain_text(SAID)
    assert len(posted) == 1


def test_a_front_page_left_open_leads_to_another_form_each_time(phone: Visitor) -> None:
    page = phone.page
    phone.go("/")
    door = page.get_by_role("link", name="Tôi là doanh nghiệp")
    opened = set()
    for _person in range(3):
        with page.context.expect_page() as another:
            door.click(modifiers=["Control"])
        another.value.wait_for_load_state()
        expect(another.value.get_by_label("Doanh nghiệp, hộ kinh doanh")).to_be_checked()
        opened.add(another.value.url)
        another.value.close()
    assert len(opened) == 3


@pytest.mark.parametrize("scripts", [True, False])
def test_back_from_the_last_look_the_words_stand_and_can_be_changed(
    phone: Visitor, plain_phone: Visitor, scripts: bool
) -> None:
    visitor = phone if scripts else plain_phone
    page = visitor.page
    visitor.go("/")
    page.get_by_role("link", name="Tôi là người dân").click()
    fill_the_form(page)
    press(page, LAST_LOOK)
    page.go_back()
    expect(page.get_by_label("Chuyện gì đã xảy ra?")).to_have_value(SAID)
    page.get_by_label("Chuyện gì đã xảy ra?").fill(f"{SAID} Lần thứ tư cũng vậy.")
    press(page, LAST_LOOK)
    expect(page.get_by_role("main")).to_contain_text("Lần thứ tư cũng vậy.")
    press(page, "Gửi phản ánh")
    assert REFERENCE.match(codes(page)[0])


def test_the_form_works_without_javascript(plain_phone: Visitor) -> None:
    page = plain_phone.page
    plain_phone.go("/gui")
    fill_the_form(page)
    press(page, "Xem lại trước khi gửi")
    press(page, "Gửi phản ánh")
    reference, _ = codes(page)
    page.reload()
    assert codes(page)[0] == reference


def test_with_javascript_off_an_error_or_a_reload_loses_nothing(plain_phone: Visitor) -> None:
    page = plain_phone.page
    plain_phone.go("/gui")
    page.get_by_label("Chuyện gì đã xảy ra?").fill(SAID)
    press(page, "Xem lại trước khi gửi")
    expect(page.locator(".govuk-error-summary")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Chuyện gì đã xảy ra?")).to_have_value(SAID)


def test_the_inspector_accepts_what_ten_people_led_to(desk: Visitor, site: Site) -> None:
    file_alike(site)
    page = desk.page
    sign_in(desk, ALICE)
    is_open_to_all(page)
    page.get_by_role("link", name=re.compile("Xã Mỹ An Hưng")).click()
    expect(page.get_by_role("img", name=re.compile("Phản ánh được tính mỗi tuần"))).to_be_visible()
    is_open_to_all(page)
    page.get_by_label("Nhận để kiểm tra").check()
    for test in page.get_by_role("checkbox").all():
        test.check()
    press(page, "Ghi quyết định")
    expect(page.get_by_role("main")).to_contain_text("Alice")
    expect(page.get_by_role("button", name="Ghi quyết định")).to_have_count(0)
    is_open_to_all(page)


@pytest.mark.parametrize(
    ("email", "paths"),
    [
        (ALICE, ["/noi-bo/de-xuat", "/noi-bo/don-vi", "/noi-bo/tim", "/noi-bo/tim?q=xa"]),
        (CHARLIE, ["/noi-bo/chua-ro", "/noi-bo/vu-viec/1", "/noi-bo/don-vi/1"]),
    ],
)
@pytest.mark.slow
def test_the_pages_of_the_staff_are_open_to_all(
    desk: Visitor, site: Site, email: str, paths: list[str]
) -> None:
    file_alike(site)
    sign_in(desk, email)
    for path in paths:
        desk.go(path)
        is_open_to_all(desk.page)


@pytest.mark.parametrize("path", ["/rieng-tu", "/gui?submitter_type=business", "/?lang=en"])
def test_the_other_public_pages_are_open_to_all(phone: Visitor, path: str) -> None:
    phone.go(path)
    is_open_to_all(phone.page)
