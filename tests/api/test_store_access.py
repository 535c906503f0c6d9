"""Keys, visitor sessions, the audit log and feedback, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.audit_entry import AuditEntry, AuditKind, mark_of
from api.keys import Scope, mint
from api.store.audit import AuditStore
from api.store.feedback import Feedback, FeedbackStore
from api.store.keys import KeyStore
from api.store.migrate import upgrade
from api.store.records import Filters, NewDiagnosis
from api.store.store import Store, open_engine
from tests.api.databases import BOTH, settings_on

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
AT = NOW.isoformat()


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    settings = settings_on(request.param, request, tmp_path)
    if request.param == "sqlite":
        upgrade(settings.sync_database_url())
    opened = Store(open_engine(settings.async_database_url()))
    yield opened
    await opened.close()


async def test_a_key_comes_back_as_it_was_kept(store: Store) -> None:
    """With its scopes in their order and its sites, or without any bound."""
    keys = KeyStore(store.engine)
    bound = mint("desk", [Scope.WRITE, "hooks:jsm"], ("acme", "beta"), NOW, NOW + timedelta(days=1))[1]
    free = mint("central", [Scope.ADMIN], None, NOW)[1]
    assert not await keys.are_configured()

    await keys.add(bound)
    await keys.add(free)

    assert await keys.are_configured()
    assert await keys.find(bound.id) == bound
    assert await keys.find(free.id) == free
    assert await keys.find("0" * 12) is None
    assert {key.id for key in await keys.all()} == {bound.id, free.id}


async def test_a_key_ends_by_revocation_and_by_time(store: Store) -> None:
    """Revoked once; an end is only ever brought forward."""
    keys = KeyStore(store.engine)
    key = mint("desk", [Scope.READ], None, NOW, NOW + timedelta(days=2))[1]
    await keys.add(key)

    await keys.expire(key.id, (NOW + timedelta(days=9)).isoformat())
    assert (await keys.all())[0].is_usable(NOW + timedelta(days=1))
    await keys.expire(key.id, (NOW + timedelta(hours=1)).isoformat())
    assert not (await keys.all())[0].is_usable(NOW + timedelta(hours=1))
    assert await keys.revoke(key.id, AT)
    assert not await keys.revoke(key.id, AT)
    assert not (await keys.all())[0].is_usable(NOW)


async def test_a_session_is_revoked_at_its_own_page_only(store: Store) -> None:
    """Twice is fine, and another page's session of the same name goes on."""
    keys = KeyStore(store.engine)
    await keys.revoke_session("help", "s-1", AT)
    await keys.revoke_session("help", "s-1", AT)

    assert await keys.is_revoked("help", "s-1")
    assert not await keys.is_revoked("shop", "s-1")


async def test_the_audit_log_is_read_newest_first_and_page_by_page(store: Store) -> None:
    """Narrowed by kind and diagnosis; what is old is forgotten."""
    log = AuditStore(store.engine)
    access = [AuditEntry(AT, AuditKind.ACCESS, "key:desk", f"GET /{n}", 200, mark_of("dg_1")) for n in range(3)]
    later = (NOW + timedelta(days=1)).isoformat()
    await log.append([*access, AuditEntry(later, AuditKind.OUTBOUND, "probe:x", "GET https://x/", None)])

    first = await log.read(limit=2)
    second = await log.read(before=first[-1][0], limit=2)
    of_one = await log.read(AuditKind.ACCESS, mark_of("dg_1"))

    assert [entry.what for _, entry in (*first, *second)] == ["GET https://x/", "GET /2", "GET /1", "GET /0"]
    assert [entry for _, entry in of_one] == access[::-1]
    assert await log.forget(later) == 3
    assert len(await log.read()) == 1


async def test_every_word_of_feedback_is_kept(store: Store) -> None:
    """In its order, with who gave it."""
    await store.accept(NewDiagnosis("dg_1", AT, "open", "", "", {}))
    said = FeedbackStore(store.engine)
    words = [
        Feedback("dg_1", AT, "visitor:1", correct=True),
        Feedback(
            "dg_1",
            (NOW + timedelta(seconds=1)).isoformat(),
            "key:desk",
            correct=False,
            actual_cause="api_token_expired",
        ),
    ]
    for word in words:
        await said.add(word)

    assert await said.of("dg_1") == words


@pytest.mark.parametrize(
    ("narrowed", "seen"),
    [
        (Filters(), {"a", "b", "loose", "mine"}),
        (Filters(owner="key:a", sites=("acme",), shares_sites=True), {"a", "mine"}),
        (Filters(owner="visitor:1", sites=("acme",)), {"a"}),
        (Filters(owner="visitor:1", sites=("beta",)), set()),
        (Filters(owner="open"), {"b", "loose"}),
        (Filters(owner="key:a", sites=(), shares_sites=True), {"mine"}),
    ],
    ids=["all", "tenant", "visitor", "visitor_moved", "open", "bound_to_nothing"],
)
async def test_a_list_holds_what_may_be_seen(store: Store, narrowed: Filters, seen: set[str]) -> None:
    """By owner, by site, or both."""
    for number, owner, site in (
        ("a", "visitor:1", "acme"),
        ("b", "open", "beta"),
        ("loose", "open", ""),
        ("mine", "key:a", ""),
    ):
        await store.accept(NewDiagnosis(number, AT, owner, site, "", {}))

    assert {row.id for row in await store.list_diagnoses(narrowed)} == seen
