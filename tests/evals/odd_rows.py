"""Odd worlds: two faults at once, faults that hide others, and healthy sites with a wrong story."""

from tests.evals.live_desk import Told
from tests.evals.live_row import ME, Called, LiveRow
from tests.evals.live_rows_cloud import ANA_TOLD, OPEN, PAGE_V2, REVOKED, SCOPED, SEARCH, SPACES, called
from tests.evals.live_rows_data_center import ANNA, AS_CURL, PASSWORD, PAT_AS_BASIC, page
from tests.evals.live_worlds import ANA, ANA_EMAIL, INVENTED_PAT, basic, cloud, data_center

RESTRICTED = {"pages": [{"id": "65601", "restrictions": [{"operation": "read", "to": ["group:hr"]}]}]}
TWO = {"tokens": [{"id": "ana-plain", "revoked": True}, {"id": "ana-scoped", "scopes": ["read:page:confluence"]}]}

# Each row's cause is one of the world's true faults; a confirmed cause must be in the row's set.
ODD: tuple[tuple[LiveRow, frozenset[str]], ...] = tuple(
    (row, frozenset(names.split()))
    for row, names in (
        (LiveRow("revoked token on a restricted page", cloud(site=RESTRICTED, **REVOKED), "", called(PAGE_V2),
                 told=ANA_TOLD, observer=True),
         "api_token_revoked page_restriction"),
        (LiveRow("scoped token on the site, open to all, restricted page", cloud(SCOPED, site=OPEN | RESTRICTED), "",
                 called(PAGE_V2), told=ANA_TOLD, observer=True), "scoped_token_on_site_url page_restriction"),
        (LiveRow("scoped token at the gateway, restricted page", cloud(SCOPED, site=RESTRICTED), "",
                 called(PAGE_V2, at="gateway"), told=ANA_TOLD, observer=True), "page_restriction"),
        (LiveRow("inactive account with an expired token", cloud(accounts=[{"id": ANA, "active": False}],
                 tokens=[{"id": "ana-plain", "expires": "-3d"}]), "", told=ANA_TOLD, observer=True),
         "account_deactivated api_token_expired"),
        (LiveRow("no product access and a revoked token", cloud(accounts=[{"id": ANA, "products": ["jira"]}],
                 **REVOKED), "", called(SEARCH), told=ANA_TOLD, observer=True), "no_product_access api_token_revoked"),
        (LiveRow("Bearer of a revoked token", cloud({"kind": "bearer"}, **REVOKED), "", told=ANA_TOLD),
         "api_token_revoked api_token_sent_as_bearer"),
        (LiveRow("allow list and revoked token", cloud(site={"ip_allow_list": ["203.0.113.0/24"]}, **REVOKED), "",
                 told=ANA_TOLD), "ip_allowlist_block api_token_revoked"),
        (LiveRow("service key sent to the site as Bearer", cloud({"kind": "bearer", "token": "bot-key"}), "",
                 called(SPACES)), "service_account_token_misuse"),
        (LiveRow("service key at the gateway without scope", cloud({"kind": "bearer", "token": "bot-key"},
                 tokens=[{"id": "bot-key", "scopes": ["read:confluence-user"]}]), "", called(PAGE_V2, at="gateway")),
         "scoped_token_missing_scope classic_vs_granular_scope_mismatch service_account_token_misuse"),
        (LiveRow("a healthy call, with a complaint", cloud(), "", called(SPACES),
                 told=Told("I get 401 all the time.", email=ANA_EMAIL)), "no_fault_found"),
        (LiveRow("edge trouble and a revoked token", cloud(site={"edge_trouble": {"requests": 1}}, **REVOKED), "",
                 called(SPACES)), "transient_edge_error api_token_revoked"),
        (LiveRow("rate limit and scoped token", cloud(SCOPED, site={"rate_limit": {"left": 0, "until": "+90s"}}), "",
                 called(SPACES)), "rate_limited scoped_token_on_site_url"),
        (LiveRow("OAuth grant for another site, at the gateway", cloud({"kind": "bearer", "token": None,
                 "access_token": "ana-access"}, grants=[{"id": "ana-docs", "sites": ["globex"]}]), "",
                 called(PAGE_V2, at="gateway")), "wrong_cloud_id oauth_authorization_misconfigured"),
        (LiveRow("proxy drops the header at the site only", cloud(SCOPED, front={"site": [
                 {"kind": "strip_authorization"}]}), "", told=ANA_TOLD),
         "proxy_strips_authorization scoped_token_on_site_url"),
        (LiveRow("PAT as Basic, and expired", data_center(PAT_AS_BASIC, tokens=[{"owner": "anna", "name": "ci",
                 "expires": "-1d"}, {"owner": "boss", "name": "desk"}]), "", told=ANNA),
         "pat_sent_as_basic pat_expired"),
        (LiveRow("PAT as Basic where Basic is off", data_center(PAT_AS_BASIC, sso={"enabled": True,
                 "basic_disabled": True}), "", told=ANNA), "pat_sent_as_basic basic_auth_disabled"),
        (LiveRow("CAPTCHA and a wrong password", data_center(basic("anna", "no"), people={"anna": {
                 "failed_logins": 3}}), "", told=ANNA), "captcha_triggered wrong_password"),
        (LiveRow("no Can use and a restricted page", data_center({"kind": "bearer", "token": "zoe/ci"}), "",
                 page("102"), told=Told(username="zoe"), observer=True), "no_product_access page_restriction"),
        (LiveRow("space permission and restriction", data_center(pages=[{"id": "106", "space": "HR", "title": "Pay",
                 "view_users": ["boss"]}]), "", page("106"), told=ANNA, observer=True),
         "space_permission_missing page_restriction"),
        (LiveRow("inactive, and its space is closed", data_center(people={"anna": {"active": False}}), "", page("106"),
                 told=ANNA, observer=True), "account_deactivated space_permission_missing"),
        (LiveRow("read-only and licence exceeded", data_center(read_only=True, licence={"seats": 1}), "",
                 (Called("/rest/api/content/101", method="PUT", extra=AS_CURL),), observer=True),
         "read_only_mode licence_limit_exceeded"),
        (LiveRow("firewall before a stale token", data_center({"kind": "bearer", "secret": INVENTED_PAT},
                 front=[{"kind": "block_user_agent", "patterns": ["curl*"]}]), ""),
         "waf_user_agent_block pat_revoked pat_expired secret_corrupted"),
        (LiveRow("stale token on an open site, deleted page", data_center({"kind": "bearer", "secret": INVENTED_PAT},
                 anonymous_access=True), "", page("105"), observer=True),
         "anonymous_fallback_masks_bad_credentials content_missing pat_revoked pat_expired"),
        (LiveRow("gateway key and expired token", data_center(front=[{"kind": "require_header", "headers":
                 {"KeyId": "9f"}}], tokens=[{"owner": "anna", "name": "ci", "expires": "-1d"},
                 {"owner": "boss", "name": "desk"}]), ""), "proxy_requires_own_credential pat_expired"),
        (LiveRow("proxy rewrites 403 to 401, no Can use", data_center({"kind": "bearer", "token": "zoe/ci"},
                 front=[{"kind": "rewrite_status", "statuses": [403], "to": 401, "body": "nginx"}]), "",
                 told=Told(username="zoe"), observer=True), "no_product_access"),
        (LiveRow("proxy replaces the header", data_center(front=[{"kind": "replace_authorization", "value":
                 "Basic cHJveHk6cHJveHk="}]), "", told=ANNA), "proxy_credential_collision proxy_strips_authorization"),
        (LiveRow("proxy's login collides", data_center(basic("gate", "1"), front=[{"kind": "basic_realm", "users":
                 {"gate": "1"}}]), "", told=ANNA), "proxy_credential_collision"),
        (LiveRow("two directories know the name", data_center(PASSWORD, users=[
                 {"name": "anna", "password": "other horse"}, {"name": "anna", "password": "right horse",
                  "directory": "AD"}, {"name": "boss", "password": "root", "groups": ["confluence-administrators"]}],
                 tokens=[{"owner": "boss", "name": "desk"}]), "", told=ANNA, observer=True),
         "directory_order_name_clash"),
        (LiveRow("healthy token, story of a 401", data_center(), "", called(ME),
                 told=Told("I get 401 since yesterday with my token.", username="anna")), "no_fault_found"),
        (LiveRow("shared cache answers with another's page", data_center({"kind": "bearer", "secret": INVENTED_PAT},
                 front=[{"kind": "shared_cache"}]), ""), "pat_revoked pat_expired secret_corrupted"),
    )
)  # fmt: skip
