"""facts stay as said: the database itself refuses to change what was said, judged or decided"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SAID = (
    "reference, secret_hash, idempotency_hash, content_hash, channel, submitter_type, "
    "identity_level, locale, text, place, unit_id, occurred_on, dossier_code, procedure, "
    "dossier_received_on, promised_on, apology, sender_hash, network_hash, sample, received_at"
)
APPENDED = ("judgement", "evidence", "proposal_move", "audit_entry")


def _sqlite_triggers() -> None:
    op.execute(
        f"CREATE TRIGGER submission_stays BEFORE UPDATE OF {SAID} ON submission "
        "BEGIN SELECT RAISE(ABORT, 'what was said cannot be changed'); END"
    )
    for table in APPENDED:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END"
        )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are facts and cannot be changed', TG_TABLE_NAME; "
        "END $$"
    )
    op.execute(
        f"CREATE TRIGGER submission_stays BEFORE UPDATE OF {SAID} ON submission "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for table in APPENDED:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def downgrade() -> None:
    """Take back."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("submission", *APPENDED):
        op.execute(f"DROP TRIGGER {table}_stays" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change()")
