"""What the API lists: units, services, and what a key filed. A page at a time, in the body."""

from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_babel import get_locale
from marshmallow import Schema, fields, validate
from sqlalchemy import select

from intake import apikeys, units
from intake.api.bp import bp, refuses
from intake.api.callers import caller
from intake.apikeys import ApiFiling, Scope
from intake.clock import today
from intake.db import db
from intake.open311.services import services
from intake.submissions import Submission
from intake.thread import state_of
from intake.unitbook import UnitBook, UnitRecord
from intake.unitforms import label
from intake.unitsearch import search

MOST = 200


class PageSchema(Schema):
    """Which part of a list; ``after`` is the ``next`` of the page before."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))
    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**62))


class UnitsPageSchema(PageSchema):
    """Units of one day; ``q`` looks for a name, with or without marks, best first."""

    on = fields.Date(load_default=None, metadata={"description": "A day; today without it."})
    q = fields.String(load_default="", validate=validate.Length(max=120))


class UnitSchema(Schema):
    """A unit of the state on one day."""

    id = fields.Integer(metadata={"description": "Ours; write it as #id in `unit`."})
    code = fields.String(metadata={"description": "GSO code, or that of a department."})
    kind = fields.String()
    level = fields.String()
    name = fields.String()
    label = fields.String(metadata={"description": "The name with the units it stands in."})
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)


class UnitListSchema(Schema):
    """A page of units."""

    items = fields.List(fields.Nested(UnitSchema))
    next = fields.Integer(allow_none=True, metadata={"description": "`after` of the next page."})


class ServiceSchema(Schema):
    """A kind of thing to tell, as Open311 lists it too."""

    code = fields.String()
    name = fields.String()
    listed = fields.Boolean(metadata={"description": "Whether Open311 shows what is filed so."})


class ServiceListSchema(Schema):
    """All services; there is one page."""

    items = fields.List(fields.Nested(ServiceSchema))
    next = fields.Integer(allow_none=True)


class FiledSchema(Schema):
    """One submission filed with this key: never its words."""

    reference = fields.String()
    state = fields.String()
    received_at = fields.AwareDateTime()


class FiledListSchema(Schema):
    """A page of what was filed, oldest first."""

    items = fields.List(fields.Nested(FiledSchema))
    next = fields.Integer(allow_none=True)


@bp.route("/units")
class Units(MethodView):
    """The units something may be said about."""

    @bp.doc(operationId="units")
    @bp.arguments(UnitsPageSchema, location="query")
    @bp.response(200, UnitListSchema)
    @refuses(422, "Refused, by field.")
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """List units of a day by id, or look for one by name."""
        book, day = units.book(), asked["on"] or today()
        if asked["q"].strip():
            hits = search(book, asked["q"], day, asked["limit"])
            return {"items": [_unit(book, hit.unit) for hit in hits], "next": None}
        later = sorted((u for u in book.on(day) if u.id > asked["after"]), key=lambda u: u.id)
        page = later[: asked["limit"]]
        more = len(later) > len(page)
        return {"items": [_unit(book, u) for u in page], "next": page[-1].id if more else None}


@bp.route("/services")
class Services(MethodView):
    """What may be told."""

    @bp.doc(operationId="services")
    @bp.response(200, ServiceListSchema)
    def get(self) -> dict[str, Any]:
        """List the services in the caller's language."""
        tongue = str(get_locale())
        found = services(today()).values()
        items = [{"code": s.code, "name": s.name(tongue), "listed": s.listed} for s in found]
        return {"items": items, "next": None}


class Filed:
    """The list of what a key filed."""

    @staticmethod
    def page(asked: dict[str, Any]) -> dict[str, Any] | Response:
        """A page for the holder of the key that was sent, or the refusal."""
        who = caller(Scope.READ, needed=True)
        if not isinstance(who, apikeys.Caller):
            assert isinstance(who, Response)
            return who
        mine = select(Submission).join(ApiFiling, ApiFiling.submission_id == Submission.id)
        rows = db.session.scalars(
            mine.where(ApiFiling.key_id == who.key_id, Submission.id > asked["after"])
            .order_by(Submission.id)
            .limit(asked["limit"] + 1)
        ).all()
        page = rows[: asked["limit"]]
        items = [
            {"reference": r.reference, "state": state_of(r), "received_at": r.received_at}
            for r in page
        ]
        return {"items": items, "next": page[-1].id if len(rows) > len(page) else None}


def _unit(book: UnitBook, unit: UnitRecord) -> dict[str, str | int | date | None]:
    return {
        "id": unit.id,
        "code": unit.code,
        "kind": unit.kind.value,
        "level": unit.level.value,
        "name": unit.name,
        "label": label(book, unit),
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }
