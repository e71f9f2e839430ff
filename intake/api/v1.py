"""JSON API, version 1: file a submission, read what became of it."""

from typing import Any

from flask import Response, abort, jsonify, request, url_for
from flask.views import MethodView
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from intake import receipts
from intake.receive import Door, Invalid, KeyReused, receive
from intake.schemas import SubmissionSchema
from intake.submissions import Channel, Submission
from intake.thread import state_of, submission_of
from intake.web import gate
from intake.web.here import settings

bp = Blueprint("api", __name__, url_prefix="/api/v1", description="Submissions")
SECRET_HEADER = "X-Receipt-Secret"


class ReceiptSchema(Schema):
    """What the caller takes away; ``secret`` is null where it may not be repeated."""

    reference = fields.String()
    secret = fields.String(allow_none=True)
    status_url = fields.Url()


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


class RefusalSchema(Schema):
    """Why a request was refused, by field, in the caller's language."""

    code = fields.Integer()
    status = fields.String()
    message = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


@bp.route("/submissions")
class Submissions(MethodView):
    """Where submissions are filed."""

    @bp.doc(
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": SubmissionSchema}},
        }
    )
    @bp.response(201, ReceiptSchema, description="Kept.")
    @bp.alt_response(200, schema=ReceiptSchema, description="The same key came before.")
    @bp.alt_response(400, schema=RefusalSchema, description="The body is no JSON object.")
    @bp.alt_response(409, schema=RefusalSchema, description="The key was used for other words.")
    @bp.alt_response(422, schema=RefusalSchema, description="Refused, by field.")
    @bp.alt_response(429, schema=RefusalSchema, description="Too many in an hour: wait.")
    def post(self) -> Response:
        """File one submission. The same idempotency_key again answers 200 with its receipt."""
        if not gate.program_may_file():
            abort(429)
        words = request.get_json(silent=True)
        if not isinstance(words, dict):
            return _refuse(400, _("Xin gửi một đối tượng JSON."), {})
        try:
            receipt = receive(words, _door())
        except Invalid as error:
            return _refuse(422, _("Có mục chưa đúng."), error.errors)
        except KeyReused:
            message = _("Khóa này đã dùng cho một nội dung khác. Xin dùng khóa mới.")
            return _refuse(409, message, {"idempotency_key": [message]})
        answer = jsonify(
            reference=receipt.reference,
            secret=receipt.secret or None,
            status_url=url_for("api.Status", reference=receipt.reference, _external=True),
        )
        answer.status_code = 201 if receipt.created else 200
        return answer


@bp.route("/submissions/<reference>")
class Status(MethodView):
    """What became of one."""

    @bp.doc(
        parameters=[
            {
                "in": "header",
                "name": SECRET_HEADER,
                "required": True,
                "schema": {"type": "string"},
                "description": "The secret, or Authorization: Bearer with it.",
            }
        ]
    )
    @bp.response(200, StatusSchema)
    @bp.alt_response(404, schema=RefusalSchema, description="No such reference with that secret.")
    def get(self, reference: str) -> dict[str, Any] | Response:
        """Read the status and the thread of one submission, with its secret in a header."""
        row = _opened(reference)
        if row is None:
            header = f"{SECRET_HEADER}: XXXX-XXXX-XXXX-XXXX-XXXX-X"
            return _refuse(
                404,
                _(
                    "Mã tra cứu và mã bí mật không khớp. Mã bí mật gửi trong tiêu đề %(header)s.",
                    header=header,
                ),
                {},
            )
        return {
            "reference": row.reference,
            "state": state_of(row),
            "received_at": row.received_at,
            "messages": row.messages,
        }


def _door() -> Door:
    return Door(
        channel=Channel.API,
        settings=settings(),
        locale=str(get_locale()),
        address=request.remote_addr or "",
    )


def _opened(reference: str) -> Submission | None:
    given = request.headers.get(SECRET_HEADER) or request.headers.get("X-Secret", "")
    if not given and request.authorization is not None:
        given = request.authorization.token or ""
    try:
        return submission_of(receipts.clean_reference(reference), receipts.clean_secret(given))
    except receipts.ReceiptError:
        return None


def _refuse(code: int, message: str, errors: dict[str, list[str]]) -> Response:
    answer = jsonify(code=code, status="refused", message=message, errors=errors)
    answer.status_code = code
    return answer
