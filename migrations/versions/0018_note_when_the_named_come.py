"""Note when those come who are named to a seat, as their contact wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note when those come who are named to a seat."""
    with op.batch_alter_table("delegation_member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("half_day_ids", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.alter_column("half_day_ids", server_default=None)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("delegation_member", schema=None) as batch_op:
        batch_op.drop_column("half_day_ids")
