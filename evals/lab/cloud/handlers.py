"""All hosts of the lab's Cloud, by the names that its listeners get."""

from collections.abc import Callable
from datetime import datetime

from evals.lab.cloud.auth import auth_handler
from evals.lab.cloud.gateway import gateway_handler
from evals.lab.cloud.identity import identity_handler, status_handler
from evals.lab.cloud.media import media_handler
from evals.lab.cloud.site import site_handler
from evals.lab.cloud.state import CloudState
from evals.lab.wire import Handler


def cloud_handlers(state: CloudState, clock: Callable[[], datetime]) -> dict[str, Handler]:
    """Build the handlers of all hosts.

    Returns:
        "site" for the first site, "site:<name>" for the others, then "gateway", "auth", "identity", "media", "status".
    """
    handlers = {listener_of(state, site.name): site_handler(state, site, clock) for site in state.sites}
    handlers["gateway"] = gateway_handler(state, clock)
    handlers["auth"] = auth_handler(state, clock)
    handlers["identity"] = identity_handler(state, clock)
    handlers["media"] = media_handler(state)
    handlers["status"] = status_handler(state)
    return handlers


def listener_of(state: CloudState, site: str) -> str:
    """Return the listener's name of a site."""
    return "site" if state.sites and state.sites[0].name == site else f"site:{site}"


def set_urls(state: CloudState, urls: dict[str, str]) -> None:
    """Tell the hosts where the others are, once the listeners have their ports."""
    state.urls.update(urls)
    for site in state.sites:
        state.urls[f"site:{site.name}"] = urls[listener_of(state, site.name)]
        if site.renamed_to.startswith("site:"):
            site.renamed_to = urls[listener_of(state, site.renamed_to.removeprefix("site:"))]
