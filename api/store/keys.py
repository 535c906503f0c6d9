"""API keys and revoked visitor sessions in the database."""

from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.keys import ApiKey
from api.store.tables import api_keys, revoked_sessions


class KeyStore:
    """Reads and writes who may ask."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        values = {name: getattr(key, name) for name in key.__slots__}
        values |= {"scopes": list(key.scopes), "sites": None if key.sites is None else list(key.sites)}
        async with self._engine.begin() as connection:
            await connection.execute(insert(api_keys).values(**values))

    async def find(self, key_id: str) -> ApiKey | None:
        """Return a key by its id, or None."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(api_keys).where(api_keys.c.id == key_id))).first()
        return _key(row) if row is not None else None

    async def all(self) -> list[ApiKey]:
        """Return every key, oldest first, revoked ones too."""
        asked = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        async with self._engine.connect() as connection:
            return [_key(row) for row in (await connection.execute(asked)).all()]

    async def are_configured(self) -> bool:
        """Tell whether a key was ever made. A revoked one counts: revoking the last key must not open the service."""
        async with self._engine.connect() as connection:
            return bool((await connection.execute(select(func.count()).select_from(api_keys))).scalar())

    async def revoke(self, key_id: str, at: str) -> bool:
        """Revoke a key; tells whether one that was not revoked yet had this id."""
        usable = and_(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        async with self._engine.begin() as connection:
            done = await connection.execute(update(api_keys).where(usable).values(revoked_at=at))
        return bool(done.rowcount)

    async def expire(self, key_id: str, at: str) -> None:
        """Let a key end at a time, unless it ends earlier already."""
        later = (api_keys.c.expires_at.is_(None)) | (api_keys.c.expires_at > at)
        async with self._engine.begin() as connection:
            await connection.execute(update(api_keys).where(and_(api_keys.c.id == key_id, later)).values(expires_at=at))

    async def revoke_session(self, embed: str, jti: str, at: str) -> None:
        """Revoke a visitor's session for good."""
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(revoked_sessions).values(embed=embed, jti=jti, revoked_at=at))
        except IntegrityError:
            return

    async def is_revoked(self, embed: str, jti: str) -> bool:
        """Tell whether a visitor's session was revoked."""
        asked = select(revoked_sessions.c.jti).where(
            and_(revoked_sessions.c.embed == embed, revoked_sessions.c.jti == jti)
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(asked)).first() is not None


def _key(row: Row[Any]) -> ApiKey:
    values = dict(row._mapping)
    sites = values["sites"]
    values |= {"scopes": tuple(values["scopes"]), "sites": None if sites is None else tuple(sites)}
    return ApiKey(**values)
