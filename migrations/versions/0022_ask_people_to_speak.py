"""Ask people to speak, and know what they answered and saw."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Ask people to speak, and know what they answered and saw."""
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("told_version", sa.Integer(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "told_version >= 0", name=op.f("ck_speaker_told_counts_from_nothing")
        ),
        sa.CheckConstraint(
            "seen_version >= 0", name=op.f("ck_speaker_seen_counts_from_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_speaker_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_speaker_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["access_link.id"], name=op.f("fk_speaker_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sa.UniqueConstraint(
            "event_id", "person_id", name=op.f("uq_speaker_event_id_person_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_speaker_public_id")),
    )
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_speaker_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "speaker_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("given_name", sa.LargeBinary(), nullable=True),
        sa.Column("family_name", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["session_person.id"],
            name=op.f("fk_speaker_answer_part_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_answer")),
        sa.UniqueConstraint("part_id", name=op.f("uq_speaker_answer_part_id")),
    )
    op.create_table(
        "speaker_slides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_speaker_slides_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["session_person.id"],
            name=op.f("fk_speaker_slides_part_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_slides")),
        sa.UniqueConstraint("part_id", name=op.f("uq_speaker_slides_part_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_speaker_slides_public_id")),
    )
    op.create_table(
        "speaker_assistant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name=op.f("fk_speaker_assistant_speaker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_speaker_assistant_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["access_link.id"], name=op.f("fk_speaker_assistant_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_assistant")),
        sa.UniqueConstraint(
            "speaker_id", name=op.f("uq_speaker_assistant_speaker_id")
        ),
    )
    with op.batch_alter_table("speaker_assistant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_speaker_assistant_person_id"), ["person_id"], unique=False
        )


def downgrade() -> None:
    """Forget who was asked by which link, and what came with the answers."""
    op.drop_table("speaker_assistant")
    op.drop_table("speaker_slides")
    op.drop_table("speaker_answer")
    op.drop_table("speaker")
