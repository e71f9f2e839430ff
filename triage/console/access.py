"""Who may open what in the console. A view says its duties; a view that says nothing is shut."""

from collections.abc import Callable
from functools import wraps

from flask import abort, current_app
from flask_security import current_user
from werkzeug.wrappers import Response

from intake.staff import Duty

View = Callable[..., str | Response | tuple[str, int]]


def for_duties(*duties: Duty) -> Callable[[View], View]:
    """Open a view to signed-in staff with one of these duties."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> str | Response | tuple[str, int]:
            if not current_user.is_authenticated:
                answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
                return answer
            if not any(current_user.has_role(duty) for duty in duties):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def shut() -> None:
    """Before every request of the console: nobody passes without signing in."""
    if not current_user.is_authenticated:
        abort(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]


def may(duty: Duty) -> bool:
    """Whether whoever is signed in has a duty."""
    return bool(current_user.is_authenticated and current_user.has_role(duty))
