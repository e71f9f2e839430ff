"""What a submission is, stated once for the form, the API, the bots, the desk and imports."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validates_schema

from intake import dossier
from intake.clock import today
from intake.contacts import CONTACT_SHAPE, normal_contact
from intake.submissions import SubmitterType

TEXT_MAX = 10_000
EARLIEST = date(2000, 1, 1)
APOLOGIES = ("", "yes", "no", "unknown")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_REQUIRED = _l("Xin điền mục này.")
_TEXT = _l("Mục này phải là chữ.")
_DATE = _l("Ngày này không có trong lịch. Xin ghi theo dạng năm-tháng-ngày, ví dụ 2026-03-31.")
_YES_NO = _l("Mục này phải là true hoặc false.")
_CHOICE = _l("Xin chọn một trong các mục đã cho.")
_NOTED = "Of a program's filing, one that cannot be so is kept as sent and told in `notes`."


class OwnWord(StrEnum):
    """How far senders say they can be known. "verified" is nobody's own to say."""

    DECLARED = "declared"
    PSEUDONYM = "contactable_pseudonym"
    ANONYMOUS = "anonymous"


def storable(text: str) -> str:
    """``text`` as said, less the two things no database keeps: NUL and lone surrogates."""
    return _UNSTORABLE.sub("\ufffd", text)


def _says_something(text: str) -> bool:
    """Whether there are at least five letters or digits; the rest is not read."""
    said = (c for c in text if unicodedata.category(c)[0] in "LN")
    return len(list(islice(said, 5))) == 5


def _string(limit: int, **kwargs: Any) -> fields.String:
    messages = {"required": _REQUIRED, "null": _REQUIRED, "invalid": _TEXT}

    def short_enough(value: str) -> None:
        if len(value) > limit:
            raise ValidationError(
                str(
                    _l(
                        "Mục này dài quá: tối đa %(limit)s ký tự, đang có %(length)s.",
                        limit=format_decimal(limit),
                        length=format_decimal(len(value)),
                    )
                )
            )

    described = {"maxLength": limit} | kwargs.pop("metadata", {})
    return fields.String(
        error_messages=messages, validate=short_enough, metadata=described, **kwargs
    )


def _choice(options: type, **kwargs: Any) -> fields.Enum[Any]:
    messages = {"required": _REQUIRED, "null": _REQUIRED, "unknown": _CHOICE}
    return fields.Enum(options, by_value=True, error_messages=messages, **kwargs)


def _day(**kwargs: Any) -> fields.Date:
    messages = {"invalid": _DATE, "null": _DATE, "format": _DATE}
    return fields.Date(load_default=None, allow_none=True, error_messages=messages, **kwargs)


