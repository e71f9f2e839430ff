"""published quarters: what the public was told, kept as it was told"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('published_quarter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_quarter')),
    sa.UniqueConstraint('first_day', name=op.f('uq_published_quarter_first_day'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE TRIGGER published_quarter_stays BEFORE UPDATE ON published_quarter "
                   "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
    else:
        op.execute("CREATE TRIGGER published_quarter_stays BEFORE UPDATE ON published_quarter "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_table('published_quarter')  # and its trigger
