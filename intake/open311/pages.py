"""Open311 GeoReport v2, read and write: https://wiki.open311.org/GeoReport_v2/."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from intake.api.callers import LONGEST, may_go_on
from intake.apikeys import ApiFiling, Caller, Scope, holder
from intake.clock import local, today
from intake.db import Model
from intake.open311 import wire
from intake.open311.filing import Refused, filing
from intake.open311.requests import Asked, Open311Request, Shown, find
from intake.open311.services import ATTRIBUTES, Attribute, Service, services
from intake.receive import Door, Invalid, KeyReused, Receipt, receive
from intake.submissions import Channel
from intake.web.here import settings

bp = Blueprint("open311", __name__, url_prefix="/open311")
CHANGED = "2026-11-24T00:00:00+07:00"  # when the services or this interface last changed
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMS = '<any("xml", "json"):form>'


class Fault(Exception):
    """What a caller did wrong, with the standard's code for it."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@bp.errorhandler(Fault)
def _fault(error: Fault) -> Response:
    return _list("errors", [{"code": error.code, "description": error.words}], error.code)


@bp.errorhandler(HTTPException)
def _other(error: HTTPException) -> Response:
    code = error.code or 500
    return _list("errors", [{"code": code, "description": error.name}], code)


@bp.get(f"/discovery.{FORMS}")
def discovery(form: str) -> Response:
    """Where the interface is, for the standard's Service Discovery."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": settings().base_url + "/open311/v2",
        "changeset": CHANGED,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    said = {
        "changeset": CHANGED,
        "contact": _("Cơ quan vận hành Lắng Nghe của %(province)s.", province=_("tỉnh Đồng Tháp")),
        "key_service": _("Xin khóa API ở cơ quan vận hành; khóa do lệnh flask apikey create cấp."),
        "endpoints": [endpoint],
    }
    return Response(wire.one("discovery", said, form), content_type=wire.TYPES[form])


@bp.get(f"/v2/services.{FORMS}")
def service_list(form: str) -> Response:
    """What may be told."""
    _jurisdiction()
    return _list("services", [_service(one) for one in services(today()).values()])


@bp.get(f"/v2/services/<code>.{FORMS}")
def definition(code: str, form: str) -> Response:
    """What a service asks for beside the words."""
    _jurisdiction()
    if code not in services(today()):
        raise Fault(404, _("Không có dịch vụ %(code)s.", code=code))
    tongue = str(get_locale())
    asked = [_attribute(one, n, tongue) for n, one in enumerate(ATTRIBUTES, 1)]
    said = {"service_code": code, "attributes": asked}
    return Response(wire.one("service_definition", said, form), content_type=wire.TYPES[form])


@bp.post(f"/v2/requests.{FORMS}")
def file(form: str) -> Response:
    """Take one request, through the same door as everything else."""
    _jurisdiction()
    who = _caller()
    service = _chosen(request.form.get("service_code", ""))
    if not may_go_on(who):
        raise Fault(429, _("Có quá nhiều yêu cầu cùng lúc. Xin chờ một lát rồi thử lại."))
    try:
        receipt = _receive(service, who)
    except Refused as error:
        raise Fault(400, _(error.words, **error.blanks)) from error
    except Invalid as error:
        told = [f"{field}: {words}" for field, found in error.errors.items() for words in found]
        faults = [{"code": 400, "description": words} for words in told]
        return _list("errors", faults, 400)
    except KeyReused as error:
        message = _("Khóa này đã dùng cho một nội dung khác. Xin dùng khóa mới.")
        raise Fault(409, message) from error
    return _list("service_requests", [_taken(service, receipt)], 201)


@bp.get(f"/v2/tokens/<token>.{FORMS}")
def token(token: str, form: str) -> Response:
    """A request's id by its token. Listed ones have their id at once, which is its own token."""
    _jurisdiction()
    found = find(Asked(ids=(token,)), _hidden())
    if not found:
        raise Fault(404, _("Không có yêu cầu nào như vậy."))
    return _list("service_requests", [{"service_request_id": token, "token": token}])


@bp.get(f"/v2/requests.{FORMS}")
def requests(form: str) -> Response:
    """What is listed, newest first."""
    _jurisdiction()
    return _list("service_requests", [_request(one) for one in find(_asked(), _hidden())])


@bp.get(f"/v2/requests/<reference>.{FORMS}")
def single(reference: str, form: str) -> Response:
    """One of them. Nothing tells a request that is not listed from one that never was."""
    _jurisdiction()
    found = find(Asked(ids=(reference,)), _hidden())
    if not found:
        raise Fault(404, _("Không có yêu cầu nào như vậy."))
    return _list("service_requests", [_request(one) for one in found])


