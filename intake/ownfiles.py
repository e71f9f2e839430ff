"""Dated tables a province may keep itself: a copy in the instance folder is used instead of ours."""

from pathlib import Path

from flask import current_app, has_app_context


def own(shipped: Path) -> Path:
    """The province's copy of a shipped table, by the same name, where there is one."""
    if not has_app_context():
        return shipped
    kept: Path = current_app.extensions["settings"].instance / shipped.name
    return kept if kept.exists() else shipped
