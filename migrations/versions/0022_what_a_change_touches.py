"""what a change touches: from when on a unit is to be counted again, and its voices"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

COUNTS = "unit_id, placement, relevant, severity, kind, topic, specific, near_copy_of, said_at"
BY_TIME = ("INSERT INTO stale_unit (unit_id, since) "
           "SELECT {row}.unit_id, {row}.said_at WHERE {row}.unit_id IS NOT NULL;")
BY_UNIT = "INSERT INTO stale_unit (unit_id) SELECT {row}.unit_id WHERE {row}.unit_id IS NOT NULL;"


def _triggers(note: str) -> None:
    new, old = note.format(row='NEW'), note.format(row='OLD')
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for name, event, notes in (('matter_came', 'INSERT', new),
                               ('matter_changed', f'UPDATE OF {COUNTS}', new + ' ' + old),
                               ('matter_went', 'DELETE', old)):
        if sqlite:
            op.execute(f'DROP TRIGGER {name}')
            op.execute(f'CREATE TRIGGER {name} AFTER {event} ON matter BEGIN {notes} END')
        else:
            op.execute(f'CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS '
                       f'$$ BEGIN {notes} RETURN NULL; END $$')


def upgrade() -> None:
    """Apply. What was counted before is counted once more: its voices were not kept."""
    op.execute('DELETE FROM unit_tally')
    op.execute('DELETE FROM stale_unit')
    op.add_column('stale_unit', sa.Column('since', sa.DateTime(timezone=True), nullable=False,
                                          server_default='1970-01-01 00:00:00'))
    _triggers(BY_TIME)
    op.create_table('voice',
    sa.Column('unit_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('matter_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('unit_id', 'matter_id', name=op.f('pk_voice'))
    )
    op.create_index('ix_voice_unit_at', 'voice', ['unit_id', 'at'])
    op.create_index(op.f('ix_matter_near_copy_of'), 'matter', ['near_copy_of'])
    op.create_index('ix_matter_severity_said', 'matter', ['severity', 'said_at'])
    op.create_index(op.f('ix_submission_sender_hash'), 'submission', ['sender_hash'])
    op.create_index('ix_submission_sample', 'submission', ['id'],
                    postgresql_where=sa.text('sample'), sqlite_where=sa.text('sample'))


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_submission_sample', 'submission')
    op.drop_index(op.f('ix_submission_sender_hash'), 'submission')
    op.drop_index('ix_matter_severity_said', 'matter')
    op.drop_index(op.f('ix_matter_near_copy_of'), 'matter')
    op.drop_table('voice')
    _triggers(BY_UNIT)
    op.drop_column('stale_unit', 'since')
