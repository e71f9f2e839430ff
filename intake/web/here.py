"""What the pages ask of the running application."""

from flask import current_app

from config import Settings
from intake.files import FolderStore


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def store() -> FolderStore:
    """Where attachments are kept."""
    return FolderStore(settings().instance / "files")
