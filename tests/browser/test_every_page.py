"""Every page of the staff, on a telephone and at a desk: nobody is kept out, nothing runs off."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from intake import units
from intake.clock import today
from intake.db import db
from intake.duties import ALONE
from intake.importing import ImportBatch
from intake.staff import Duty, ensure_staff
from intake.unitbook import Kind
from tests.browser.axe import violations
from tests.browser.conftest import Site
from tests.browser.test_path import press
from tests.installation import ALICE, BOB, PASSWORD
from tests.intake.test_factors import SETUP, SPARE, SPARES, six_digits
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.office import (
    LEAD,
    SHORTCOMING,
    fresh,
    go,
    opened,
    person,
    staff_id,
    staffed,
    until_arrival,
)
from triage.inspections import plans, selfinspections
from triage.inspections.agencies import SHIPPED as AGENCIES
from triage.inspections.cases import Inspection, InspectionMove, TeamMember, open_case
from triage.inspections.headings import Scope
from triage.inspections.life import Source, Stage, Step
from triage.inspections.plans import Signed, Slot
from triage.proposals import Decision, Proposal, move, propose
from triage.workflow import Act

pytestmark = pytest.mark.slow

FACTORS = "hai-lop@tinh.example"
ALL, HEAD = "moi@tinh.example", "dau@xa.example"
PRESS, AUDITOR = "bao@tinh.example", "soat@tinh.example"
READERS = {"seats": PRESS, "seat": PRESS, "trail": AUDITOR, "ended": AUDITOR,
           "ended_case": AUDITOR, "ended_proposal": AUDITOR, "remedy": HEAD,
           "table_ended": AUDITOR, "table_declined": AUDITOR, "table_trail": AUDITOR,
           "table_seats": PRESS, "table_remedy": HEAD}  # fmt: skip
LOOKS = os.environ.get("LOOKS", "")  # a folder for pictures, for whoever wants to look
# Nothing is drawn: files, the worker of the telephone, redirections, one-time pages.
UNDRAWN = re.compile(
    r"\.(csv|xlsx|docx|pdf|js)$|/tep|/anh$|san-sang$|don-vi-toi$|tiep-nhan/|/van-ban/|ke-hoach$"
)


@pytest.fixture(scope="module")
def house(site: Site) -> Site:
    """An installation in which something stands on every page."""
    app = staffed(site.app)
    for n, words in enumerate(ALIKE):
        file(app, words, sender=f"người thứ {n}")
    assert proposed(app)
    with app.app_context():
        there = [u for u in units.book().on(today()) if u.kind is Kind.COMMUNE]
        duties = tuple(d for d in Duty if d not in ALONE)
        ensure_staff(ALL, "Người có mọi nhiệm vụ", duties, PASSWORD)
        ensure_staff(HEAD, "Đầu", (Duty.HEAD,), PASSWORD, home_unit_id=there[0].id)
        ensure_staff(PRESS, "Báo", (Duty.PRESS,), PASSWORD)
        ensure_staff(AUDITOR, "Soát", (Duty.AUDITOR,), PASSWORD)
        me = 1
        plan = plans.begin(today().year, me)
        plans.put(plan.id, there[3].id, Slot(4, "on_site"), "Nhiều phản ánh.", me)
        plans.issue(plan.id, Signed("12/KH-UBND", today(), "Nguyễn Văn A"), me)
        told = {
            "form": "online", "done_on": today(), "summary": "Đã tự kiểm tra.",
            "headings": {str(s): {"result": "good"} for s in Scope},
        }  # fmt: skip
        selfinspections.file_report(there[1], today().year, told, me)
    page = opened(app)
    until_arrival(app, page)
    assert person(app, BOB).post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303
    for email, step, more in (
        (BOB, "minutes", {"text": "Lập lúc 10 giờ."}),
        (BOB, "report", {"text": "Có 12 hồ sơ trễ."}),
        (BOB, "draft", {}),
        (ALICE, "explain", {"text": "Đơn vị đồng ý."}),
        (LEAD, "conclude", {"number": "9/TB-SNV", "day": str(today())}),
        (ALICE, "rectify", {}),
    ):
        assert go(app, page, email, step, **more) == 303, step
    plant_the_rest(app)
    return site


def plant_the_rest(app: Flask) -> None:
    """A case on the spot, one that was published, a declined proposal beside an open one, a list."""
    team = [staff_id(app, email) for email in (ALL, PRESS)]
    with app.app_context():
        there = [u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE]
        for unit, stage, steps in (
            (there[6], Stage.ON_SITE, (Step.ARRIVE,)),
            (there[7], Stage.PUBLISHED, (Step.ARRIVE, Step.CONCLUDE, Step.PUBLISH)),
        ):
            case = open_case(unit, Source.NEED, staff_id=1, reason="Cần xem.").id
            named = {"stage": stage, "form": "on_site"}
            db.session.execute(update(Inspection).where(Inspection.id == case).values(**named))
            for step in steps:
                db.session.add(InspectionMove(inspection_id=case, step=step, target=stage))
            for who in team:
                db.session.add(TeamMember(inspection_id=case, staff_id=who))
        first = db.session.scalars(select(Proposal)).one()
        content = first.evidence[-1].content
        move(first.id, Decision(Act.DECLINE, 1, "already_rectified", "Đã sửa."))
        propose(there[8], tier=first.tier, worth=1.0, content=content)
        db.session.add(ImportBatch(partner="1022", file_name="thang-4.csv"))
        db.session.commit()


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every page of the console that is drawn."""
    with site.app.app_context():
        unit = next(u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE)
    other = {"pack": 2, "field": 2, "seat": 2, "ended_case": 3}
    given: dict[str, Any] = {"year": today().year, "unit_id": unit, "key": "x", "paper": "x"}
    for rule in site.app.url_map.iter_rules():
        if not rule.endpoint.startswith("console.") or "GET" not in (rule.methods or ()):
            continue
        case = {"inspection_id": other.get(rule.endpoint.partition(".")[2], 1)}
        told = {a: (given | case).get(a, 1) for a in rule.arguments}
        built = rule.build(told | {"form": "pdf"})
        address = built[1].partition("?")[0] if built else ""
        if address and not UNDRAWN.search(address):
            yield rule.endpoint.partition(".")[2], address


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Any]:
    """Makes a page on a telephone for whoever signs in."""
    contexts = []

    def open_for(site: Site, email: str) -> Page:
        site.app.config["WTF_CSRF_ENABLED"] = False  # for the sign-in alone
        cookie = fresh(site.app, email).get_cookie("ln")
        site.app.config["WTF_CSRF_ENABLED"] = True
        assert cookie is not None
        context = browser.new_context(is_mobile=True, has_touch=True, locale="vi-VN")
        context.add_cookies([{"name": "ln", "value": cookie.value, "url": site.url}])
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()


