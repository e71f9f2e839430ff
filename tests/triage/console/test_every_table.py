"""Every list of the console as a table: found without marks, sorted, given out with its own rows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

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
from tests.installation import PASSWORD, Installer, Mode
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.console.tabled import (
    Rows,
    all_pages,
    booked,
    cells,
    filed,
    heads,
    in_order,
    settled,
)
from tests.triage.inspections.office import fresh, office, staffed
from triage.console.findingtables import PLACES as FOUND
from triage.console.owntables import PLACES as OWN
from triage.console.sidetables import PLACES as SIDE
from triage.console.tables import PLACES
from triage.console.unittables import PLACES as OF_UNIT
from triage.inspections import plans, ties
from triage.inspections.cases import Finding, Inspection, InspectionMove, TeamMember
from triage.inspections.plans import Signed, Slot
from triage.inspections.ties import Tie, Told
from triage.matters import Matter
from triage.proposals import Evidence, Proposal, ProposalMove

EVERY = (*PLACES, *SIDE, *OWN, *OF_UNIT, *FOUND)
SURPRISE = "Đã phê duyệt, chờ quyết định"


def email(duty: Duty) -> str:
    return f"{duty}@tinh.example"


@pytest.fixture(scope="module")
def planted(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation with rows in every table; the tests of it only read."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("tables")) as app:
        yield plant(staffed(app))


def plant(embedded: Flask) -> Flask:
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
        for at, visited in enumerate((there[0].id, office("SNV"))):
            over = ("closed", "practical_need") if at else ("published", "business_feedback")
            _visited(visited, who, *over, days=40 + at)
            _visited(visited, who, "rectifying", "citizen_feedback", days=3)
            waits = there[1].id if at else office("SNV")
            db.session.add(
                Inspection(unit_id=waits, stage="approved", source="random_draw", reason="x")
            )
        content = db.session.get_one(Proposal, known.id).evidence[-1].content
        _refused(there[1].id, content, who, "other")
        _refused(there[2].id, content, who, "already_rectified", days=30)
        _refused(office("SNV"), content, who, "other")
        row = Proposal(unit_id=office("SNV"), state="proposed", tier="propose", worth=2.5)
        db.session.add(row)
        db.session.flush()
        db.session.add(Evidence(proposal_id=row.id, content=content))
        first = ImportBatch(partner="Đường dây", file_name="b.csv", made_at=now() - timedelta(9))
        db.session.add_all((first, ImportBatch(partner="An", file_name="a.csv")))
        for number in range(2):
            door = Door(Channel.WEB, embedded.extensions["settings"])
            receive({"text": f"Sở Nội vụ bắt tôi chờ {number + 3} giờ", "unit": "SNV"}, door)
        receive({"text": "Cán bộ xã Mỹ An Hưng quát người già, thái độ rất tệ"}, door)
        plan = plans.begin(today().year, who[Duty.LEAD].id)
        for unit in there[:8]:
            plans.put(plan.id, unit.id, Slot(4, "on_site"), "Ở đây", who[Duty.LEAD].id)
        plans.put(plan.id, office("STC"), Slot(4, "on_site"), "Chưa đến", who[Duty.LEAD].id)
        plans.issue(plan.id, Signed("1/KH", today(), "Chủ tịch"), who[Duty.LEAD].id)
        me = who[OWN[0].duties[0]]
        old = ties.declare(me.id, Told(Tie.WORKED, there[3].id, today() - timedelta(40)), me.id)
        ties.declare(me.id, Told(Tie.RELATIVE, there[4].id, text="Ghi thêm."), me.id)
        ties.withdraw(old.id, "Nhầm đơn vị.", who[Duty.ADMIN].id)
        db.session.commit()
    drain(embedded)
    fresh(embedded, email(OWN[1].duties[0]))  # who sits at another machine too
    return embedded


def _visited(unit_id: int, who: dict[Duty, Staff], stage: str, source: str, days: int) -> None:
    at = now() - timedelta(days)
    case = Inspection(unit_id=unit_id, stage=stage, source=source, reason="x", opened_at=at)
    db.session.add(case)
    db.session.flush()
    lead = who[Duty.LEAD].id
    for step, target in (("decide", "decided"), ("arrive", "on_site"), ("conclude", "concluded")):
        db.session.add(
            InspectionMove(inspection_id=case.id, staff_id=lead, step=step, target=target, at=at)
        )
    db.session.add(TeamMember(inspection_id=case.id, staff_id=who[Duty.PRESS].id))
    for kind, scope, late in (
        ("shortcoming", "procedures_one_stop", days),
        ("good_practice", "digital_government", 0),
    )[: 2 if stage == "rectifying" else 1]:
        db.session.add(
            Finding(
                inspection_id=case.id, staff_id=lead, kind=kind, scope=scope,
                text=f"Việc thứ {case.id} trễ hẹn.", place=f"Quầy {case.id}", remedy=stage,
                due=today() + timedelta(20 - late) if late else None,
            )
        )  # fmt: skip


def _refused(
    unit_id: int, content: dict[str, Any], who: dict[Duty, Staff], reason: str, days: int = 0
) -> None:
    at = now() - timedelta(days)
    row = Proposal(
        unit_id=unit_id, state="declined", tier="propose", worth=float(unit_id), opened_at=at
    )
    db.session.add(row)
    db.session.flush()
    since = str(today() - timedelta(days + 1))
    told = content | {"verdict": content["verdict"] | {"since": since}}
    db.session.add(Evidence(proposal_id=row.id, content=told))
    by = who[Duty.LEAD if days else Duty.INSPECTOR].id
    db.session.add(
        ProposalMove(
            proposal_id=row.id, staff_id=by, act="decline", target="declined",
            reason=reason, text="Đã hỏi lại.",
        )
    )  # fmt: skip


def readers(app: Flask) -> Iterator[tuple[str, FlaskClient]]:
    """(address, somebody who may read it) of every table."""
    clients: dict[Duty, FlaskClient] = {}
    for place in EVERY:
        duty = place.duties[0]
        clients.setdefault(duty, fresh(app, email(duty)))
        yield (
            f"/noi-bo/bang/{place.slug.replace('<int:unit_id>', str(told_of(app)))}",
            clients[duty],
        )


def told_of(app: Flask) -> int:
    """The unit most is said of."""
    with app.app_context():
        most = select(Matter.unit_id).where(Matter.unit_id.is_not(None)).group_by(Matter.unit_id)
        found = db.session.scalars(most.order_by(func.count().desc())).first()
    assert found is not None
    return found


def test_every_list_is_sorted_by_each_column_and_given_out_as_it_is_shown(planted: Flask) -> None:
    told, alike = 0, set[str]()
    for address, client in readers(planted):
        columns = heads(client.get(address).text)
        rows = all_pages(client, address)
        assert len(rows) >= 2, address
        for at, (key, _name) in enumerate(columns):
            for way in ("", "giam") if key else ():
                how = {"xep": key, "chieu": way}
                page = settled(cells(client.get(address, query_string=how).text), address)
                file = filed(client, f"{address}.csv", **how)
                assert sorted(file) == sorted(given(rows, address)), (address, how)
                assert in_order([r[at] for r in file], down=bool(way)), (address, how)
                assert file[: len(given(page, address))] == given(page, address), (address, how)
                assert in_order([r[at] for r in page], down=bool(way)), (address, how)
                told += 1
            if key and len({r[at] for r in rows}) == 1:
                alike.add(f"{address.rpartition('/')[2]} {key}")
        assert booked(client, f"{address}.xlsx") == given(rows, address), address
    assert told >= 190
    assert len(alike) <= told // 7, alike  # a column of one value proves nothing


def given(rows: Rows, address: str) -> Rows:
    """The rows a file may hold: none of a visit that is still to be a surprise."""
    if address.endswith(("de-xuat", "de-xuat-ve-doan")):
        return [r for r in rows if r[1] == "Không kiểm tra"]
    if address.endswith(("kiem-tra", "kiem-tra-cua-doan")):
        return [r for r in rows if r[1] != SURPRISE]
    return rows


def test_every_list_is_searched_with_and_without_marks(planted: Flask) -> None:
    for address, client in readers(planted):
        row = filed(client, f"{address}.csv")[-1]
        for words in (row[0], fold(row[0])):
            found = filed(client, f"{address}.csv", q=words)
            assert row in found, (address, words)
            for one in found:
                hay = fold(" ".join(one))
                assert all(w in hay for w in fold(words).split()), (address, words, one)
            page = cells(client.get(address, query_string={"q": words}).text)
            page = given(settled(page, address), address)
            assert page == found[: len(page)], (address, words)
            assert page, (address, words)
        if not address.endswith("nhat-ky"):  # where the question is itself an entry
            assert cells(client.get(address, query_string={"q": "khongthenaoco"}).text) == []


def test_what_is_still_a_surprise_is_on_the_page_and_in_no_file(planted: Flask) -> None:
    kept = 0
    for address, client in readers(planted):
        secret = [r for r in all_pages(client, address) if r not in given([r], address)]
        files = filed(client, f"{address}.csv") + booked(client, f"{address}.xlsx")
        assert [r for r in files if r in secret] == []
        said = f"{len(secret)} dòng phải giữ kín"
        assert (said in client.get(address).text) == bool(secret), address
        kept += len(secret)
    assert kept >= 4


def test_no_table_opens_to_a_duty_it_is_not_for(embedded: Flask) -> None:
    staffed(embedded)
    for duty in Duty:
        with embedded.app_context():
            ensure_staff(email(duty), f"Đặng {duty}", (duty,), PASSWORD)
        client = fresh(embedded, email(duty))
        for place in EVERY:
            if duty not in place.duties:
                for ending in ("", ".csv", ".xlsx"):
                    slug = place.slug.replace("<int:unit_id>", "1")
                    answer = client.get(f"/noi-bo/bang/{slug}{ending}")
                    assert answer.status_code == 403, (duty, place.slug, ending)


def test_the_plan_is_searched_and_sorted_on_its_page_and_in_its_file(planted: Flask) -> None:
    client, page = fresh(planted, email(Duty.LEAD)), f"/noi-bo/ke-hoach/{today().year}"
    everything = filed(client, f"{page}.csv")
    assert len(everything) == 9
    first = everything[3][0]
    assert [r[0] for r in cells(client.get(page, query_string={"q": fold(first)}).text)] == [first]
    assert [r[0] for r in filed(client, f"{page}.csv", q=fold(first))] == [first]
    for key in ("unit", "quarter", "form", "scopes", "why"):
        for way in ("", "giam"):
            how = {"xep": key, "chieu": way}
            names = [r[0] for r in cells(client.get(page, query_string=how).text)]
            assert names == [r[0] for r in filed(client, f"{page}.csv", **how)]
    down = [r[0] for r in cells(client.get(f"{page}?xep=unit&chieu=giam").text)]
    assert len(down) == 9
    assert in_order(down, down=True)
