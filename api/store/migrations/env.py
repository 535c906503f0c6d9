"""Alembic's entry: runs the migrations over one synchronous connection."""

from alembic import context
from sqlalchemy import create_engine

from api.store.tables import metadata

url = context.config.get_main_option("sqlalchemy.url") or ""
engine = create_engine(url)
with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=url.startswith("sqlite"))
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
