"""What the pages ask of the running application."""

from typing import Any

from flask import current_app, url_for

from config import Settings
from intake import filebox
from intake.filebox import SealedStore


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def public_url(endpoint: str, **values: Any) -> str:
    """A page's address as people type it: from BASE_URL, never from what a request claims."""
    return settings().base_url + url_for(endpoint, **values)


def store() -> SealedStore:
    """Where attachments are kept, sealed."""
    return filebox.of(settings())
