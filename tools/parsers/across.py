"""What several exchanges say together: loops, nodes that change, cookies of two applications."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tools.evidence import Exchange
from tools.facts import Fact
from tools.wire import address_of

_LOOP_LENGTH = 3
_REDIRECTS, _REFUSED = range(300, 400), range(400, 500)
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404


def facts_across(exchanges: Sequence[Exchange]) -> Iterator[tuple[Fact, str]]:
    """Yield what the exchanges, in clear, say together, with words that hold no secret."""
    visits = Counter((e.url or "").partition("?")[0] for e in exchanges if e.status in _REDIRECTS)
    again = [(url, count) for url, count in visits.items() if url and count >= _LOOP_LENGTH]
    if again:
        yield Fact.REDIRECT_LOOP, f"{again[0][0]} redirects {again[0][1]} times"
    statuses = {e.status for e in exchanges if e.status in _REFUSED}
    if _UNAUTHORIZED not in statuses and {_FORBIDDEN, _NOT_FOUND} <= statuses:
        yield Fact.NEVER_401, "the refusals are 403 and 404"
    yield from _cookies(exchanges)


def _cookies(exchanges: Sequence[Exchange]) -> Iterator[tuple[Fact, str]]:
    nodes: set[str] = set()
    setters: dict[tuple[str, str], set[str]] = defaultdict(set)
    for exchange in exchanges:
        address = address_of(exchange.url)
        for name, value in exchange.response_headers:
            if name.lower() == "x-confluence-cluster-node":
                nodes.add(value.strip())
            if name.lower() == "set-cookie" and value.upper().startswith("JSESSIONID=") and address:
                session, _, attributes = value.partition(";")
                nodes |= {session.rpartition(".")[2]} if "." in session else set()
                setters[(address.host, _path_of(attributes))].add(address.origin)
    if len(nodes) > 1:
        yield Fact.COOKIE_NODE_CHANGES, f"{len(nodes)} different nodes answer"
    twice = next((key for key, origins in setters.items() if len(origins) > 1), None)
    if twice:
        yield Fact.COOKIE_SET_TWICE, f"JSESSIONID with Path={twice[1]} is set by two applications on {twice[0]}"


def _path_of(attributes: str) -> str:
    parts = (part.strip().partition("=") for part in attributes.split(";"))
    return next((value for name, _, value in parts if name.lower() == "path"), "/")
