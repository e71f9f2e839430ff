"""Why a request was refused, as application/problem+json (RFC 9457), in the caller's language."""

import json
from typing import Any

from flask import Response
from flask_babel import gettext as _
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class ProblemSchema(Schema):
    """RFC 9457, with ``errors`` by field where fields are at fault."""

    type = fields.String(metadata={"description": "Always about:blank: the status says it."})
    title = fields.String()
    status = fields.Integer()
    detail = fields.String(metadata={"description": "What to do, in the caller's language."})
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


def problem(
    status: int, detail: str, errors: dict[str, list[str]] | None = None, title: str = ""
) -> Response:
    """The answer to a refused request."""
    said = {
        "type": "about:blank",
        "title": title or TITLES.get(status, lambda: _("Không nhận được"))(),
        "status": status,
        "detail": detail,
        "errors": errors or {},
    }
    words = json.dumps(said, ensure_ascii=False)
    return Response(words, status=status, content_type=MEDIA_TYPE)


def from_exception(error: HTTPException) -> Any:
    """The same for what Flask and its extensions raise."""
    code = error.code or 500
    if code < 400:
        return error
    data = getattr(error, "data", None) or {}
    given = data.get("messages", {})
    flat = given.get("json") or given.get("query") or given
    errors = {
        str(k): [str(m) for m in (v if isinstance(v, list) else [v])] for k, v in flat.items()
    }
    answer = problem(code, DETAILS.get(code, lambda: _("Xin xem lại yêu cầu."))(), errors)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


TITLES = {
    400: lambda: _("Yêu cầu không đọc được"),
    401: lambda: _("Khóa API không đúng"),
    403: lambda: _("Khóa API không có quyền này"),
    404: lambda: _("Không tìm thấy"),
    405: lambda: _("Cách gọi không đúng"),
    409: lambda: _("Khóa đã dùng"),
    413: lambda: _("Nội dung quá lớn"),
    415: lambda: _("Kiểu nội dung không đúng"),
    422: lambda: _("Có mục chưa đúng"),
    429: lambda: _("Quá nhiều yêu cầu"),
    500: lambda: _("Hệ thống gặp trục trặc"),
    503: lambda: _("Tạm thời chưa nhận được"),
}
DETAILS = {
    404: lambda: _("Không có địa chỉ này. Xin xem /api/v1/openapi.json."),
    405: lambda: _("Địa chỉ này không nhận cách gọi như vậy. Xin xem /api/v1/openapi.json."),
    413: lambda: _("Xin gửi nội dung nhỏ hơn."),
    415: lambda: _("Xin gửi Content-Type: application/json."),
    422: lambda: _("Có mục chưa đúng. Xin sửa các mục nêu trong errors."),
    429: lambda: _("Có quá nhiều yêu cầu cùng lúc. Xin chờ một lát rồi thử lại."),
    500: lambda: _("Điều đã tiếp nhận không bị mất. Xin thử lại sau."),
    503: lambda: _("Điều đã tiếp nhận không bị mất. Xin thử lại sau."),
}
