"""tallies: each unit's fair daily counts, and which of them a change of matters made stale"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

COUNTS = "unit_id, placement, relevant, severity, kind, topic, specific, near_copy_of, said_at"
NOTE = "INSERT INTO stale_unit (unit_id) SELECT {row}.unit_id WHERE {row}.unit_id IS NOT NULL;"
NEW, OLD = NOTE.format(row='NEW'), NOTE.format(row='OLD')
TRIGGERS = (
    ('matter_came', 'INSERT', NEW),
    ('matter_changed', f'UPDATE OF {COUNTS}', NEW + ' ' + OLD),
    ('matter_went', 'DELETE', OLD),
)


def upgrade() -> None:
    """Apply."""
    op.create_table('unit_tally',
    sa.Column('unit_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('days', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_unit_tally'))
    )
    op.create_table('stale_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stale_unit'))
    )
    op.add_column('calibration', sa.Column('sample', sa.Boolean(), nullable=False,
                                           server_default=sa.false()))
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for name, event, notes in TRIGGERS:
        if sqlite:
            op.execute(f'CREATE TRIGGER {name} AFTER {event} ON matter BEGIN {notes} END')
            continue
        op.execute(f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS '
                   f'$$ BEGIN {notes} RETURN NULL; END $$')
        op.execute(f'CREATE TRIGGER {name} AFTER {event} ON matter '
                   f'FOR EACH ROW EXECUTE FUNCTION {name}()')


def downgrade() -> None:
    """Take back."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for name, _, _ in TRIGGERS:
        op.execute(f'DROP TRIGGER {name}' + ('' if sqlite else ' ON matter'))
        if not sqlite:
            op.execute(f'DROP FUNCTION {name}()')
    op.drop_column('calibration', 'sample')  # in place: a copied table would lose its triggers
    op.drop_table('stale_unit')
    op.drop_table('unit_tally')
