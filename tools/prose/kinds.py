"""Facts that a sentence yields even when it only asks or supposes: what was seen on the wire, where, and by whom."""

from tools.facts import Fact

_PREFIXES = ("status_", "url_", "deployment_", "channel_", "body_", "seraph_", "header_", "challenge_", "oauth1_")
_NOT_THESE = frozenset({
    Fact.BODY_LICENCE_EXCEEDED, Fact.BODY_STARTING_OR_MAINTENANCE, Fact.BODY_BASIC_DISABLED, Fact.BODY_IP_NOT_ALLOWED,
    Fact.BODY_WAF_BLOCK_PAGE, Fact.BODY_PLAN_REQUIRED, Fact.BODY_TOKEN_BLOCKED_BY_ADMIN, Fact.BODY_APP_BLOCKED_BY_ADMIN,
    Fact.BODY_SITE_SUSPENDED, Fact.BODY_READ_ONLY, Fact.URL_GATEWAY, Fact.URL_WITHOUT_WIKI, Fact.URL_DOUBLED_PART,
    Fact.BODY_WEBSUDO, Fact.BODY_ENDPOINT_REMOVED, Fact.BODY_AUTHORIZE_REQUEST_WRONG, Fact.BODY_BASIC_BLOCKED_BY_APP,
    Fact.BODY_INVALID_GRANT, Fact.BODY_GATEWAY_KEY_MISSING, Fact.BODY_CODE_INVALID, Fact.BODY_INVALID_CLIENT,
    Fact.URL_EXTRA_OR_MISSING_PART, Fact.URL_IS_A_PAGE_ADDRESS, Fact.URL_GATEWAY_MALFORMED,
})  # fmt: skip

TAKEN_WHEN_SUPPOSED = frozenset(
    fact
    for fact in Fact
    if fact not in _NOT_THESE
    and (fact.startswith(_PREFIXES) or fact in {Fact.TOLD_NOT_ABOUT_ACCESS, Fact.CALL_IS_A_WRITE})
)

OF_THE_FAILING_CALL = frozenset(
    fact
    for fact in Fact
    if fact.startswith(("sent_", "url_", "cookie_", "channel_browser"))
    or fact
    in {Fact.SECRET_PASSWORD, Fact.USER_IS_EMAIL, Fact.USER_IS_NOT_EMAIL, Fact.CALL_IS_A_WRITE, Fact.SECRET_DC_PAT}
)
"""They describe the call that fails; a clause that tells what works does not yield them."""