class YesNo(fields.Boolean):
    """true or false, and no number or word that may mean it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class SubmissionSchema(Schema):
    """One submission as any channel hands it over; see the fields' descriptions."""

    error_messages = {"unknown": _l("Không có mục này.")}
    lenient = False

    text = _string(
        TEXT_MAX,
        required=True,
        metadata={
            "description": "What happened, as said: at least five letters or digits.",
            "minLength": 5,
            "pattern": r"(?:[\p{L}\p{N}][^\p{L}\p{N}]*){5}",
        },
    )
    unit = _string(
        200,
        load_default="",
        metadata={"description": "The unit, if known: its code (GSO or department) or its name."},
    )
    place = _string(
        500,
        load_default="",
        metadata={"description": "Where it happened, in the sender's own words."},
    )
    occurred_on = _day(
        metadata={"description": f"The day it happened, not in the future. {_NOTED}"}
    )
    submitter_type = _choice(SubmitterType, load_default=SubmitterType.CITIZEN)
    identity_level = _choice(OwnWord, load_default=OwnWord.ANONYMOUS)
    name = _string(200, load_default="", metadata={"description": "Sealed; staff do not see it."})
    contact = _string(
        200,
        load_default="",
        metadata={
            "description": "Phone or e-mail. Sealed; staff do not see it.",
            "pattern": CONTACT_SHAPE,
        },
    )
    tell = YesNo(
        load_default=False,
        error_messages={"invalid": _YES_NO, "null": _YES_NO},
        metadata={"description": "Send an e-mail to `contact` when there is an answer."},
    )
    sender = _string(
        200,
        load_default="",
        metadata={
            "description": "The sender, by an opaque id of the caller; only its keyed hash is kept."
        },
    )
    dossier_code = _string(
        60,
        load_default="",
        metadata={"description": f"Mã số hồ sơ, e.g. H20.12-220117-0001. {_NOTED}"},
    )
    procedure = _string(300, load_default="")
    dossier_received_on = _day(metadata={"description": f"Not in the future. {_NOTED}"})
    promised_on = _day(
        metadata={
            "description": "Result date on the receipt slip, not before `dossier_received_on`. "
            + _NOTED
        }
    )
    apology = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"enum": [*APOLOGIES, None], "description": "Whether an apology letter came."},
    )
    idempotency_key = _string(
        200,
        load_default="",
        metadata={
            "description": "The same key again answers with the same reference. Use a UUID: "
            "a key under 16 characters never gets the secret repeated."
        },
    )

    @pre_load
    def _clean(self, data: Mapping[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {k: storable(v) if isinstance(v, str) else v for k, v in data.items()}

    @validates_schema(skip_on_field_errors=False)
    def _rules(self, data: dict[str, Any], **_kwargs: Any) -> None:
        errors = _found(_faults(data)) | ({} if self.lenient else _found(_oddities(data)))
        if errors:
            raise ValidationError(errors)

    @post_load
    def _tidy(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        odd = _found(_oddities(data))
        if data["dossier_code"] and "dossier_code" not in odd:
            data["dossier_code"] = dossier.parse(data["dossier_code"], today()).canonical
        return data | {"contact": normal_contact(data["contact"]), "odd": odd}


class LenientSchema(SubmissionSchema):
    """The same, where nobody is there to be asked again: what cannot be so is only noted."""

    lenient = True


def _found(said: list[tuple[str, Any]]) -> dict[str, list[str]]:
    return {field: [str(message)] for field, message in said if message is not None}


def _faults(data: dict[str, Any]) -> list[tuple[str, Any]]:
    """(field, message or None) of the rules a description of the fields says as well."""
    return [
        ("text", _text_fault(data.get("text"))),
        ("contact", _contact_fault(data)),
        ("name", _name_fault(data)),
        ("apology", _apology_fault(data.get("apology"))),
    ]


def _oddities(data: dict[str, Any]) -> list[tuple[str, Any]]:
    """(field, message or None) of what stands between days, or is written on a slip of paper."""
    return [
        ("occurred_on", _past_fault(data.get("occurred_on"))),
        ("dossier_received_on", _past_fault(data.get("dossier_received_on"))),
        ("promised_on", _promise_fault(data)),
        ("dossier_code", _code_fault(data.get("dossier_code") or "")),
    ]


def _text_fault(text: str | None) -> Any:
    if text is not None and not _says_something(text):
        return _l("Xin kể chuyện gì đã xảy ra, ít nhất vài từ.")
    return None


def _past_fault(day: date | None) -> Any:
    if day is not None and day > today():
        return _l("Ngày này chưa tới. Xin ghi ngày đã qua hoặc hôm nay.")
    if day is not None and day < EARLIEST:
        return _l("Ngày này quá xa. Xin xem lại năm.")
    return None


def _promise_fault(data: dict[str, Any]) -> Any:
    promised, received = data.get("promised_on"), data.get("dossier_received_on")
    if promised is not None and not EARLIEST <= promised <= date(today().year + 10, 12, 31):
        return _l("Ngày hẹn trả quá xa. Xin xem lại năm.")
    if promised is not None and received is not None and promised < received:
        return _l("Ngày hẹn trả không thể trước ngày nộp hồ sơ.")
    return None


def _code_fault(code: str) -> Any:
    if not code:
        return None
    try:
        dossier.parse(code, today())
    except dossier.DossierError as error:
        return _l(dossier.MESSAGES[error.code])
    return None


def _contact_fault(data: dict[str, Any]) -> Any:
    contact, level = data.get("contact") or "", data.get("identity_level")
    if contact and normal_contact(contact) is None:
        return _l("Xin ghi số điện thoại (ví dụ 0912 345 678) hoặc địa chỉ thư điện tử.")
    if level in (OwnWord.DECLARED, OwnWord.PSEUDONYM) and not normal_contact(contact):
        return _l("Xin cho biết số điện thoại hoặc thư điện tử, hoặc chọn gửi ẩn danh.")
    return None


def _name_fault(data: dict[str, Any]) -> Any:
    if data.get("identity_level") == OwnWord.DECLARED and not (data.get("name") or "").strip():
        return _l("Xin cho biết họ tên, hoặc chọn cách gửi không ghi tên.")
    return None


def _apology_fault(answer: str | None) -> Any:
    return _CHOICE if answer not in (None, *APOLOGIES) else None
