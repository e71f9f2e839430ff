"""policies put in force, calibrations measured (both only added), and the units watched"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEPT = ("policy_adoption", "calibration")


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
        "policy_adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_adoption")),
    )
    op.create_index(op.f("ix_policy_adoption_effective"), "policy_adoption", ["effective"])
    op.create_table(
        "calibration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )
    op.create_table(
        "watched_unit",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("worth", sa.Float(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_watched_unit_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_watched_unit")),
    )
    for table in KEPT:
        _refuse(table, "UPDATE")
        _refuse(table, "DELETE")


def downgrade() -> None:
    """Take back."""
    op.drop_table("watched_unit")
    op.drop_table("calibration")
    op.drop_index(op.f("ix_policy_adoption_effective"), table_name="policy_adoption")
    op.drop_table("policy_adoption")
