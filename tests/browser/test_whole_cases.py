"""Two whole cases as the people who have to do with them meet them, from a proposal to its end.

A surprise visit told of by ten people and a desk review of the year's plan; every page passed is
asked at both widths whether it keeps anybody out or runs off.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from intake import units
from intake.clock import today
from intake.duties import Duty
from intake.staff import ensure_staff
from tests.browser.conftest import Site
from tests.browser.test_every_page import LOOKS, faults_of
from tests.browser.test_path import file_alike, press
from tests.installation import ALICE, BOB, CHARLIE, PASSWORD
from tests.triage.inspections.office import (
    APPROVER,
    LATER,
    LEAD,
    fresh,
    office,
    staff_id,
    staffed,
)

pytestmark = pytest.mark.slow

CLERK, HEAD, CHIEF = "tong-dai@tinh.example", "chu-tich@xa.example", "giam-doc@so.example"
PRESS, AUDITOR = "bao@tinh.example", "soat@tinh.example"
PLACE = "Xã Mỹ An Hưng"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHORT = {
    "kind": "shortcoming",
    "scope": "procedures_one_stop",
    "text": "12 hồ sơ đất đai trễ hẹn, không có thư xin lỗi.",
    "place": "Bộ phận Một cửa",
    "root_cause": "Không ai được giao theo dõi hồ sơ sắp đến hạn.",
    "remedy": "Phân công người theo dõi; gửi thư xin lỗi, hẹn lại một lần.",
    "due": LATER,
}
GOOD = {
    "kind": "good_practice",
    "scope": "digital_government",
    "text": "Trả kết quả tại nhà cho người cao tuổi.",
}


class Walk:
    """One browser in which person after person does what is theirs."""

    def __init__(self, page: Page, site: Site, name: str) -> None:
        self.page, self.site, self.name = page, site, name
        self.faults: list[str] = []
        self.looked = 0

    def be(self, email: str, path: str) -> Page:
        """Somebody opens a page."""
        self.site.app.config["WTF_CSRF_ENABLED"] = False  # for the sign-in alone
        cookie = fresh(self.site.app, email).get_cookie("ln")
        self.site.app.config["WTF_CSRF_ENABLED"] = True
        assert cookie is not None
        mine = {"name": "ln", "value": cookie.value, "url": self.site.url}
        self.page.context.add_cookies([mine])  # type: ignore[list-item]
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status == 200, (email, path)
        self.look()
        return self.page

    def look(self) -> None:
        """Is the page as it stands open to all?"""
        self.looked += 1
        self.faults += faults_of(self.page, f"{self.name}-{self.looked:02}", asked=(390,))

    def take(self, email: str, case: str, step: str, **told: Any) -> None:
        """Somebody takes a step of a case with what it asks for."""
        page = self.be(email, case)
        form = page.locator(f"form:has(input[name=step][value={step}])")
        for name, value in told.items():
            fill(form.locator(f"[name={name}]"), value)
        with page.expect_navigation():
            form.locator("button").click()
        expect(page.get_by_role("alert")).to_have_count(0)

    def find(self, email: str, case: str, told: dict[str, str]) -> None:
        """Somebody writes a finding down."""
        page = self.be(email, case)
        page.get_by_text("Ghi một kết quả").click()
        form = page.locator("form:has(#root_cause)")
        for name, value in told.items():
            fill(form.locator(f"[name={name}]"), value)
        press(page, "Ghi kết quả")
        expect(page.get_by_text(told["text"]).first).to_be_visible()

    def stage(self) -> str:
        """Where the case on the page stands."""
        return self.page.locator(".govuk-tag").first.inner_text()


def fill(field: Locator, value: Any) -> None:
    """Give a field of a form what it is to hold, whatever it is."""
    kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind in ("radio", "checkbox"):
        for one in [value] if isinstance(value, str) else value:
            field.and_(field.page.locator(f"[value='{one}']")).check(force=True)
    elif kind == "select":
        field.select_option(value)
    elif kind == "file":
        field.set_input_files(value)
    else:
        field.fill(value)


@pytest.fixture(scope="module")
def house(site: Site) -> Site:
    """Everybody has an account, and ten people told the same of one office."""
    app = staffed(site.app)
    with app.app_context():
        place = next(u for u in units.book().on(today()) if u.name == PLACE)
        ensure_staff(CLERK, "Tổng đài", (Duty.OPERATOR,), PASSWORD)
        ensure_staff(HEAD, "Võ Thị Hoa", (Duty.HEAD,), PASSWORD, home_unit_id=place.id)
        ensure_staff(CHIEF, "Lê Văn Sáu", (Duty.HEAD,), PASSWORD, home_unit_id=office("SYT"))
        ensure_staff(PRESS, "Phóng viên Đài", (Duty.PRESS,), PASSWORD)
        ensure_staff(AUDITOR, "Kiểm soát viên", (Duty.AUDITOR,), PASSWORD)
    file_alike(site)
    app.config["WTF_CSRF_ENABLED"] = True
    return site


@pytest.fixture
def walk(house: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Walk]:
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(20_000)
    yield Walk(context.new_page(), house, request.node.name.removeprefix("test_a_")[:9])
    context.close()


def ids(site: Site, *emails: str) -> list[str]:
    return [str(staff_id(site.app, email)) for email in emails]


def test_a_surprise_visit_from_ten_voices_to_a_published_conclusion(walk: Walk) -> None:
    page = walk.be(CLERK, "/noi-bo/tiep-nhan")
    page.locator("#text").fill("Hồ sơ tách thửa ở xã Mỹ An Hưng hẹn tuần trước mà chưa trả.")
    press(page, "Ghi nhận [S]")
    walk.look()
    walk.be(CHARLIE, "/noi-bo/chua-ro")
    page = walk.be(ALICE, "/noi-bo/de-xuat")
    with page.expect_navigation():
        page.get_by_role("link", name=PLACE).first.click()
    page.get_by_label("Nhận để kiểm tra").check()
    for test in page.get_by_role("checkbox").all():
        test.check()
    walk.look()
    press(page, "Ghi quyết định")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("cuộc kiểm tra")).first.click()
    walk.look()
    case = page.url.removeprefix(walk.site.url)
    assert re.fullmatch(r"/noi-bo/kiem-tra/\d+", case), case
    walk.take(
        ALICE, case, "submit", text="Mười người cùng nói hồ sơ trễ hẹn, không có thư xin lỗi."
    )
    walk.take(APPROVER, case, "approve")
    walk.take(
        LEAD, case, "decide", number="05/QĐ-ĐKT", day=str(today()), form="on_site",
        scopes=["procedures_one_stop", "digital_government"],
    )  # fmt: skip
    lead, bob, press_id = ids(walk.site, LEAD, BOB, PRESS)
    assert not walk.be(PRESS, "/noi-bo/doan-cua-toi").get_by_text(PLACE).count()
    walk.take(LEAD, case, "set_team", head=lead, team=[lead, bob, press_id])
    walk.be(BOB, f"{case}/mang-theo")
    walk.take(BOB, case, "arrive", one_stop="1", divisions="Phòng Kinh tế")
    walk.be(BOB, f"/noi-bo/hien-truong/{case.rpartition('/')[2]}/")
    walk.find(BOB, case, SHORT)
    walk.find(BOB, case, GOOD)
    walk.take(BOB, case, "minutes", text="Lập lúc 10 giờ tại Bộ phận Một cửa, hai bên cùng ký.")
    walk.take(BOB, case, "report", text="Rút ngẫu nhiên 30 hồ sơ: 12 hồ sơ trễ hẹn.")
    assert not walk.be(HEAD, "/noi-bo/khac-phuc").get_by_text(SHORT["text"]).count()
    walk.take(BOB, case, "draft")
    page = walk.be(HEAD, "/noi-bo/khac-phuc")
    page.locator("textarea[name=text]").last.fill("Đơn vị nhận khuyết điểm và xin sửa.")
    with page.expect_navigation():
        page.locator("form:has(input[name=step][value=explain]) button").click()
    walk.look()
    walk.take(LEAD, case, "conclude", number="09/TB-SNV", day=str(today()))
    walk.take(BOB, case, "rectify")
    page = walk.be(HEAD, "/noi-bo/khac-phuc")
    page.get_by_text("Báo cáo đã khắc phục").click()
    page.get_by_label("Đã làm gì, từ ngày nào?").fill("Đã gửi 12 thư xin lỗi ngày hôm qua.")
    press(page, "Gửi báo cáo")
    page.locator("form:has(input[name=step][value=file]) textarea").fill("Đã khắc phục xong.")
    with page.expect_navigation():
        page.locator("form:has(input[name=step][value=file]) button").click()
    walk.look()
    page = walk.be(ALICE, case)
    page.get_by_text("Xác minh hoặc trả lại").click()
    page.locator("form[action*='/viec/'] textarea").fill("Đã xem đủ 12 thư.")
    press(page, "Xác minh đã khắc phục")
    walk.take(ALICE, case, "verify", text="Đã phúc tra: thư có đủ, sổ theo dõi đã mở.")
    walk.take(LEAD, case, "close")
    walk.take(LEAD, case, "publish", text="Đăng trên trang cải cách hành chính.")
    assert walk.stage() == "Đã công khai"
    walk.look()
    assert walk.be(PRESS, "/noi-bo/doan-cua-toi").get_by_text(PLACE).count()
    walk.be(AUDITOR, "/noi-bo/da-ket-thuc")
    walk.be(AUDITOR, f"/noi-bo/da-ket-thuc{case.removeprefix('/noi-bo')}")
    page = walk.be(LEAD, "/noi-bo/bao-cao")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keep_papers(walk, case)
    assert not walk.faults, "\n".join(walk.faults)


def test_a_desk_review_of_the_plan_is_announced_before_and_ends_without_a_shortcoming(
    walk: Walk,
) -> None:
    plan = f"/noi-bo/ke-hoach/{today().year}"
    page = walk.be(BOB, plan)
    press(page, "Bắt đầu dự thảo")
    walk.look()
    page.locator("#unit").fill("so y te")
    page.locator("form:has(#unit) [name=form]").select_option("online")
    page.locator("#why").fill("Năm trước chưa kiểm tra.")
    with page.expect_navigation():
        page.locator("form:has(#unit) button").click()
    expect(page.get_by_role("cell", name="Sở Y tế").first).to_be_visible()
    page = walk.be(LEAD, plan)
    for name, told in (("number", "12/KH-UBND"), ("day", str(ago(60))), ("signer", "Nguyễn Văn A")):
        page.locator(f"#issue-{name}").fill(told)
    press(page, "Ghi đã ban hành")
    walk.look()
    page = walk.be(BOB, plan)
    press(page, "Mở cuộc kiểm tra Sở Y tế")
    walk.look()
    case = page.url.removeprefix(walk.site.url)
    walk.take(BOB, case, "submit", text="Theo kế hoạch năm.")
    walk.take(APPROVER, case, "approve")
    walk.take(
        LEAD, case, "decide", number="06/QĐ-ĐKT", day=str(ago(30)), form="online",
        scopes=["procedures_one_stop", "digital_government"],
    )  # fmt: skip
    lead, bob = ids(walk.site, LEAD, BOB)
    walk.take(LEAD, case, "set_team", head=lead, team=[lead, bob])
    page = walk.be(BOB, case)
    assert not page.locator("input[value=review]").count()  # nobody comes unannounced
    number = {"number": "07/TB-SNV", "day": str(ago(20)), "visit": str(today())}
    walk.take(BOB, case, "notice", **number)
    keep_papers(walk, case)
    report = {"name": "bao-cao.docx", "mimeType": WORD, "buffer": word_file()}
    walk.take(
        BOB, case, "review", text="Báo cáo quý III của Sở và số liệu trễ hẹn 9 tháng.",
        about="unit_report", title="Báo cáo 45/BC-SYT ngày 20/10/2026", file=report,
    )  # fmt: skip
    walk.find(BOB, case, GOOD)
    walk.take(BOB, case, "report", text="Không thấy hồ sơ trễ hẹn trong số liệu đã xem.")
    walk.take(BOB, case, "draft")
    page = walk.be(CHIEF, "/noi-bo/khac-phuc")
    page.locator("textarea[name=text]").last.fill("Sở thống nhất với dự thảo.")
    with page.expect_navigation():
        page.locator("form:has(input[name=step][value=explain]) button").click()
    walk.take(LEAD, case, "conclude", number="10/TB-SNV", day=str(today()))
    page = walk.be(BOB, case)
    page.get_by_text("Ghi bước tiếp theo").click()
    page.get_by_label("Văn bản nào, ai quyết định, kết quả gì?").fill("Nhân rộng toàn tỉnh.")
    press(page, "Đề xuất nhân rộng")
    walk.look()
    walk.take(LEAD, case, "close")
    walk.take(LEAD, case, "publish", text="Đăng trên trang cải cách hành chính.")
    assert walk.stage() == "Đã công khai"
    walk.be(LEAD, "/noi-bo/kiem-tra/chi-tieu")
    walk.be(LEAD, "/noi-bo/kiem-tra/ket-qua-chung")
    walk.be(LEAD, "/noi-bo/bang/ket-qua")
    walk.be(LEAD, "/so-lieu")
    keep_papers(walk, case)
    assert not walk.faults, "\n".join(walk.faults)


def ago(days: int) -> date:
    return today() - timedelta(days)


def word_file() -> bytes:
    out = BytesIO()
    document = Document()
    document.add_paragraph("Báo cáo kết quả cải cách hành chính.")
    document.save(out)
    return out.getvalue()


def keep_papers(walk: Walk, case: str) -> None:
    """Leave every paper of the case where the pictures are, for whoever wants to look."""
    page = walk.be(LEAD, case)
    links = page.locator("form.ln-paper").evaluate_all(
        "all => all.map(f => f.getAttribute('action'))"
    )
    assert len(links) >= 3
    for link in links:
        answer = page.request.get(f"{walk.site.url}{link.replace('.docx', '.pdf')}")
        assert answer.body()[:5] == b"%PDF-"
        if LOOKS:
            name = f"{walk.name}-{walk.looked}-{link.rpartition('/')[2]}.pdf"
            (Path(LOOKS) / name).write_bytes(answer.body())
