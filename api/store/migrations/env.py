"""Alembic's entry: runs the migrations over one synchronous connection, one process at a time."""

from alembic import context
from sqlalchemy import create_engine, text

from api.store.tables import metadata

LOCK = 726_241_908
url = context.config.get_main_option("sqlalchemy.url") or ""
engine = create_engine(url)
with engine.begin() as connection:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=url.startswith("sqlite"))
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
