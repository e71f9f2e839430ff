"""What an inspection covers: chosen with its decision, from plan and feedback, and held against it."""

import csv
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from intake.clock import today
from intake.db import db
from tests.installation import ALICE, BOB
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.office import (
    ACCEPT,
    APPROVER,
    DECIDED,
    LEAD,
    SHORTCOMING,
    commune,
    go,
    opened,
    person,
    until_arrival,
)
from triage.inspections import plans, topicscopes
from triage.inspections.cases import Inspection
from triage.inspections.headings import TEN, Scope
from triage.inspections.plans import PlanRefused, Signed, Slot
from triage.inspections.topicscopes import headings, read_leads
from triage.topics import topics

OUTSIDE = "ngoài nội dung của quyết định"


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="scopes"[^>]*value="(\w+)"[^>]*checked', page))


def paper(app: Flask, page: str, kind: str) -> str:
    taken = person(app, LEAD).get(f"{page}/van-ban/{kind}.docx")
    assert taken.status_code == 200
    return "\n".join(p.text for p in Document(BytesIO(taken.data)).paragraphs)


def test_a_decision_names_its_headings_and_what_else_is_found_is_marked(desk: Flask) -> None:
    page = opened(desk)
    assert go(desk, page, ALICE, "submit", text="Cần xem.") == 303
    assert go(desk, page, APPROVER, "approve") == 303
    lead = person(desk, LEAD)
    assert ticked(lead.get(page).text) == set()  # nobody said anything, no plan: nothing presumed
    sent = {"step": "decide", "seen": "approved"} | DECIDED
    nothing = lead.post(page, data=sent | {"scopes": []})
    assert nothing.status_code == 422
    open_one = lead.post(page, data=sent | {"scopes": ["staff_quota", "other"]})
    assert open_one.status_code == 422  # other: what?
    assert ticked(open_one.text) == {"staff_quota", "other"}
    named = ["procedures_one_stop", "other"]
    assert go(desk, page, LEAD, "decide", **DECIDED | {"scopes": named, "text": "Trụ sở."}) == 303
    told = "Giải quyết thủ tục hành chính, một cửa; Nội dung khác: Trụ sở."
    assert told in lead.get(page).text
    decision = paper(desk, page, "quyet-dinh")
    assert "Giải quyết thủ tục hành chính, một cửa;\n- Nội dung khác: Trụ sở." in decision
    assert "Chính quyền số" not in decision
    with desk.app_context():
        assert db.session.scalars(select(Inspection)).one().scopes == (*map(Scope, named),)


def test_the_checklist_puts_what_the_decision_covers_first(desk: Flask) -> None:
    page = opened(desk)
    until_arrival(desk, page)
    pack = person(desk, BOB).get(f"{page}/mang-theo").text
    rows = re.findall(r'govuk-table__cell">\d+\. (.*?)</td>', pack)
    marked = [OUTSIDE in row for row in rows]
    assert len(rows) == 14
    assert marked == sorted(marked)
    (left_out,) = [row for row in rows if OUTSIDE in row]
    assert left_out.startswith("Cán bộ có mặt")  # staff_quality is not in the decision
    field = person(desk, BOB).get(page.replace("kiem-tra", "hien-truong") + "/").text
    assert field.count(OUTSIDE) == 1
    bob = person(desk, BOB)
    assert bob.post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303
    assert OUTSIDE not in bob.get(page).text.split('id="findings"')[1].split("<form")[0]
    extra = SHORTCOMING | {"scope": "staff_quota", "text": "Thiếu hai biên chế."}
    assert bob.post(f"{page}/ket-qua", data=extra).status_code == 303
    shown = bob.get(page).text.split('id="findings"')[1]
    assert shown.split("<form")[0].count(OUTSIDE) == 1
    first = re.findall(r'<option value="(\w+)"', shown.split('name="scope"')[1])[:2]
    assert first == ["procedures_one_stop", "digital_government"]
    minutes = paper(desk, page, "bien-ban")
    assert "(Sử dụng và quản lý biên chế; ghi nhận thêm, ngoài nội dung của Quyết định)" in minutes
    assert minutes.count("ghi nhận thêm") == 1


def test_what_senders_tell_ticks_the_headings_of_a_surprise(desk: Flask) -> None:
    for n, words in enumerate(ALIKE):
        file(desk, words, sender=f"người thứ {n}")
    assert proposed(desk)
    assert person(desk, ALICE).post("/noi-bo/de-xuat/1", data=ACCEPT).status_code == 303
    page = "/noi-bo/kiem-tra/1"
    assert go(desk, page, ALICE, "submit", text="Cần xem.") == 303
    slip = paper(desk, page, "to-trinh").split("Nội dung kiểm tra")[1].split("3. Thời kỳ")[0]
    assert "Giải quyết thủ tục hành chính, một cửa" in slip
    assert "Chính quyền số" not in slip
    assert go(desk, page, APPROVER, "approve") == 303
    assert "procedures_one_stop" in ticked(person(desk, LEAD).get(page).text)


def test_the_line_of_the_plan_ticks_them_for_a_planned_one(desk: Flask) -> None:
    with desk.app_context():
        unit, me = commune(desk), 1
        plan = plans.begin(today().year, me)
        with pytest.raises(PlanRefused, match="scopes"):
            plans.put(plan.id, unit, Slot(4, "on_site", scopes=()), "", me)
        chosen = ("staff_quota", "autonomy")
        plans.put(plan.id, unit, Slot(4, "on_site", scopes=chosen), "", me)
        plans.issue(plan.id, Signed("7/KH-UBND", today(), "Chủ tịch"), me)
    year = f"/noi-bo/ke-hoach/{today().year}"
    told = "Sử dụng và quản lý biên chế; Tự chủ, tự chịu trách nhiệm"
    assert told in person(desk, LEAD).get(year).text
    assert told in person(desk, LEAD).get(f"{year}.csv").text
    answer = person(desk, LEAD).post(year, data={"act": "open", "unit_id": unit})
    page = str(answer.headers["Location"])
    assert go(desk, page, ALICE, "submit", text="Theo kế hoạch.") == 303
    assert go(desk, page, APPROVER, "approve") == 303
    assert ticked(person(desk, LEAD).get(page).text) == set(chosen)


def test_every_topic_but_praise_leads_to_a_heading_and_no_other_does() -> None:
    leads, day = read_leads(), date(2026, 1, 1)
    led = {code for code in topics() if headings(leads, [code], day)}
    assert set(topics()) - led == {"praise_good_practice"}
    assert {one.topic for one in leads} <= set(topics())
    assert headings(leads, topics(), date(2021, 1, 1)) == ()  # before there was a plan
    staff = headings(leads, ["staffing_organisation"], day)
    assert staff == TEN[3:9]  # headings 4 to 9 of the plan


def test_a_heading_nobody_knows_is_named_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / topicscopes.SHIPPED.name
    with own.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [
                ("topic", "scopes", "valid_from", "valid_to", "source"),
                ("attitude", "weather", "2022-01-17", "", "x"),
            ]
        )
    with pytest.raises(ValueError, match=r"topic_scopes\.csv:2.*weather"):
        read_leads(own)
