"""inspections: from a proposal to a remedy"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

STAGES = ('accepted', 'submitted', 'approved', 'decided', 'team_set', 'noticed', 'on_site',
          'desk_review', 'minutes', 'reported', 'drafted', 'explained')
UNDER_WAY = sa.text('stage IN ({})'.format(', '.join(f"'{s}'" for s in STAGES)))


def upgrade() -> None:
    """Apply."""
    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('planned', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_inspection_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_inspection_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_inspection_proposal_id'))
    )
    op.create_index(op.f('ix_inspection_unit_id'), 'inspection', ['unit_id'])
    op.create_index(op.f('ix_inspection_stage'), 'inspection', ['stage'])
    op.create_index('uq_inspection_under_way_unit', 'inspection', ['unit_id'], unique=True,
                    postgresql_where=UNDER_WAY, sqlite_where=UNDER_WAY)
    op.create_table('inspection_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'],
                            name=op.f('fk_inspection_move_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_inspection_move_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_move'))
    )
    op.create_index(op.f('ix_inspection_move_inspection_id'), 'inspection_move', ['inspection_id'])
    op.create_table('inspection_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('head', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'],
                            name=op.f('fk_inspection_member_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_inspection_member_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_member')),
    sa.UniqueConstraint('inspection_id', 'staff_id', name=op.f('uq_inspection_member_inspection_id_staff_id'))
    )
    op.create_index(op.f('ix_inspection_member_inspection_id'), 'inspection_member', ['inspection_id'])
    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('root_cause', sa.String(), nullable=False),
    sa.Column('remedy', sa.String(), nullable=False),
    sa.Column('addressed_to', sa.String(), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'],
                            name=op.f('fk_finding_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_finding_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    op.create_index(op.f('ix_finding_inspection_id'), 'finding', ['inspection_id'])
    for table in ('inspection_move', 'finding'):
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
        else:
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    for table in ('finding', 'inspection_move'):
        on = '' if op.get_bind().dialect.name == 'sqlite' else f' ON {table}'
        op.execute(f'DROP TRIGGER {table}_stays{on}')
    for table in ('finding', 'inspection_member', 'inspection_move', 'inspection'):
        op.drop_table(table)
