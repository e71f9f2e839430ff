"""what was handed over as a denunciation leaves: one change of a fact is let through, to a stub"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

STUB = '(đã bàn giao)'
SAME = ('id', 'reference', 'secret_hash', 'idempotency_hash', 'content_hash', 'channel',
        'submitter_type', 'identity_level', 'locale', 'unit_id', 'sample', 'received_at')
EMPTY = ('place', 'procedure', 'as_sent')
NONE = ('occurred_on', 'dossier_code', 'dossier_received_on', 'promised_on', 'apology',
        'sender_hash', 'network_hash')
BEFORE = (
    'reference, secret_hash, idempotency_hash, content_hash, channel, submitter_type, '
    'identity_level, locale, text, place, unit_id, occurred_on, dossier_code, procedure, '
    'dossier_received_on, promised_on, apology, sender_hash, network_hash, sample, received_at'
)
REFUSED = 'what was said cannot be changed'


def _leaves(same: str) -> str:
    """When a row becomes the stub of what was handed over and nothing else of it changes."""
    return ' AND '.join((
        f"NEW.text = '{STUB}'",
        *(f"NEW.{name} = ''" for name in EMPTY),
        *(f'NEW.{name} IS NULL' for name in NONE),
        *(f'NEW.{name} {same} OLD.{name}' for name in SAME),
        "EXISTS (SELECT 1 FROM handling_step WHERE submission_id = OLD.id AND act = 'handed_over')",
    ))


def upgrade() -> None:
    """Apply."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.add_column('submission', sa.Column('as_sent', sa.String(), server_default='', nullable=False))
    op.execute('DROP TRIGGER submission_stays' + ('' if sqlite else ' ON submission'))
    columns = f'id, as_sent, {BEFORE}'
    if sqlite:
        op.execute(f'CREATE TRIGGER submission_stays BEFORE UPDATE OF {columns} ON submission '
                   f'WHEN NOT ({_leaves("IS")}) '
                   f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    op.execute('CREATE FUNCTION refuse_change_of_what_was_said() RETURNS trigger LANGUAGE plpgsql AS '
               f'$$ BEGIN IF {_leaves("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF; '
               f"RAISE EXCEPTION '{REFUSED}'; END $$")
    op.execute(f'CREATE TRIGGER submission_stays BEFORE UPDATE OF {columns} ON submission '
               'FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_was_said()')


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER submission_stays')
        op.execute(f'CREATE TRIGGER submission_stays BEFORE UPDATE OF {BEFORE} ON submission '
                   f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
    else:
        op.execute('DROP TRIGGER submission_stays ON submission')
        op.execute('DROP FUNCTION refuse_change_of_what_was_said()')
        op.execute(f'CREATE TRIGGER submission_stays BEFORE UPDATE OF {BEFORE} ON submission '
                   'FOR EACH ROW EXECUTE FUNCTION refuse_change()')
    op.drop_column('submission', 'as_sent')
