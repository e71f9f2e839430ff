"""Who calls: nobody in particular, or the holder of a key that allows what is asked."""

from flask import Response, request
from flask_babel import gettext as _

from intake.api.problems import problem
from intake.apikeys import Caller, Scope, holder
from intake.web import gate

KEY_HEADER = "X-Api-Key"
LONGEST = 200  # letters of a key that are looked at


def given_key() -> str:
    """The key as sent; empty where none was."""
    return request.headers.get(KEY_HEADER, "")[:LONGEST]


def caller(scope: Scope, needed: bool) -> Caller | Response | None:
    """The holder of the key sent, or the refusal; None for nobody, where nobody will do."""
    key = given_key()
    if not key and not needed:
        return None
    found = holder(key) if key else None
    if found is None:
        refused = problem(
            401, _("Xin gửi khóa API còn hiệu lực trong tiêu đề %(header)s.", header=KEY_HEADER)
        )
        refused.headers["WWW-Authenticate"] = "ApiKey"
        return refused
    if scope not in found.scopes:
        return problem(403, _("Khóa này không có quyền %(scope)s.", scope=scope.value))
    return found


def may_go_on(found: Caller | None) -> bool:
    """Counts one more filing of a program; whether it is not too many for an hour."""
    return gate.program_may_file(f"key {found.key_id}" if found else "")
