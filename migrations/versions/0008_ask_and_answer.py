"""Let people ask the organisers, and answer them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ONE_OPEN = sa.text("state = 'open' AND kind <> 'words'")


def upgrade() -> None:
    """Let people ask the organisers, and answer them."""
    op.create_table(
        "change_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)",
            name=op.f("ck_change_request_answered_has_time"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_change_request_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_change_request_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_change_request_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_change_request_public_id")),
    )
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_request_answered_by"), ["answered_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_change_request_asked_by"), ["asked_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_change_request_registration_id"),
            ["registration_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_change_request_open",
            ["registration_id", "kind"],
            unique=True,
            sqlite_where=ONE_OPEN,
            postgresql_where=ONE_OPEN,
        )

    op.create_table(
        "change_request_half_day",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("half_day_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["half_day_id"],
            ["half_day.id"],
            name=op.f("fk_change_request_half_day_half_day_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["change_request.id"],
            name=op.f("fk_change_request_half_day_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "request_id", "half_day_id", name=op.f("pk_change_request_half_day")
        ),
    )
    with op.batch_alter_table("change_request_half_day", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_request_half_day_half_day_id"),
            ["half_day_id"],
            unique=False,
        )

    op.create_table(
        "need_answer",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(length=32), nullable=False),
        sa.Column("arranged_by", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_need_answer_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["need.id"],
            name=op.f("fk_need_answer_need_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_answer")),
    )
    with op.batch_alter_table("need_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_answer_answered_by"), ["answered_by"], unique=False
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("need_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_answer_answered_by"))

    op.drop_table("need_answer")
    with op.batch_alter_table("change_request_half_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_request_half_day_half_day_id"))

    op.drop_table("change_request_half_day")
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_change_request_open", sqlite_where=ONE_OPEN, postgresql_where=ONE_OPEN
        )
        batch_op.drop_index(batch_op.f("ix_change_request_registration_id"))
        batch_op.drop_index(batch_op.f("ix_change_request_asked_by"))
        batch_op.drop_index(batch_op.f("ix_change_request_answered_by"))

    op.drop_table("change_request")
