"""notes of a visit, and dossiers drawn for it"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('field_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words_id', sa.Integer(), nullable=True),
    sa.Column('photo_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('words_id IS NOT NULL OR photo_id IS NOT NULL', name=op.f('ck_field_note_says_something')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_field_note_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['photo_id'], ['kept_file.id'], name=op.f('fk_field_note_photo_id_kept_file')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_field_note_staff_id_staff')),
    sa.ForeignKeyConstraint(['words_id'], ['kept_file.id'], name=op.f('fk_field_note_words_id_kept_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_note')),
    sa.UniqueConstraint('uuid', name=op.f('uq_field_note_uuid'))
    )
    op.create_index(op.f('ix_field_note_inspection_id'), 'field_note', ['inspection_id'])
    op.create_table('dossier_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('listed', sa.JSON(), nullable=False),
    sa.Column('drawn', sa.JSON(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_dossier_draw_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_dossier_draw_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_draw'))
    )
    op.create_index(op.f('ix_dossier_draw_inspection_id'), 'dossier_draw', ['inspection_id'])
    for table in ('field_note', 'dossier_draw'):
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
        else:
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    for table in ('dossier_draw', 'field_note'):
        op.drop_table(table)  # and its trigger
