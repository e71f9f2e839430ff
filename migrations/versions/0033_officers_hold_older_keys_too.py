"""an officer may hold the key of an older pair beside the newer one"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _key_of("staff_id", "key_id")


def downgrade() -> None:
    """Take back: the newest key of each is kept."""
    op.execute(
        "DELETE FROM officer_key WHERE EXISTS (SELECT 1 FROM officer_key AS newer WHERE "
        "newer.staff_id = officer_key.staff_id AND (newer.made_at, newer.key_id) > "
        "(officer_key.made_at, officer_key.key_id))"
    )
    _key_of("staff_id")


def _key_of(*columns: str) -> None:
    """The table anew: SQLite cannot change a primary key."""
    op.execute("CREATE TEMPORARY TABLE officer_key_kept AS SELECT * FROM officer_key")
    op.drop_table("officer_key")
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
        sa.PrimaryKeyConstraint(*columns, name=op.f("pk_officer_key")),
    )
    named = "staff_id, key_id, salt, operations, memory, box, made_at"
    op.execute(f"INSERT INTO officer_key ({named}) SELECT {named} FROM officer_key_kept")
    op.execute("DROP TABLE officer_key_kept")
