"""Live rows for what Cloud answers: W1 to W17 of the measured wire shapes.

Shapes: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md and
https://github.com/brekkylab/backlot (both measured in 2026); the lab's code marks each shape's own source.
"""

import base64

from tests.evals.live_desk import Told
from tests.evals.live_row import ME, Called, LiveRow
from tests.evals.live_worlds import ANA, ANA_EMAIL, Spec, cloud

REVOKED: Spec = {"tokens": [{"id": "ana-plain", "revoked": True}]}
EXPIRED: Spec = {"tokens": [{"id": "ana-plain", "created": "-380d", "expires": "-15d"}]}
SCOPED: Spec = {"token": "ana-scoped"}
OAUTH: Spec = {"kind": "bearer", "token": None, "access_token": "ana-access"}
OPEN: Spec = {
    "anonymous_access": True,
    "spaces": [{"key": "DOCS", "grants": [{"to": "anonymous", "operations": ["read"]}]}],
}
ANA_TOLD = Told(email=ANA_EMAIL, account_id=ANA)
SEARCH = "/rest/api/search?cql=type%3Dpage&limit=1"
PAGE_V2 = "/api/v2/pages/65601"
PAGE_V1 = "/rest/api/content/65601"
SPACES = "/rest/api/space"


def header(value: str) -> Spec:
    """Return a credential that is one Authorization header, as it is."""
    return {"kind": "header", "header": "Authorization", "token": None, "secret": value}


