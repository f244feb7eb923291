"""Let others check convocations, and people change their own address."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
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
    op.create_table(
        "email_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sign_in_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("before", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("stop_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_email_change_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_email_change_stop_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_change_token_hash")),
    )
    with op.batch_alter_table("email_change", schema=None) as batch_op:
        batch_op.create_index("ix_email_change_asked_at", ["asked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_email_change_person_id"), ["person_id"], unique=False
        )


def downgrade() -> None:
    """Leave convocations without a number to check, and addresses to organisers."""
    op.drop_table("email_change")
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_convocation_code_hash"), type_="unique")
        batch_op.drop_column("code_hash")
        batch_op.drop_column("code")
