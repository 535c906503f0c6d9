"""Work over several processes: which run may write, how many events there are, and sealed credentials."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, count the events that are there, and create the table of sealed credentials."""
    with op.batch_alter_table("diagnoses") as table:
        table.add_column(sa.Column("attempt", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("crashes", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("last_seq", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE diagnoses SET last_seq = "
        "COALESCE((SELECT MAX(events.seq) FROM events WHERE events.diagnosis_id = diagnoses.id), 0)"
    )
    op.create_index("ix_diagnoses_updated", "diagnoses", ["updated_at"])
    op.create_index("ix_diagnoses_ticket", "diagnoses", ["ticket_key"])
    op.create_table(
        "sealed_credentials",
        sa.Column("diagnosis_id", sa.String(40), sa.ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
    )
    op.create_index("ix_sealed_until", "sealed_credentials", ["until"])


def downgrade() -> None:
    """Take all of it away; what was sealed is lost, as it would be minutes later."""
    op.drop_table("sealed_credentials")
    op.drop_index("ix_diagnoses_ticket", "diagnoses")
    op.drop_index("ix_diagnoses_updated", "diagnoses")
    with op.batch_alter_table("diagnoses") as table:
        table.drop_column("last_seq")
        table.drop_column("crashes")
        table.drop_column("attempt")
