"""Keys of their own for sealed identities and attachments: dropped, nobody opens what they lock."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of keys."""
    op.create_table(
        "data_key",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_data_key")),
    )


def downgrade() -> None:
    """Drop it; what the keys lock stays locked for good."""
    op.drop_table("data_key")
