"""with which key of the server a node was last at work, as a mark"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "server_key",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_server_key")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("server_key")
