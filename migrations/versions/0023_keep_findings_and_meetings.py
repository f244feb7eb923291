"""Keep findings, slides and recordings of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep findings, slides and recordings of sessions."""
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


def downgrade() -> None:
    """Forget them."""
    op.drop_table("session_link")
    op.drop_table("findings")
