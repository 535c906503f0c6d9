"""The port through which probes ask a site anything. What is allowed is decided behind it, never by a probe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from tools.evidence import Exchange, Identity


class Scheme(StrEnum):
    """How a credential is presented when it is not presented as its owner configured it."""

    AS_GIVEN = "as_given"
    BASIC = "basic"
    BEARER = "bearer"
    STRIPPED = "stripped"
    INVENTED_BASIC = "invented_basic"
    INVENTED_BEARER = "invented_bearer"


class Withheld(Exception):  # noqa: N818 - it is no error: the guard or the ledger said no
    """A request that was not sent. The text says why, in words that may stand in a report."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that a probe wants to make.

    Attributes:
        route: Name in tools.routes.ROUTES.
        identity: In whose name.
        credential: Vault handle; None for NONE and CONTROL.
        scheme: How to present the credential; INVENTED_* makes up one that cannot exist.
        values: What fills the route's $names.
        cloud_id: Needed by gateway routes.
        user_agent: Overrides the service's own User-Agent.
    """

    route: str
    identity: Identity
    credential: str | None = None
    scheme: Scheme = Scheme.AS_GIVEN
    values: Mapping[str, str] = field(default_factory=dict)
    cloud_id: str = ""
    user_agent: str | None = None


class SiteClient(Protocol):
    """Sends a call to the one site it is bound to."""

    async def send(self, call: Call) -> Exchange:
        """Send and return the exchange, redacted. What goes wrong on the way is in `error`.

        Raises:
            Withheld: The guard or the ledger does not allow the request.
        """
        ...

    async def follow_login(self, call: Call) -> tuple[Exchange, ...]:
        """Send without any credential and follow redirects within the site and its listed identity providers.

        Returns:
            Every hop, the first one first; the last one may point further, to where the guard does not go.

        Raises:
            Withheld: The call carries a credential, or the guard does not allow it.
        """
        ...
