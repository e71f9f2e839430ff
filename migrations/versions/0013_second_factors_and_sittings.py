"""second factors and sittings of staff"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('staff', sa.Column('tf_primary_method', sa.String(), nullable=True))
    op.add_column('staff', sa.Column('tf_totp_secret', sa.String(), nullable=True))
    op.add_column('staff', sa.Column('mf_recovery_codes', sa.UnicodeText(), nullable=True))
    op.create_table('staff_sitting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('key_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_sitting_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_sitting')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_staff_sitting_key_hash'))
    )
    op.create_index(op.f('ix_staff_sitting_staff_id'), 'staff_sitting', ['staff_id'])


def downgrade() -> None:
    """Undo."""
    op.drop_table('staff_sitting')
    for name in ('mf_recovery_codes', 'tf_totp_secret', 'tf_primary_method'):
        op.drop_column('staff', name)
