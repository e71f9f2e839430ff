"""handling: what was done toward a sender, step by step, only ever added"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('handling_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('once_key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_handling_step_staff_id_staff')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'],
                            name=op.f('fk_handling_step_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handling_step')),
    sa.UniqueConstraint('once_key', name=op.f('uq_handling_step_once_key'))
    )
    op.create_index(op.f('ix_handling_step_submission_id'), 'handling_step', ['submission_id'])
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE TRIGGER handling_step_stays BEFORE UPDATE ON handling_step "
                   "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
    else:
        op.execute("CREATE TRIGGER handling_step_stays BEFORE UPDATE ON handling_step "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    on = '' if op.get_bind().dialect.name == 'sqlite' else ' ON handling_step'
    op.execute(f'DROP TRIGGER handling_step_stays{on}')
    op.drop_table('handling_step')
