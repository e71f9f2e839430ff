"""The tables of what was said. A submission is a fact: once stored, its words never change."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.db import Model, UTCDateTime, now


class Channel(StrEnum):
    """The door a submission came through."""

    WEB = "web"
    API = "api"
    TELEGRAM = "telegram"
    ZALO = "zalo"
    DESK = "desk"
    IMPORT = "import"
    OPEN311 = "open311"


class SubmitterType(StrEnum):
    """The two named sources of the plan: people and businesses."""

    CITIZEN = "citizen"
    BUSINESS = "business"


class IdentityLevel(StrEnum):
    """How far the sender can be known."""

    VERIFIED = "verified"
    DECLARED = "declared"
    PSEUDONYM = "contactable_pseudonym"
    ANONYMOUS = "anonymous"


class Author(StrEnum):
    """Which side of a thread wrote a message."""

    SENDER = "sender"
    STAFF = "staff"


_SAMPLE = text("sample")


class Submission(Model):
    """What one person told the province once, as said. Immutable but for ``placed_at``,
    and emptied to a stub where it was handed over as a denunciation.

    The database itself refuses to change the other columns (triggers of migrations 0002 and 0031).
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index(
            "ix_submission_backlog",
            "id",
            postgresql_where=text("placed_at IS NULL"),
            sqlite_where=text("placed_at IS NULL"),
        ),
        Index("ix_submission_sample", "id", postgresql_where=_SAMPLE, sqlite_where=_SAMPLE),
        CheckConstraint("length(text) > 0", name="text_said"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    idempotency_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    channel: Mapped[str]
    submitter_type: Mapped[str]
    identity_level: Mapped[str]
    locale: Mapped[str]
    text: Mapped[str]
    place: Mapped[str]  # where, in the sender's words
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id")
    )  # where, chosen from the list
    occurred_on: Mapped[date | None]
    dossier_code: Mapped[str | None] = mapped_column(index=True)
    procedure: Mapped[str]
    dossier_received_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    apology: Mapped[str | None]
    as_sent: Mapped[str] = mapped_column(default="", server_default="")  # see aswritten
    sender_hash: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    network_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    sample: Mapped[bool] = mapped_column(default=False)  # invented, of the sample year
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    placed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attachments: Mapped[list["Attachment"]] = relationship(lazy="select", order_by="Attachment.id")
    messages: Mapped[list["Message"]] = relationship(lazy="select", order_by="Message.id")


class Attachment(Model):
    """A file kept with a submission, or with a draft until it is sent."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("(submission_id IS NULL) <> (draft_id IS NULL)", name="one_owner"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), index=True)
    store_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Message(Model):
    """One message of the thread between sender and staff."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    author: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    once_key: Mapped[str] = mapped_column(unique=True)  # a form sent twice writes once
    written_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Draft(Model):
    """A form half filled, kept on our side so that no refresh or error loses a word."""

    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)  # the fields, opened only with the sender's key
    touched_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    attachments: Mapped[list[Attachment]] = relationship(lazy="select", order_by=Attachment.id)


class SealedIdentity(Model):
    """Who said it, sealed apart from what was said; no other column leads to a name."""

    __tablename__ = "sealed_identity"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    key_id: Mapped[str]
    box: Mapped[bytes] = mapped_column(LargeBinary)
