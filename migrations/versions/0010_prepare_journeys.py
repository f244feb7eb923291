"""Issue convocations, and ask the confirmed what their journey needs."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Issue convocations, and ask the confirmed what their journey needs."""
    op.create_table(
        "convocation_settings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("signatory", sa.String(length=150), nullable=False),
        sa.Column("function", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("issued_in", sa.String(length=100), nullable=False),
        sa.Column("reception", sa.JSON(), nullable=False),
        sa.Column("transport", sa.JSON(), nullable=False),
        sa.Column("lodging", sa.JSON(), nullable=False),
        sa.Column("meals", sa.JSON(), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_convocation_settings_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_convocation_settings")),
    )
    op.create_table(
        "convocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_convocation_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_convocation_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_convocation_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocation")),
        sa.UniqueConstraint(
            "event_id",
            "person_id",
            "number",
            name=op.f("uq_convocation_event_id_person_id_number"),
        ),
        sa.UniqueConstraint(
            "reference", "number", name=op.f("uq_convocation_reference_number")
        ),
    )
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_convocation_person_id"), ["person_id"], unique=False
        )
    op.create_table(
        "formality_rules",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "keep_days >= 0", name=op.f("ck_formality_rules_kept_after_the_event")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_formality_rules_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_formality_rules")),
    )
    op.create_table(
        "formality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_formality_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formality")),
        sa.UniqueConstraint(
            "registration_id", "block", name=op.f("uq_formality_registration_id_block")
        ),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("formalities_close_at", sa.DateTime(), nullable=True)
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("formalities_close_at")

    op.drop_table("formality")
    op.drop_table("formality_rules")
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convocation_person_id"))

    op.drop_table("convocation")
    op.drop_table("convocation_settings")
