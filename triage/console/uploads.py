"""A file that comes with a form of the console: cleaned, then kept sealed."""

from flask import request
from flask_babel import gettext as _
from flask_security import current_user

from intake import keptfiles
from intake.files import MESSAGES, CleanFile, FileRefused


class UploadRefused(ValueError):
    """The file cannot be kept; the message says why and what to do."""


def sent(name: str) -> CleanFile | None:
    """The file of a form's field, cleaned; None where none was chosen. Raises UploadRefused."""
    file = request.files.get(name)
    if file is None or not file.filename:
        return None
    try:
        return keptfiles.cleaned(file.stream, file.filename)  # type: ignore[arg-type]
    except FileRefused as refused:
        raise UploadRefused(_(MESSAGES[refused.code])) from refused


def kept(clean: CleanFile | None) -> int | None:
    """Seal it in the name of whoever is signed in; its id. The caller commits."""
    return keptfiles.keep(clean, current_user.id).id if clean else None
