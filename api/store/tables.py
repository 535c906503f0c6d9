"""The tables, as SQLAlchemy Core; created and changed by the migrations beside this file only."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

diagnoses = Table(
    "diagnoses",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Column("status", String(20), nullable=False),
    Column("owner", String(120), nullable=False),
    Column("site", String(120), nullable=False, server_default=""),
    Column("cause", String(60), nullable=False, server_default=""),
    Column("ticket_key", String(120), nullable=False, server_default=""),
    Column("report", JSON, nullable=False),
    Column("progress", JSON, nullable=False),
    Column("answer", JSON, nullable=True),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Index("ix_diagnoses_created", "created_at", "id"),
    Index("ix_diagnoses_status", "status"),
    Index("ix_diagnoses_updated", "updated_at"),
    Index("ix_diagnoses_ticket", "ticket_key"),
)

sealed_credentials = Table(
    "sealed_credentials",
    metadata,
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("until", String(32), nullable=False),
    Index("ix_sealed_until", "until"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("body", JSON, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("at", String(32), nullable=False),
    Column("fields", JSON, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(120), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body_sha256", String(64), nullable=False),
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", String(32), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
    Column("at", String(32), primary_key=True),
    Column("given_by", String(120), nullable=False),
    Column("correct", Integer, nullable=False),
    Column("actual_cause", String(60), nullable=False, server_default=""),
    Column("comment", Text, nullable=False, server_default=""),
)

probe_ledger = Table(
    "probe_ledger",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("site", String(120), nullable=False),
    Column("counter", String(20), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("what", String(200), nullable=False),
    Column("diagnosis_id", String(40), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("refused", Integer, nullable=True),
    Index("ix_probe_ledger_lookup", "site", "counter", "subject"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("sites", JSON(none_as_null=True), nullable=True),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=True),
    Column("revoked_at", String(32), nullable=True),
)

revoked_sessions = Table(
    "revoked_sessions",
    metadata,
    Column("embed", String(120), primary_key=True),
    Column("jti", String(200), primary_key=True),
    Column("revoked_at", String(32), nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("who", String(120), nullable=False),
    Column("what", String(300), nullable=False),
    Column("status", Integer, nullable=True),
    Column("about", String(16), nullable=False, server_default=""),
    Column("peer", String(64), nullable=False, server_default=""),
    Index("ix_audit_log_at", "at"),
)

destinations = Table(
    "destinations",
    metadata,
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("target", String(120), primary_key=True),
    Column("ticket", String(255), nullable=False, server_default=""),
    Column("reply_to", JSON, nullable=False),
    Column("planned_seq", Integer, nullable=False, server_default="0"),
)

open_tickets = Table(
    "open_tickets",
    metadata,
    Column("desk", String(120), primary_key=True),
    Column("ticket", String(255), primary_key=True),
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
)

desk_mail = Table(
    "desk_mail",
    metadata,
    Column("desk", String(120), primary_key=True),
    Column("delivery", String(255), primary_key=True),
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("author", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("state", String(10), nullable=False),
    Index("ix_desk_mail_state", "state"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("diagnosis_id", String(40), ForeignKey("diagnoses.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("target", String(120), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", String(32), nullable=False),
    Column("claimed_until", String(32), nullable=False, server_default=""),
    Column("error", String(300), nullable=False, server_default=""),
    Column("content", Text, nullable=False, server_default=""),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    UniqueConstraint("diagnosis_id", "kind", "target", "revision", name="uq_deliveries_once"),
    Index("ix_deliveries_due", "state", "due_at"),
)

__all__ = [
    "api_keys",
    "audit_log",
    "deliveries",
    "desk_mail",
    "destinations",
    "diagnoses",
    "events",
    "evidence",
    "feedback",
    "idempotency",
    "metadata",
    "open_tickets",
    "probe_ledger",
    "sealed_credentials",
]
