"""Reads the `[[embeds]]` of sites.toml: which pages embed the widget, and the keys that sign their visitors' tokens."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from api.settings import SettingsError, environment
from api.visitors import Embed
from tools.site import origin_of

_SHORTEST_SECRET = 32
_MOST_KEYS = 2


class EmbedEntry(BaseModel):
    """One `[[embeds]]`. `secret_env` and `public_key_file` take one name, or two while keys are changed."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")
    site: str
    origins: tuple[str, ...] = ()
    alg: Literal["EdDSA", "ES256", "HS256"]
    secret_env: tuple[str, ...] = ()
    public_key_file: tuple[Path, ...] = ()

    @field_validator("secret_env", "public_key_file", mode="before")
    @classmethod
    def _one_or_two(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given


def register_embeds(
    entries: Iterable[Mapping[str, Any]],
    sites: Collection[str],
    folder: Path,
    given: Mapping[str, str] | None = None,
) -> dict[str, Embed]:
    """Turn entries into embeds with their keys; files are looked for beside sites.toml.

    Raises:
        SettingsError: An entry, its site, an origin or a key cannot be used; the text says what to change.
    """
    values = environment() if given is None else given
    embeds: dict[str, Embed] = {}
    for raw in entries:
        entry = _entry(raw)
        if entry.id in embeds:
            raise SettingsError(f"sites.toml has the embed {entry.id!r} twice; give each an id of its own.")
        if entry.site not in sites:
            raise SettingsError(f"embed {entry.id!r}: its site {entry.site!r} is not registered in sites.toml.")
        keys = _secrets(entry, values) if entry.alg == "HS256" else _public_keys(entry, folder)
        if not 1 <= len(keys) <= _MOST_KEYS:
            raise SettingsError(f"embed {entry.id!r}: give one key, or two while they are changed.")
        embeds[entry.id] = Embed(entry.id, entry.site, _origins(entry), entry.alg, keys)
    return embeds


def _entry(raw: Mapping[str, Any]) -> EmbedEntry:
    try:
        return EmbedEntry.model_validate(raw)
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()[:5])
        raise SettingsError(f"An [[embeds]] of sites.toml is not as it must be: {told}.") from None


def _secrets(entry: EmbedEntry, values: Mapping[str, str]) -> tuple[bytes, ...]:
    found = []
    for name in entry.secret_env:
        secret = values.get(name, "").encode()
        if len(secret) < _SHORTEST_SECRET:
            raise SettingsError(
                f"embed {entry.id!r}: the environment variable {name} must hold a secret of at least 32 bytes. "
                "`openssl rand -hex 32` makes one."
            )
        found.append(secret)
    return tuple(found)


def _public_keys(entry: EmbedEntry, folder: Path) -> tuple[Any, ...]:
    return tuple(_public_key(entry, folder / path) for path in entry.public_key_file)


def _public_key(entry: EmbedEntry, path: Path) -> Any:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise SettingsError(f"embed {entry.id!r}: {path} holds no public key in PEM that can be read.") from None
    of_curve = isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    fits = isinstance(key, Ed25519PublicKey) if entry.alg == "EdDSA" else of_curve
    if not fits:
        wanted = "an Ed25519" if entry.alg == "EdDSA" else "a P-256"
        raise SettingsError(f"embed {entry.id!r}: alg {entry.alg} takes {wanted} public key, and {path} holds another.")
    return key


def _origins(entry: EmbedEntry) -> tuple[str, ...]:
    for origin in entry.origins:
        try:
            origin_of(origin)
            plain = origin.count("/") == 2 and "*" not in origin and origin == origin.lower()
        except ValueError:
            plain = False
        if not plain:
            raise SettingsError(
                f"embed {entry.id!r}: {origin!r} is no origin. Write it as the browser sends it, "
                "for instance https://help.acme.example, without a path or a star."
            )
    return entry.origins
