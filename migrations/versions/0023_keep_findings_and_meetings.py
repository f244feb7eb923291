"""Keep findings and meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep findings, slides and recordings of sessions, and meetings."""
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("recommendations", sa.Text(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_findings_counts_its_versions")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_findings_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_findings_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("session_id", name=op.f("uq_findings_session_id")),
    )
    op.create_table(
        "session_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_session_link_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_link_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_session_link_public_id")),
    )
    with op.batch_alter_table("session_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_link_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("video_link", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(room_id IS NULL) <> (video_link IS NULL)",
            name=op.f("ck_meeting_series_somewhere_or_by_video"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_meeting_series_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_meeting_series_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name=op.f("fk_meeting_series_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_meeting_series_room_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_series_public_id")),
    )
    for column in ("event_id", "officer_id", "room_id"):
        op.create_index(op.f(f"ix_meeting_series_{column}"), "meeting_series", [column])
    op.create_table(
        "meeting_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("booked_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) = (booked_at IS NULL)",
            name=op.f("ck_meeting_slot_booked_has_time"),
        ),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_meeting_slot_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_meeting_slot_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_slot_series_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_slot")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_slot_public_id")),
        sa.UniqueConstraint(
            "person_id", "starts_at", name=op.f("uq_meeting_slot_person_id_starts_at")
        ),
        sa.UniqueConstraint(
            "series_id", "starts_at", name=op.f("uq_meeting_slot_series_id_starts_at")
        ),
    )
    op.create_table(
        "meeting_waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_meeting_waiting_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["meeting_series.id"],
            name=op.f("fk_meeting_waiting_series_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_waiting")),
        sa.UniqueConstraint(
            "series_id",
            "person_id",
            name=op.f("uq_meeting_waiting_series_id_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_meeting_waiting_person_id"), "meeting_waiting", ["person_id"]
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("meeting_waiting")
    op.drop_table("meeting_slot")
    op.drop_table("meeting_series")
    op.drop_table("session_link")
    op.drop_table("findings")
