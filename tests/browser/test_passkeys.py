"""A passkey's whole ceremony in Chromium, with an authenticator the browser itself plays."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, CDPSession, Page, Route, expect

from intake.audit import AuditEntry
from intake.db import db
from intake.duties import Duty
from intake.staff import Passkey, Staff, ensure_staff
from tests.browser.conftest import DESK, Site, Visitor
from tests.browser.test_path import is_open_to_all, press
from tests.installation import PASSWORD
from tests.intake.test_factors import six_digits

pytestmark = pytest.mark.slow


class Owner:
    """Somebody with an account, a browser, and a device that holds keys."""

    def __init__(self, visitor: Visitor, cdp: CDPSession, email: str) -> None:
        self.visitor, self.page, self.cdp, self.email = visitor, visitor.page, cdp, email
        self.device = ""

    def plug_in(self, *, knows_owner: bool = True) -> None:
        """A telephone that knows its owner, or a stick that only feels a touch."""
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal" if knows_owner else "usb",
            "hasResidentKey": knows_owner, "hasUserVerification": knows_owner,
            "isUserVerified": knows_owner, "automaticPresenceSimulation": True,
        }})  # fmt: skip
        self.device = made["authenticatorId"]

    def knows_owner(self, it_does: bool) -> None:
        said = {"authenticatorId": self.device, "isUserVerified": it_does}
        self.cdp.send("WebAuthn.setUserVerified", said)

    def password(self) -> None:
        self.visitor.go("/noi-bo/dang-nhap")
        self.page.get_by_label("Thư điện tử").fill(self.email)
        self.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        with self.page.expect_navigation():
            press(self.page, "Đăng nhập")

    def leave(self) -> None:
        with self.page.expect_navigation():
            press(self.page, "Đăng xuất")
        outside(self.page)

    def add(self, name: str, use: str) -> None:
        self.visitor.go("/noi-bo/khoa-dang-nhap")
        self.page.get_by_label("Tên để nhận ra khóa").fill(name)
        self.page.get_by_label(use).check()
        press(self.page, "Thêm khóa")
        expect(self.page.get_by_text(f"Đã thêm khóa “{name}”")).to_be_visible()

    def by_key(self) -> None:
        self.visitor.go("/noi-bo/dang-nhap")
        press(self.page, "Đăng nhập bằng khóa")


INSTEAD, AFTER = "Thay mật khẩu và mã", "Lớp thứ hai, sau mật khẩu"


@pytest.fixture
def owner(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Owner]:
    """A browser before the site by name, since a key belongs to a name and not to a number."""
    named = Site(site.app, site.url.replace("127.0.0.1", "localhost"))
    email = f"{abs(hash(request.node.name))}@kiemtra.example"
    with site.app.app_context():
        ensure_staff(email, "Người có khóa", (Duty.INSPECTOR,), PASSWORD)
    context = browser.new_context(**DESK)
    context.set_default_timeout(10_000)
    visitor = Visitor(context, named)
    cdp = context.new_cdp_session(visitor.page)
    cdp.send("WebAuthn.enable")
    yield Owner(visitor, cdp, email)
    context.close()
    assert visitor.complaints == []


def inside(page: Page) -> None:
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def outside(page: Page) -> None:
    expect(page.get_by_role("button", name="Đăng xuất")).to_have_count(0)


def keys(site: Site, email: str) -> list[Passkey]:
    with site.app.app_context():
        mine = sa.select(Passkey).join(Staff, Staff.id == Passkey.user_id)
        return list(db.session.scalars(mine.where(Staff.email == email)))


def test_a_key_that_knows_its_owner_opens_without_a_password(owner: Owner, site: Site) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Điện thoại", INSTEAD)
    is_open_to_all(owner.page)
    owner.leave()
    owner.by_key()
    inside(owner.page)
    (key,) = keys(site, owner.email)
    assert (key.usage, key.sign_count > 0) == ("first", True)
    with site.app.app_context():
        noted = sa.select(AuditEntry.act, AuditEntry.detail).where(
            AuditEntry.staff_id == key.user_id, AuditEntry.act != "read"
        )
        acts = [tuple(row) for row in db.session.execute(noted.order_by(AuditEntry.id))]
    assert acts == [("signed_in", "password"), ("passkey_added", ""), ("signed_in", "webauthn")]


def test_a_key_that_does_not_know_its_owner_opens_nothing_alone(owner: Owner) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Thanh USB", INSTEAD)
    inside(owner.page)
    owner.leave()
    owner.knows_owner(False)
    owner.by_key()
    expect(owner.page.get_by_text("Máy không nhận được khóa")).to_be_visible()
    outside(owner.page)


def test_after_the_password_a_touch_is_asked_and_the_password_alone_opens_nothing(
    owner: Owner,
) -> None:
    owner.plug_in(knows_owner=False)
    owner.password()
    owner.add("Thanh USB", AFTER)
    owner.leave()
    owner.password()
    expect(owner.page.get_by_role("heading", name="Dùng khóa của bạn")).to_be_visible()
    is_open_to_all(owner.page)
    owner.visitor.go("/noi-bo/phien")
    expect(owner.page.get_by_role("heading", name="Cán bộ đăng nhập")).to_be_visible()
    owner.password()
    press(owner.page, "Dùng khóa")
    inside(owner.page)


def test_a_key_of_the_second_step_does_not_open_the_first(owner: Owner) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Thanh USB", AFTER)
    owner.leave()
    owner.by_key()
    expect(owner.page.get_by_text("Máy không nhận được khóa")).to_be_visible()
    owner.password()
    press(owner.page, "Dùng khóa")
    inside(owner.page)


def test_who_has_a_key_and_a_telephone_chooses(owner: Owner) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Thanh USB", AFTER)
    owner.visitor.go("/noi-bo/ma-thu-hai")
    press(owner.page, "Bắt đầu")
    secret = owner.page.locator("code.ln-code").inner_text()
    owner.page.get_by_label("Mã sáu số").fill(six_digits(secret))
    press(owner.page, "Xác nhận")
    owner.leave()
    owner.password()
    is_open_to_all(owner.page)
    press(owner.page, "Nhập mã sáu số")
    owner.page.get_by_label("Mã sáu số").fill(six_digits(secret, later=1))
    press(owner.page, "Đăng nhập")
    inside(owner.page)
    owner.leave()
    owner.password()
    press(owner.page, "Dùng khóa")
    press(owner.page, "Dùng khóa")
    inside(owner.page)


def test_a_removed_key_opens_nothing(owner: Owner, site: Site) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Điện thoại", INSTEAD)
    owner.visitor.go("/noi-bo/khoa-dang-nhap")
    owner.page.get_by_role("button", name="Bỏ khóa Điện thoại").click()
    expect(owner.page.get_by_text("Đã bỏ khóa “Điện thoại”")).to_be_visible()
    assert keys(site, owner.email) == []
    owner.leave()
    owner.by_key()
    expect(owner.page.get_by_text("Khóa này không mở được tài khoản nào")).to_be_visible()
    outside(owner.page)


def test_a_disabled_account_has_no_key(owner: Owner, site: Site) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Điện thoại", INSTEAD)
    owner.leave()
    with site.app.app_context():
        db.session.execute(sa.update(Staff).where(Staff.email == owner.email).values(active=False))
        db.session.commit()
    owner.by_key()
    expect(owner.page.get_by_text("Tài khoản này đã khóa")).to_be_visible()
    outside(owner.page)


def test_an_answer_is_taken_once(owner: Owner) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Điện thoại", INSTEAD)
    owner.leave()
    sent: list[tuple[str, str]] = []
    owner.page.on("request", lambda r: sent.append((r.url, r.post_data or "")))
    owner.by_key()
    inside(owner.page)
    url, body = next(one for one in sent if "dang-nhap-bang-khoa/" in one[0])
    owner.leave()
    again = owner.visitor.context.request.post(
        url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert again.status == 400
    owner.visitor.go("/noi-bo/dang-nhap")
    outside(owner.page)


def test_an_answer_signed_for_another_address_is_refused(owner: Owner, site: Site) -> None:
    owner.plug_in()
    owner.password()
    owner.add("Điện thoại", INSTEAD)
    owner.leave()
    held: list[tuple[str, str]] = []

    def hold(route: Route) -> None:
        held.append((route.request.url, route.request.post_data or ""))
        route.abort()

    owner.page.route("**/dang-nhap-bang-khoa/*", hold)
    owner.by_key()
    owner.page.wait_for_function("document.readyState === 'complete'")
    while not held:
        owner.page.wait_for_timeout(20)
    url, body = held[0]
    site.app.config["WTF_CSRF_ENABLED"] = False
    thief = site.app.test_client()
    data = dict(parse_qsl(body))
    thief.post(urlsplit(url).path, data=data, base_url="http://lua-dao.example")
    site.app.config["WTF_CSRF_ENABLED"] = True
    shown = thief.get("/noi-bo/dang-nhap-bang-khoa", base_url="http://lua-dao.example")
    assert "Không xác nhận được khóa" in shown.text
    owner.visitor.complaints.clear()  # the browser says that its request was held back
