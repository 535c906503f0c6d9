"""API keys and revoked visitor sessions in the database."""

import asyncio
from time import monotonic
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.keys import ApiKey
from api.store.away import reading, writing
from api.store.tables import api_keys, revoked_sessions

LOOK_AGAIN_SECONDS = 0.2


class KeyStore:
    """Reads and writes who may ask."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._configured = False
        self._looked_at = -LOOK_AGAIN_SECONDS
        self._looking = asyncio.Lock()

    async def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        values = {name: getattr(key, name) for name in key.__slots__}
        values |= {"scopes": list(key.scopes), "sites": None if key.sites is None else list(key.sites)}
        async with writing(self._engine) as connection:
            await connection.execute(insert(api_keys).values(**values))
        self._configured = True

    async def find(self, key_id: str) -> ApiKey | None:
        """Return a key by its id, or None."""
        async with reading(self._engine) as connection:
            row = (await connection.execute(select(api_keys).where(api_keys.c.id == key_id))).first()
        return _key(row) if row is not None else None

    async def all(self) -> list[ApiKey]:
        """Return every key, oldest first, revoked ones too."""
        asked = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        async with reading(self._engine) as connection:
            return [_key(row) for row in (await connection.execute(asked)).all()]

    async def are_configured(self) -> bool:
        """Tell whether a key was ever made. A revoked one counts: revoking the last key must not open the service.

        Every request of open mode asks this: "yes" is for good, and "no" is believed for a fifth of a second.
        """
        async with self._looking:
            if not self._configured and monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
                async with reading(self._engine) as connection:
                    counted = (await connection.execute(select(func.count()).select_from(api_keys))).scalar()
                self._configured, self._looked_at = bool(counted), monotonic()
        return self._configured

    async def revoke(self, key_id: str, at: str) -> bool:
        """Revoke a key; tells whether one that was not revoked yet had this id."""
        usable = and_(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        async with writing(self._engine) as connection:
            done = await connection.execute(update(api_keys).where(usable).values(revoked_at=at))
        return bool(done.rowcount)

    async def expire(self, key_id: str, at: str) -> None:
        """Let a key end at a time, unless it ends earlier already."""
        later = (api_keys.c.expires_at.is_(None)) | (api_keys.c.expires_at > at)
        async with writing(self._engine) as connection:
            await connection.execute(update(api_keys).where(and_(api_keys.c.id == key_id, later)).values(expires_at=at))

    async def revoke_session(self, embed: str, jti: str, at: str) -> None:
        """Revoke a visitor's session for good."""
        try:
            async with writing(self._engine) as connection:
                await connection.execute(insert(revoked_sessions).values(embed=embed, jti=jti, revoked_at=at))
        except IntegrityError:
            return

    async def is_revoked(self, embed: str, jti: str) -> bool:
        """Tell whether a visitor's session was revoked."""
        asked = select(revoked_sessions.c.jti).where(
            and_(revoked_sessions.c.embed == embed, revoked_sessions.c.jti == jti)
        )
        async with reading(self._engine) as connection:
            return (await connection.execute(asked)).first() is not None


def _key(row: Row[Any]) -> ApiKey:
    values = dict(row._mapping)
    sites = values["sites"]
    values |= {"scopes": tuple(values["scopes"]), "sites": None if sites is None else tuple(sites)}
    return ApiKey(**values)
