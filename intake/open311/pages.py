"""Open311 GeoReport v2, read and write: https://wiki.open311.org/GeoReport_v2/."""

from datetime import UTC, datetime, time
from typing import Any

from apispec import APISpec
from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from intake.api.callers import LONGEST, may_go_on
from intake.apikeys import ApiFiling, Caller, Scope, holder
from intake.clock import HERE, local, today
from intake.db import Model
from intake.open311 import described, wire
from intake.open311.faults import Fault, answer, listed
from intake.open311.filing import FIELDS, Refused, filing
from intake.open311.requests import MOST, Asked, Open311Request, Shown, find
from intake.open311.services import ATTRIBUTES, HOW, Attribute, Service, services
from intake.receive import Door, Invalid, KeyReused, Receipt, receive
from intake.submissions import Channel
from intake.web.here import settings
from intake.web.shell import sample_data


def describe(spec: APISpec) -> None:
    """Put this interface into the served description."""
    spec.options["paths"] = described.paths(list(services(today())), MOST)


bp = Blueprint("open311", __name__, url_prefix="/open311")
CHANGED = "2026-11-28T00:00:00+07:00"  # when the services or this interface last changed
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FAR = (1900, 9000)  # nothing was filed outside of these years
FORMS = '<any("xml", "json"):form>'


@bp.errorhandler(Fault)
def _fault(error: Fault) -> Response:
    return answer(error.code, error.words)


@bp.get(f"/discovery.{FORMS}")
def discovery(form: str) -> Response:
    """Where the interface is, for the standard's Service Discovery."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": settings().base_url + "/open311/v2",
        "changeset": CHANGED,
        "type": "test" if sample_data() else "production",
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
    return listed("services", [_service(one) for one in services(today()).values()])


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
        found = ((FIELDS.get(k, k), words) for k, told in error.errors.items() for words in told)
        return answer(400, *(f"{field}: {words}" for field, words in found))
    except KeyReused as error:
        message = _("Khóa này đã dùng cho một nội dung khác. Xin dùng khóa mới.")
        raise Fault(409, message) from error
    return listed("service_requests", [_taken(service, receipt)])


@bp.get(f"/v2/tokens/<token>.{FORMS}")
def token(token: str, form: str) -> Response:
    """A request's id by its token. Listed ones have their id at once, which is its own token."""
    _jurisdiction()
    found = find(Asked(ids=(token,)), _hidden())
    if not found:
        raise Fault(404, _("Không có yêu cầu nào như vậy."))
    return listed("service_requests", [{"service_request_id": token, "token": token}])


@bp.get(f"/v2/requests.{FORMS}")
def requests(form: str) -> Response:
    """What is listed, newest first."""
    _jurisdiction()
    return listed("service_requests", [_request(one) for one in find(_asked(), _hidden())])


@bp.get(f"/v2/requests/<reference>.{FORMS}")
def single(reference: str, form: str) -> Response:
    """One of them. Nothing tells a request that is not listed from one that never was."""
    _jurisdiction()
    found = find(Asked(ids=(reference,)), _hidden())
    if not found:
        raise Fault(404, _("Không có yêu cầu nào như vậy."))
    return listed("service_requests", [_request(one) for one in found])


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
    given = filing(request.form, service.name(str(get_locale())))

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
        lenient=True,
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
    for field, told in receipt.notes.items():
        words = {"field": FIELDS[field], "why": " ".join(told)}
        notice += " " + _("Mục %(field)s đã giữ nguyên như bạn ghi. %(why)s", **words)
    found = {"service_request_id": receipt.reference} if service.listed else {}
    return found | {"service_notice": notice, "account_id": None}


def _asked() -> Asked:
    return Asked(
        ids=_several("service_request_id"),
        codes=_several("service_code"),
        statuses=_statuses(),
        start=_moment("start_date", time.min),
        end=_moment("end_date", time.max),
        page=_number("page", 1, 1_000_000),
        size=_number("page_size", MOST, MOST),
    )


def _several(name: str) -> tuple[str, ...]:
    """Values parted by commas, or the argument said more than once."""
    said = ",".join(request.args.getlist(name)).split(",")
    return tuple(one.strip() for one in said if one.strip())


def _statuses() -> tuple[str, ...]:
    found = _several("status")
    if not set(found) <= {"open", "closed"}:
        raise Fault(400, _("status là open hoặc closed."))
    return found


def _number(name: str, unsaid: int, most: int) -> int:
    given = request.args.get(name, "")
    if not given:
        return unsaid
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= most):
        raise Fault(400, _("%(name)s là một số từ 1 đến %(most)s.", name=name, most=most))
    return int(given)


def _moment(name: str, hour: time) -> datetime | None:
    """A moment; of a day alone, ``hour`` in Viet Nam. Without a zone it is of Viet Nam, too."""
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given.replace(" ", "+"))  # a plus sign sent as it is
        if not FAR[0] <= found.year <= FAR[1]:  # beyond what a zone can be reckoned in
            return datetime(min(max(found.year, FAR[0]), FAR[1]), 1, 1, tzinfo=UTC)
        if len(given) <= len("2026-11-24"):
            found = datetime.combine(found, hour)
        return (found if found.tzinfo else found.replace(tzinfo=HERE)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        words = _("%(name)s phải có dạng 2026-11-24T08:15:30+07:00.", name=name)
        raise Fault(400, words) from error


def _hidden() -> Any:
    return current_app.extensions["not for the public"]


def _service(one: Service) -> dict[str, Any]:
    tongue = str(get_locale())
    return {
        "service_code": one.code,
        "service_name": one.name(tongue),
        "description": one.told("about", tongue),
        "metadata": True,
        "type": one.kind,
        "keywords": one.told("keywords", tongue),
        "group": one.told("group", tongue),
    }


def _attribute(one: Attribute, order: int, tongue: str) -> dict[str, Any]:
    english = tongue == "en"
    return {
        "variable": True,
        "code": one.code,
        "datatype": one.datatype,
        "required": False,
        "datatype_description": HOW[one.datatype][english],
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
