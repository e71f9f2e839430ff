"""shared rises: totals of the province and of each kind of unit above their usual"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('shared_rise',
    sa.Column('among', sa.String(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('among', name=op.f('pk_shared_rise'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('shared_rise')
