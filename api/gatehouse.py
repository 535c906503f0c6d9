"""Builds the gate of a service from its settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from api.access import Access
from api.audit import AuditLog
from api.gate import Gate
from api.rate_limits import RateLimiter, Rates
from api.settings import SettingsError
from api.store.audit import AuditStore
from api.store.keys import KeyStore
from api.visitors import Embed
from tools.clock import now_utc


@dataclass(frozen=True, slots=True)
class Opening:
    """How open the service may be.

    Attributes:
        on_loopback: It listens on loopback only, so that it may serve without a key.
        with_observer: In open mode, look-ups with the service's own account are allowed as well.
    """

    on_loopback: bool = True
    with_observer: bool = False


async def build_gate(engine: AsyncEngine, embeds: Mapping[str, Embed], rates: Rates, opening: Opening) -> Gate:
    """Build the gate.

    Raises:
        SettingsError: The service would listen beyond this machine, and nobody could prove who they are.
    """
    keys = KeyStore(engine)
    now = now_utc()
    if not opening.on_loopback and not any(key.is_usable(now) for key in await keys.all()):
        await engine.dispose()
        raise SettingsError(
            "No usable API key exists, so Unlatch serves this machine only and does not listen on other addresses. "
            "Create a key with `unlatch keys create`, or leave --host at 127.0.0.1."
        )
    access = Access(keys, embeds, may_be_open=opening.on_loopback, open_with_observer=opening.with_observer)
    return Gate(access, RateLimiter(rates), AuditLog(AuditStore(engine)))
