"""ties of staff to units; the body a member of a team came for"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('staff_tie',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('of_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_staff_tie_by_id_staff')),
    sa.ForeignKeyConstraint(['of_id'], ['staff_tie.id'], name=op.f('fk_staff_tie_of_id_staff_tie')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_tie_staff_id_staff')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_staff_tie_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_tie')),
    sa.UniqueConstraint('of_id', name=op.f('uq_staff_tie_of_id'))
    )
    op.create_index('ix_staff_tie_staff_id', 'staff_tie', ['staff_id'])
    op.add_column('inspection_member', sa.Column('agency', sa.String(), nullable=False, server_default=''))
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE TRIGGER staff_tie_stays BEFORE UPDATE ON staff_tie "
                   "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
    else:
        op.execute("CREATE TRIGGER staff_tie_stays BEFORE UPDATE ON staff_tie "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_table('staff_tie')  # and its trigger
    op.drop_column('inspection_member', 'agency')
