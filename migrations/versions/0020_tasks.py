"""tasks of rectification: their history"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('task_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['kept_file.id'], name=op.f('fk_task_step_file_id_kept_file')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_task_step_finding_id_finding')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_task_step_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_step')),
    sa.UniqueConstraint('finding_id', 'turn', name=op.f('uq_task_step_finding_id_turn'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE TRIGGER task_step_stays BEFORE UPDATE ON task_step "
                   "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
    else:
        op.execute("CREATE TRIGGER task_step_stays BEFORE UPDATE ON task_step "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_table('task_step')  # and its trigger
