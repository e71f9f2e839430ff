"""The ways a notice goes out: e-mail by SMTP, a short message by the gateway's hook, a chat."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime
from typing import Protocol

import httpx
from flask_babel import force_locale
from flask_babel import gettext as _

from bots.delivery import Gone, Later
from bots.talks import Entry, Talks
from bots.turns import Act, Turn
from config import Settings
from intake.outbox import Way
from intake.submissions import Channel

PATIENCE = 10.0  # seconds for one answer of a server: ten of them fit in a claim on a notice


class PostError(ValueError):
    """A setting of the post that cannot be used; the message names it and says what to write."""


@dataclass(frozen=True)
class Sheet:
    """What is sent. ``once`` is the same for the same notice, however often it is tried."""

    subject: str
    body: str
    once: str


class Postman(Protocol):
    """One way out."""

    def send(self, to: str, sheet: Sheet) -> None:
        """Send one sheet. Raises :class:`Gone` for ever, :class:`Later` for now."""


@dataclass(frozen=True)
class Mail:
    """A mail server. ``security`` is "starttls", "tls" or "none"."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"

    def send(self, to: str, sheet: Sheet) -> None:
        """One message; a 5xx answer about it is for ever, all else for now.

        What the server holds against us (a login, the sender's address) is for now: when that is
        put right, nobody has missed a letter.
        """
        letter = EmailMessage()
        letter["From"], letter["Subject"] = self.sender, sheet.subject
        letter["To"] = _address(to)
        letter["Date"] = localtime()
        letter["Message-ID"] = f"<{sheet.once}@{self.sender.rpartition('@')[2].strip('>')}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(sheet.body)
        try:
            with self._connected() as server:
                server.send_message(letter, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients.values()
            raise (Gone if all(_for_ever(*one) for one in refused) else Later)() from error
        except smtplib.SMTPNotSupportedError as error:
            raise Gone from error  # an address this server can never write
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
            raise Later from error
        except smtplib.SMTPDataError as error:
            gone = _for_ever(error.smtp_code, error.smtp_error)
            raise (Gone if gone else Later)() from error
        except (smtplib.SMTPException, OSError) as error:
            raise Later from error

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()  # a server nobody vouches for gets no password
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=PATIENCE, context=trusted
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        if self.security == "starttls":
            server.starttls(context=trusted)
        if self.user:
            server.login(self.user, self.password)
        return server


def _address(to: str) -> Address:
    """The address alone, never a list of them. Raises :class:`Gone` for what no mail can reach."""
    try:
        return Address(addr_spec=to)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Gone from error


def _for_ever(code: int, words: bytes | str) -> bool:
    """Whether a refusal is about the letter: 5xx, but not "who are you" or a policy on us (5.7)."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code >= 500 and not 530 <= code <= 539 and not said.lstrip().startswith("5.7")


@dataclass(frozen=True)
class Gateway:
    """A gateway for short messages: POST {"to", "text", "id"} with a bearer token."""

    url: str
    token: str = field(default="", repr=False)

    def send(self, to: str, sheet: Sheet) -> None:
        """One short message; 4xx is for ever but for 408, 425 and 429."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        words = {"to": to, "text": sheet.body, "id": sheet.once}
        try:
            answer = httpx.post(self.url, json=words, headers=headers, timeout=PATIENCE)
        except httpx.HTTPError as error:
            raise Later from error
        if answer.is_success:
            return
        if answer.status_code in (401, 403, 408, 425, 429) or answer.status_code >= 500:
            asked = answer.headers.get("Retry-After", "")
            raise Later(float(asked) if asked.isdigit() else 0.0)
        raise Gone


@dataclass(frozen=True)
class Chat:
    """A messenger: what is to be said joins the talk, and `flask bot` says it."""

    talks: Talks

    def send(self, to: str, sheet: Sheet) -> None:
        """Hand it over; when this returns it is on disk, in order with all else owed."""
        self.talks.change(to, lambda entry: entry.owing((Turn(Act.SAY, _in_chat(entry, sheet)),)))


def _in_chat(entry: Entry, sheet: Sheet) -> str:
    """The same, and that it can be read here."""
    with force_locale(entry.talk.lang):
        return f"{sheet.body}\n" + _("Hoặc gõ “tra cứu” ở đây.")


def postmen(environ: Mapping[str, str], chats: list[str], house: Settings) -> dict[Way, Postman]:
    """The ways that are set up. Raises :class:`PostError` with the cure."""
    found: dict[Way, Postman] = {}
    if environ.get("SMTP_HOST"):
        found[Way.EMAIL] = _mail(environ)
    if environ.get("SMS_GATEWAY_URL"):
        token = environ.get("SMS_GATEWAY_TOKEN", "")
        found[Way.SMS] = Gateway(environ["SMS_GATEWAY_URL"], token)
    return found | {Way(chat): Chat(Talks(Channel(chat), house)) for chat in chats}


def _mail(environ: Mapping[str, str]) -> Mail:
    security = environ.get("SMTP_SECURITY", "starttls")
    if security not in ("starttls", "tls", "none"):
        raise PostError(f"SMTP_SECURITY is {security!r}: write starttls, tls or none.")
    port = environ.get("SMTP_PORT", "465" if security == "tls" else "587")
    if not port.isdigit():
        raise PostError(f"SMTP_PORT is {port!r}: write a whole number.")
    sender = environ.get("MAIL_FROM", "")
    if "@" not in sender:
        raise PostError("MAIL_FROM is missing: write the address notices come from.")
    user, password = environ.get("SMTP_USER", ""), environ.get("SMTP_PASSWORD", "")
    return Mail(environ["SMTP_HOST"], int(port), sender, user, password, security)
