"""`unlatch keys`: who may ask. A key is shown once, when it is made; only its hash is kept."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from api.cli.database import with_engine
from api.keys import ApiKey, Scope, mint
from tools.clock import now_utc

if TYPE_CHECKING:
    from api.store.keys import KeyStore

Found = TypeVar("Found")
_USUAL = (Scope.WRITE, Scope.READ, Scope.READ_FULL)


@click.group("keys")
def command() -> None:
    """Create, list and revoke API keys and visitor sessions."""


@command.command("create")
@click.option(
    "--name", required=True, help="Whose key it is, for instance helpdesk. Keys of one name share what is theirs."
)
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help=f"May be given several times: {', '.join(Scope)}, hooks:<desk>. Default: {', '.join(_USUAL)}.",
)
@click.option(
    "--site", "sites", multiple=True, help="Id of a site that the key is bound to; may be given several times."
)
@click.option("--all-sites", is_flag=True, help="Bind it to no site: it sees every diagnosis.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires. Default: it does not expire.")
@click.option(
    "--rotate", is_flag=True, help="Replace the keys of this name: they go on working for --grace-hours, then end."
)
@click.option("--grace-hours", type=click.IntRange(0, 720), default=24, show_default=True)
def create(
    name: str,
    scopes: tuple[str, ...],
    sites: tuple[str, ...],
    days: int | None,
    grace_hours: int,
    *,
    all_sites: bool,
    rotate: bool,
) -> None:
    """Create a key and show it, once."""
    if bool(sites) == all_sites and not rotate:
        raise click.UsageError("Say what the key is bound to: --site ID, once or several times, or --all-sites.")
    bound = None if all_sites else sites or None
    wanted = _Wanted(name, scopes, bound, given_bounds=bool(sites) or all_sites, days=days)
    token = _with_keys(lambda keys: _create(keys, wanted, grace_hours if rotate else None))
    click.echo("This is the key. It is shown once and kept as a hash only; put it where your secrets are:", err=True)
    click.echo(token)


@command.command("list")
def list_keys() -> None:
    """List the keys; none of them is shown."""
    keys = _with_keys(lambda store: store.all())
    if not keys:
        click.echo("There is no key yet. `unlatch keys create` makes one; until then only this machine is served.")
        return
    for key in keys:
        sites = "all sites" if key.sites is None else ", ".join(key.sites)
        click.echo(f"{key.id}  {_state_of(key):<28}  {key.name}  [{', '.join(key.scopes)}]  {sites}")


@command.command("revoke")
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke a key by the id that `unlatch keys list` shows. It stops working at once."""
    if not _with_keys(lambda keys: keys.revoke(key_id, now_utc().isoformat())):
        raise click.ClickException(f"No key that is in use has the id {key_id!r}. `unlatch keys list` shows the ids.")
    click.echo(f"Key {key_id} is revoked.")


@command.command("revoke-session")
@click.argument("embed")
@click.argument("jti")
def revoke_session(embed: str, jti: str) -> None:
    """Revoke a visitor's session: the embed's id and the jti of the token."""
    _with_keys(lambda keys: keys.revoke_session(embed, jti, now_utc().isoformat()))
    click.echo(f"Tokens of embed {embed} with this jti are no longer accepted.")


class _Wanted:
    def __init__(
        self, name: str, scopes: tuple[str, ...], sites: tuple[str, ...] | None, *, given_bounds: bool, days: int | None
    ) -> None:
        self.name, self.scopes, self.sites, self.given_bounds, self.days = name, scopes, sites, given_bounds, days


async def _create(keys: "KeyStore", wanted: _Wanted, grace_hours: int | None) -> str:
    now = now_utc()
    before = [key for key in await keys.all() if key.name == wanted.name and key.is_usable(now)]
    if before and grace_hours is None:
        raise click.ClickException(
            f"The name {wanted.name!r} has a key already. Replace it with --rotate, or choose another name."
        )
    if grace_hours is not None and not before and not wanted.given_bounds:
        raise click.ClickException(f"The name {wanted.name!r} has no key to replace. Leave --rotate out.")
    scopes = wanted.scopes or (before[-1].scopes if before else _USUAL)
    sites = wanted.sites if wanted.given_bounds or not before else before[-1].sites
    expires = now + timedelta(days=wanted.days) if wanted.days else None
    try:
        token, key = mint(wanted.name, scopes, sites, now, expires)
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    await keys.add(key)
    for old in before:
        await keys.expire(old.id, (now + timedelta(hours=grace_hours or 0)).isoformat())
    return token


def _state_of(key: ApiKey) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at[:10]}"
    if not key.is_usable(now_utc()):
        return f"expired {str(key.expires_at)[:10]}"
    return f"expires {key.expires_at[:16]}" if key.expires_at else "in use"


def _with_keys(do: "Callable[[KeyStore], Awaitable[Found]]") -> Found:
    from api.store.keys import KeyStore

    return with_engine(lambda engine: do(KeyStore(engine)))
