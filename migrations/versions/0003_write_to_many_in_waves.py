"""Write to many in waves."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write to many in waves."""
    op.create_table('wave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('halt', sa.String(length=32), nullable=True),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('counted', sa.JSON(), nullable=False),
    sa.Column('counted_at', sa.DateTime(), nullable=False),
    sa.Column('sample_at', sa.DateTime(), nullable=True),
    sa.Column('scheduled_at', sa.DateTime(), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_before', sa.Integer(), nullable=False),
    sa.Column('failed_before', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'scheduled' OR scheduled_at IS NOT NULL", name=op.f('ck_wave_scheduled_has_time')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_wave_created_by')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_wave_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wave')),
    sa.UniqueConstraint('public_id', name=op.f('uq_wave_public_id'))
    )
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wave_event_id'), ['event_id'], unique=False)

    op.create_table('wave_person',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('added', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wave_person_person_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_wave_person_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'person_id', name=op.f('pk_wave_person'))
    )
    with op.batch_alter_table('wave_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wave_person_person_id'), ['person_id'], unique=False)

    op.create_table('wave_recipient',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('served', sa.Boolean(), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('omitted', sa.String(length=32), nullable=True),
    sa.CheckConstraint('served OR mail_id IS NULL', name=op.f('ck_wave_recipient_mail_is_served')),
    sa.CheckConstraint('served OR omitted IS NULL', name=op.f('ck_wave_recipient_omitted_is_served')),
    sa.ForeignKeyConstraint(['mail_id'], ['mail.id'], name=op.f('fk_wave_recipient_mail_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wave_recipient_person_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_wave_recipient_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'person_id', name=op.f('pk_wave_recipient')),
    sa.UniqueConstraint('mail_id', name=op.f('uq_wave_recipient_mail_id'))
    )
    with op.batch_alter_table('wave_recipient', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wave_recipient_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_wave_recipient_turn', ['wave_id', 'served', 'person_id'], unique=False)



def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table('wave_recipient', schema=None) as batch_op:
        batch_op.drop_index('ix_wave_recipient_turn')
        batch_op.drop_index(batch_op.f('ix_wave_recipient_person_id'))

    op.drop_table('wave_recipient')
    with op.batch_alter_table('wave_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wave_person_person_id'))

    op.drop_table('wave_person')
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wave_event_id'))

    op.drop_table('wave')
