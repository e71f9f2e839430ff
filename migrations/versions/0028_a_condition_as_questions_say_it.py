"""SQLite uses a partial index only where its condition is the question's, word for word"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _again('sample = 1')


def downgrade() -> None:
    """Take back."""
    _again('sample')


def _again(condition: str) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.drop_index('ix_submission_sample', 'submission')
        op.create_index('ix_submission_sample', 'submission', ['id'], sqlite_where=sa.text(condition))
