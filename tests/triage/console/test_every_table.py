"""Every list of the console as a table: found without marks, sorted, given out with its own rows."""

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db, now
from intake.fold import fold
from intake.importing import ImportBatch
from intake.receive import Door, receive
from intake.staff import Duty, Staff, ensure_staff
from intake.submissions import Channel
from intake.unitbook import Kind
from tests.bells import drain
from tests.installation import PASSWORD
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.office import fresh, staffed
from triage.console.lists import PAGE
from triage.console.sidetables import PLACES as SIDE
from triage.console.tables import PLACES, Place
from triage.inspections import plans
from triage.inspections.cases import Finding, Inspection, InspectionMove, TeamMember
from triage.inspections.plans import Signed, Slot
from triage.proposals import Evidence, Proposal, ProposalMove

EVERY = (*PLACES, *SIDE)


def email(duty: Duty) -> str:
    return f"{duty}@tinh.example"


@pytest.fixture
def planted(embedded: Flask) -> Flask:
    staffed(embedded)
    for i, words in enumerate(ALIKE):
        file(embedded, words, sender=f"người thứ {i}")
    (known,) = proposed(embedded).values()
    with embedded.app_context():
        there = [u for u in units.book().on(today()) if u.kind is Kind.COMMUNE]
        for duty in Duty:
            ensure_staff(email(duty), f"Đặng {duty}", (duty,), PASSWORD)
        late = Door(Channel.WEB, embedded.extensions["settings"], at=now() - timedelta(days=60))
        for number in (1, 2):
            receive({"text": f"Hồ sơ nộp ở xã Mỹ An Hưng trễ hẹn 2{number} ngày"}, late)
        who = {
            d: db.session.scalars(select(Staff).where(Staff.email == email(d))).one() for d in Duty
        }
        who[Duty.HEAD].home_unit_id = there[0].id
        _visited(there[0].id, who)
        _visited(there[0].id, who)
        _declined(there[1:3], db.session.get_one(Proposal, known.id).evidence[-1].content, who)
        db.session.add_all(ImportBatch(partner=p, file_name="a.csv") for p in ("Đường dây", "An"))
        for number in range(2):
            door = Door(Channel.WEB, embedded.extensions["settings"])
            receive({"text": f"Sở Nội vụ bắt tôi chờ {number + 3} giờ", "unit": "SNV"}, door)
        plan = plans.begin(today().year, who[Duty.LEAD].id)
        for unit in there[:8]:
            plans.put(plan.id, unit.id, Slot(4, "on_site"), "Ở đây", who[Duty.LEAD].id)
        plans.issue(plan.id, Signed("1/KH", today(), "Chủ tịch"), who[Duty.LEAD].id)
        db.session.commit()
    drain(embedded)
    return embedded


def _visited(unit_id: int, who: dict[Duty, Staff]) -> None:
    case = Inspection(unit_id=unit_id, stage="closed", source="practical_need", reason="x")
    db.session.add(case)
    db.session.flush()
    lead = who[Duty.LEAD].id
    for step, target in (("decide", "decided"), ("arrive", "on_site"), ("conclude", "concluded")):
        db.session.add(
            InspectionMove(inspection_id=case.id, staff_id=lead, step=step, target=target)
        )
    db.session.add(TeamMember(inspection_id=case.id, staff_id=who[Duty.PRESS].id))
    db.session.add(
        Finding(
            inspection_id=case.id, staff_id=lead, kind="shortcoming", scope="procedures_one_stop",
            text=f"Việc thứ {case.id} trễ hẹn.", place="Bộ phận Một cửa", due=today(),
        )
    )  # fmt: skip


