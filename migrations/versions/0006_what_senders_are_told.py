"""outbox: what senders are still to be told, and the addresses of who asked to be told"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('notice_address',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(), nullable=False),
    sa.Column('box', sa.LargeBinary(), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'],
                            name=op.f('fk_notice_address_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_notice_address'))
    )
    op.create_index(op.f('ix_notice_address_kept_until'), 'notice_address', ['kept_until'])
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('news', sa.String(), nullable=False),
    sa.Column('way', sa.String(), nullable=False),
    sa.Column('once_key', sa.String(), nullable=False),
    sa.Column('box', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('busy_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.String(), nullable=False),
    sa.CheckConstraint('sent_at IS NULL OR failed_at IS NULL', name=op.f('ck_outbox_one_end')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'],
                            name=op.f('fk_outbox_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('once_key', name=op.f('uq_outbox_once_key'))
    )
    for column in ('submission_id', 'due_at', 'sent_at'):
        op.create_index(op.f(f'ix_outbox_{column}'), 'outbox', [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table('outbox')
    op.drop_table('notice_address')
