"""A house with one unit about to be inspected, and everybody who must not know of it."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from bots.desk import Desk
from bots.talks import Entry
from bots.wishes import LookUp
from intake import apikeys, units, work
from intake.clock import today
from intake.db import db
from intake.duties import Duty
from intake.outbox import Notice
from intake.staff import ensure_staff
from intake.submissions import Channel, Submission
from tests.house.test_routes import sign_in, ways
from tests.installation import ALICE, BOB, PASSWORD
from tests.test_main_line import ALIKE, PLACE, file
from tests.triage.inspections.office import (
    ACCEPT,
    APPROVER,
    DECIDED,
    LEAD,
    go,
    person,
    staff_id,
    staffed,
)
from triage import jobs
from triage.inspections.cases import Inspection

NUMBER, WORDS = "99999/QD-CHUA-AI-BIET", "LY-DO-CHUA-AI-BIET"  # planted at the steps before arrival
NOT_THERE = 98_765
# What changes from one look to the next by itself: tokens, ids of drafts and filings.
PASSING = re.compile(
    rb'(name="(?:csrf_token|draft|key|idempotency_key|once|sealed)"[^>]*value|content)="[^"]*"'
    rb"|nonce-[\w-]+|/gui/[\w-]+"
)
# Sums over the whole province name no unit; every inspector reads them. Here, where nobody else
# has written, the one unit is the province.
SUMS = re.compile(
    r'<div class="ln-why"><h2 class="[^"]*">Tăng chung, không riêng nơi nào</h2>.*?</div>\s*'.encode(),
    re.DOTALL,
)
# Pages about the reader's own doings, or who is signed in: read for secrets, not compared.
OWN = {
    "console.my_sittings", "console.end_sittings", "console.trail", "console.verify_trail",
    "console.accounts_list", "console.account",
    *(f"console.table_{name}{kind}"
      for name in ("trail", "accounts_list") for kind in ("", "_csv", "_xlsx")),
}  # fmt: skip
NO_VISIT = {"security.logout", "console.verify_trail"}  # would change who is asked about
HERE = {f"{duty} there": (duty,) for duty in Duty}  # who works in the very unit, by every duty
AWAY = {  # who works nowhere that matters, with one duty that tells nothing of what is planned
    "triage": (Duty.TRIAGE,),
    "administrator": (Duty.ADMIN,),
    "operator": (Duty.OPERATOR,),
    "head elsewhere": (Duty.HEAD,),
    "delegate": (Duty.DELEGATE,),
    "press elsewhere": (Duty.PRESS,),
    "press in the team": (Duty.PRESS,),
}
BENEATH = {"inspector beneath": (Duty.INSPECTOR,)}
STAFF = HERE | AWAY | BENEATH
# The same figures in another wrapping, dear to make: asked for by one who may.
TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)')
# Written by looking itself: sign-ins, readings, a form begun.
PASSING_BY = {"staff_sitting", "audit_entry", "audit_link", "draft"}
DEAR = ("/noi-bo/bao-cao.pdf", "/noi-bo/bao-cao.docx")
ASKS_DEAR = "lead there"
SHUT = {302, 303, 403}  # by duty, before anything is looked for: asked once is enough
Seen = dict[str, tuple[int, int, bytes]]


@dataclass
class World:
    """The house; ``people`` are browsers by who sits at them."""

    app: Flask
    unit_id: int = 0
    unit: str = ""
    reference: str = ""
    secret: str = ""
    people: dict[str, FlaskClient] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    shut: dict[tuple[Duty, ...], set[str]] = field(default_factory=dict)
    asked: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # tables a page reads
    held: dict[str, int] = field(default_factory=dict)  # what each table held at the last look

    def open_doors(self) -> None:
        """Give everybody their account, and what the senders know."""
        staffed(self.app)
        self.app.extensions["bells"].mode = work.WorkMode.SILENT  # nothing is proposed yet
        self._file()
        with self.app.app_context():
            book = units.book()
            self.unit_id = next(u.id for u in book.on(today()) if u.name.lower() == PLACE.lower())
            self.unit = book.by_id[self.unit_id].name
            inner = next(u.id for u in book.on(today()) if u.parent_id == self.unit_id)
            homes = dict.fromkeys(HERE, self.unit_id)
            homes["inspector beneath"] = inner
            for who, duties in STAFF.items():
                ensure_staff(mail(who), who, duties, PASSWORD, home_unit_id=homes.get(who))
            key = apikeys.create("doi-tac", tuple(apikeys.Scope))
        self.people["a stranger"] = self.app.test_client()
        for who in STAFF:
            self.people[who] = self.app.test_client()
            sign_in(self.people[who], mail(who))
        self.people["a sender"] = self.app.test_client()
        self.people["a sender"].post(
            "/tra-cuu", data={"reference": self.reference, "secret": self.secret}
        )
        self.people["a program"] = self.app.test_client()
        self.headers["a program"] = {"X-Api-Key": key, "X-Receipt-Secret": self.secret}

    def _file(self) -> None:
        told = {"text": ALIKE[0], "sender": "người thứ 0"}
        answer = self.app.test_client().post("/api/v1/submissions", json=told).json
        assert answer
        self.reference, self.secret = str(answer["reference"]), str(answer["secret"])
        for i, words in enumerate(ALIKE[1:], 1):
            file(self.app, words, sender=f"người thứ {i}")
        with self.app.app_context():
            for submission_id in db.session.scalars(sa.select(Submission.id)).all():
                jobs.place(submission_id)

    def propose(self) -> None:
        """The machine proposes."""
        with self.app.app_context():
            jobs.assess()

    def arrive(self, page: str) -> None:
        """The team stands at the counter."""
        assert go(self.app, page, LEAD, "arrive", one_stop="1") == 303

    def set_team(self) -> str:
        """Accepted, submitted, approved, decided, a team named; the case's page."""
        accepted = person(self.app, ALICE).post("/noi-bo/de-xuat/1", data=ACCEPT)
        assert accepted.status_code == 303, accepted.text
        with self.app.app_context():
            page = f"/noi-bo/kiem-tra/{db.session.scalars(sa.select(Inspection.id)).one()}"
        team = [staff_id(self.app, e) for e in (LEAD, BOB, mail("press in the team"))]
        for email, step, more in (
            (ALICE, "submit", {"text": WORDS}),
            (APPROVER, "approve", {}),
            (LEAD, "decide", DECIDED | {"number": NUMBER}),
            (LEAD, "set_team", {"head": team[0], "team": team}),
        ):
            assert go(self.app, page, email, step, **more) == 303, step
        return page

    def ask(self, who: str, path: str, **form: Any) -> tuple[int, int, bytes]:
        """Status, length and every byte of an answer, headers too; a form is posted."""
        client, head = self.people[who], self.headers.get(who, {})
        answer = (
            client.post(path, data=form, headers=head) if form else client.get(path, headers=head)
        )
        left = {"set-cookie", "date", "content-length"}
        told = "\n".join(f"{k}: {v}" for k, v in answer.headers if k.lower() not in left)
        shown = SUMS.sub(b"", PASSING.sub(b"", _unpacked(answer.data)))
        said = re.sub(rb"\s+", b" ", shown) + self._flashed(client)
        return answer.status_code, len(said), PASSING.sub(b"", told.encode()) + said

    def _flashed(self, client: FlaskClient) -> bytes:
        """What waits to be said on the next page belongs to this answer."""
        with client.session_transaction() as kept:
            return repr(kept.pop("_flashes", ())).encode()

    def look(self, who: str, changed: set[str] | None) -> Seen:
        """What every address shows somebody, less those whose door is shut to their duty.

        Once all was seen, what reads no table of ``changed`` cannot show anything else.
        """
        self._flashed(self.people[who])
        seen: Seen = {}
        shut = self.shut.setdefault(STAFF[who], set()) if who in STAFF else set()
        for endpoint, path in self._addresses(who):
            name = f"{endpoint} {path}"
            if name in shut or (changed is not None and not self.asked[who, name] & changed):
                continue
            with self._heard(who, name):
                seen[name] = self.ask(who, path)
            if seen[name][0] in SHUT:
                shut.add(name)
        return seen

    @contextmanager
    def _heard(self, who: str, name: str) -> Iterator[None]:
        """Note which tables are read meanwhile."""
        tables = self.asked.setdefault((who, name), set())

        def hear(*args: object) -> None:
            tables.update(TABLE.findall(str(args[2])))

        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", hear)
        yield
        sa.event.remove(engine, "before_cursor_execute", hear)

    def changed(self) -> set[str]:
        """The tables that hold something else than when this was asked last."""
        before, self.held = self.held, {}
        with self.app.app_context():
            for table in sa.inspect(db.engine).get_table_names():
                rows = db.session.execute(sa.text(f"SELECT * FROM {table}")).all()
                self.held[table] = hash(tuple(map(repr, rows)))
            db.session.rollback()
        return {name for name, held in self.held.items() if before.get(name) != held} - PASSING_BY

    def _addresses(self, who: str) -> list[tuple[str, str]]:
        staff, found = who in STAFF, []
        for endpoint, method, path in ways(self.app):
            inner = path.startswith("/noi-bo/")
            if path in DEAR and who != ASKS_DEAR:
                continue
            if method == "GET" and (who == "a stranger" or inner == staff):
                asked = path.replace("/don-vi/1", f"/don-vi/{self.unit_id}")
                asked = asked.replace("/phan-anh/x", f"/phan-anh/{self.reference}")
                found.append((endpoint, asked))
        if who == "a program":
            found.append(("api.Status", f"/api/v1/submissions/{self.reference}"))
        if staff:
            found += [("console.search", f"/noi-bo/tim?q={q}") for q in ("my+an+hung", WORDS[:8])]
            found += [("console.units", "/noi-bo/don-vi?q=my+an+hung")]
        return found

    def told_by_bot(self) -> str:
        """All a chat has to tell whoever asks after their own with both codes."""
        with self.app.test_request_context():
            desk = Desk(Channel.ZALO, self.app.extensions["settings"])
            wish = LookUp(self.reference, self.secret)
            return str(desk.grant(Entry(chat="1", key="k"), wish, "m")[1])

    def notices(self) -> list[tuple[str, str, int | None]]:
        """Every row of the outbox."""
        with self.app.app_context():
            rows = db.session.scalars(sa.select(Notice).order_by(Notice.id))
            return [(row.news, row.way, row.submission_id) for row in rows]


def _unpacked(body: bytes) -> bytes:
    """The parts of a zipped file, less the one that says when it was written."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        names = sorted(set(parts.namelist()) - {"docProps/core.xml"})
        return b"".join(name.encode() + parts.read(name) for name in names)


def mail(who: str) -> str:
    """Somebody's address."""
    return f"{who.replace(' ', '-')}@nha.example"
