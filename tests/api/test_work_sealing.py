"""Credentials on their way between processes, news of other processes, and settings that do not go together."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from api.news import News
from api.sealing import Sealer
from api.settings import Settings, SettingsError
from api.work.backing import open_backing
from tests.api.databases import SECRET_KEY
from tools.clock import now_utc
from tools.site import CredentialKind
from tools.vault import SUBJECT_SECONDS, Secret

GIVEN = Secret(CredentialKind.BASIC, "päss-word-of-ana", "ana@acme.example")
DATABASE = "postgresql://nobody@127.0.0.1:1/none"


def parts(secret: Secret | None) -> tuple[object, ...] | None:
    """Return what a secret is made of."""
    return None if secret is None else (secret.kind, secret.secret, secret.username, secret.header)


def test_what_is_sealed_is_opened_for_its_diagnosis_only() -> None:
    """Another diagnosis, another key, a later end or a changed byte: nothing comes out."""
    now = now_utc()
    sealer = Sealer(SECRET_KEY)

    sealed = sealer.seal(GIVEN, "dg_1", now)
    changed = replace(sealed, sealed=sealed.sealed[:-1] + bytes([sealed.sealed[-1] ^ 1]))

    assert parts(sealer.unseal(sealed, "dg_1")) == parts(GIVEN)
    assert parts(Sealer(SECRET_KEY).unseal(sealed, "dg_1")) == parts(GIVEN)
    assert sealer.unseal(sealed, "dg_2") is None
    assert Sealer("o" * 40).unseal(sealed, "dg_1") is None
    assert sealer.unseal(replace(sealed, until=sealed.until.replace("20", "21", 1)), "dg_1") is None
    assert sealer.unseal(changed, "dg_1") is None
    assert sealer.unseal(replace(sealed, sealed=b""), "dg_1") is None


def test_a_sealed_credential_shows_nothing_and_lives_for_minutes() -> None:
    """No part of the secret is in the bytes, the same secret never looks the same, and the end is 15 minutes away."""
    now = now_utc()
    first, second = (Sealer(SECRET_KEY).seal(GIVEN, "dg_1", now) for _ in range(2))

    assert first.sealed != second.sealed
    assert not any(word.encode() in first.sealed for word in ("word", "ana", "acme", "basic"))
    assert SUBJECT_SECONDS == 900
    assert first.until > now.isoformat()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"database_url": DATABASE}, "UNLATCH_SECRET_KEY"),
        ({"database_url": DATABASE, "secret_key": "short"}, "UNLATCH_SECRET_KEY"),
    ],
)
async def test_postgresql_wants_a_key_to_seal_with(tmp_path: Path, given: dict[str, str], wanted: str) -> None:
    """Without one, or with one that can be guessed, nothing starts, and the text says what to set."""
    async with AsyncExitStack() as cleanup:
        with pytest.raises(SettingsError, match=wanted):
            await open_backing(Settings.model_validate({"data_dir": tmp_path, **given}), cleanup)


async def test_a_service_without_a_worker_wants_a_shared_database(tmp_path: Path) -> None:
    """With SQLite nobody else could run the diagnoses."""
    async with AsyncExitStack() as cleanup:
        with pytest.raises(SettingsError, match="--no-worker"):
            await open_backing(Settings(data_dir=tmp_path), cleanup, works=False)


async def test_news_between_reading_and_waiting_are_not_missed() -> None:
    """Who listens before it reads is woken by what happened in between."""
    news = News()
    with news.listen("dg_1") as listener:
        news.tell("dg_1")
        await asyncio.wait_for(listener.wait(30), 5)
    assert news.listeners == 0


async def test_what_another_process_changes_wakes_those_who_wait_for_it() -> None:
    """One question asks for all that is waited for; only those that changed are woken, and trouble ends nothing."""
    marks = {"dg_1": ("queued", 1), "dg_2": ("queued", 1)}
    asked: list[set[str]] = []

    async def look(ids: Collection[str]) -> Mapping[str, tuple[str, int]]:
        asked.append(set(ids))
        if len(asked) == 1:
            raise OSError("the database is away")
        return {one: marks[one] for one in ids if one in marks}

    news = News(look)
    watching = asyncio.create_task(news.watch())
    with news.listen("dg_1") as first, news.listen("dg_2") as second:
        await asyncio.wait_for(asyncio.gather(first.wait(30), second.wait(30)), 20)
        waiting = asyncio.create_task(second.wait(30))
        marks["dg_1"] = ("concluded", 2)
        await asyncio.wait_for(first.wait(30), 20)
        unchanged = waiting.done()
        waiting.cancel()
    watching.cancel()
    await asyncio.gather(watching, waiting, return_exceptions=True)
    assert asked[0] == {"dg_1", "dg_2"}
    assert not unchanged