def test_nobody_is_kept_out_of_any_page_and_none_is_wider_than_the_window(
    house: Site, telephone: Any
) -> None:
    pages: dict[str, Page] = {}
    faults: list[str] = []
    seen = 0
    for endpoint, address in addresses(house):
        email = READERS.get(endpoint, ALL)
        page = pages.get(email) or pages.setdefault(email, telephone(house, email))
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if width == 390:
                answer = page.goto(house.url + address)
                if answer is None or answer.status != 200:
                    faults.append(f"{address} answers {answer and answer.status}")
                    break
                seen += 1
                faults += [f"{address}: {one}" for one in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{address} is {wide} wide in {width}")
            if LOOKS:
                name = address.strip("/").replace("/", "_")
                page.screenshot(path=Path(LOOKS) / f"{name}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)
    assert seen >= 30


def faults_of(page: Page, name: str, asked: tuple[int, ...] = (390, 1280)) -> list[str]:
    """What keeps people out of the page as it stands, and what runs off at either width.

    ``asked``: the widths at which axe is asked too.
    """
    faults = []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if width in asked:
            faults += [f"{name} at {width}: {one}" for one in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{name} is {wide} wide in {width}")
        if LOOKS:
            page.screenshot(path=Path(LOOKS) / f"{name}-{width}.png", full_page=True)
    return faults


def test_nobody_is_kept_out_of_the_doors_of_sign_in_and_its_second_factor(
    house: Site, browser: Browser
) -> None:
    with house.app.app_context():
        ensure_staff(FACTORS, "Hai lớp", (Duty.INSPECTOR,), PASSWORD)
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(20_000)
    page = context.new_page()

    def sign_in(word: str) -> None:
        page.goto(f"{house.url}/noi-bo/dang-nhap")
        page.get_by_label("Thư điện tử").fill(FACTORS)
        page.get_by_label("Mật khẩu", exact=True).fill(word)
        press(page, "Đăng nhập")

    page.goto(f"{house.url}/noi-bo/dang-nhap")
    faults = faults_of(page, "sign-in")
    sign_in("không phải mật khẩu")
    expect(page.get_by_role("alert")).to_be_visible()
    faults += faults_of(page, "sign-in-refused")
    sign_in(PASSWORD)
    page.goto(house.url + SETUP)
    faults += faults_of(page, "factor-setup")
    press(page, "Bắt đầu")
    key = page.locator("code.ln-code").inner_text()
    faults += faults_of(page, "factor-confirm")
    page.locator("input[name=code]").fill(six_digits(key))
    press(page, "Xác nhận")
    page.goto(house.url + SPARES)
    faults += faults_of(page, "factor-spares")
    page.goto(f"{house.url}/noi-bo/phien")
    press(page, "Đăng xuất")
    sign_in(PASSWORD)
    expect(page.get_by_label("Mã sáu số", exact=False)).to_be_visible()
    faults += faults_of(page, "factor-code")
    page.goto(house.url + SPARE)
    faults += faults_of(page, "factor-spare")
    context.close()
    assert not faults, "\n".join(faults)


def test_nobody_is_kept_out_of_what_the_desk_gives_a_caller(house: Site, telephone: Any) -> None:
    page = telephone(house, ALL)
    page.goto(f"{house.url}/noi-bo/tiep-nhan")
    page.locator("#text").fill("Nộp hồ sơ tách thửa, hẹn tuần trước mà chưa trả.")  # synthetic
    press(page, "Ghi nhận [S]")
    expect(page).to_have_url(re.compile(r"/tiep-nhan/[\w-]+$"))
    faults = faults_of(page, "desk-receipt")
    assert not faults, "\n".join(faults)


def test_nobody_is_kept_out_where_press_bodies_headings_and_lines_of_a_draft_are_chosen(
    house: Site, telephone: Any
) -> None:
    head, *rows = AGENCIES.read_text(encoding="utf-8-sig").splitlines()
    as_of_2022 = [r.replace(",2025-08-01,", ",,") for r in rows if not r.startswith("BPTTH")]
    own = house.app.extensions["settings"].instance / AGENCIES.name
    own.write_text("\n".join([head, *as_of_2022]), encoding="utf-8")
    with house.app.app_context():
        there = [u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE]
        cases = {}
        for unit, stage in ((there[9], Stage.DECIDED), (there[10], Stage.APPROVED)):
            cases[stage] = open_case(unit, Source.NEED, staff_id=1, reason="Cần xem.").id
            mine = Inspection.id == cases[stage]
            db.session.execute(update(Inspection).where(mine).values(stage=stage))
        db.session.commit()
    page = telephone(house, LEAD)
    faults = []
    for stage, name, asked in (
        (Stage.DECIDED, "team", "đi thay mặt cơ quan nào?"),
        (Stage.APPROVED, "decision", "Nếu chọn nội dung khác"),
    ):
        page.goto(f"{house.url}/noi-bo/kiem-tra/{cases[stage]}")
        expect(page.get_by_label(asked)).to_be_visible()
        faults += faults_of(page, name)
    own.unlink()
    with house.app.app_context():
        plans.begin(today().year + 1, 1)
    page.goto(f"{house.url}/noi-bo/ke-hoach/{today().year + 1}")
    page.get_by_text("Đủ 10 nội dung của kế hoạch").first.click()
    expect(page.get_by_label("Chính quyền số").first).to_be_checked()
    faults += faults_of(page, "draft")
    assert not faults, "\n".join(faults)
