"""A house with one unit about to be inspected, and everybody who must not know of it."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from bots.desk import Desk
from bots.notify import written
from bots.post import Mail
from bots.talks import Entry
from bots.wishes import LookUp
from intake import apikeys, outbox, tidying, units, work
from intake.clock import today
from intake.db import db
from intake.duties import Duty
from intake.outbox import Notice, Way
from intake.staff import ensure_staff
from intake.submissions import Channel, Submission
from tests.house.test_routes import sign_in
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
# Marks of a browser, new for each; any other cookie is read like a page.
MARKS = tuple(f"Set-Cookie: {name}=" for name in ("ln", "known", "device", "draft"))
# Sums over the whole province name no unit; every inspector reads them. Here, where nobody else
# has written, the one unit is the province.
SUMS = re.compile(
    r'<div class="ln-why"><h2 class="[^"]*">Tăng chung, không riêng nơi nào</h2>.*?</div>\s*'.encode(),
    re.DOTALL,
)
# Pages about the reader's own doings, or who is signed in: read for secrets, not compared.
OWN = {
    "security.two_factor_setup", "console.my_sittings", "console.end_sittings", "console.trail",
    "console.verify_trail",
    "console.accounts_list", "console.account",
    *(f"console.table_{name}{kind}"
      for name in ("trail", "accounts_list", "sittings") for kind in ("", "_csv", "_xlsx")),
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
OUTSIDE = ("a stranger", "a sender", "a program")
EVERYBODY = (*OUTSIDE, *STAFF)


class Answer(NamedTuple):
    """What one address answered; ``work`` is how many statements it cost the database."""

    status: int
    length: int
    body: bytes
    work: int = 0


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
    endpoints: set[str] | None = None  # the only ones looked at, where not all are

    def open_doors(self) -> None:
        """Give everybody their account, and what the senders know."""
        staffed(self.app)
        self.app.extensions["bells"].mode = work.WorkMode.SILENT  # nothing is proposed yet
        self.app.extensions["postmen"] = {Way.EMAIL: Mail("127.0.0.1", 1, "a@b.example")}
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

    def ask(self, who: str, path: str, **form: Any) -> Answer:
        """Status, length and every byte of an answer, headers too; a form is posted."""
        client, head = self.people[who], self.headers.get(who, {})
        answer = (
            client.post(path, data=form, headers=head) if form else client.get(path, headers=head)
        )
        left = {"date", "content-length"}
        lines = [f"{k}: {v}" for k, v in answer.headers if k.lower() not in left]
        told = "\n".join(one for one in lines if not one.startswith(MARKS))
        shown = SUMS.sub(b"", PASSING.sub(b"", _unpacked(answer.data)))
        said = re.sub(rb"\s+", b" ", shown) + self._flashes(client)
        return Answer(answer.status_code, len(said), PASSING.sub(b"", told.encode()) + said)

    def flashed(self, who: str) -> None:
        """Forget what waits to be said to somebody."""
        self._flashes(self.people[who])

    def _flashes(self, client: FlaskClient) -> bytes:
        """What waits to be said on the next page belongs to this answer."""
        with client.session_transaction() as kept:
            return repr(kept.pop("_flashes", ())).encode()

    def told_by_bot(self) -> str:
        """All a chat has to tell whoever asks after their own with both codes."""
        with self.app.test_request_context():
            desk = Desk(Channel.ZALO, self.app.extensions["settings"])
            wish = LookUp(self.reference, self.secret)
            return str(desk.grant(Entry(chat="1", key="k"), wish, "m")[1])

    def letters(self) -> list[str]:
        """Everything put down to be sent to anybody, as it will be read."""
        settings = self.app.extensions["settings"]
        with self.app.app_context():
            rows = db.session.scalars(sa.select(Notice).order_by(Notice.id)).all()
            told = []
            for row in rows:
                letter = outbox.opened(settings, row.box or b"")
                sheet = written(row, letter)
                told.append(f"{row.way} {letter.to} {sheet.subject}\n{sheet.body}")
            return told

    def sweep(self) -> None:
        """All that a sweep does besides weighing: letters to staff are put down by it."""
        with self.app.app_context():
            tidying.tidy()


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
