"""Our settings in the words of Flask and its extensions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import make_url

import config
from intake.db import now
from intake.web import factors, factorwords, passkeys
from intake.web.formparser import FormRequest
from intake.web.numbers import Addresses


class Application(Flask):
    """Flask, knowing its own name, and that nothing here is a coroutine."""

    url_map_class = Addresses
    request_class = FormRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: Flask would ask a dozen times a page whether it is a coroutine."""
        return func

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Any:
        """In service nobody tells us who we are: the host is BASE_URL's, whatever is claimed.

        Passkeys and redirects of Flask-Security are made for the request's host.
        """
        settings: config.Settings = self.extensions["settings"]
        if settings.secure_cookies:
            environ["HTTP_HOST"] = urlsplit(settings.base_url).netloc
        return super().wsgi_app(environ, start_response)


PATIENCE = 15.0  # seconds for a lock, on either database; then what was sent goes to the spool


def _engine(url: str) -> dict[str, Any]:
    """A database that is stuck is as good as away: nobody's page hangs on it for ever."""
    made = make_url(url)
    # More than there are threads (serving.threads), or connections are dialled all day long.
    # An error's message goes to the log, and what was bound to the statement with it: not here.
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}
    if made.get_backend_name() == "postgresql":
        within = int(PATIENCE * 1000)
        limits: dict[str, Any] = {"connect_timeout": 5, "tcp_user_timeout": within}
        if "options" not in made.query:
            limits["options"] = f"-c lock_timeout={within}"
        options["connect_args"] = limits
    return options


def flask_config(settings: config.Settings) -> dict[str, Any]:
    """Our settings in the words of Flask and its extensions."""
    return {
        "SECRET_KEY": settings.key("session").hex(),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine(settings.database_url),
        "BABEL_DEFAULT_LOCALE": settings.locale,
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "BABEL_TRANSLATION_DIRECTORIES": str(config.ROOT / "intake/translations"),
        "MAX_CONTENT_LENGTH": 2 * settings.upload_limit,
        "MAX_FORM_MEMORY_SIZE": 8 * 1024 * 1024,  # a megabyte of text is refused at its field
        # Over https no other name of the domain, and no page in the clear, can plant a session.
        "SESSION_COOKIE_NAME": "__Host-ln" if settings.secure_cookies else "ln",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,
        # Else it asks over https for the Referer, which our pages never send: see samesite.
        "WTF_CSRF_SSL_STRICT": False,
        "SECURITY_PASSWORD_SALT": settings.key("password").hex(),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_URL_PREFIX": "/noi-bo",
        "SECURITY_LOGIN_URL": "/dang-nhap",
        "SECURITY_LOGOUT_URL": "/dang-xuat",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/noi-bo/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_LOGIN_USER_TEMPLATE": "login.html",
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": False,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/doi-mat-khau",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "password.html",
        "SECURITY_POST_CHANGE_VIEW": "/noi-bo/phien",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_REDIRECT_BEHAVIOR": None,
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_DATETIME_FACTORY": now,
        **factors.flask_config(settings),
        **passkeys.flask_config(),
        **factorwords.messages(),
        "API_TITLE": "Lắng Nghe",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": SPECIFICATION,
    }


SPECIFICATION: dict[str, Any] = {
    "info": {
        "description": "File what people say about offices of the state, and read what became of "
        "it. Refusals are problem+json in the language of Accept-Language: vi or en. Lists come a "
        "page at a time: `next` is the `after` of the page that follows, null on the last.",
        "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    },
    "servers": [{"url": "/"}],
    "components": {
        "securitySchemes": {
            "key": {
                "type": "apiKey",
                "in": "header",
                "name": "X-Api-Key",
                "description": "A key of `flask apikey create`, with the scope of the call.",
            }
        }
    },
}
