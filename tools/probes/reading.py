"""Reads answers: who the site took the caller for, whether two answers are alike, and what can be trusted.

Shapes: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md (Cloud, measured in 2026) and
https://developer.atlassian.com/server/confluence/rest/ (Data Center).
"""

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tools.evidence import Exchange
from tools.facts import Fact
from tools.probes.spec import Target

OK, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 401, 403, 404
CLOCK_WINDOW_SECONDS = 180.0
_PASSING = frozenset({407, 429, 500, 502, 503, 504})
_NOBODY_WORDS = ("caller cannot access confluence", "not permitted to use confluence", "must be authenticated")


def json_of(exchange: Exchange | None) -> dict[str, Any]:
    """Return the reply's JSON object, or an empty one."""
    parsed = any_json_of(exchange)
    return parsed if isinstance(parsed, dict) else {}


def any_json_of(exchange: Exchange | None) -> Any:
    """Return the reply's JSON, whatever it is; None when it is none."""
    if exchange is None:
        return None
    try:
        return json.loads(exchange.body)
    except (ValueError, RecursionError):
        return None


def items_of(holder: Any, name: str = "results") -> list[dict[str, Any]]:
    """Return the objects of a list, or of the list that stands under a name in an object."""
    found = holder.get(name) if isinstance(holder, dict) else holder
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def is_whole(exchange: Exchange, holder: Any) -> bool:
    """Tell whether a listing is complete: not cut by our own cap and without a next page."""
    links = holder.get("_links", holder.get("links")) if isinstance(holder, dict) else None
    more = bool(links.get("next")) if isinstance(links, dict) else False
    return exchange.status == OK and holder is not None and not more


def is_good(exchange: Exchange | None) -> bool:
    """Tell whether an answer came and was 200."""
    return exchange is not None and exchange.status == OK


def is_telling(exchange: Exchange | None) -> bool:
    """Tell whether an answer is Confluence's own word about the caller, and not passing trouble on the way."""
    if exchange is None or exchange.error or exchange.status in _PASSING:
        return False
    return "error from cloudfront" not in (exchange.response_header("X-Cache") or "").lower()


def is_known_user(exchange: Exchange | None) -> bool:
    """Tell whether user/current answered with a known user. `type` is "known" or "anonymous"."""
    return is_good(exchange) and json_of(exchange).get("type") == "known"


def is_anonymous(exchange: Exchange | None) -> bool:
    """Tell whether user/current answered 200 for somebody it does not know."""
    return is_good(exchange) and json_of(exchange).get("type") == "anonymous"


def says_nobody(exchange: Exchange | None) -> bool:
    """Tell whether the answer is the one for callers who are nobody to Confluence."""
    if exchange is None or not is_telling(exchange):
        return False
    if is_anonymous(exchange):
        return True
    if exchange.status == NOT_FOUND:
        return is_bare_not_found(exchange)
    words = exchange.body.lower()
    return exchange.status in {UNAUTHORIZED, FORBIDDEN} and any(part in words for part in _NOBODY_WORDS)


def is_bare_not_found(exchange: Exchange | None) -> bool:
    """Tell whether a v2 answer is the 404 that names no object, which callers get who are nobody."""
    errors = items_of(json_of(exchange), "errors")
    return bool(errors) and errors[0].get("title") == "Not Found"


def lacks_scope(exchange: Exchange | None) -> bool:
    """Tell whether the gateway knows the token and misses a scope for the route."""
    return exchange is not None and exchange.status == UNAUTHORIZED and "scope does not match" in exchange.body


def names_missing_object(exchange: Exchange | None) -> bool:
    """Tell whether a 404 names the object that it cannot find, which nobody is told who may not use Confluence."""
    if exchange is None or exchange.status != NOT_FOUND:
        return False
    words = exchange.body
    return "Cannot find a " in words or "No content found with id" in words or "No space with " in words


def is_alike(one: Exchange | None, other: Exchange | None) -> bool:
    """Tell whether two answers are the same as far as a caller can tell."""
    if one is None or other is None or not is_telling(one) or not is_telling(other):
        return False
    same_reason = seraph_of(one) == seraph_of(other)
    return one.status == other.status and same_reason and _shape(one) == _shape(other)


def seraph_of(exchange: Exchange) -> str:
    """Return the login reason in upper case, "" when the header is absent."""
    return (exchange.response_header("X-Seraph-LoginReason") or "").strip().upper()


def date_of(exchange: Exchange | None) -> datetime | None:
    """Return the server's own time, None when it did not tell."""
    try:
        found = parsedate_to_datetime((exchange.response_header("Date") if exchange else None) or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def clock_facts(exchange: Exchange | None, target: Target) -> tuple[Fact, ...]:
    """Compare the reply's Date with our own clock."""
    theirs = date_of(exchange)
    if theirs is None:
        return ()
    skew = abs((theirs - target.now).total_seconds())
    return (Fact.CLOCK_SKEW_LARGE,) if skew > CLOCK_WINDOW_SECONDS else (Fact.CLOCK_SKEW_SMALL,)


def _shape(exchange: Exchange) -> object:
    parsed = json_of(exchange)
    if parsed:
        return sorted((k, v) for k, v in parsed.items() if isinstance(v, str | int | bool))
    return len(exchange.body) // 64
