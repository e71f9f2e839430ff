"""What is done to the accounts of those who work here: each act once, noted, its sittings ended.

Law (four eyes): an account whose duties, password or second factor somebody changed on the page stays
shut until somebody else opens it, and nobody changes their own: else whoever keeps the accounts
could sign in as anybody. Who changed it last is read from the audit trail, which nothing rewrites.
At the command line sits who has the machine, and no second pair of eyes helps.
"""

import secrets

from flask_security import hash_password
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from intake import audit, sittings
from intake.audit import AuditEntry
from intake.db import db
from intake.duties import not_together
from intake.staff import Duty, Role, Staff, datastore

ADDED, DUTIES, ENABLED, DISABLED, PASSWORD, FACTOR = (
    "account_added", "duties_changed", "account_enabled", "account_disabled", "password_reset",
    "second factor reset",
)  # fmt: skip
TO_AGREE = (ADDED, DUTIES, PASSWORD, FACTOR)


class AccountRefused(ValueError):
    """The change cannot be made; ``why`` is one of the words below."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


TAKEN, ALONE, NONE, SAME_PERSON, ALREADY, CHANGED = (
    "taken", "alone", "none", "same_person", "already", "changed",
)  # fmt: skip


def add(email: str, name: str, duties: set[Duty], home_unit_id: int | None, shut: bool) -> str:
    """A new account and its first password; commits. Raises AccountRefused."""
    _check(duties)
    password = secrets.token_urlsafe(12)
    person = datastore.create_user(
        email=email,
        name=name,
        password=hash_password(password),
        roles=_roles(duties),
        home_unit_id=home_unit_id,
        active=not shut,
    )
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise AccountRefused(TAKEN) from error
    audit.note(ADDED, f"staff:{person.id}", ",".join(sorted(duties)))
    db.session.commit()
    return password


def give_duties(person: Staff, duties: set[Duty], shut: bool) -> int:
    """These duties and no others; how many sittings ended. Raises AccountRefused. Commits."""
    _check(duties)
    person.roles = _roles(duties)
    person.active = person.active and not shut
    return _done(person, DUTIES, ",".join(sorted(duties)))


def put(person: Staff, active: bool) -> int:
    """Shut an account, or open it again; how many sittings ended. Raises AccountRefused. Commits.

    What the person did stays under the name.
    """
    moved = db.session.execute(
        update(Staff).where(Staff.id == person.id, Staff.active != active).values(active=active)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise AccountRefused(ALREADY)
    return _done(person, ENABLED if active else DISABLED)


def reset_password(person: Staff, shut: bool) -> tuple[str, int]:
    """A new password, and how many sittings ended. Commits."""
    password = secrets.token_urlsafe(12)
    person.password = hash_password(password)
    person.active = person.active and not shut
    return password, _done(person, PASSWORD)


def reset_factor(person: Staff, shut: bool, where: str = "") -> int:
    """Take every second factor away; how many sittings ended. Commits."""
    datastore.tf_reset(person)
    datastore.mf_set_recovery_codes(person, None)
    datastore.webauthn_reset(person)
    person.active = person.active and not shut
    return _done(person, FACTOR, where)


def end_sittings(person: Staff) -> int:
    """Sign a person out everywhere; how many sittings ended. Commits."""
    return _done(person, "ended sittings")


def waits_for_second(person: Staff) -> AuditEntry | None:
    """The change nobody else has agreed to yet; None where nothing waits."""
    if person.active:
        return None
    last = db.session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.subject == f"staff:{person.id}",
            AuditEntry.act.in_((*TO_AGREE, ENABLED)),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return None if last is None or last.act == ENABLED or last.staff_id is None else last


def agree(person: Staff, staff_id: int, entry_id: int) -> int:
    """The second person opens what waits, as they saw it. Raises AccountRefused. Commits."""
    waiting = waits_for_second(person)
    if waiting is not None and waiting.staff_id == staff_id:
        raise AccountRefused(SAME_PERSON)
    if waiting is not None and waiting.id != entry_id:
        raise AccountRefused(CHANGED)
    return put(person, active=True)


def _check(duties: set[Duty]) -> None:
    if not duties:
        raise AccountRefused(NONE)
    if not_together(duties):
        raise AccountRefused(ALONE)


def _roles(duties: set[Duty]) -> list[Role]:
    wanted = [datastore.find_or_create_role(str(duty)) for duty in sorted(duties)]
    return [role for role in wanted if isinstance(role, Role)]


def _done(person: Staff, act: str, detail: str = "") -> int:
    """Note it and end what is open: whoever is signed in signs in again as what they now are."""
    ended = sittings.end(person.id)
    audit.note(act, f"staff:{person.id}", detail)
    db.session.commit()
    return ended
