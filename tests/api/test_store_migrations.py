"""Migrations go up and down without losing what is there, on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.store.migrate import downgrade, upgrade
from api.store.store import Store, open_engine
from tools.evidence import evidence_to_json

FIRST = "0001"
WRITTEN = Path(__file__).with_name("data") / "store_0001.json"
"""What the first version wrote while it ran the demo's ticket, a ticket that ends in a question, and one cut short."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table; the address is SQLAlchemy's, synchronous."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'unlatch.sqlite3'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def written() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the first version, by table."""
    found: dict[str, list[dict[str, Any]]] = json.loads(WRITTEN.read_text(encoding="utf-8"))
    return found


def fill_first_schema(url: str) -> None:
    """Write the rows of the first version."""
    engine = sa.create_engine(url)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name, rows in written().items():
            connection.execute(tables.tables[name].insert(), rows)
    engine.dispose()


def revision_of(url: str) -> str:
    """Read the schema's revision."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())
    engine.dispose()
    return found


def columns_of(url: str) -> dict[str, set[str]]:
    """Read the names of all columns of our own tables."""
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    found = {t: {c["name"] for c in inspector.get_columns(t)} for t in inspector.get_table_names()}
    engine.dispose()
    return found


async def test_data_of_the_first_version_is_read_by_this_one(empty_database: str) -> None:
    """After the upgrade every row is there, events go on from their number, and work that waited is found."""
    upgrade(empty_database, FIRST)
    fill_first_schema(empty_database)

    upgrade(empty_database)

    store = Store(open_engine(empty_database.replace("sqlite:", "sqlite+aiosqlite:", 1)))
    before = written()
    [cut_short] = [row["id"] for row in before["diagnoses"] if row["status"] == "investigating"]
    await store.record(cut_short, "2026-11-26T08:00:00+00:00", (), [("probe.started", {})])
    numbers = [event.seq for event in await store.events_after(cut_short, 0)]
    unfinished = await store.unfinished()
    read = {row["id"]: await store.find(row["id"]) for row in before["diagnoses"]}
    evidence = [evidence_to_json(e) for row in before["diagnoses"] for e in await store.evidence_of(row["id"])]
    await store.close()
    assert {i: row.answer for i, row in read.items() if row} == {r["id"]: r["answer"] for r in before["diagnoses"]}
    assert sorted(map(str, evidence)) == sorted(str(row["body"]) for row in before["evidence"])
    assert numbers == [1, 2, 3]
    assert unfinished == [cut_short]


def test_each_step_goes_down_and_up_again_with_data(empty_database: str) -> None:
    """Down to the first version and up again: none of its data is lost, and the schema is the same."""
    upgrade(empty_database, FIRST)
    fill_first_schema(empty_database)
    upgrade(empty_database)
    newest, revision = columns_of(empty_database), revision_of(empty_database)

    downgrade(empty_database, FIRST)
    lowest = revision_of(empty_database)
    rows = count_rows(empty_database)
    upgrade(empty_database)

    assert lowest == FIRST
    assert rows == {name: len(kept) for name, kept in written().items()}
    assert count_rows(empty_database) == rows
    assert (columns_of(empty_database), revision_of(empty_database)) == (newest, revision)


def test_the_whole_schema_goes_away_and_comes_back(empty_database: str) -> None:
    """Down to nothing leaves none of our tables; up again makes them."""
    upgrade(empty_database)
    made = set(columns_of(empty_database))

    downgrade(empty_database, "base")
    left = set(columns_of(empty_database))
    upgrade(empty_database)

    assert "diagnoses" in made
    assert "diagnoses" not in left
    assert set(columns_of(empty_database)) == made


def test_the_migrations_make_what_the_code_expects(empty_database: str) -> None:
    """Every table and column that the code names exists."""
    from api.store.tables import metadata

    upgrade(empty_database)

    there = columns_of(empty_database)
    wanted = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    assert {name: there.get(name, set()) for name in wanted} == wanted


def count_rows(url: str) -> dict[str, int]:
    """Count the rows of the first version's tables."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        asked = {name: sa.select(sa.func.count()).select_from(sa.table(name)) for name in written()}
        counts = {name: int(connection.execute(one).scalar() or 0) for name, one in asked.items()}
    engine.dispose()
    return counts
