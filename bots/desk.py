"""Does what a talk wishes: files it, opens, writes, links, forgets. Each may be done twice."""

import secrets
from dataclasses import replace
from hashlib import sha256

from flask_babel import format_datetime
from flask_babel import gettext as _

from bots.memory import Told
from bots.talks import LINK_FOR, Entry
from bots.wishes import (
    Answer,
    Drop,
    Dropped,
    File,
    Filed,
    Forget,
    Forgotten,
    Hush,
    Hushed,
    Judge,
    Judged,
    Linked,
    LookUp,
    MakeLink,
    NotFiled,
    NotOpened,
    NotWritten,
    Opened,
    Outcome,
    Wish,
    Write,
    Written,
)
from config import Settings
from intake import filebox, handling, outbox
from intake.db import db, now
from intake.outbox import Way
from intake.receive import Door, Invalid, KeyReused, already_received, receive
from intake.schemas import storable
from intake.submissions import Author, Channel, SubmitterType
from intake.thread import gone, guide_of, legible, message_fault, state_of, submission_of, write
from intake.web import drafts

SHOWN = 3  # the last answers of the staff


class Desk:
    """The house, as one messenger's talks may use it."""

    def __init__(self, channel: Channel, settings: Settings) -> None:
        self.channel, self.settings = channel, settings
        self.store = filebox.of(settings)

    def grant(self, entry: Entry, wish: Wish, message: str) -> tuple[Entry, Outcome]:
        """Do it; ``message`` names what was heard, so that hearing it again does it once."""
        match wish:
            case File():
                return self._file(entry)
            case Drop():
                self.drop(entry.key)
                return self._anew(entry), Dropped()
            case Forget():
                self.drop(entry.key)
                return self._anew(entry), Forgotten(len(self._addressed(entry)))
            case Hush():
                return entry, Hushed(self._hush(entry))
            case MakeLink():
                return self._link(entry)
            case LookUp():
                return entry, self._opened(wish, entry.talk.lang)
            case Judge():
                handling.speak(wish.submission, handling.Act(wish.verdict))
                return entry, Judged(_verdicts(wish.submission))
            case Write():
                once = sha256(f"{self.channel}\0{entry.chat}\0{message}".encode()).hexdigest()
                return entry, _written(wish, once)

    def drop(self, key: str) -> None:
        """Delete a draft and its files; the caller commits the rows."""
        row = drafts.find(key)
        if row is None:
            return
        for attachment in list(row.attachments):
            self.store.delete(attachment.store_key)
            db.session.delete(attachment)
        db.session.delete(row)

    def _addressed(self, entry: Entry) -> list[int]:
        return outbox.addressed_to(Way(self.channel), entry.chat, self.settings)

    def _hush(self, entry: Entry) -> int:
        told_here = self._addressed(entry)
        for submission_id in told_here:
            outbox.forget(submission_id)
        return len(told_here)

    def _file(self, entry: Entry) -> tuple[Entry, Outcome]:
        row = drafts.find(entry.key)
        door = Door(
            channel=self.channel,
            settings=self.settings,
            locale=entry.talk.lang,
            device=f"{self.channel}:{entry.chat}",
            draft=row.key_hash if row else None,
        )
        try:
            receipt = receive(words(entry.talk.told) | {"idempotency_key": entry.key}, door)
        except Invalid as error:
            return entry, NotFiled({field: said[0] for field, said in error.errors.items()})
        except KeyReused:  # other words, sent from the web form the link opened
            first = already_received(entry.key, self.settings)
            assert first is not None, "a key is in use that no submission has"
            return self._anew(entry), Filed(first.reference, "")
        outbox.remember(receipt.submission_id, Way(self.channel), entry.chat, self.settings)
        db.session.commit()
        return self._anew(entry), Filed(receipt.reference, receipt.secret)

    def _link(self, entry: Entry) -> tuple[Entry, Outcome]:
        drafts.keep(entry.key, drafts.Sheet(values=_sheet(entry.talk.told)))
        token = secrets.token_urlsafe(24)
        until = (now() + LINK_FOR).isoformat()
        url = f"{self.settings.base_url}/tiep/{token}"
        hours = round(LINK_FOR.total_seconds() / 3600)
        return replace(entry, link_token=token, link_until=until), Linked(url, hours)

    def _opened(self, wish: LookUp, lang: str) -> Outcome:
        row = submission_of(wish.reference, wish.secret)
        if row is None:
            return NotOpened()
        answers = [
            Answer(format_datetime(m.written_at, "HH:mm d/M/yyyy"), m.text)
            for m in legible(row)
            if m.author == Author.STAFF
        ]
        said = tuple(answers[-SHOWN:])
        guide, verdicts = self._guide(row.id, lang), _verdicts(row.id)
        return Opened(row.id, row.reference, state_of(row), said, guide, verdicts)

    def _guide(self, submission_id: int, lang: str) -> tuple[str, ...]:
        found = guide_of(submission_id, lang)
        if found is None:
            return ()
        passed = [_("Đã được chuyển tới: %(place)s.", place=found.passed_to)]
        url = f"{self.settings.base_url}/noi-khac/{found.place.code}"
        lines = (f"{found.place.name}:", found.place.where, found.place.how, url)
        return (*(passed if found.passed_to else []), *lines)

    def _anew(self, entry: Entry) -> Entry:
        return replace(entry, key=drafts.new_key(), link_token="", link_until="")


def words(told: Told) -> dict[str, object]:
    """What the door is told; in a chat nobody is asked for a name."""
    said: dict[str, object] = {
        "text": told.text,
        "place": "; ".join(filter(None, (told.place, told.spot))),
    }
    if told.unit:
        said["unit"] = f"#{told.unit.unit_id}"
    if told.occurred_on:
        said["occurred_on"] = told.occurred_on
    if told.code:
        said["dossier_code"] = told.code
    if told.business:
        said["submitter_type"] = SubmitterType.BUSINESS
    return said


def _sheet(told: Told) -> dict[str, str]:
    """The same as fields of the web form."""
    values = {k: str(v) for k, v in words(told).items() if k != "occurred_on"}
    if told.unit:
        values["place"] = told.unit.label
    if told.occurred_on:
        year, month, day = told.occurred_on.split("-")
        values |= {"occurred-day": day, "occurred-month": month, "occurred-year": year}
    return values


def _verdicts(submission_id: int) -> tuple[str, ...]:
    return tuple(map(str, handling.sayable(handling.steps_of(submission_id))))


def _written(wish: Write, once: str) -> Outcome:
    said = storable(wish.words)
    fault = gone(wish.submission) or message_fault(said)
    if fault:
        return NotWritten(fault)
    write(wish.submission, Author.SENDER, said, once)
    return Written()
