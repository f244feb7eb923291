"""Make two records of one person one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ONE = sa.text("revoked_at IS NULL AND NOT beside")
ONE_BEFORE = sa.text("revoked_at IS NULL")
STANDING = sa.text("undone_at IS NULL")


def upgrade() -> None:
    """Make two records of one person one."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_person_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"]
        )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("uq_ticket_standing")
        batch_op.add_column(
            sa.Column(
                "beside", sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
        batch_op.create_index(
            "uq_ticket_standing",
            ["person_id", "event_id"],
            unique=True,
            sqlite_where=ONE,
            postgresql_where=ONE,
        )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roster_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("kept_at", sa.DateTime(), nullable=True))
    op.create_table(
        "gone_mission",
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.Column("dismissed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dismissed_by"], ["person.id"], name=op.f("fk_gone_mission_dismissed_by")
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["mission.id"],
            name=op.f("fk_gone_mission_mission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mission_id", name=op.f("pk_gone_mission")),
    )
    with op.batch_alter_table("roster_change", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kept_why", sa.String(length=500), server_default="", nullable=False
            )
        )
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kept_id <> other_id", name=op.f("ck_person_merge_two_records")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], ["person.id"], name=op.f(f"fk_person_merge_{name}")
            )
            for name in ("kept_id", "other_id", "merged_by", "undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_merge_public_id")),
    )
    with op.batch_alter_table("person_merge", schema=None) as batch_op:
        batch_op.create_index(
            "uq_person_merge_standing",
            ["other_id"],
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        )
        for name in ("kept_id", "other_id"):
            batch_op.create_index(
                batch_op.f(f"ix_person_merge_{name}"), [name], unique=False
            )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("person_merge")
    with op.batch_alter_table("roster_change", schema=None) as batch_op:
        batch_op.drop_column("kept_why")
    op.drop_table("gone_mission")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_column("kept_at")
        batch_op.drop_column("roster_sealed")
    op.execute(
        "UPDATE ticket SET revoked_at = CURRENT_TIMESTAMP"
        " WHERE beside AND revoked_at IS NULL"
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("uq_ticket_standing")
        batch_op.drop_column("beside")
        batch_op.create_index(
            "uq_ticket_standing",
            ["person_id", "event_id"],
            unique=True,
            sqlite_where=ONE_BEFORE,
            postgresql_where=ONE_BEFORE,
        )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_person_merged_into_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_person_merged_into_id"))
        batch_op.drop_column("merged_into_id")
