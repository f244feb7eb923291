"""Part the registration form in steps."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Part the registration form in steps."""
    with op.batch_alter_table("registration") as batch:
        batch.add_column(
            sa.Column(
                "without_course", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch.add_column(
            sa.Column(
                "steps_done", sa.SmallInteger(), nullable=False, server_default="0"
            )
        )


def downgrade() -> None:
    """Put the form on one page again."""
    with op.batch_alter_table("registration") as batch:
        batch.drop_column("steps_done")
        batch.drop_column("without_course")
