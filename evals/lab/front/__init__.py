"""What can stand in front of a lab site, Cloud or Data Center: proxies, gateways, firewalls, edges, balancers.

A specification is a mapping with "kind" (one of `KINDS`), the attributes of that layer, and two lists of path
patterns that every layer takes: "only_paths" (the layer acts on these alone) and "except_paths" (never on these).
"""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from evals.lab.data_center.build import SpecError, build
from evals.lab.front.answers import (
    AddResponseHeaders,
    RewriteCookies,
    RewriteStatus,
    SharedCache,
    ShiftDate,
    StripResponseHeaders,
)
from evals.lab.front.credentials import (
    BasicRealm,
    Negotiate,
    OutboundProxy,
    ReplaceAuthorization,
    RequireHeader,
    SsoRedirect,
    StripAuthorization,
)
from evals.lab.front.edge import BadGateway, CloudflareEdge, EdgeLosesIdentity
from evals.lab.front.filters import (
    AllowAddresses,
    BlockMethods,
    BlockUserAgent,
    Maintenance,
    RateLimiter,
    Slow,
    Unreachable,
)
from evals.lab.front.rewrites import (
    CanonicalRedirect,
    DropQuery,
    ForwardAs,
    HeadToGet,
    NoAffinity,
    ReencodeUrl,
    ReplayTwice,
    SiblingApplication,
    StripRequestHeaders,
)
from evals.lab.wire import Handler, Layer, Reply, Request

KINDS: dict[str, type[Callable[[Request, Handler], Reply]]] = {
    "strip_authorization": StripAuthorization,
    "replace_authorization": ReplaceAuthorization,
    "require_header": RequireHeader,
    "sso_redirect": SsoRedirect,
    "negotiate": Negotiate,
    "basic_realm": BasicRealm,
    "outbound_proxy": OutboundProxy,
    "block_user_agent": BlockUserAgent,
    "allow_addresses": AllowAddresses,
    "block_methods": BlockMethods,
    "rate_limiter": RateLimiter,
    "maintenance": Maintenance,
    "unreachable": Unreachable,
    "slow": Slow,
    "canonical_redirect": CanonicalRedirect,
    "forward_as": ForwardAs,
    "reencode_url": ReencodeUrl,
    "drop_query": DropQuery,
    "head_to_get": HeadToGet,
    "strip_request_headers": StripRequestHeaders,
    "replay_twice": ReplayTwice,
    "no_affinity": NoAffinity,
    "sibling_application": SiblingApplication,
    "rewrite_status": RewriteStatus,
    "shift_date": ShiftDate,
    "strip_response_headers": StripResponseHeaders,
    "add_response_headers": AddResponseHeaders,
    "rewrite_cookies": RewriteCookies,
    "shared_cache": SharedCache,
    "cloudflare_edge": CloudflareEdge,
    "edge_loses_identity": EdgeLosesIdentity,
    "bad_gateway": BadGateway,
}
_SCOPE = frozenset({"kind", "only_paths", "except_paths"})


def build_layers(specs: Sequence[Mapping[str, Any]]) -> list[Layer]:
    """Build layers, outermost first.

    Raises:
        SpecError: A kind or attribute is unknown.
    """
    return [_layer(spec, f"front[{place}]") for place, spec in enumerate(specs)]


def behind(layers: Sequence[Layer], handler: Handler) -> Handler:
    """Put layers in front of a handler; the first layer is the outermost."""
    for layer in reversed(layers):
        handler = _joined(layer, handler)
    return handler


def _joined(layer: Layer, onward: Handler) -> Handler:
    return lambda request: layer(request, onward)


def _layer(spec: Mapping[str, Any], where: str) -> Layer:
    kind = KINDS.get(str(spec.get("kind")))
    if kind is None:
        raise SpecError(f"{where}: unknown kind {spec.get('kind')!r}; known are {', '.join(sorted(KINDS))}")
    layer = build(kind, {key: value for key, value in spec.items() if key not in _SCOPE}, where)
    return _scoped(layer, list(spec.get("only_paths", ["*"])), list(spec.get("except_paths", [])))


def _scoped(layer: Layer, only: list[str], exempt: list[str]) -> Layer:
    def scoped(request: Request, onward: Handler) -> Reply:
        acts = any(fnmatchcase(request.path, one) for one in only)
        spared = any(fnmatchcase(request.path, one) for one in exempt)
        return layer(request, onward) if acts and not spared else onward(request)

    return scoped
