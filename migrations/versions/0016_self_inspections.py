"""self-inspections: what units report of themselves"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('self_inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('plan', sa.String(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('headings', sa.JSON(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['kept_file.id'], name=op.f('fk_self_inspection_file_id_kept_file')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_self_inspection_staff_id_staff')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_self_inspection_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_inspection')),
    sa.UniqueConstraint('unit_id', 'year', 'turn', name=op.f('uq_self_inspection_unit_id_year_turn'))
    )
    op.create_index(op.f('ix_self_inspection_year'), 'self_inspection', ['year'])
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE TRIGGER self_inspection_stays BEFORE UPDATE ON self_inspection "
                   "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
    else:
        op.execute("CREATE TRIGGER self_inspection_stays BEFORE UPDATE ON self_inspection "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_table('self_inspection')  # and its trigger
