"""Keep presence and counts when scans, lists and lines of the log are erased."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep presence and counts when scans, lists and lines of the log are erased."""
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("half_day_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_attendance_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["half_day_id"], ["half_day.id"], name=op.f("fk_attendance_half_day_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "registration_id",
            "half_day_id",
            name=op.f("uq_attendance_registration_id_half_day_id"),
        ),
    )
    op.create_index(op.f("ix_attendance_half_day_id"), "attendance", ["half_day_id"])
    op.create_table(
        "arrival_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_arrival_count_counts_people")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_arrival_count_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["scan_point.id"], name=op.f("fk_arrival_count_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_count")),
        sa.UniqueConstraint(
            "point_id", "at", name=op.f("uq_arrival_count_point_id_at")
        ),
    )
    op.create_index(op.f("ix_arrival_count_event_id"), "arrival_count", ["event_id"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_erasure_counts_rows")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_erasure_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_event_id"), "erasure", ["event_id"])
    op.create_index(op.f("ix_erasure_what"), "erasure", ["what"])


def downgrade() -> None:
    """Undo it."""
    for table in ("erasure", "arrival_count", "attendance"):
        op.drop_table(table)
