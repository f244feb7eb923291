"""Let readers follow sessions, and know what they have read."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let readers follow sessions, and know what they have read."""
    op.create_table(
        "agenda_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "number > 0", name=op.f("ck_agenda_reader_counts_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_reader_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_agenda_reader_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_reader")),
        sa.UniqueConstraint(
            "event_id", "person_id", name=op.f("uq_agenda_reader_event_id_person_id")
        ),
    )
    with op.batch_alter_table("agenda_reader", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agenda_reader_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "session_star",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("starred_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_session_star_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_star_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_star")),
        sa.UniqueConstraint(
            "event_id",
            "person_id",
            "session_id",
            name=op.f("uq_session_star_event_id_person_id_session_id"),
        ),
    )
    with op.batch_alter_table("session_star", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_star_person_id"), ["person_id"], unique=False
        )


def downgrade() -> None:
    """Forget what readers follow."""
    op.drop_table("session_star")
    op.drop_table("agenda_reader")
