"""Callbacks by Standard Webhooks 1.0.0 to registered targets: a thin body, signed, to be fetched from us in full.

https://www.standardwebhooks.com
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from api.outbox.result import Failed, Result, result_of
from api.settings import SettingsError, environment
from tools.guard.callback import CallbackTarget, check_target, post_to_callback
from tools.guard.urls import UrlRefused
from tools.transport import Transport

_GONE = 410


class CallbackEntry(BaseModel):
    """One `[[callbacks]]`; `secret_env` takes one name, or two while the secret is changed."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")
    url: str
    secret_env: tuple[str, ...] = Field(min_length=1, max_length=2)
    keys: tuple[str, ...] = ()
    allow_private_network: bool = False

    @field_validator("secret_env", mode="before")
    @classmethod
    def _one_or_two(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given


@dataclass(frozen=True, slots=True)
class Callback:
    """A registered target.

    Attributes:
        secrets: What signs, as "whsec_" and base64; with two, both signatures are sent.
        keys: Names of the API keys that may name it; empty means all.
    """

    target: CallbackTarget
    secrets: tuple[str, ...] = field(repr=False)
    keys: tuple[str, ...] = ()

    def may_be_named_by(self, owner: str) -> bool:
        """Tell whether a caller may ask for it."""
        return not self.keys or owner.removeprefix("key:") in self.keys


def read_callbacks(entries: Iterable[Mapping[str, Any]], given: Mapping[str, str] | None = None) -> dict[str, Callback]:
    """Turn the entries into targets, by id.

    Raises:
        SettingsError: An entry cannot be used; the text says what to change.
    """
    values = environment() if given is None else given
    found: dict[str, Callback] = {}
    for raw in entries:
        entry = _entry(raw)
        if entry.id in found:
            raise SettingsError(f"sites.toml has the callback {entry.id!r} twice; give each an id of its own.")
        target = CallbackTarget(entry.id, entry.url, entry.allow_private_network)
        try:
            check_target(target)
        except UrlRefused as fault:
            raise SettingsError(f"callback {entry.id!r}: its url cannot be used: {fault}.") from None
        found[entry.id] = Callback(
            target, tuple(_secret(entry.id, name, values) for name in entry.secret_env), entry.keys
        )
    return found


async def send_callback(
    transport: Transport, callback: Callback, delivery: str, body: Mapping[str, Any], now: datetime
) -> Result:
    """Send one callback.

    Args:
        transport: The guarded way out.
        callback: The target.
        delivery: Id of the delivery, the same over retries.
        body: What is told.
        now: The time, aware.
    """
    from standardwebhooks.webhooks import Webhook

    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    headers = {
        "webhook-id": delivery,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(delivery, now, text) for secret in callback.secrets),
    }
    exchange = await post_to_callback(transport, callback.target, text, headers)
    if exchange.status == _GONE:
        return Failed("answered 410: the target is gone", again=False)
    return result_of(exchange)


def body_of(diagnosis: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the thin body: what happened to which diagnosis, and where to read it."""
    cause = diagnosis.get("root_cause") or {}
    path = f"/v1/diagnoses/{diagnosis['id']}"
    return {
        "type": name,
        "timestamp": diagnosis["updated_at"],
        "data": {
            "id": diagnosis["id"],
            "status": diagnosis["status"],
            "verdict": diagnosis.get("verdict"),
            "code": cause.get("code"),
            "ticket": diagnosis.get("ticket") or {},
            "links": {"diagnosis": path, "report": f"{path}/report?format=markdown", "events": f"{path}/events"},
        },
    }


def _entry(raw: Mapping[str, Any]) -> CallbackEntry:
    try:
        return CallbackEntry.model_validate(dict(raw))
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()[:5])
        raise SettingsError(f"A callback in sites.toml is not as it must be: {told}.") from None


def _secret(callback: str, name: str, values: Mapping[str, str]) -> str:
    from standardwebhooks.webhooks import Webhook

    found = values.get(name, "")
    try:
        Webhook(found)
    except (ValueError, RuntimeError):
        raise SettingsError(
            f"callback {callback!r}: {name} must hold a secret as Standard Webhooks write it, whsec_ and base64."
        ) from None
    return found
