"""The blueprint of the JSON API, version 1; its routes are in the modules beside."""

from typing import Any

from flask_smorest import Blueprint

from intake.api.problems import MEDIA_TYPE, ProblemSchema

bp = Blueprint("api", __name__, url_prefix="/api/v1", description="Submissions")


def refuses(status: int, why: str) -> Any:
    """Says in the description of a route that it may answer so."""
    return bp.alt_response(status, schema=ProblemSchema, content_type=MEDIA_TYPE, description=why)
