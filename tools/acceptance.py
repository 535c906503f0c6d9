"""Whether a server took a credential, as far as its answer tells.

X-Seraph-LoginReason: https://docs.atlassian.com/atlassian-seraph/latest/ (LoginReason); X-AUSERNAME names the caller on
Data Center and X-AACCOUNTID on Cloud.
"""

from tools.evidence import Exchange

_LOGIN_PLACES = ("login", "signin", "sso", "saml", "authorize")


def was_refused(exchange: Exchange) -> bool | None:
    """Tell whether the credential was refused; None when the answer does not tell, or none came."""
    reason = (exchange.response_header("X-Seraph-LoginReason") or "").upper()
    status = exchange.status
    if status is None:
        return None
    if "FAILED" in reason or "DENIED" in reason or exchange.response_header("X-Authentication-Denied-Reason"):
        return True
    if status == 401:
        return True
    if _is_recognised(exchange, reason):
        return False
    return _by_status(exchange, status)


def _is_recognised(exchange: Exchange, reason: str) -> bool:
    name = (exchange.response_header("X-AUSERNAME") or "").strip().lower()
    return reason.strip() == "OK" or name not in {"", "anonymous"} or bool(exchange.response_header("X-AACCOUNTID"))


def _by_status(exchange: Exchange, status: int) -> bool | None:
    if (exchange.response_header("X-AUSERNAME") or "").strip().lower() == "anonymous":
        return True
    if 300 <= status < 400:
        location = (exchange.response_header("Location") or "").lower()
        return True if any(place in location for place in _LOGIN_PLACES) else None
    if status == 429 or status >= 500:
        return None
    return status == 403
