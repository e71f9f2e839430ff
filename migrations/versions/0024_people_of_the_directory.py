"""whom the province's directory means"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('staff_subject',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_subject_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_subject')),
    sa.UniqueConstraint('issuer', 'staff_id', name=op.f('uq_staff_subject_issuer_staff_id')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_staff_subject_issuer_subject'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('staff_subject')
