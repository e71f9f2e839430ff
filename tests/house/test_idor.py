"""A number typed into an address opens nothing its reader may not see, and tells nothing of it.

Every address with a number, as every duty, on records that are there: where it does not open, it
answers, to the byte and the statement, like a number nobody ever gave; and a form sent there writes
nothing. What a form or a program adds by itself (a duty, a unit, a state) is not taken.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from intake import apikeys, sittings
from intake.db import db
from intake.sittings import StaffSitting
from intake.staff import Staff
from intake.submissions import Submission
from tests.house.secret_walk import LATELY, PASSING_BY, SHUT, Walk, heard
from tests.house.secret_world import NOT_THERE, STAFF, Answer, World
from tests.house.test_routes import LOGIN, sign_in, ways
from tests.installation import ALICE, BOB, CHARLIE, PASSWORD, Installer, Mode
from tests.intake.attachments import picture
from tests.intake.test_form_faults import FILLED, sent
from tests.intake.test_importing import TABLE
from tests.triage.console.test_imports import address, columns_of
from tests.triage.console.test_selfpages import TOLD
from tests.triage.inspections.office import DAY

NO_SECRET = {"/noi-bo/tai-khoan/1"}  # that an account is there; who, its page alone says
BY_DUTY = 3  # statements that know who asks; whoever is refused by them is told of no record
OPEN = {200, 304, 410}
# What must be shut, and, so that not everything is shut to everybody, what must be open.
CLOSED = {
    ("inspector there", "console.matter"), ("lead there", "console.evidence_file"),
    ("triage", "console.evidence_file"), ("administrator", "console.matter"),
    ("operator", "console.matter"), ("head elsewhere", "console.self_inspection"),
    ("head elsewhere", "console.self_inspection_file"), ("triage", "console.account"),
    ("press elsewhere", "console.seat"), ("triage", "console.reveal"),
    ("administrator", "console.import_report"), ("inspector there", "console.inspection"),
    ("head elsewhere", "console.remedy_file"), ("inspector beneath", "console.proposal"),
}  # fmt: skip
OPENED = {
    ("triage", "console.matter"), ("administrator", "console.account"),
    ("operator", "console.import_report"), ("operator", "console.self_inspection"),
}  # fmt: skip
MORE = {
    "id": "1", "role": "lead", "roles": "lead", "duty": "lead", "duties": "lead", "active": "0",
    "staff_id": "1", "home_unit_id": "1", "unit_id": "1", "status": "answered", "state": "answered",
    "severity": "4", "sample": "1", "received_at": "2020-01-01T00:00:00Z", "channel": "desk",
    "sender_hash": "00", "reference": "LN-AAAA-AAAAA", "fs_uniquifier": "x", "password": "x",
    "tf_primary_method": "", "secret": "x", "attachments": "1", "idempotency_hash": "00",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A case whose team is set, a matter with a file, a list taken in, a report of a unit."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("idor")) as app:
        made = World(app)
        made.open_doors()
        browser = app.test_client()
        review = sent(browser, files=[(io.BytesIO(picture()), "giấy hẹn.jpg")])
        assert browser.post(review.headers["Content-Location"]).status_code == 303
        made.propose()
        made.set_team()
        desk = made.people["operator"]
        file = {"partner": "1022", "file": (io.BytesIO(TABLE.encode()), "1022.csv")}
        page = desk.post("/noi-bo/nhap", data=file).text
        assert desk.post(address(page), data=columns_of(page)).status_code == 303
        form = re.search(r"/noi-bo/tu-kiem-tra/moi/\d+/\d+", desk.get("/noi-bo/tu-kiem-tra").text)
        assert form
        paper = {"file": (io.BytesIO(picture()), "bao-cao.jpg"), "done_on": DAY}
        assert desk.post(form[0], data=TOLD | paper).status_code == 303
        yield made


def ask(world: World, who: str, path: str, **form: str) -> Answer:
    with heard(world) as said:
        answer = world.ask(who, path, **form)
    return answer._replace(
        work=sum("staff_sitting" not in s and not LATELY.search(s) for s in said)
    )


def numbered(world: World, method: str) -> list[tuple[str, str]]:
    asked = [(e, path) for e, m, path in ways(world.app) if m == method and "/1" in path]
    return [(e, p) for e, p in asked if p.startswith("/noi-bo/") and "/don-vi/" not in p]


def opened(world: World, who: str) -> dict[str, str]:
    """Address -> endpoint of what opens; what does not must answer like nothing."""
    open_to = {}
    for endpoint, path in numbered(world, "GET"):
        there = ask(world, who, path)
        if there.status in OPEN or (there.status == 303 and b"/tep/" in there.body):
            open_to[path] = endpoint
            continue
        if there.status != 403 or there.work > BY_DUTY:
            away = path.replace("/1", f"/{NOT_THERE}")
            ask(world, who, away)  # what is asked once a minute is asked now
            there, absent = ask(world, who, path), ask(world, who, away)
            assert there.status == absent.status, (who, path)
            assert there.work == absent.work or path in NO_SECRET, (who, path)
            assert there.body == absent.body.replace(str(NOT_THERE).encode(), b"1"), path
    return open_to


@pytest.fixture(scope="module")
def seen(world: World) -> dict[str, dict[str, str]]:
    return {who: opened(world, who) for who in STAFF}


def test_what_must_be_shut_is_shut_and_what_must_open_opens(seen: dict[str, Any]) -> None:
    every = {(who, endpoint) for who, found in seen.items() for endpoint in found.values()}
    assert every & CLOSED == set()
    assert every >= OPENED
    assert len(every) > 20


def test_a_form_sent_to_what_is_shut_writes_nothing(world: World, seen: dict[str, Any]) -> None:
    walk, asked = Walk(world), 0
    walk._changed()
    for who in STAFF:
        for endpoint, path in numbered(world, "POST"):
            home = path.removesuffix("/1")
            if any(path.startswith(one) or one.startswith(home) for one in seen[who]):
                continue
            asked += 1
            there = world.ask(who, path, **MORE)
            away = path.replace("/1", f"/{NOT_THERE}")
            assert there.status in SHUT | {400, 404}, (who, endpoint)
            assert there.status == world.ask(who, away, **MORE).status, (who, endpoint)
    assert asked > 200
    assert walk._changed() - PASSING_BY == set()


def test_a_sender_opens_nobody_elses(world: World) -> None:
    with world.app.app_context():
        theirs = db.session.scalar(
            sa.select(Submission.reference).where(Submission.reference != world.reference).limit(1)
        )
    nobodys = "LN-ZZZZ-ZZZZZ"
    for endpoint, method, path in ways(world.app):
        if "/phan-anh/x" not in path and not path.startswith("/api/v1/submissions/x"):
            continue
        for who in ("a sender", "a program"):
            form = {"x": "1"} if method == "POST" else {}
            there = world.ask(who, path.replace("/x", f"/{theirs}"), **form)
            absent = world.ask(who, path.replace("/x", f"/{nobodys}"), **form)
            assert there.status == absent.status, (endpoint, who)
            told = there.body.replace(str(theirs).encode(), b"")
            assert told == absent.body.replace(nobodys.encode(), b""), (endpoint, who)


def test_a_key_lists_only_what_was_filed_with_it_and_its_scope_binds(world: World) -> None:
    with world.app.app_context():
        one, other = (apikeys.create(n, tuple(apikeys.Scope)) for n in ("mot", "hai"))
        poor = apikeys.create("ngheo", (apikeys.Scope.READ,))
    client, told = world.app.test_client(), {"text": "Chuyện bịa: hồ sơ trễ hẹn ba tuần."}
    filed = client.post("/api/v1/submissions", json=told, headers={"X-Api-Key": one}).json
    for key, mine in ((one, [filed["reference"]]), (other, [])):
        shown = client.get("/api/v1/submissions", headers={"X-Api-Key": key}).json
        assert [row["reference"] for row in shown["items"]] == mine
    for path in ("/api/v1/submissions", "/open311/v2/requests.json"):
        assert client.post(path, json=told, headers={"X-Api-Key": poor}).status_code in {400, 403}


def test_nobody_ends_anothers_sitting(world: World) -> None:
    alice, bob = world.app.test_client(), world.app.test_client()
    for client, email in ((alice, ALICE), (bob, BOB)):
        sign_in(client, email)
    with world.app.app_context():
        person = db.session.scalars(sa.select(Staff.id).where(Staff.email == ALICE)).one()
        row = sittings.open_ones(person)[0].id
    for field in ("sitting", "id", "end", "sitting_id", "one"):
        bob.post("/noi-bo/phien", data={field: str(row), "staff": "", "staff_id": str(person)})
    with world.app.app_context():
        assert db.session.get_one(StaffSitting, row).ended_at is None
    assert alice.get("/noi-bo/phien").status_code == 200


def test_what_a_form_adds_by_itself_is_not_taken(world: World) -> None:
    client = world.app.test_client()
    form = client.get("/gui").headers["Location"]
    look = client.post(form, data=MORE | FILLED | {"text": "Chuyện thêm thắt."})
    assert client.post(look.headers["Content-Location"], data=MORE).status_code == 303
    for email in (CHARLIE, ALICE):
        client.post(LOGIN, data=MORE | {"email": email, "password": PASSWORD})
        client.post("/noi-bo/phien", data=MORE | {"nothing": "1"})
    with world.app.app_context():
        row = db.session.scalars(sa.select(Submission).order_by(Submission.id.desc())).first()
        assert row
        assert (row.channel, row.sample, row.text) == ("web", False, "Chuyện thêm thắt.")
        assert row.reference != MORE["reference"]
        assert row.received_at.year > 2020
        assert list(row.attachments) == []
        for email, duty in ((ALICE, "inspector"), (CHARLIE, "triage_officer")):
            staff = db.session.scalars(sa.select(Staff).where(Staff.email == email)).one()
            assert [role.name for role in staff.roles] == [duty]
            assert staff.active


@pytest.mark.parametrize("field", sorted(set(MORE) - {"id"}))
def test_a_program_that_adds_a_field_is_refused_or_unheard(world: World, field: str) -> None:
    told = {"text": "Chuyện bịa: hồ sơ trễ hẹn.", field: MORE[field]}
    answer = world.app.test_client().post("/api/v1/submissions", json=told)
    assert answer.status_code == 422, "a field nobody knows is said to be none"
