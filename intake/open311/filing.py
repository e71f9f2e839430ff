"""A GeoReport form turned into the words of the door. Pure: no database, no Flask."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from intake.contacts import normal_contact
from intake.open311.services import ATTRIBUTES
from intake.words import N_

DESCRIPTION_MAX = 4_000  # characters, by the standard
LINK_MAX = 1_000
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_LETTERS = 5  # the door wants so many; the standard lets the service say it all
# What the door calls a field, in the standard's words.
FIELDS = {
    "text": "description",
    "contact": "email, phone",
    "name": "first_name, last_name",
    "place": "address_string",
    "sender": "account_id, device_id",
    **{one.field: f"attribute[{one.code}]" for one in ATTRIBUTES},
}


class Refused(ValueError):
    """What is missing or cannot be: a sentence to translate, and its blanks."""

    def __init__(self, words: str, **blanks: str) -> None:
        super().__init__(words)
        self.words, self.blanks = words, blanks


@dataclass(frozen=True)
class Filing:
    """What the door is told, and what Open311 keeps beside it."""

    words: dict[str, Any]
    address: str
    address_id: str
    lat: float | None
    long: float | None


def filing(form: Mapping[str, str], service: str) -> Filing:
    """The form as filed under a service of that name. Raises :class:`Refused`."""
    given = {name: value.strip() for name, value in form.items()}
    lat, long = _coordinates(given)
    address, address_id = given.get("address_string", ""), given.get("address_id", "")
    if lat is None and not address and not address_id:
        raise Refused(N_("Xin cho biết nơi chốn: lat và long, address_string hoặc address_id."))
    words = {"text": _text(given, service), "place": _place(address, lat, long), **_sender(given)}
    words |= dict(_attributes(given))
    if address_id and not words.get("unit"):
        words["unit"] = address_id
    return Filing(words, address[:500], address_id[:200], lat, long)


def without_link(text: str) -> str:
    """The text less the link :func:`filing` put under it: nobody looked at what is there."""
    return re.sub(r"\n\nhttps?://\S+\Z", "", text)


def _coordinates(given: Mapping[str, str]) -> tuple[float | None, float | None]:
    written = given.get("lat", ""), given.get("long", "")
    if not any(written):
        return None, None
    try:
        lat, long = float(written[0]), float(written[1])
    except ValueError:
        lat = long = 1000.0
    if not (-90 <= lat <= 90 and -180 <= long <= 180):  # what is no number is in no range either
        raise Refused(N_("lat và long là hai số, lat từ -90 đến 90, long từ -180 đến 180."))
    return lat, long


def _text(given: Mapping[str, str], service: str) -> str:
    """What was described; the name of the service where that is little or nothing."""
    text, link = given.get("description", ""), given.get("media_url", "")
    if len(text) > DESCRIPTION_MAX:
        raise Refused(
            N_("description dài quá: tối đa %(limit)s ký tự."), limit=str(DESCRIPTION_MAX)
        )
    if sum(letter.isalnum() for letter in text) < _LETTERS:
        text = f"{service}. {text}" if text else service
    if not link:
        return text
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or len(link) > LINK_MAX:
        raise Refused(N_("media_url phải là một địa chỉ http hoặc https."))
    return f"{text}\n\n{link}"


def _place(address: str, lat: float | None, long: float | None) -> str:
    if address or lat is None:
        return address
    return f"{lat:.6f}, {long:.6f}"


def _sender(given: Mapping[str, str]) -> dict[str, Any]:
    """Who sent it, for the sealed box: an e-mail address before a telephone, and both kept.

    So is a number that is none of Viet Nam, which no line here could call.
    """
    name = f"{given.get('first_name', '')} {given.get('last_name', '')}".strip()
    email, phone = given.get("email", ""), given.get("phone", "")
    if normal_contact(email) == "":  # a dash, as forms are filled in: none
        email = ""
    contact = email or normal_contact(phone) or ""
    level = ("declared" if name else "contactable_pseudonym") if contact else "anonymous"
    return {
        "name": f"{name} ({phone})".strip() if phone and not contact.isdigit() else name,
        "contact": contact,
        "tell": bool(email),
        "identity_level": level,
        "sender": given.get("account_id", "") or given.get("device_id", ""),
    }


def _attributes(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for attribute in ATTRIBUTES:
        name = f"attribute[{attribute.code}]"
        value = given.get(name, "") or given.get(f"{name}[]", "")
        if value:
            yield attribute.field, _day(value) if attribute.datatype == "datetime" else value


def _day(written: str) -> str:
    """The day in Viet Nam of a moment by ISO 8601; what is none is the door's to refuse."""
    try:
        moment = datetime.fromisoformat(written)
        return str((moment.astimezone(_HERE) if moment.tzinfo else moment).date())
    except (ValueError, OverflowError):
        return written[:40]