def pair(user: str, secret: str) -> Spec:
    """Return a Basic header of a pair."""
    return header("Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode())


def called(*paths: str, at: str = "site") -> tuple[Called, ...]:
    """Return calls of the subject's client."""
    return tuple(Called(path, at) for path in paths)


ROWS = (
    LiveRow("W1 revoked", cloud(**REVOKED), "api_token_revoked", question="token_list_state"),
    LiveRow("W1 expired", cloud(**EXPIRED), "api_token_expired", question="token_list_state"),
    LiveRow("W1 expired, organisation", cloud(tokens=[{"id": "ana-plain", "expires": "-15d"},
            {"id": "ana-scoped", "expires": "-1d"}]), "api_token_expired", told=ANA_TOLD, org_admin=True),
    LiveRow("W1 revoked, organisation", cloud(tokens=[{"id": "ana-plain", "revoked": True},
            {"id": "ana-scoped", "revoked": True}]), "api_token_revoked", told=ANA_TOLD, org_admin=True),
    LiveRow("W1 revoked, another token is valid", cloud(**REVOKED), "api_token_revoked", told=ANA_TOLD, org_admin=True,
            question="token_list_state"),
    LiveRow("W1 cut short", cloud({"cut": 3}), "secret_corrupted"),
    LiveRow("W1 line break", cloud({"suffix": "\n"}), "secret_corrupted"),
    LiveRow("W1 token of somebody else", cloud({"token": "ben-plain"}), "email_token_account_mismatch",
            question="token_list_state"),
    LiveRow("W1 nothing sent", cloud(), "authorization_not_sent", calls=(Called(role=""),)),
    LiveRow("W1 unreadable Bearer", cloud({"kind": "bearer"}), "api_token_sent_as_bearer"),
    LiveRow("W1 unreadable Bearer, who", cloud({"kind": "bearer"}), "api_token_sent_as_bearer", told=ANA_TOLD),
    LiveRow("W1 name instead of e-mail", cloud({"email_of": "ana"}, accounts=[{"id": "ana", "email": "ana"}]),
            "wrong_username_form"),
    LiveRow("W1 inactive", cloud(accounts=[{"id": ANA, "active": False}]), "account_deactivated", told=ANA_TOLD,
            observer=True),
    LiveRow("W2 revoked", cloud(**REVOKED), "api_token_revoked", called(SEARCH), question="token_list_state"),
    LiveRow("W2 no access", cloud(accounts=[{"id": ANA, "products": ["jira"]}]), "no_product_access", called(SEARCH)),
    LiveRow("W3 revoked", cloud(**REVOKED), "api_token_revoked", called(PAGE_V2), question="token_list_state"),
    LiveRow("W3 page of others", cloud(), "space_permission_missing", called("/api/v2/pages/65610"), observer=True,
            told=ANA_TOLD),
    LiveRow("W3 no such page", cloud(), "content_missing", called("/api/v2/pages/99999"), observer=True, told=ANA_TOLD),
    LiveRow("W3 restricted", cloud(site={"pages": [{"id": "65601", "restrictions": [
        {"operation": "read", "to": ["group:hr"]}]}]}), "page_restriction", called(PAGE_V2), observer=True,
            told=ANA_TOLD),
    LiveRow("W3 somebody's page, no observer", cloud(), "space_permission_missing", called("/api/v2/pages/65610"),
            question="who_can_open_it"),
    LiveRow("W4 empty token", cloud(pair(ANA_EMAIL, "")), "empty_or_half_basic_pair"),
    LiveRow("W4 empty user", cloud(pair("", "x" * 24)), "empty_or_half_basic_pair"),
    LiveRow("W4 no colon", cloud(header("Basic " + base64.b64encode(b"only-a-token").decode())),
            "wrong_auth_header_form"),
    LiveRow("W4 not base64", cloud(header("Basic ana@acme.example:4hG7kQ2xP9sLm3Wd8RtYv1Zb")),
            "wrong_auth_header_form"),
    LiveRow("W4 two colons", cloud({"suffix": ":"}), "wrong_auth_header_form"),
    LiveRow("W4 pair given as the secret", cloud({"prefix": f"{ANA_EMAIL}:"}), "wrong_auth_header_form"),
    LiveRow("W5 scoped", cloud(SCOPED), "scoped_token_on_site_url"),
    LiveRow("W5 scoped, nothing pasted", cloud(SCOPED), "scoped_token_on_site_url", calls=(),
            told=Told("Our publishing script gets a 401 from {site}/rest/api/content since we set it up last week.")),
    LiveRow("W5 service account", cloud({"username": "wiki-bot@serviceaccount.example", "email_of": "712020-bot",
            "token": "bot-key"}), "service_account_token_misuse"),
    LiveRow("W6 scope missing", cloud(SCOPED, tokens=[{"id": "ana-scoped", "scopes": ["write:page:confluence"]}]),
            "scoped_token_missing_scope", called(PAGE_V2, at="gateway")),
    LiveRow("W6 one version", cloud(SCOPED, tokens=[{"id": "ana-scoped", "scopes": ["read:confluence-user"]}]),
            "classic_vs_granular_scope_mismatch", called("/rest/api/user/current", PAGE_V2, at="gateway")),
    LiveRow("W6 other scopes", cloud(SCOPED, tokens=[{"id": "ana-scoped", "scopes": [
        "read:confluence-user", "read:space:confluence"]}]), "scoped_token_missing_scope",
            called(PAGE_V2, at="gateway")),
    LiveRow("W7 scoped as Bearer", cloud({"kind": "bearer", **SCOPED}), "scoped_user_token_sent_as_bearer",
            called(ME, at="gateway"), told=ANA_TOLD),
    LiveRow("W7 client secret", cloud(pair("client-docs", "ATOAclientsecretOfTheDocsApp")),
            "oauth_client_credentials_misuse",
            called(ME, at="gateway"),
            told=Told("We put the OAuth client id and client secret of our app into the script.")),
    LiveRow("W8 platform route", cloud(), "client_library_route_mismatch", (Called("/me", "gateway"),)),
    LiveRow("W9 Bearer at Jira", cloud({"kind": "bearer"}), "api_token_sent_as_bearer",
            (Called("//rest/api/3/myself"),), told=ANA_TOLD),
    LiveRow("W10 OAuth expired", cloud(OAUTH, access_tokens=[{"id": "ana-access", "issued": "-3h", "expires": "-2h"}]),
            "oauth_access_token_expired", called(PAGE_V2, at="gateway")),
    LiveRow("W10 OAuth on the site", cloud(OAUTH), "oauth_token_on_site_url"),
    LiveRow("W11 password", cloud({"token": None, "password_of": ANA}, site={"password_text": True}),
            "password_instead_of_api_token"),
    LiveRow("W11 password, plain refusal", cloud({"token": None, "password_of": ANA}),
            "password_instead_of_api_token", told=Told("I use the password that I log in with.", email=ANA_EMAIL)),
    LiveRow("W12 masked", cloud(site=OPEN, **REVOKED), "anonymous_fallback_masks_bad_credentials", called(PAGE_V1, ME)),
    LiveRow("W12 scoped, open site", cloud(SCOPED, site=OPEN), "scoped_token_on_site_url"),
    LiveRow("W13 download", cloud(), "legacy_attachment_download_endpoint",
            called("/download/attachments/65601/plan.txt")),
    LiveRow("W14 removed", cloud(SCOPED, site={"removed_v1": ["spaces"]}), "v1_endpoint_removed",
            called(SPACES, at="gateway")),
    LiveRow("W15 address", cloud(site={"ip_allow_list": ["203.0.113.0/24"]}), "ip_allowlist_block", called(SPACES)),
    LiveRow("W16 suspended", cloud(site={"condition": "suspended"}), "site_suspended", called(SPACES)),
    LiveRow("W17 edge", cloud(site={"edge_trouble": {"until": "+90s"}}), "transient_edge_error", called(SPACES)),
    LiveRow("W17 edge, healed", cloud(site={"edge_trouble": {"requests": 1}}), "transient_edge_error", called(SPACES)),
)  # fmt: skip
