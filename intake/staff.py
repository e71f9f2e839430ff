"""Accounts of the people who work here, and what each role may open."""

import secrets
from datetime import datetime

from flask import current_app
from flask_security import (
    AsaList,
    RoleMixin,
    SQLAlchemyUserDatastore,
    UserMixin,
    WebAuthnMixin,
    hash_password,
)
from sqlalchemy import Column, ForeignKey, LargeBinary, Table, UniqueConstraint, select
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.db import Model, UTCDateTime, db, now
from intake.duties import Duty as Duty


class Role(Model, RoleMixin):
    """A role, by name of its duty."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    permissions: Mapped[str | None]  # type: ignore[assignment]


staff_role = Table(
    "staff_role",
    Model.metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Passkey(Model, WebAuthnMixin):
    """One passkey of one person: what its device signs with is never here, only the public half.

    ``usage`` is "first" (instead of password and code) or "secondary" (after the password).
    """

    __tablename__ = "staff_passkey"
    __table_args__ = (UniqueConstraint("user_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    lastuse_datetime: Mapped[datetime] = mapped_column(UTCDateTime)


class Staff(Model, UserMixin):
    """One person with an account; ``name`` stands under every decision of theirs."""

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    home_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    created_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]  # encrypted by Flask-Security
    tf_last_counter: Mapped[int | None]  # the 30 seconds of the last code used (RFC 6238, 5.2)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(AsaList())  # each one encrypted
    )
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        unique=True, index=True
    )
    webauthn: Mapped[list[Passkey]] = relationship(order_by=Passkey.id)  # type: ignore[assignment]
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=staff_role, lazy="selectin"
    )

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Whoever has a second factor uses it; some duties must have one."""
        return bool(tf_setup_methods) or self.check_tf_required_setup(), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Whether a duty of this person is one of REQUIRE_SECOND_FACTOR."""
        needed = current_app.extensions["settings"].second_factor
        return any(role.name in needed for role in self.roles)


class StaffSubject(Model):
    """The name the province's directory has for a person: bound once, by a verified address."""

    __tablename__ = "staff_subject"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "staff_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    issuer: Mapped[str]
    subject: Mapped[str]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


datastore = SQLAlchemyUserDatastore(db, Staff, Role, Passkey)


def ensure_staff(
    email: str,
    name: str,
    duties: tuple[Duty, ...],
    password: str = "",
    home_unit_id: int | None = None,
) -> str:
    """Make the account unless it is there; returns its password, empty where it was there.

    ``home_unit_id`` is where the person works: nobody inspects their own office.
    """
    if db.session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        return ""
    password = password or secrets.token_urlsafe(12)
    roles = [datastore.find_or_create_role(str(d)) for d in duties]
    datastore.create_user(
        email=email,
        name=name,
        password=hash_password(password),
        roles=roles,
        home_unit_id=home_unit_id,
    )
    db.session.commit()
    return password
