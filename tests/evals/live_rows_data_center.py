"""Live rows for Data Center: the login reasons of Seraph, and what looks the same as each.

Sources: the vendor's pages named in the lab's own code, https://jira.atlassian.com/browse/CONFSERVER-98199 and
https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html .
"""

from tests.evals.live_desk import Told
from tests.evals.live_row import Called, LiveRow
from tests.evals.live_worlds import INVENTED_PAT, Spec, basic, data_center

ANNA = Told(username="anna")
CONSENTS = Told(username="anna", consent=True)
EVERYBODY = Told("Since this morning nobody of us can log in any more, users of all departments.", username="anna")
PASSWORD = basic("anna", "right horse")
WRONG = basic("anna", "wrong horse")
PAT_AS_BASIC: Spec = {"kind": "basic", "username": "anna", "token": "anna/ci"}
EXPIRED: Spec = {"tokens": [
    {"owner": "anna", "name": "ci", "expires": "-2d"}, {"owner": "ben", "name": "ci"},
    {"owner": "boss", "name": "desk"},
]}  # fmt: skip
OPEN: Spec = {"anonymous_access": True}
WRITE = (Called("/rest/api/content/101", method="PUT"),)
AS_CURL = (("X-Atlassian-Token", "no-check"),)


def page(page_id: str) -> tuple[Called, ...]:
    """Return the failing call for a page."""
    return (Called(f"/rest/api/content/{page_id}"),)


SERAPH = (
    LiveRow("OK, page of others", data_center(PASSWORD), "space_permission_missing", page("106"), observer=True,
            told=CONSENTS),
    LiveRow("OK, page of others, token", data_center(), "space_permission_missing", page("106"), observer=True),
    LiveRow("FAILED, wrong password", data_center(WRONG), "wrong_password", told=ANNA,
            question="directory_says_of_the_account"),
    LiveRow("FAILED, wrong password, tried", data_center(WRONG), "wrong_password", told=CONSENTS,
            question="directory_says_of_the_account"),
    LiveRow("FAILED, token as password", data_center(PAT_AS_BASIC), "pat_sent_as_basic", told=ANNA),
    LiveRow("FAILED, e-mail as name", data_center(basic("anna@example.com", "right horse")), "wrong_username_form"),
    LiveRow("DENIED, CAPTCHA", data_center(PASSWORD, people={"anna": {"failed_logins": 3}}), "captcha_triggered",
            told=CONSENTS),
    LiveRow("AUTHORISATION_FAILED, no Can use", data_center(basic("zoe", "right dog")), "no_product_access",
            told=Told(username="zoe"), observer=True),
    LiveRow("AUTHORISATION_FAILED, no observer", data_center(basic("zoe", "right dog")), "no_product_access",
            told=Told(username="zoe")),
    LiveRow("absent on Bearer, expired", data_center(unresolved_bearer_refused=True, **EXPIRED), "pat_expired",
            question="pat_list_state"),
    LiveRow("absent on Bearer, unknown", data_center({"kind": "bearer", "secret": INVENTED_PAT},
            unresolved_bearer_refused=True), "pat_revoked", question="pat_list_state"),
    LiveRow("absent on Bearer, inactive owner", data_center(people={"anna": {"active": False}}), "account_deactivated",
            told=ANNA, observer=True),
)  # fmt: skip

REFUSED = (
    LiveRow("401: inactive", data_center(PASSWORD, people={"anna": {"active": False}}), "account_deactivated",
            told=ANNA, observer=True),
    LiveRow("401: locked in the directory, log", data_center(PASSWORD, people={"anna": {"ldap_subcode": "775"}}),
            "ad_account_or_password_state", told=ANNA, log=True),
    LiveRow("401: locked in the directory", data_center(PASSWORD, people={"anna": {"ldap_subcode": "775"}}),
            "ad_account_or_password_state", told=ANNA, observer=True, question="directory_says_of_the_account"),
    LiveRow("401: netrc", data_center(), "client_env_overrides_authorization",
            calls=(Called(role="", extra=(("Authorization", "Basic YnVpbGQ6b2xkIHNlY3JldA=="),)),),
            told=Told("The token works in curl, in the Python script it does not. There is a .netrc file.")),
    LiveRow("log: unknown user", data_center(basic("ghost", "right horse")), "wrong_username_form", log=True,
            told=Told(username="ghost"), observer=True),
    LiveRow("log: no Can use", data_center(basic("zoe", "right dog")), "no_product_access", log=True,
            told=Told(username="zoe"), observer=True),
    LiveRow("log: Crowd authenticator", data_center(PASSWORD, crowd={"sso_authenticator": True},
            people={"anna": {"directory": "internal"}}), "crowd_sso_local_user_blocked", log=True,
            told=Told("Local users cannot log in, Crowd users can. seraph-config.xml names "
                      "com.atlassian.confluence.user.ConfluenceCrowdSSOAuthenticator.", username="anna")),
)  # fmt: skip

HIDDEN = (
    LiveRow("404: bad token masked", data_center(**OPEN, **EXPIRED), "anonymous_fallback_masks_bad_credentials",
            page("106"), observer=True),
    LiveRow("404: restriction", data_center(), "page_restriction", page("102"), observer=True, told=ANNA),
    LiveRow("404: inherited restriction", data_center(), "page_restriction", page("103"), observer=True, told=ANNA),
    LiveRow("404: space permission", data_center(), "space_permission_missing", page("106"), observer=True, told=ANNA),
    LiveRow("404: deleted", data_center(), "content_missing", page("105"), observer=True, told=ANNA),
    LiveRow("404: nobody to look", data_center(), "page_restriction", page("102"), told=ANNA,
            question="who_can_open_it"),
    LiveRow("404: white space in the token", data_center({"kind": "bearer", "token": "anna/ci", "suffix": " "}, **OPEN),
            "secret_corrupted", page("106"), told=ANNA),
)  # fmt: skip

