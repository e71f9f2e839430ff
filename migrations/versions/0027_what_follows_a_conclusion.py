"""what follows a conclusion: practices spread, opinions, senders asked; draws that were made"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None
APPENDED = ('follow_up', 'reserved_opinion', 'unit_draw')


def upgrade() -> None:
    """Apply."""
    op.create_table('follow_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_follow_up_finding_id_finding')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_follow_up_staff_id_staff')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_follow_up_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up')),
    sa.UniqueConstraint('finding_id', 'turn', name=op.f('uq_follow_up_finding_id_turn'))
    )
    op.create_table('reserved_opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_reserved_opinion_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_reserved_opinion_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reserved_opinion'))
    )
    op.create_index('ix_reserved_opinion_inspection_id', 'reserved_opinion', ['inspection_id'])
    op.create_table('unit_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.Column('drawn', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_unit_draw_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_draw'))
    )
    op.create_table('aftercare',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ask_on', sa.Date(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('troubled', sa.Boolean(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_aftercare_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aftercare')),
    sa.UniqueConstraint('submission_id', 'about', name=op.f('uq_aftercare_submission_id_about'))
    )
    op.create_index('ix_aftercare_about', 'aftercare', ['about'])
    op.add_column('finding', sa.Column('topic', sa.String(), nullable=False, server_default=''))
    for table in APPENDED:
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
        else:
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_column('finding', 'topic')
    for table in ('aftercare', *reversed(APPENDED)):
        op.drop_table(table)  # and its trigger
