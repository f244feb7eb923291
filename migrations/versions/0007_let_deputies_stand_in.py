"""Let deputies stand in for desk officers for a time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let deputies stand in for desk officers for a time."""
    with op.batch_alter_table("desk_officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("deputy_until", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_desk_officer_deputy_ends_later"),
            "deputy_until >= deputy_from",
        )


def downgrade() -> None:
    """Drop the days on which deputies stand in."""
    with op.batch_alter_table("desk_officer", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_desk_officer_deputy_ends_later"), type_="check"
        )
        batch_op.drop_column("deputy_until")
        batch_op.drop_column("deputy_from")
