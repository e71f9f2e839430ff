"""opening identities: the officers' key wrapped for each of them; who asked, allowed, opened"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "officer_key",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("operations", sa.Integer(), nullable=False),
        sa.Column("memory", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_officer_key_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_officer_key")),
    )
    op.create_table(
        "reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed_by_id", sa.Integer(), nullable=True),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "allowed_by_id IS NULL OR allowed_by_id <> asked_by_id",
            name=op.f("ck_reveal_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_reveal_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["staff.id"], name=op.f("fk_reveal_asked_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["allowed_by_id"], ["staff.id"], name=op.f("fk_reveal_allowed_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal")),
    )
    under_way = sa.text("opened_at IS NULL AND ended_at IS NULL")
    op.create_index(
        "uq_reveal_one_at_a_time",
        "reveal",
        ["submission_id"],
        unique=True,
        postgresql_where=under_way,
        sqlite_where=under_way,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("reveal")
    op.drop_table("officer_key")
