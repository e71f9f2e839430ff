"""what goes along with an inspection; a proposal may wait for a second person"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None
OPEN = {'upgrade': "state IN ('proposed', 'deferred', 'declining')", 'downgrade': "state IN ('proposed', 'deferred')"}


def upgrade() -> None:
    """Apply."""
    op.create_table('joined',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('merged_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(proposal_id IS NULL) <> (merged_id IS NULL)', name=op.f('ck_joined_one_of_two')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_joined_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['merged_id'], ['inspection.id'], name=op.f('fk_joined_merged_id_inspection')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_joined_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_joined_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joined')),
    sa.UniqueConstraint('inspection_id', 'proposal_id', name=op.f('uq_joined_inspection_id_proposal_id')),
    sa.UniqueConstraint('merged_id', name=op.f('uq_joined_merged_id'))
    )
    op.create_index('ix_joined_proposal_id', 'joined', ['proposal_id'])
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE TRIGGER joined_stays BEFORE UPDATE ON joined "
                   "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
    else:
        op.execute("CREATE TRIGGER joined_stays BEFORE UPDATE ON joined "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    _open('upgrade')


def _open(way: str) -> None:
    op.drop_index('uq_proposal_open_unit', table_name='proposal')
    op.create_index('uq_proposal_open_unit', 'proposal', ['unit_id'], unique=True,
                    postgresql_where=sa.text(OPEN[way]), sqlite_where=sa.text(OPEN[way]))


def downgrade() -> None:
    """Take back; what waits for a second person waits for the first one again."""
    op.execute("UPDATE proposal SET state = 'proposed' WHERE state = 'declining'")
    op.execute("UPDATE proposal SET state = 'declined' WHERE state = 'merged'")
    op.execute("UPDATE inspection SET stage = 'cancelled' WHERE stage = 'merged'")
    _open('downgrade')
    op.drop_table('joined')  # and its trigger
