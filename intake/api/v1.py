"""JSON API, version 1: file a submission, read what became of it."""

from typing import Any

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_babel import get_locale
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from intake import receipts
from intake.api.bp import bp, refuses
from intake.api.callers import caller, may_go_on
from intake.api.lists import Filed, FiledListSchema, PageSchema
from intake.api.problems import DETAILS, problem
from intake.apikeys import ApiFiling, Caller, Scope
from intake.db import Model, db
from intake.receive import Door, Invalid, KeyReused, receive
from intake.schemas import OwnWord, SubmissionSchema, storable
from intake.submissions import Author, Channel, Submission
from intake.thread import MESSAGE_MAX, gone, legible, message_fault, state_of, submission_of, write
from intake.web.here import public_url, settings

SECRET_HEADER = "X-Receipt-Secret"
SECRET_PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": SECRET_HEADER,
    "required": True,
    "schema": {"type": "string"},
    "description": "The secret of the receipt, or Authorization: Bearer with it.",
}
FOLLOWED = {  # what a receipt opens
    operation: {
        "operationId": operation,
        "parameters": {
            "path.reference": "$response.body#/reference",
            f"header.{SECRET_HEADER}": "$response.body#/secret",
        },
    }
    for operation in ("follow", "say")
}

SAID = {"type": "string", "pattern": r"\S"}
REACHED = {"type": "string", "pattern": "[0-9@]"}
KNOWN: dict[str, Any] = {  # who wants to be known says how, and by which name
    "anyOf": [
        {"properties": {"identity_level": {"enum": [OwnWord.ANONYMOUS.value]}}},
        {
            "required": ["contact"],
            "properties": {
                "identity_level": {"enum": [OwnWord.PSEUDONYM.value]},
                "contact": REACHED,
            },
        },
        {
            "required": ["contact", "name"],
            "properties": {
                "identity_level": {"enum": [OwnWord.DECLARED.value]},
                "contact": REACHED,
                "name": SAID,
            },
        },
    ]
}


class ReceiptSchema(Schema):
    """What the caller takes away; ``secret`` is null where it may not be repeated."""

    reference = fields.String()
    secret = fields.String(allow_none=True)
    status_url = fields.Url()
    notes = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={
            "description": "By field, what cannot be so and was kept beside the text as sent: "
            "a day to come, a code no slip has. To be told to the sender; nothing is lost."
        },
    )


class MessageSchema(Schema):
    """One message of the thread."""

    author = fields.String(metadata={"description": "sender or staff"})
    text = fields.String()
    written_at = fields.AwareDateTime()


class StatusSchema(Schema):
    """What became of a submission. It never tells of an inspection."""

    reference = fields.String()
    state = fields.String(metadata={"description": "received, reviewing, asked or answered"})
    received_at = fields.AwareDateTime()
    messages = fields.List(fields.Nested(MessageSchema))


KEY_MAX = 80  # characters of a message's key


class ReplySchema(Schema):
    """A message of the sender to the staff."""

    text = fields.String(
        required=True,
        validate=validate.Length(max=MESSAGE_MAX),
        metadata={"minLength": 1, "pattern": r"\S"},
    )
    idempotency_key = fields.String(load_default="", validate=validate.Length(max=KEY_MAX))


@bp.route("/submissions")
class Submissions(MethodView):
    """Where submissions are filed."""

    @bp.doc(
        operationId="file",
        responses={201: {"links": FOLLOWED}},
        security=[{}, {"key": []}],
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": {"allOf": [SubmissionSchema, KNOWN]}}},
        },
    )
    @bp.response(201, ReceiptSchema, description="Kept.")
    @bp.alt_response(200, schema=ReceiptSchema, description="The same key came before.")
    @refuses(400, "The body is no JSON object.")
    @refuses(401, "A key was sent that is none, or none any more.")
    @refuses(403, "The key has not the scope submissions:write.")
    @refuses(409, "The key was used for other words.")
    @refuses(422, "Refused, by field.")
    @refuses(429, "Too many in an hour: wait.")
    def post(self) -> Response:
        """File one submission. The same idempotency_key again answers 200 with its receipt."""
        who = caller(Scope.FILE, needed=False)
        if isinstance(who, Response):
            return who
        if not may_go_on(who):
            return problem(429, DETAILS[429]())
        words = _words()
        if words is None:
            return problem(400, _("Xin gửi một đối tượng JSON."))
        try:
            receipt = receive(words, _door(who))
        except Invalid as error:
            return problem(422, DETAILS[422](), error.errors)
        except KeyReused:
            message = _("Khóa này đã dùng cho một nội dung khác. Xin dùng khóa mới.")
            return problem(409, message, {"idempotency_key": [message]})
        answer = jsonify(
            reference=receipt.reference,
            secret=receipt.secret or None,
            status_url=public_url("api.Status", reference=receipt.reference),
            notes=receipt.notes,
        )
        answer.status_code = 201 if receipt.created else 200
        return answer

    @bp.doc(operationId="filed", security=[{"key": []}])
    @bp.arguments(PageSchema, location="query")
    @bp.response(200, FiledListSchema)
    @refuses(401, "No key.")
    @refuses(403, "Scope.")
    @refuses(422, "By field.")
    def get(self, asked: dict[str, Any]) -> dict[str, Any] | Response:
        """What was filed with this key, and how far it is."""
        return Filed.page(asked)


