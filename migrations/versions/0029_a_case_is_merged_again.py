"""a case given back may be merged again: once into each case, no more once at all"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

ONCE = {'upgrade': ('inspection_id', 'merged_id'), 'downgrade': ('merged_id',)}
COLUMNS = 'id, inspection_id, proposal_id, merged_id, staff_id, at'


def upgrade() -> None:
    """Apply."""
    _once('upgrade')
    op.create_index('ix_joined_merged_id', 'joined', ['merged_id'])


def downgrade() -> None:
    """Take back; of a case merged twice the last time stays."""
    op.execute('DELETE FROM joined WHERE merged_id IS NOT NULL AND id NOT IN '
               '(SELECT max(id) FROM joined WHERE merged_id IS NOT NULL GROUP BY merged_id)')
    op.drop_index('ix_joined_merged_id', table_name='joined')
    _once('downgrade')


def _once(way: str) -> None:
    name, other = (f'uq_joined_{"_".join(ONCE[w])}' for w in (way, *(set(ONCE) - {way})))
    if op.get_bind().dialect.name == 'sqlite':
        _anew(name, ONCE[way])
        return
    op.drop_constraint(op.f(other), 'joined', type_='unique')
    op.create_unique_constraint(op.f(name), 'joined', list(ONCE[way]))


def _anew(name: str, columns: tuple[str, ...]) -> None:
    """SQLite changes no constraint: the table is made anew, with its trigger."""
    op.drop_index('ix_joined_proposal_id', table_name='joined')
    op.rename_table('joined', 'joined_before')
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
    sa.UniqueConstraint(*columns, name=op.f(name))
    )
    op.execute(f'INSERT INTO joined ({COLUMNS}) SELECT {COLUMNS} FROM joined_before')
    op.drop_table('joined_before')
    op.create_index('ix_joined_proposal_id', 'joined', ['proposal_id'])
    op.execute("CREATE TRIGGER joined_stays BEFORE UPDATE ON joined "
               "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
