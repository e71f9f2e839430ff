"""what a visit rests on: the day a notice names, the places visited, the files of a desk review"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None
APPENDED = ('visited_place', 'case_file')


def upgrade() -> None:
    """Apply; a notice written down before names no day."""
    op.add_column('inspection_move', sa.Column('visit', sa.Date(), nullable=True))
    op.create_table('visited_place',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_visited_place_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_visited_place_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visited_place')),
    sa.UniqueConstraint('inspection_id', 'kind', 'name', name=op.f('uq_visited_place_inspection_id_kind_name'))
    )
    op.create_table('case_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['kept_file.id'], name=op.f('fk_case_file_file_id_kept_file')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_case_file_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_case_file_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_file')),
    sa.UniqueConstraint('file_id', name=op.f('uq_case_file_file_id'))
    )
    op.create_index('ix_case_file_inspection_id', 'case_file', ['inspection_id'])
    for table in APPENDED:
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
        else:
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    for table in reversed(APPENDED):
        op.drop_table(table)  # and its trigger
    op.drop_column('inspection_move', 'visit')