def _declined(some: list[Any], content: dict[str, Any], who: dict[Duty, Staff]) -> None:
    for unit in some:
        row = Proposal(unit_id=unit.id, state="declined", tier="propose", worth=float(unit.id))
        db.session.add(row)
        db.session.flush()
        db.session.add(Evidence(proposal_id=row.id, content=content))
        db.session.add(
            ProposalMove(
                proposal_id=row.id, staff_id=who[Duty.LEAD].id, act="decline", target="declined",
                reason="other", text="Đã hỏi lại.",
            )
        )  # fmt: skip


def cells(page: str) -> list[list[str]]:
    """The rows of the table on a page."""
    body = page.partition('<tbody class="govuk-table__body">')[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", c)).strip() for c in row] for row in found]


def filed(client: FlaskClient, address: str) -> list[list[str]]:
    _head, *rows = csv.reader(StringIO(client.get(address).data.decode("utf-8-sig"), newline=""))
    return rows


def readers(app: Flask) -> Iterator[tuple[Place, FlaskClient]]:
    clients: dict[Duty, FlaskClient] = {}
    for place in EVERY:
        duty = place.duties[0]
        clients.setdefault(duty, fresh(app, email(duty)))
        yield place, clients[duty]


def test_every_list_is_searched_sorted_and_given_out(planted: Flask) -> None:
    for place, client in readers(planted):
        address = f"/noi-bo/bang/{place.slug}"
        shown = client.get(address).text
        rows = cells(shown)
        assert len(rows) >= 2, place.slug
        some = fold(rows[-1][0])
        assert some, place.slug
        found = cells(client.get(address, query_string={"q": some}).text)
        assert found, place.slug
        assert all(w in fold(" ".join(r)) for r in found for w in some.split()), place.slug
        keys = re.findall(r"xep=([a-z-]+)", shown.partition("</thead>")[0].rpartition("<thead")[2])
        assert keys, place.slug
        up, down = (
            [r[0] for r in cells(client.get(f"{address}?xep={keys[0]}{way}").text)]
            for way in ("", "&chieu=giam")
        )
        if len(rows) < PAGE:
            assert sorted(up, key=fold) == up or keys[0] in {"han", "mat-xich", "ngay"}, place.slug
            assert sorted(up) == sorted(down)
        if place.slug != "nhat-ky":  # which grows by every page opened
            assert cells(client.get(f"{address}?q=khongthenaoco").text) == [], place.slug
            kept = filed(client, f"{address}.csv")
            secret = place.slug in {"de-xuat", "kiem-tra"}
            assert len(kept) <= len(rows) if secret else len(kept) >= len(rows), place.slug
            assert {r[0] for r in rows} & {r[0].lstrip("'") for r in kept}, place.slug
        assert client.get(f"{address}.xlsx").data[:2] == b"PK"


def test_no_table_opens_to_a_duty_it_is_not_for(embedded: Flask) -> None:
    staffed(embedded)
    for duty in Duty:
        with embedded.app_context():
            ensure_staff(email(duty), f"Đặng {duty}", (duty,), PASSWORD)
        client = fresh(embedded, email(duty))
        for place in EVERY:
            if duty not in place.duties:
                for ending in ("", ".csv", ".xlsx"):
                    answer = client.get(f"/noi-bo/bang/{place.slug}{ending}")
                    assert answer.status_code == 403, (duty, place.slug, ending)


def test_the_plan_is_searched_and_sorted_on_its_page_and_in_its_file(planted: Flask) -> None:
    client, page = fresh(planted, email(Duty.LEAD)), f"/noi-bo/ke-hoach/{today().year}"
    everything = filed(client, f"{page}.csv")
    assert len(everything) == 8
    first = everything[3][0]
    shown = client.get(page, query_string={"q": fold(first)}).text
    assert [r[0] for r in cells(shown)] == [first]
    assert [r[0] for r in filed(client, f"{page}.csv?q={quote(fold(first))}")] == [first]
    down = [r[0] for r in cells(client.get(f"{page}?xep=unit&chieu=giam").text)]
    assert down == sorted(down, key=fold, reverse=True)
