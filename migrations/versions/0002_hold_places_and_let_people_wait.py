"""Hold places and let people wait."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HELD_SO_FAR = """
    INSERT INTO held_place (counter_id, registration_id)
    SELECT counter.id, registration.id FROM registration
    JOIN counter ON counter.event_id = registration.event_id
    WHERE registration.state = 'confirmed'
    AND counter.scope = 'event' AND counter.key = ''
"""


def upgrade() -> None:
    """Hold places and let people wait."""
    op.create_table(
        "registration_rules",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("approval", sa.JSON(), nullable=False),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("promotion", sa.String(length=32), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("freezes_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "offer_hours > 0", name=op.f("ck_registration_rules_time_to_answer")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_rules_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registration_rules")),
    )
    op.create_table(
        "held_place",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counter_id"],
            ["counter.id"],
            name=op.f("fk_held_place_counter_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_held_place_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "counter_id", "registration_id", name=op.f("pk_held_place")
        ),
    )
    with op.batch_alter_table("held_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_held_place_registration_id"),
            ["registration_id"],
            unique=False,
        )
    op.execute(HELD_SO_FAR)

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_since", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("waiting_rank", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("offered_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("represented_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_registration_represented_by_id"),
            ["represented_by_id"],
            unique=False,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_represented_by_id"),
            "person",
            ["represented_by_id"],
            ["id"],
        )
    op.execute(
        "UPDATE registration SET waiting_since = changed_at WHERE state = 'waiting'"
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.alter_column("waiting_rank", server_default=None)
        batch_op.create_check_constraint(
            batch_op.f("ck_registration_waiting_has_time"),
            "(state = 'waiting') = (waiting_since IS NOT NULL)",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_registration_offered_to_the_waiting"),
            "offered_until IS NULL OR state = 'waiting'",
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_registration_offered_to_the_waiting"), type_="check"
        )
        batch_op.drop_constraint(
            batch_op.f("ck_registration_waiting_has_time"), type_="check"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_registration_represented_by_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_registration_represented_by_id"))
        batch_op.drop_column("represented_by_id")
        batch_op.drop_column("offered_until")
        batch_op.drop_column("waiting_rank")
        batch_op.drop_column("waiting_since")

    with op.batch_alter_table("held_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_place_registration_id"))
    op.drop_table("held_place")
    op.drop_table("registration_rules")
