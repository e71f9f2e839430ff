"""talks: what is being told to us in a messenger, sealed, until it is sent or forgotten"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('chat_hash', sa.LargeBinary(), nullable=False),
    sa.Column('box', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('owing', sa.Boolean(), nullable=False),
    sa.Column('busy_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('link_hash', sa.LargeBinary(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk')),
    sa.UniqueConstraint('channel', 'chat_hash', name=op.f('uq_talk_channel_chat_hash')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_talk_link_hash'))
    )
    with op.batch_alter_table('talk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_talk_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_talk_owing'), ['owing'], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('talk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_talk_owing'))
        batch_op.drop_index(batch_op.f('ix_talk_expires_at'))
    op.drop_table('talk')
