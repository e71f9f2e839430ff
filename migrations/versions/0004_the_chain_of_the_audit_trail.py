"""the chain of the audit trail: links, published heads; nothing of it is changed or deleted"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEPT = ("audit_entry", "audit_link", "audit_head")
CHANGED = ("audit_link", "audit_head")  # audit_entry has its trigger since 0002


def _refuse(table: str, act: str) -> None:
    name = f"{table}_stays" if act == "UPDATE" else f"{table}_never_goes"
    body = (
        "BEGIN SELECT RAISE(ABORT, 'history is only appended'); END"
        if op.get_bind().dialect.name == "sqlite"
        else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_link",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_link_entry_id_audit_entry")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_link_entry_id")),
    )
    op.create_table(
        "audit_head",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_head")),
    )
    for table in CHANGED:
        _refuse(table, "UPDATE")
    for table in KEPT:
        _refuse(table, "DELETE")


def downgrade() -> None:
    """Take back."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(
        "DROP TRIGGER audit_entry_never_goes" + ("" if sqlite else " ON audit_entry")
    )
    op.drop_table("audit_head")
    op.drop_table("audit_link")
