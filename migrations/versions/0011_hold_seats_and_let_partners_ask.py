"""Hold seats for delegations, and let partners ask to come."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Hold seats for delegations, and let partners ask to come."""
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_delegation_answered_has_time"),
        ),
        sa.CheckConstraint(
            "free = 0 OR released_at IS NULL",
            name=op.f("ck_delegation_held_until_released"),
        ),
        sa.CheckConstraint(
            "free >= 0 AND free <= seats", name=op.f("ck_delegation_free_seats")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_delegation_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["person.id"], name=op.f("fk_delegation_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_delegation_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_delegation_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["access_link.id"], name=op.f("fk_delegation_link_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_delegation_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["person.id"], name=op.f("fk_delegation_principal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint(
            "event_id",
            "organisation_id",
            "contact_id",
            name=op.f("uq_delegation_event_id_organisation_id_contact_id"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_delegation_public_id")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delegation_organisation_id"),
            ["organisation_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delegation_principal_id"), ["principal_id"], unique=False
        )

    op.create_table(
        "delegation_member",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("function", sa.String(length=100), nullable=False),
        sa.Column("came_before", sa.Boolean(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_delegation_member_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_delegation_member_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_delegation_member")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delegation_member_public_id")),
    )
    with op.batch_alter_table("delegation_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_member_delegation_id"),
            ["delegation_id"],
            unique=False,
        )

    with op.batch_alter_table("access_link", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("goal", sa.String(length=200), server_default="", nullable=False)
        )

    op.create_table(
        "open_registration",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_open_registration_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_open_registration")),
    )
    op.create_table(
        "open_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("proved_at", sa.DateTime(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_open_request_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_open_request_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_open_request_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_open_request_token_hash")),
    )
    with op.batch_alter_table("open_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_open_request_event_id"), ["event_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_open_request_registration_id"),
            ["registration_id"],
            unique=False,
        )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind", sa.String(length=32), server_default="named", nullable=False
            )
        )

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "by_open_door", sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("by_open_door")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("open_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_request_registration_id"))
        batch_op.drop_index(batch_op.f("ix_open_request_event_id"))

    op.drop_table("open_request")
    op.drop_table("open_registration")

    with op.batch_alter_table("access_link", schema=None) as batch_op:
        batch_op.drop_column("goal")

    with op.batch_alter_table("delegation_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_member_delegation_id"))

    op.drop_table("delegation_member")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_principal_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_contact_id"))

    op.drop_table("delegation")