@bp.route("/submissions/<reference>")
class Status(MethodView):
    """What became of one."""

    @bp.doc(operationId="follow", parameters=[SECRET_PARAMETER])
    @bp.response(200, StatusSchema)
    @refuses(404, "No such reference with that secret.")
    def get(self, reference: str) -> dict[str, Any] | Response:
        """Read the status and the thread of one submission, with its secret in a header."""
        row = _opened(reference)
        if row is None:
            return _unknown()
        return _status(row)


@bp.route("/submissions/<reference>/messages")
class Messages(MethodView):
    """The thread of one."""

    @bp.doc(
        operationId="say",
        parameters=[SECRET_PARAMETER],
        requestBody={"required": True, "content": {"application/json": {"schema": ReplySchema}}},
    )
    @bp.response(201, StatusSchema, description="Written, once for one idempotency_key.")
    @refuses(400, "No JSON.")
    @refuses(404, "Not known.")
    @refuses(422, "By field.")
    def post(self, reference: str) -> dict[str, Any] | Response:
        """Write to the staff, with the secret in a header."""
        row = _opened(reference)
        if row is None:
            return _unknown()
        words = _words()
        if words is None:
            return problem(400, _("Xin gửi một đối tượng JSON."))
        text, once = words.get("text"), words.get("idempotency_key", "")
        if not isinstance(text, str) or not isinstance(once, str):
            field = "idempotency_key" if isinstance(text, str) else "text"
            return problem(422, DETAILS[422](), {field: [_("Mục này phải là chữ.")]})
        fault = gone(row.id) or message_fault(text)
        if fault:
            return problem(422, DETAILS[422](), {"text": [fault]})
        once = storable(once)
        if len(once) > KEY_MAX:
            long = _("Khóa dài quá: tối đa %(limit)s ký tự.", limit=KEY_MAX)
            return problem(422, DETAILS[422](), {"idempotency_key": [long]})
        write(row.id, Author.SENDER, storable(text), once)
        return _status(row)


def _words() -> dict[str, Any] | None:
    words = request.get_json(silent=True)
    return words if isinstance(words, dict) else None


def _door(who: Caller | None) -> Door:
    def beside(submission_id: int) -> list[Model]:
        return [ApiFiling(submission_id=submission_id, key_id=who.key_id)] if who else []

    return Door(
        channel=Channel.API,
        settings=settings(),
        locale=str(get_locale()),
        address=request.remote_addr or "",
        beside=beside,
        lenient=True,
    )


def _status(row: Submission) -> dict[str, Any]:
    db.session.expire(row, ["messages"])
    return {
        "reference": row.reference,
        "state": state_of(row),
        "received_at": row.received_at,
        "messages": legible(row),
    }


def _unknown() -> Response:
    header = f"{SECRET_HEADER}: XXXX-XXXX-XXXX-XXXX-XXXX-X"
    return problem(
        404,
        _(
            "Mã tra cứu và mã bí mật không khớp. Mã bí mật gửi trong tiêu đề %(header)s.",
            header=header,
        ),
    )


def _opened(reference: str) -> Submission | None:
    given = request.headers.get(SECRET_HEADER) or request.headers.get("X-Secret", "")
    if not given and request.authorization is not None:
        given = request.authorization.token or ""
    try:
        return submission_of(receipts.clean_reference(reference), receipts.clean_secret(given))
    except receipts.ReceiptError:
        return None
