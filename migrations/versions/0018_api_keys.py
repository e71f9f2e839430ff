"""keys of programs, and what was filed through Open311"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('api_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('key_hash', sa.LargeBinary(), nullable=False),
    sa.Column('scopes', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
    sa.UniqueConstraint('name', name=op.f('uq_api_key_name')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_api_key_key_hash'))
    )
    op.create_table('api_filing',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('key_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['api_key.id'], name=op.f('fk_api_filing_key_id_api_key')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_api_filing_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_api_filing'))
    )
    op.create_index(op.f('ix_api_filing_key_id'), 'api_filing', ['key_id'])
    op.create_table('open311_request',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('service_code', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('address_id', sa.String(), nullable=False),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('long', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_open311_request_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_open311_request'))
    )


def downgrade() -> None:
    """Take back."""
    for table in ('open311_request', 'api_filing', 'api_key'):
        op.drop_table(table)
