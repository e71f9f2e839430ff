"""On the spot with a telephone and no network: nothing is lost, nothing is stored twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from intake import sittings
from intake.db import db
from intake.staff import Staff
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Site
from tests.installation import BOB, PASSWORD
from tests.intake.attachments import picture
from tests.triage.inspections.office import fresh, opened, staffed, until_arrival
from triage.inspections.fieldwork import FieldNote

FIELD = "/noi-bo/hien-truong/1/"
KEPT = """async () => [
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length
]"""
PHOTO = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (640, 480))}


@pytest.fixture(scope="module")
def visit(site: Site) -> Site:
    """A case whose team is on the spot; Bob is one of it."""
    until_arrival(staffed(site.app), opened(site.app))
    return site


@pytest.fixture
def telephone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def signs_in(page: Page) -> None:
    page.get_by_label("Thư điện tử").fill(BOB)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập", exact=True).click()


def at_the_place(visit: Site, telephone: BrowserContext) -> Page:
    """Bob with the page open, signed in before he left."""
    visit.app.config["WTF_CSRF_ENABLED"] = False  # for the sign-in alone
    cookie = fresh(visit.app, BOB).get_cookie("ln")
    visit.app.config["WTF_CSRF_ENABLED"] = True
    assert cookie is not None
    telephone.add_cookies([{"name": "ln", "value": cookie.value, "url": visit.url}])
    page = telephone.new_page()
    page.goto(visit.url + FIELD)
    expect(page.locator("#carried")).to_contain_text("mở được cả khi mất mạng")
    return page


def writes(page: Page, words: str, photo: bool = False) -> None:
    page.locator("#words").fill(words)
    if photo:
        page.locator("#photo").set_input_files(PHOTO)  # type: ignore[arg-type]
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.locator("#words")).to_have_value("")


def stored(visit: Site) -> list[tuple[bool, bool]]:
    with visit.app.app_context():
        rows = db.session.scalars(select(FieldNote).order_by(FieldNote.id))
        return [(row.words_id is not None, row.photo_id is not None) for row in rows]


def test_written_without_a_network_it_is_stored_once_when_there_is_one(
    visit: Site, telephone: BrowserContext
) -> None:
    page = at_the_place(visit, telephone)
    assert violations(page) == []
    telephone.set_offline(True)
    page.reload()  # out of what the telephone carries
    writes(page, "Quầy 2 không có người.")
    writes(page, "Bảng phí cũ.", photo=True)
    expect(page.locator("#waiting")).to_have_text("2 ghi chép chưa gửi")
    assert stored(visit) == []
    other = telephone.new_page()  # the same page twice: both send as soon as they can
    other.goto(visit.url + FIELD)
    expect(other.locator("#waiting")).to_have_text("2 ghi chép chưa gửi")
    telephone.set_offline(False)
    other.locator("#send").click()
    page.locator("#send").click()
    for one in (page, other):
        expect(one.locator("#waiting")).to_have_text("0 ghi chép chưa gửi")
    assert stored(visit) == [(True, False), (True, True)]


def test_an_answer_that_is_lost_and_a_sign_in_that_ends_cost_nothing(
    visit: Site, telephone: BrowserContext
) -> None:
    page = at_the_place(visit, telephone)
    before = len(stored(visit))
    answered: list[int] = []

    def lose(route: object) -> None:
        answered.append(route.fetch().status)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    telephone.route("**/gui", lose)
    writes(page, "Chưa thấy thư xin lỗi.")
    expect(page.locator("#state")).to_contain_text("Không có mạng")
    assert (answered, len(stored(visit))) == ([200], before + 1)
    telephone.unroute("**/gui")
    with visit.app.app_context():
        sittings.end(db.session.scalars(select(Staff.id).where(Staff.email == BOB)).one())
        db.session.commit()
    page.locator("#send").click()
    expect(page.locator("#state")).to_contain_text("Cần đăng nhập lại")
    expect(page.locator("#waiting")).to_have_text("1 ghi chép chưa gửi")
    page.get_by_role("link", name="Đăng nhập lại").click()
    signs_in(page)
    expect(page).to_have_url(visit.url + FIELD)
    expect(page.locator("#waiting")).to_have_text("0 ghi chép chưa gửi")
    assert len(stored(visit)) == before + 1


def test_when_it_is_over_or_on_signing_out_the_telephone_keeps_nothing(
    visit: Site, telephone: BrowserContext
) -> None:
    page = at_the_place(visit, telephone)
    assert page.evaluate(KEPT) == [1, 1]
    page.get_by_role("button", name="Xong: xóa khỏi máy này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi chép tại chỗ")
    assert page.evaluate(KEPT) == [0, 0]
    page.goto(visit.url + FIELD)
    expect(page.locator("#carried")).to_contain_text("mở được cả khi mất mạng")
    telephone.set_offline(True)
    writes(page, "Ghi khi chưa có mạng.")
    telephone.route("**/gui", lambda route: route.abort())  # first: it sends once online
    telephone.set_offline(False)
    page.goto(f"{visit.url}/noi-bo/kiem-tra")
    asked: list[str] = []

    def agree(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", agree)
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng xuất").click()
    assert [text[:5] for text in asked] == ["Còn 1"]  # what nobody stored yet is told, and stays
    assert page.evaluate(KEPT) == [0, 0]
    before = len(stored(visit))
    telephone.unroute("**/gui")
    page.goto(f"{visit.url}/noi-bo/dang-nhap")
    signs_in(page)
    page.goto(visit.url + FIELD)
    expect(page.locator("#waiting")).to_have_text("0 ghi chép chưa gửi")
    assert len(stored(visit)) == before + 1
    page.goto(f"{visit.url}/noi-bo/kiem-tra")
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng xuất").click()
    assert len(asked) == 1
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
