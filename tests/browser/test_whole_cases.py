"""Two whole cases as the people who have to do with them meet them, from a proposal to its end.

A surprise visit told of by ten people and a desk review of the year's plan; every page passed is
asked at both widths whether it keeps anybody out or runs off.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from intake import units
from intake.clock import today
from intake.duties import Duty
from intake.staff import ensure_staff
from tests.browser.conftest import Site
from tests.browser.test_path import file_alike, press
from tests.browser.walking import Walk, keep_papers
from tests.installation import ALICE, BOB, CHARLIE, PASSWORD
from tests.triage.inspections.office import (
    APPROVER,
    LATER,
    LEAD,
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
