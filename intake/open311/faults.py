"""What a GeoReport caller did wrong, told in the standard's own form: errors, XML or JSON."""

from collections.abc import Callable, Sequence

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from intake.open311 import wire


class Fault(Exception):
    """What a caller did wrong, with the standard's code for it."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


def form() -> str:
    """xml or json, as the address ends; XML, which every server has, where it ends in neither."""
    return "json" if request.path.endswith(".json") else "xml"


def listed(root: str, things: Sequence[wire.Thing], status: int = 200) -> Response:
    """A list in the form asked for."""
    words = wire.listed(root, things, form())
    return Response(words, status=status, content_type=wire.TYPES[form()])


def answer(code: int, *words: str) -> Response:
    """The refusal, a sentence an error."""
    return listed("errors", [{"code": code, "description": one} for one in words], code)


def from_exception(error: HTTPException) -> Response:
    """The same for what Flask raises, with the headers its code stands on."""
    code = error.code or 500
    refused = answer(code, WORDS[code]() if code in WORDS else _("Yêu cầu không đọc được."))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            refused.headers[name] = value
    return refused


WORDS: dict[int, Callable[[], str]] = {
    404: lambda: _("Không có địa chỉ này. Xin xem /open311/discovery.xml."),
    405: lambda: _("Địa chỉ này không nhận cách gọi như vậy. Xin xem /open311/discovery.xml."),
    413: lambda: _("Xin gửi nội dung nhỏ hơn."),
    500: lambda: _("Điều đã tiếp nhận không bị mất. Xin thử lại sau."),
}
