"""Let others check convocations, and people change their own address."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let others check convocations, and people change their own address."""
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("code_hash", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_convocation_code_hash"), ["code_hash"]
        )


def downgrade() -> None:
    """Leave convocations without a number to check."""
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_convocation_code_hash"), type_="unique")
        batch_op.drop_column("code_hash")
        batch_op.drop_column("code")
