"""an inspection covers chosen headings: a decision and a line of the year's plan name them"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

TABLES = ('inspection_move', 'plan_entry')


def upgrade() -> None:
    """Apply; what was decided before names none."""
    for table in TABLES:
        op.add_column(table, sa.Column('scopes', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        op.drop_column(table, 'scopes')
