"""What senders attached, opened by leads alone, each time noted.

A photograph of a slip shows a name, a letter shows a hand, and no mask covers either.
"""

from flask import abort, redirect
from werkzeug.wrappers import Response

from intake import audit, handling
from intake.db import db
from intake.staff import Duty
from intake.submissions import Attachment
from intake.web import givenfiles
from triage.console.access import for_duties
from triage.console.matters import found_matter
from triage.console.pages import bp


@bp.get("/vu-viec/<int:matter_id>/tep/<int:attachment_id>")
@for_duties(Duty.LEAD)
def evidence_file(matter_id: int, attachment_id: int) -> Response:
    """Note who opens which file, then lead to where it is for five minutes."""
    row = found_matter(matter_id)
    one = db.session.get(Attachment, attachment_id)
    if one is None or one.submission_id != row.submission_id:
        abort(404)
    if handling.handed_over(row.submission_id) is not None:
        abort(410)  # taken out of here: nobody opens it on this machine any more
    audit.note("file opened", f"submission:{row.submission_id}", f"attachment:{one.id}")
    db.session.commit()
    return redirect(givenfiles.address(one.id), 303)