def _list(root: str, things: list[dict[str, Any]], status: int = 200) -> Response:
    form = (request.view_args or {}).get("form") or ("json" if ".json" in request.path else "xml")
    return Response(wire.listed(root, things, form), status=status, content_type=wire.TYPES[form])


def _jurisdiction() -> None:
    given = request.values.get("jurisdiction_id", "")
    if given and given != settings().jurisdiction:
        raise Fault(404, _("Ở đây chỉ có %(here)s.", here=settings().jurisdiction))


def _caller() -> Caller:
    key = request.values.get("api_key", "") or request.headers.get("X-Api-Key", "")
    who = holder(key[:LONGEST]) if key else None
    if who is None or Scope.OPEN311 not in who.scopes:
        raise Fault(403, _("Thiếu api_key, hoặc khóa không còn hiệu lực hay không có quyền gửi."))
    return who


def _chosen(code: str) -> Service:
    if not code:
        raise Fault(400, _("Xin cho biết service_code."))
    service = services(today()).get(code)
    if service is None:
        raise Fault(404, _("Không có dịch vụ %(code)s.", code=code[:40]))
    return service


def _receive(service: Service, who: Caller) -> Receipt:
    given = filing(request.form)

    def beside(submission_id: int) -> list[Model]:
        kept = Open311Request(
            submission_id=submission_id,
            service_code=service.code,
            address=given.address,
            address_id=given.address_id,
            lat=given.lat,
            long=given.long,
        )
        return [kept, ApiFiling(submission_id=submission_id, key_id=who.key_id)]

    door = Door(
        channel=Channel.OPEN311,
        settings=settings(),
        locale=str(get_locale()),
        address=request.remote_addr or "",
        beside=beside,
    )
    once = request.headers.get("Idempotency-Key", "")[:200]
    return receive(given.words | ({"idempotency_key": once} if once else {}), door)


def _taken(service: Service, receipt: Receipt) -> dict[str, Any]:
    """What the caller takes away; of a blackbox service no id, only words for the sender."""
    notice = _(
        "Đã tiếp nhận. Mã tra cứu %(reference)s, mã bí mật %(secret)s: xem tại %(url)s.",
        reference=receipt.reference,
        secret=receipt.secret or "—",
        url=settings().base_url + url_for("web.find"),
    )
    found = {"service_request_id": receipt.reference} if service.listed else {}
    return found | {"service_notice": notice, "account_id": None}


def _asked() -> Asked:
    return Asked(
        ids=_several("service_request_id"),
        codes=_several("service_code"),
        statuses=_several("status"),
        start=_moment("start_date"),
        end=_moment("end_date"),
    )


def _several(name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in request.args.get(name, "").split(",") if one.strip())


def _moment(name: str) -> datetime | None:
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given.replace(" ", "+"))  # a plus sign sent as it is
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        words = _("%(name)s phải có dạng 2026-11-24T08:15:30+07:00.", name=name)
        raise Fault(400, words) from error


def _hidden() -> Any:
    return current_app.extensions["not for the public"]


def _service(one: Service) -> dict[str, Any]:
    return {
        "service_code": one.code,
        "service_name": one.name(str(get_locale())),
        "description": one.name(str(get_locale())),
        "metadata": True,
        "type": one.kind,
        "keywords": one.keywords,
        "group": one.group,
    }


def _attribute(one: Attribute, order: int, tongue: str) -> dict[str, Any]:
    english = tongue == "en"
    return {
        "variable": True,
        "code": one.code,
        "datatype": one.datatype,
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": one.english if english else one.vietnamese,
        "values": [{"key": k, "name": en if english else vi} for k, vi, en in one.values],
    }


def _request(one: Shown) -> dict[str, Any]:
    service = services(today())[one.service_code]
    return {
        "service_request_id": one.reference,
        "status": "closed" if one.closed else "open",
        "status_notes": _("Đã có trả lời") if one.closed else _("Đang xem xét"),
        "service_name": service.name(str(get_locale())),
        "service_code": one.service_code,
        "description": one.description,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": _written(one.requested),
        "updated_datetime": _written(one.updated),
        "expected_datetime": None,
        "address": one.address or None,
        "address_id": one.address_id or None,
        "zipcode": None,
        "lat": one.lat,
        "long": one.long,
        "media_url": None,
    }


def _written(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")
