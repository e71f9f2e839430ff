"""A call written down at the desk without touching the mouse, every key counted."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from intake.staff import Duty, ensure_staff
from tests.browser.conftest import Site, Visitor
from tests.browser.test_path import codes, is_open_to_all, press
from tests.installation import PASSWORD
from tests.intake.test_importing import TABLE

OPERATOR = "tong-dai@tinh.example"
MOST = 12  # keys beyond the words themselves
# synthetic
WORDS = "Nộp hồ sơ tách thửa ở xã Mỹ An Hưng, hẹn tuần trước mà chưa trả."


class Keys:
    """A keyboard that counts; words are not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += key.count("+") + 1

    def words(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def at_the_desk(visitor: Visitor, site: Site) -> Page:
    with site.app.app_context():
        ensure_staff(OPERATOR, "Tổng đài", (Duty.OPERATOR,), PASSWORD)
    visitor.go("/noi-bo/dang-nhap")
    visitor.page.get_by_label("Thư điện tử").fill(OPERATOR)
    visitor.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    press(visitor.page, "Đăng nhập")
    expect(visitor.page.locator("#text")).to_be_focused()
    return visitor.page


def test_a_whole_call_takes_twelve_keys_and_leads_to_the_next(desk: Visitor, site: Site) -> None:
    page = at_the_desk(desk, site)
    keys = Keys(page)
    for words in (WORDS, "xa my an hung", "hôm qua", "", "0912 345 678", "Người Gọi"):
        keys.words(words)
        if words != "Người Gọi":
            keys.press("Tab")
    with page.expect_navigation():
        keys.press("Enter")
    codes(page)
    expect(page.get_by_role("main")).to_contain_text("Xã Mỹ An Hưng")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    assert keys.pressed <= MOST


def test_a_question_answered_at_once_takes_no_more(desk: Visitor, site: Site) -> None:
    page = at_the_desk(desk, site)
    keys = Keys(page)
    keys.words(WORDS)
    keys.press("Alt+b", "Alt+l")
    keys.words("Phí đã công bố là 20.000 đồng.")
    with page.expect_navigation():
        keys.press("Alt+s")
    codes(page)
    expect(page.get_by_role("main")).to_contain_text("Đã trả lời ngay từ thông tin đã công bố.")
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.pressed <= MOST


def test_looking_up_a_caller_before_filing_takes_no_more_than_twelve(
    desk: Visitor, site: Site
) -> None:
    page = at_the_desk(desk, site)
    keys = Keys(page)
    keys.words(WORDS)
    keys.press("Tab")
    keys.words("xa my an hung")
    keys.press("Alt+d")
    keys.words("0987 654 321")
    with page.expect_navigation():
        keys.press("Alt+p")
    expect(page.get_by_role("status")).to_contain_text("Chưa thấy phản ánh nào của số này")
    expect(page.locator("#name")).to_be_focused()
    with page.expect_navigation():
        keys.press("Enter")
    codes(page)
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.pressed <= MOST


def test_a_letter_of_the_keyboard_counts_by_its_place_not_by_what_it_types(
    desk: Visitor, site: Site
) -> None:
    page = at_the_desk(desk, site)
    page.locator("#contact").focus()
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'đ', code: 'KeyQ', altKey: true, shiftKey: true, bubbles: true, cancelable: true}))"
    )
    expect(page.get_by_label("Đến quầy [Q]")).to_be_checked()


def test_units_are_offered_while_the_place_is_typed_and_one_is_taken_by_keys(
    desk: Visitor, site: Site
) -> None:
    page = at_the_desk(desk, site)
    keys = Keys(page)
    keys.words("Chờ chứng thực từ sáng tới trưa.")
    keys.press("Tab")
    keys.words("binh thanh")
    expect(page.get_by_role("option", name="Xã Bình Thạnh, huyện Cao Lãnh")).to_be_visible()
    is_open_to_all(page)
    while "Cao Lãnh" not in (page.locator("[aria-selected=true]").all_inner_texts() or [""])[0]:
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("#place-chosen")).to_contain_text("Cao Lãnh")
    with page.expect_navigation():
        keys.press("Enter")
    codes(page)
    expect(page.get_by_role("main")).to_contain_text("huyện Cao Lãnh")
    assert keys.pressed <= MOST


@pytest.mark.slow
def test_desk_and_imports_are_open_to_all(desk: Visitor, site: Site) -> None:
    page = at_the_desk(desk, site)
    is_open_to_all(page)
    press(page, "Ghi nhận [S]")  # nothing written: errors
    is_open_to_all(page)
    page.locator("#text").fill(WORDS)
    page.locator("#place").fill("binh thanh")
    page.keyboard.press("Escape")
    press(page, "Ghi nhận [S]")
    expect(page.get_by_role("group", name="Nơi nào?")).to_be_visible()
    is_open_to_all(page)
    page.get_by_label("Xã Bình Thành", exact=True).check()
    press(page, "Ghi nhận [S]")
    is_open_to_all(page)
    desk.go("/noi-bo/nhap")
    is_open_to_all(page)
    page.get_by_label("Danh sách của nơi nào?").fill("1022")
    table = FilePayload(name="1022.csv", mimeType="text/csv", buffer=TABLE.encode())
    page.locator("#file").set_input_files(table)
    press(page, "Xem trước")
    is_open_to_all(page)
    press(page, "Nhập các dòng đã rõ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả nhập")
    is_open_to_all(page)
    desk.complaints[:] = [c for c in desk.complaints if " 422 " not in c]  # forms sent back


def test_the_desk_works_on_a_telephone_without_javascript(plain_phone: Visitor, site: Site) -> None:
    page = at_the_desk(plain_phone, site)
    keys = Keys(page)
    keys.words(WORDS)
    keys.press("Tab")
    keys.words("xa my an hung")
    with page.expect_navigation():
        keys.press("Enter")
    codes(page)
