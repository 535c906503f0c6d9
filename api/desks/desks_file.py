"""Reads the `[[desks]]` of sites.toml. Secrets come from the environment variables that the entries name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from api.desks.helpdesk import AskReporter, DeskKind, Helpdesk, Mode
from api.desks.signatures import Scheme
from api.settings import SettingsError, environment
from tools.guard.urls import UrlRefused, check_url

_USUAL_SCHEME = {
    DeskKind.JIRA: Scheme.JIRA,
    DeskKind.ZENDESK: Scheme.ZENDESK,
    DeskKind.INTERCOM: Scheme.INTERCOM,
    DeskKind.SLACK: Scheme.SLACK,
}
_USUAL_URL = {DeskKind.SLACK: "https://slack.com", DeskKind.INTERCOM: "https://api.intercom.io"}
_POSTS_NOTHING = frozenset({DeskKind.ALERTMANAGER, DeskKind.GENERIC})


class DeskEntry(BaseModel):
    """One `[[desks]]`; `secret_env` takes one name, or two while the secret is changed."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")
    kind: DeskKind
    site: str = ""
    mode: Mode = Mode.SHADOW
    ask_reporter: AskReporter = AskReporter.DRAFT
    signature: Scheme | None = None
    secret_env: tuple[str, ...] = Field(default=(), max_length=2)
    url: str = ""
    username_env: str = ""
    token_env: str = ""
    own_account: str = ""
    visibility_role: str = ""
    allow_private_network: bool = False

    @field_validator("secret_env", mode="before")
    @classmethod
    def _one_or_two(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given


def read_desks(
    entries: Iterable[Mapping[str, Any]], sites: Collection[str], given: Mapping[str, str] | None = None
) -> dict[str, Helpdesk]:
    """Turn the entries into desks, by id.

    Args:
        entries: The raw entries.
        sites: Ids of the registered sites.
        given: The environment; the process's own when left out.

    Raises:
        SettingsError: An entry cannot be used; the text says what to change.
    """
    values = environment() if given is None else given
    desks: dict[str, Helpdesk] = {}
    for raw in entries:
        entry = _entry(raw)
        if entry.id in desks:
            raise SettingsError(f"sites.toml has the desk {entry.id!r} twice; give each desk an id of its own.")
        if entry.site and entry.site not in sites:
            raise SettingsError(f"desk {entry.id!r}: its site {entry.site!r} is not registered in sites.toml.")
        desks[entry.id] = _desk(entry, values)
    return desks


def _entry(raw: Mapping[str, Any]) -> DeskEntry:
    try:
        return DeskEntry.model_validate(dict(raw))
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()[:5])
        raise SettingsError(f"A desk in sites.toml is not as it must be: {told}.") from None


def _desk(entry: DeskEntry, values: Mapping[str, str]) -> Helpdesk:
    scheme = entry.signature or _USUAL_SCHEME.get(entry.kind, Scheme.KEY)
    if scheme is not Scheme.KEY and not entry.secret_env:
        raise SettingsError(f"desk {entry.id!r}: name the variable of its webhook secret in secret_env.")
    url = entry.url or _USUAL_URL.get(entry.kind, "")
    posts = entry.mode is Mode.NOTE and entry.kind not in _POSTS_NOTHING
    if posts and not (url and entry.token_env):
        raise SettingsError(f"desk {entry.id!r}: to post notes it needs url and token_env.")
    if url:
        _check(entry.id, url)
    return Helpdesk(
        id=entry.id,
        kind=entry.kind,
        site=entry.site,
        mode=entry.mode,
        ask_reporter=entry.ask_reporter,
        scheme=scheme,
        secrets=tuple(_value(entry.id, name, values) for name in entry.secret_env),
        url=url.rstrip("/"),
        username=_value(entry.id, entry.username_env, values) if entry.username_env else "",
        token=_value(entry.id, entry.token_env, values) if entry.token_env else "",
        own_account=entry.own_account,
        visibility_role=entry.visibility_role,
        allow_private_network=entry.allow_private_network,
    )


def _check(desk: str, url: str) -> None:
    try:
        check_url(url)
    except UrlRefused as fault:
        raise SettingsError(f"desk {desk!r}: its url cannot be used: {fault}.") from None


def _value(desk: str, name: str, values: Mapping[str, str]) -> str:
    found = values.get(name, "")
    if not found:
        raise SettingsError(f"desk {desk!r}: the environment variable {name} is not set.")
    return found