FORBIDDEN = (
    LiveRow("403: Basic disabled", data_center(PASSWORD, sso={"enabled": True, "basic_disabled": True}),
            "basic_auth_disabled", told=ANNA),
    LiveRow("403: app blocks passwords", data_center(PASSWORD, token_app={"enabled": True, "blocks_passwords": True}),
            "basic_auth_blocked_by_marketplace_app", told=ANNA),
    LiveRow("403: XSRF", data_center(version="9.2.1", xsrf={"rest": "always"}), "xsrf_check_failed", WRITE),
    LiveRow("403: Can use", data_center({"kind": "bearer", "token": "zoe/ci"}), "no_product_access",
            told=Told(username="zoe"), observer=True),
    LiveRow("403: firewall", data_center(front=[{"kind": "block_user_agent", "patterns": ["curl*", "python*"]}]),
            "waf_user_agent_block"),
    LiveRow("403: licence", data_center(licence={"seats": 1}), "licence_limit_exceeded",
            (Called("/rest/api/content/101", method="PUT", extra=AS_CURL),), observer=True,
            told=Told("Nobody can save anything, reading works.")),
    LiveRow("405: read only", data_center(read_only=True), "read_only_mode",
            (Called("/rest/api/content/101", method="PUT", extra=AS_CURL),), observer=True,
            told=Told("Saving fails for everyone, reading works.")),
)  # fmt: skip

TOOLS = (
    LiveRow("tool: token with a user name", data_center(PAT_AS_BASIC), "pat_sent_as_basic",
            told=Told("The token works in curl as Bearer, but not in our tool.", username="anna")),
    LiveRow("tool: firewall", data_center(front=[{"kind": "block_user_agent", "patterns": ["python*"]}]),
            "waf_user_agent_block", calls=(), told=Told("Works in curl. Our Python script gets 403 for the same URL.")),
    LiveRow("tool: missing header", data_center(version="9.2.1", xsrf={"rest": "always"}), "xsrf_check_failed", WRITE,
            told=Told("In curl with X-Atlassian-Token: no-check it works, in our tool it does not.")),
)  # fmt: skip

SESSIONS = (
    LiveRow("logged out: second application", data_center({}, front=[{"kind": "sibling_application"}]),
            "jsessionid_collision_same_host", calls=(),
            told=Told("I am logged out of Confluence whenever I open Jira, which runs on the same host.")),
    LiveRow("logged out: nodes", data_center({}, front=[{"kind": "no_affinity"}], cluster={"nodes": ["n1", "n2"],
            "affinity": False}), "lb_no_sticky_session", calls=(),
            told=Told("We are logged out at random. The node in the page footer changes with every click.")),
    LiveRow("logged out: Secure over http", data_center({}, connector={"secure_cookies": True}),
            "cookie_scheme_or_base_url_mismatch", calls=(),
            told=Told("After the login the login page comes again in the browser.")),
    LiveRow("logged out: Crowd", data_center({}), "crowd_sso_validation_factor_mismatch", calls=(),
            told=Told("People are logged out all the time. Crowd's log says: validation factors do not match, "
                      "remote_address differs from the one at login.")),
)  # fmt: skip

EVERYONE = (
    LiveRow("all: directory", data_center(PASSWORD, directories=[{"name": "internal"}, {"name": "AD", "kind": "ldap",
            "reachable": False}]), "directory_unreachable", told=EVERYBODY, observer=True),
    LiveRow("all: bind account", data_center(PASSWORD, directories=[{"name": "internal"}, {"name": "AD", "kind": "ldap",
            "bind_subcode": "532"}]), "ad_account_or_password_state", told=EVERYBODY, observer=True, log=True),
    LiveRow("all: licence", data_center(licence={"seats": 1, "exceeded_blocks_login": True}), "licence_limit_exceeded",
            told=EVERYBODY, observer=True),
    LiveRow("all: Basic switched off", data_center(PASSWORD, sso={"enabled": True, "basic_disabled": True}),
            "basic_auth_disabled", told=EVERYBODY),
    LiveRow("all: proxy", data_center(front=[{"kind": "require_header", "headers": {"KeyId": "9f2c"}}]),
            "proxy_requires_own_credential", told=EVERYBODY),
    LiveRow("all: proxy drops the header", data_center(front=[{"kind": "strip_authorization"}]),
            "proxy_strips_authorization", told=EVERYBODY),
    LiveRow("all: proxy drops the header, we look", data_center(front=[{"kind": "strip_authorization"}]),
            "proxy_strips_authorization", told=EVERYBODY, observer=True),
    LiveRow("all: login of a proxy", data_center(front=[{"kind": "sso_redirect"}]), "sso_proxy_redirect",
            told=EVERYBODY),
    LiveRow("all: Kerberos", data_center(front=[{"kind": "negotiate"}]), "kerberos_negotiate_challenge",
            told=EVERYBODY),
    LiveRow("all: clock", data_center({}, clock_offset_seconds=900.0), "oauth_timestamp_refused", calls=(),
            told=Told("The application link from Jira fails for everyone: oauth_problem=timestamp_refused.")),
    LiveRow("all: starting", data_center(lifecycle="STARTING"), "site_unreachable", told=EVERYBODY),
    LiveRow("all: rate limit", data_center(rate_limit={"enabled": True, "capacity": 0, "refill_per_minute": 0.0}),
            "rate_limited"),
)  # fmt: skip

ROWS = (*SERAPH, *REFUSED, *HIDDEN, *FORBIDDEN, *TOOLS, *SESSIONS, *EVERYONE)
