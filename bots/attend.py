"""One message heard: understood, answered and committed; what to say waits in the talk."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import force_locale
from flask_babel import gettext as _

from bots.desk import Desk
from bots.dialogue import hear, learn
from bots.ears import AskingReader, Ears, Reader, Reading, Say
from bots.places import find_place
from bots.talks import Entry, Talks
from bots.turns import Attached, Event, NotAttached, Turn, together
from config import Settings
from intake import datakeys, files
from intake.attached import row_of
from intake.clock import settled_within, today
from intake.db import db
from intake.files import CleanFile, FileFault
from intake.scanner import inspected
from intake.schemas import storable
from intake.submissions import Attachment, Channel
from intake.web import drafts

log = logging.getLogger(__name__)
ATTEMPTS = 12  # each lost attempt means that somebody else's was kept


@dataclass(frozen=True)
class Brought:
    """A file as it came."""

    name: str
    data: bytes
    caption: str = ""
    order: int = 0


@dataclass(frozen=True)
class Missed:
    """A file that did not come: too large to be fetched, or ``fault`` None: it would not load."""

    fault: FileFault | None
    caption: str = ""
    order: int = 0


@dataclass(frozen=True)
class Heard:
    """Something a person did. ``message`` is the messenger's own id of it, unique in the chat."""

    chat: str
    message: str
    event: Event | Brought | Missed


class Crowded(RuntimeError):
    """So many write into one talk at once that this message found no turn."""


class Attendant:
    """Hears for one messenger. Every call needs an application context."""

    def __init__(self, channel: Channel, settings: Settings, reader: Reader) -> None:
        self.talks = Talks(channel, settings)
        self.desk = Desk(channel, settings)
        self._reader, self._site = _Patient(reader), settings.base_url

    def attend(self, heard: Heard) -> None:
        """Hear one message; when this returns, it is on disk. Heard before, nothing happens.

        Raises :class:`Crowded`, and the database's errors; then it may be tried again.
        """
        event = heard.event
        if isinstance(event, Brought):
            self._attend_file(heard, event)
        elif isinstance(event, Missed):
            self._attend_missed(heard, event)
        else:
            self._attend(heard, lambda _entry: event)

    def _attend_file(self, heard: Heard, brought: Brought) -> None:
        if heard.message in self.talks.load(heard.chat).entry.heard:
            return
        db.session.rollback()  # nothing is locked while the picture is drawn anew
        try:
            clean = inspected(brought.data, brought.name, self.desk.settings)
        except files.FileRefused as error:
            self._attend_missed(heard, Missed(error.code, brought.caption, brought.order))
            return
        own = datakeys.fresh()
        key = self.desk.store.put(clean.stream, own)
        self._attend(heard, lambda entry: self._keep(entry, clean, (key, own), brought))
        if not _kept(key):  # heard before, one too many, or the same picture again
            self.desk.store.delete(key)

    def _keep(
        self, entry: Entry, clean: CleanFile, put: tuple[str, bytes], brought: Brought
    ) -> Event:
        """The file among those of the draft, with its own key; the caller commits."""
        row = drafts.find(entry.key) or drafts.keep(entry.key, drafts.Sheet())
        caption = storable(brought.caption)
        if clean.sha256 not in {a.sha256 for a in row.attachments}:
            if len(row.attachments) >= files.LIMITS.files:
                return _missed(Missed(FileFault.TOO_MANY, caption, brought.order))
            row.attachments.append(row_of(clean, put[0]))
            datakeys.keep(self.desk.settings.instance, datakeys.of_file(put[0]), put[1])
            db.session.flush()
        return Attached(len(row.attachments), caption, brought.order)

    def _attend_missed(self, heard: Heard, missed: Missed) -> None:
        self._attend(heard, lambda _entry: _missed(missed))

    def _attend(self, heard: Heard, event_of: Callable[[Entry], Event]) -> None:
        for _attempt in range(ATTEMPTS):
            loaded = self.talks.load(heard.chat)
            if heard.message in loaded.entry.heard:
                db.session.rollback()
                return
            with force_locale(loaded.entry.talk.lang):
                entry = self._step(loaded.entry, event_of(loaded.entry), heard.message)
            if self.talks.save(loaded, entry.hearing(heard.message)):
                return
        raise Crowded(f"{self.desk.channel}: a message found no turn")

    def _step(self, entry: Entry, event: Event, message: str) -> Entry:
        ears = Ears(self._reader, find_place, say_in, today(), self._site, settled_within)
        reply = hear(entry.talk, event, ears)
        turns: tuple[Turn, ...] = reply.turns
        while reply.wish:
            entry = replace(entry, talk=reply.talk)
            entry, outcome = self.desk.grant(entry, reply.wish, message)
            reply = learn(entry.talk, outcome, ears)
            turns += reply.turns
        return replace(entry, talk=reply.talk).owing(together(turns))


class _Patient:
    """A reader that never fails: where the given one does, the talk goes on by asking."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._asking = reader, AskingReader()

    def read(self, story: str) -> Reading:
        """As the given reader, or by asking."""
        try:
            return self._reader.read(story)
        except Exception:
            log.exception("the reader failed on a story of %s characters", len(story))
            return self._asking.read(story)

    def meant(self, words: str) -> str:
        """As the given reader, or as it stands."""
        try:
            return self._reader.meant(words)
        except Exception:
            log.exception("the reader failed on a few words")
            return words


def say_in(lang: str) -> Say:
    """A translator into that language, for as long as an application context lasts."""

    def say(message: str, **values: object) -> str:
        with force_locale(lang):
            return str(_(message, **values))

    return say


def _missed(missed: Missed) -> NotAttached:
    why = files.MESSAGES[missed.fault] if missed.fault else ""
    sentence = _(why) if why else _("Chưa tải được tệp. Xin gửi lại.")
    return NotAttached(sentence, missed.caption, missed.order)


def _kept(key: str) -> bool:
    return db.session.query(Attachment.id).filter_by(store_key=key).first() is not None
