"""What the pages ask of the running application."""

from flask import current_app

from config import Settings
from intake import filebox
from intake.filebox import SealedStore


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def store() -> SealedStore:
    """Where attachments are kept, sealed."""
    return filebox.of(settings())
