"""Build the agenda, and publish it in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the agenda, and publish it in versions."""
    op.create_table(
        "agenda_rules",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("far_minutes", sa.Integer(), nullable=False),
        sa.Column("break_after", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "break_after > 0", name=op.f("ck_agenda_rules_breaks_come_later")
        ),
        sa.CheckConstraint(
            "far_minutes >= 0", name=op.f("ck_agenda_rules_takes_no_less_than_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_rules_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_agenda_rules")),
    )
    op.create_table(
        "agenda_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "colour BETWEEN 1 AND 8", name=op.f("ck_agenda_theme_known_colour")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_theme_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_theme")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agenda_theme_public_id")),
    )
    with op.batch_alter_table("agenda_theme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agenda_theme_event_id"), ["event_id"], unique=False
        )

    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_topic_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("public_id", name=op.f("uq_topic_public_id")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_event_id"), ["event_id"], unique=False
        )

    op.create_table(
        "agenda_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_agenda_edit_by")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_edit_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_edit")),
    )
    with op.batch_alter_table("agenda_edit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_agenda_edit_event_by", ["event_id", "by", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agenda_edit_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "agenda_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("links", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("acknowledged", sa.JSON(), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "number > 0", name=op.f("ck_agenda_version_counts_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_version_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_agenda_version_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_version")),
        sa.UniqueConstraint(
            "event_id", "number", name=op.f("uq_agenda_version_event_id_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_agenda_version_public_id")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("abstract", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("interpretation", sa.JSON(), nullable=False),
        sa.Column("needs_booth", sa.Boolean(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("min_size", sa.Integer(), nullable=False),
        sa.Column("hybrid_link", sa.LargeBinary(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("audience_values", sa.JSON(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("image_note", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(starts_at IS NULL) = (ends_at IS NULL)",
            name=op.f("ck_session_placed_or_not"),
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_session_has_places")),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_session_ends_after_start")
        ),
        sa.CheckConstraint(
            "min_size >= 0", name=op.f("ck_session_minimum_not_negative")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_session_lasts")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_session_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_session_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_session_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_session_topic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_session_public_id")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_session_event_starts", ["event_id", "starts_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_session_room_id"), ["room_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_session_topic_id"), ["topic_id"], unique=False
        )

    op.create_table(
        "session_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("function", sa.JSON(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_person_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_person_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_session_person_public_id")),
        sa.UniqueConstraint(
            "session_id",
            "person_id",
            "role",
            name=op.f("uq_session_person_session_id_person_id_role"),
        ),
    )
    with op.batch_alter_table("session_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_person_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "session_theme",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_session_theme_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["agenda_theme.id"], name=op.f("fk_session_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint(
            "session_id", "theme_id", name=op.f("pk_session_theme")
        ),
    )
    with op.batch_alter_table("session_theme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_theme_theme_id"), ["theme_id"], unique=False
        )

    op.create_table(
        "speaker_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("biography", sa.JSON(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("consented_at", sa.DateTime(), nullable=True),
        sa.Column("equipment", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_speaker_profile_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_speaker_profile_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["file.id"], name=op.f("fk_speaker_profile_photo_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_profile")),
        sa.UniqueConstraint(
            "event_id", "person_id", name=op.f("uq_speaker_profile_event_id_person_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_speaker_profile_public_id")),
    )
    with op.batch_alter_table("speaker_profile", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_speaker_profile_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "speaker_availability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_speaker_availability_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["speaker_profile.id"],
            name=op.f("fk_speaker_availability_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_availability")),
    )
    with op.batch_alter_table("speaker_availability", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_speaker_availability_profile_id"),
            ["profile_id"],
            unique=False,
        )

    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("booth", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("equipment", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "building", sa.String(length=60), server_default="", nullable=False
            )
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_column("building")
        batch_op.drop_column("equipment")
        batch_op.drop_column("booth")

    with op.batch_alter_table("speaker_availability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_availability_profile_id"))

    op.drop_table("speaker_availability")
    with op.batch_alter_table("speaker_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_profile_person_id"))

    op.drop_table("speaker_profile")
    with op.batch_alter_table("session_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_theme_theme_id"))

    op.drop_table("session_theme")
    with op.batch_alter_table("session_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_person_id"))

    op.drop_table("session_person")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_topic_id"))
        batch_op.drop_index(batch_op.f("ix_session_room_id"))
        batch_op.drop_index("ix_session_event_starts")

    op.drop_table("session")
    op.drop_table("agenda_version")
    with op.batch_alter_table("agenda_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_edit_session_id"))
        batch_op.drop_index("ix_agenda_edit_event_by")

    op.drop_table("agenda_edit")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_event_id"))

    op.drop_table("topic")
    with op.batch_alter_table("agenda_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_theme_event_id"))

    op.drop_table("agenda_theme")
    op.drop_table("agenda_rules")
