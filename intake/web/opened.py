"""The submission whose secret was shown in this browser."""

from flask import abort, session
from sqlalchemy import select

from intake.db import db
from intake.submissions import Submission


def opened(reference: str) -> Submission | None:
    """The submission, if its secret was shown in this browser."""
    if reference not in session.get("opened", []):
        return None
    row = db.session.scalar(select(Submission).where(Submission.reference == reference))
    return row or abort(404)
