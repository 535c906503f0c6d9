"""Helpdesks and callbacks: where a diagnosis is told, what came in from desks, and what goes out."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "destinations",
        sa.Column("diagnosis_id", sa.String(40), sa.ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("target", sa.String(120), primary_key=True),
        sa.Column("ticket", sa.String(255), nullable=False, server_default=""),
        sa.Column("reply_to", sa.JSON, nullable=False),
        sa.Column("planned_seq", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "open_tickets",
        sa.Column("desk", sa.String(120), primary_key=True),
        sa.Column("ticket", sa.String(255), primary_key=True),
        sa.Column("diagnosis_id", sa.String(40), sa.ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_table(
        "desk_mail",
        sa.Column("desk", sa.String(120), primary_key=True),
        sa.Column("delivery", sa.String(255), primary_key=True),
        sa.Column("diagnosis_id", sa.String(40), sa.ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("diagnosis_id", sa.String(40), sa.ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("target", sa.String(120), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", sa.String(32), nullable=False),
        sa.Column("claimed_until", sa.String(32), nullable=False, server_default=""),
        sa.Column("error", sa.String(300), nullable=False, server_default=""),
        sa.Column("content", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("diagnosis_id", "kind", "target", "revision", name="uq_deliveries_once"),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "due_at"])
    op.create_index("ix_desk_mail_state", "desk_mail", ["state"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("deliveries", "desk_mail", "open_tickets", "destinations"):
        op.drop_table(table)
