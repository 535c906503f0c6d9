"""Callbacks under the same policy as probes: a registered target, checked addresses, bounded time and answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.evidence import Exchange
from tools.guard.urls import check_url, ports_for
from tools.transport import Outgoing, Transport


@dataclass(frozen=True, slots=True)
class CallbackTarget:
    """A registered callback target."""

    id: str
    url: str
    allow_private_network: bool = False


def check_target(target: CallbackTarget) -> None:
    """Check a target when it is registered.

    Raises:
        tools.guard.urls.UrlRefused: Its URL is not asked.
    """
    check_url(target.url)


async def post_to_callback(
    transport: Transport, target: CallbackTarget, body: str, headers: Mapping[str, str]
) -> Exchange:
    """Send one signed JSON text to a registered target. A redirect is not followed; it is no success.

    Raises:
        tools.guard.urls.UrlRefused: The target's URL is not asked.
    """
    check_target(target)
    outgoing = Outgoing(
        method="POST",
        url=target.url,
        headers=tuple(headers.items()),
        body=body,
        allow_private=target.allow_private_network,
        ports=ports_for([target.url]),
        secrets=(target.url,),
    )
    return (await transport.send(outgoing)).exchange
