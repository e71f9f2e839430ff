"""The stretch of time of the last code each person used: a code opens once."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the stretch."""
    op.add_column("staff", sa.Column("tf_last_counter", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("staff", "tf_last_counter")
