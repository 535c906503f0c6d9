"""First tables: diagnoses with their evidence, events, idempotency keys and feedback, and the probe ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _of_diagnosis(*, primary_key: bool = True) -> "sa.Column[str]":
    return sa.Column(
        "diagnosis_id",
        sa.String(40),
        sa.ForeignKey("diagnoses.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "diagnoses",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("site", sa.String(120), nullable=False, server_default=""),
        sa.Column("cause", sa.String(60), nullable=False, server_default=""),
        sa.Column("ticket_key", sa.String(120), nullable=False, server_default=""),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("progress", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON, nullable=True),
    )
    op.create_index("ix_diagnoses_created", "diagnoses", ["created_at", "id"])
    op.create_index("ix_diagnoses_status", "diagnoses", ["status"])
    op.create_table(
        "evidence",
        _of_diagnosis(),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "events",
        _of_diagnosis(),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(120), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        _of_diagnosis(primary_key=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    _create_feedback_and_ledger()


def _create_feedback_and_ledger() -> None:
    op.create_table(
        "feedback",
        _of_diagnosis(),
        sa.Column("at", sa.String(32), primary_key=True),
        sa.Column("given_by", sa.String(120), nullable=False),
        sa.Column("correct", sa.Integer, nullable=False),
        sa.Column("actual_cause", sa.String(60), nullable=False, server_default=""),
        sa.Column("comment", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "probe_ledger",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("site", sa.String(120), nullable=False),
        sa.Column("counter", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("diagnosis_id", sa.String(40), nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("refused", sa.Integer, nullable=True),
    )
    op.create_index("ix_probe_ledger_lookup", "probe_ledger", ["site", "counter", "subject"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("probe_ledger", "feedback", "idempotency", "events", "evidence", "diagnoses"):
        op.drop_table(table)
