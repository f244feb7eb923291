"""Take over from an earlier event."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take over from an earlier event."""
    op.create_table(
        "takeover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("courses", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], ["event.id"], name=op.f(f"fk_takeover_{name}")
            )
            for name in ("event_id", "source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeover")),
        sa.UniqueConstraint("public_id", name=op.f("uq_takeover_public_id")),
    )
    with op.batch_alter_table("takeover", schema=None) as batch_op:
        for name in ("event_id", "source_id"):
            batch_op.create_index(
                batch_op.f(f"ix_takeover_{name}"), [name], unique=False
            )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("takeover")
