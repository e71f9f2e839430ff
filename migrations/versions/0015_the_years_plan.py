"""the year's plan: lines, amendments, and files of the office"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

APPENDED = ('kept_file', 'plan_amendment', 'plan_entry')


def upgrade() -> None:
    """Apply."""
    op.create_table('kept_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_kept_file_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_file')),
    sa.UniqueConstraint('store_key', name=op.f('uq_kept_file_store_key'))
    )
    op.create_table('inspection_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('signer', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['file_id'], ['kept_file.id'], name=op.f('fk_inspection_plan_file_id_kept_file')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_inspection_plan_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_plan')),
    sa.UniqueConstraint('year', name=op.f('uq_inspection_plan_year'))
    )
    op.create_table('plan_amendment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('signer', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['kept_file.id'], name=op.f('fk_plan_amendment_file_id_kept_file')),
    sa.ForeignKeyConstraint(['plan_id'], ['inspection_plan.id'], name=op.f('fk_plan_amendment_plan_id_inspection_plan')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_plan_amendment_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_amendment')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_plan_amendment_plan_id_number'))
    )
    op.create_table('plan_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('quarter', sa.Integer(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=True),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quarter BETWEEN 1 AND 4', name=op.f('ck_plan_entry_quarter')),
    sa.CheckConstraint('month IS NULL OR (month + 2) / 3 = quarter', name=op.f('ck_plan_entry_month')),
    sa.ForeignKeyConstraint(['amendment_id'], ['plan_amendment.id'], name=op.f('fk_plan_entry_amendment_id_plan_amendment')),
    sa.ForeignKeyConstraint(['plan_id'], ['inspection_plan.id'], name=op.f('fk_plan_entry_plan_id_inspection_plan')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_plan_entry_staff_id_staff')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_plan_entry_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_entry')),
    sa.UniqueConstraint('plan_id', 'unit_id', 'turn', name=op.f('uq_plan_entry_plan_id_unit_id_turn'))
    )
    op.create_index(op.f('ix_plan_entry_unit_id'), 'plan_entry', ['unit_id'])
    _triggers(op.get_bind().dialect.name == 'sqlite')


def _triggers(sqlite: bool) -> None:
    for table in (*APPENDED, 'inspection_plan'):
        when = 'WHEN (OLD.issued_at IS NOT NULL) ' if table == 'inspection_plan' else ''
        if sqlite:
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} {when}"
                       "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END")
        else:
            op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                       f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    for table in ('plan_entry', 'plan_amendment', 'inspection_plan', 'kept_file'):
        op.drop_table(table)  # and its trigger
