"""What was handed over as a denunciation leaves this machine; its stub stays.

Deleted at the hand-over itself: nobody here may open the words any more, so waiting would keep
them for no one. The stub is reference, day, destination and officer (in the handling step), and
the hash of the words, by which the sender's own copy can still be proved. The database lets this
one change of a fact through, and only where the hand-over stands on record (migration 0031).
"""

from sqlalchemy import delete, select, update

from intake import audit, datakeys
from intake.db import db
from intake.filebox import SealedStore
from intake.handling import gone
from intake.open311.requests import Open311Request
from intake.submissions import Attachment, Message, Submission
from triage.matters import Matter

STUB = "(đã bàn giao)"  # no text may be empty
EMPTIED = {
    "text": STUB,
    "place": "",
    "procedure": "",
    "as_sent": "",
    "occurred_on": None,
    "dossier_code": None,
    "dossier_received_on": None,
    "promised_on": None,
    "apology": None,
    "sender_hash": None,
    "network_hash": None,
}


def purge(submission_id: int) -> list[str]:
    """Delete words, files' rows and their keys; the caller commits, then deletes these files.

    The handing over must be flushed before: the database asks for it.
    """
    if db.session.connection().dialect.name == "sqlite":  # or deleted words stay in free pages
        db.session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    mine = Attachment.submission_id == submission_id
    files = list(db.session.scalars(select(Attachment.store_key).where(mine)))
    datakeys.drop(map(datakeys.of_file, files))
    db.session.execute(delete(Attachment).where(mine))
    by_open311 = Open311Request.submission_id == submission_id
    db.session.execute(delete(Open311Request).where(by_open311))
    # The moments stay: deadlines are counted by them.
    db.session.execute(
        update(Message).where(Message.submission_id == submission_id).values(text="")
    )
    db.session.execute(update(Submission).where(Submission.id == submission_id).values(**EMPTIED))
    db.session.execute(
        update(Matter).where(Matter.submission_id == submission_id).values(folded="")
    )
    audit.note("purge", f"submission:{submission_id}", f"{len(files)} files")
    return files


def purge_left(store: SealedStore) -> int:
    """The same for what was handed over before this was done at once; how many."""
    left = select(Submission.id).where(Submission.id.in_(gone()), Submission.text != STUB)
    done = list(db.session.scalars(left))
    for submission_id in done:
        files = purge(submission_id)
        db.session.commit()
        for key in files:
            store.delete(key)
    return len(done)
