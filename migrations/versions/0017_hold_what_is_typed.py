"""Hold what is typed in the draft, and tell none ticked from not answered."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Hold what is typed in the draft, and tell none ticked from not answered."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_typed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "half_days_said",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("half_days_said")
        batch_op.drop_column("sealed_typed")
