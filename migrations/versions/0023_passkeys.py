"""passkeys of staff"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('staff_passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', sa.UnicodeText(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(), nullable=False),
    sa.Column('extensions', sa.String(), nullable=True),
    sa.Column('usage', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lastuse_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['staff.id'], name=op.f('fk_staff_passkey_user_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_staff_passkey_credential_id')),
    sa.UniqueConstraint('user_id', 'name', name=op.f('uq_staff_passkey_user_id_name'))
    )
    op.add_column('staff', sa.Column('fs_webauthn_user_handle', sa.String(), nullable=True))
    op.create_index(
        op.f('ix_staff_fs_webauthn_user_handle'), 'staff', ['fs_webauthn_user_handle'], unique=True
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f('ix_staff_fs_webauthn_user_handle'), 'staff')
    op.drop_column('staff', 'fs_webauthn_user_handle')
    op.drop_table('staff_passkey')
