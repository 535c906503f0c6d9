"""Reads what looks the same in every language: quoted server words, header names, codes and addresses."""

import re
from collections.abc import Sequence

from tools.facts import Fact

# A message counts when all parts of a line (separated by " & ") stand in the lower-case sentence.
_WORDS: dict[Fact, str] = {
    Fact.BODY_CALLER_CANNOT_ACCESS: "caller cannot access confluence",
    Fact.BODY_NOT_PERMITTED_CLOUD: "current user not permitted to use confluence",
    Fact.BODY_BARE_NOT_FOUND: '"title":"not found" ; "title": "not found" ; title "not found" ; not_found & "detail": null ; not_found & detail":null',
    Fact.BODY_NAMES_MISSING_OBJECT: "cannot find a page with id ; cannot find a space with ; no content found with id ; there is no content with the given id ; cannot find content",
    Fact.BODY_NO_SUCH_SPACE: "no space with ; no such space ; space not found ; space does not exist",
    Fact.BODY_NULL_FOR_URI: "null for uri",
    Fact.BODY_AUTHORIZED_FALSE: '"authorized":false ; "authorized": false ; authorized: false ; authorized=false',
    Fact.BODY_TOMCAT_401: "http status 401 & unauthorized",
    Fact.BODY_BASIC_AUTH_FAILURE: "basic authentication failure",
    Fact.BODY_SCOPE_MISMATCH: "scope does not match ; scopes do not match ; failure_client_scope_check",
    Fact.BODY_GATEWAY_UNAUTHORIZED: '{"code":401,"message":"unauthorized"} ; {"code": 401, "message": "unauthorized"} ; {"code":401, "message":"unauthorized"}',
    Fact.HEADER_AUTH_MISMATCH: "failure_client_auth_mismatch",
    Fact.BODY_CONNECT_SESSION_TOKEN: "parse connect session auth token",
    Fact.BODY_PASSWORD_DEPRECATED: "authentication with passwords is deprecated ; basic auth with passwords is deprecated ; basic auth with password is deprecated",
    Fact.BODY_ENDPOINT_REMOVED: "endpoint has been removed ; goneexception ; 410 gone ; this resource has been removed",
    Fact.BODY_IP_NOT_ALLOWED: "ip address has been rejected ; not on the allowed list ; ip address is not allowed ; your ip is not allowed",
    Fact.BODY_SITE_SUSPENDED: "suspended_inactivity ; suspended_payment ; site has been deactivated ; site is currently unavailable & suspended ; site has been suspended ; site is suspended ; deactivated due to inactivity",
    Fact.BODY_CLIENT_MUST_AUTHENTICATE: "client must be authenticated",
    Fact.BODY_BASIC_DISABLED: "basic authentication has been disabled ; basic auth has been disabled ; basic authentication is disabled on this instance",
    Fact.BODY_BASIC_BLOCKED_BY_APP: "basic auth with password is disabled by ; disabled by the api token authentication app",
    Fact.BODY_XSRF_FAILED: "xsrf check failed ; xsrf security token missing ; xsrf token missing ; xsrf & check failed",
    Fact.BODY_READ_ONLY: "read-only mode ; read only mode ; readonlymode & true",
    Fact.BODY_LICENCE_EXCEEDED: "license has expired ; licence has expired ; license limit ; licence limit ; exceeded the user limit ; more users than ; license is not valid",
    Fact.BODY_WEBSUDO: "websudo ; secure administrator session ; authenticate.action",
    Fact.BODY_SSO_LOGIN_ERROR: "we can't log you in ; can't log you in right now",
    Fact.BODY_WAF_BLOCK_PAGE: "attention required! | cloudflare ; the requested url was rejected ; error 1020 ; incapsula incident ; reference #18. ; request blocked & cloudfront",
    Fact.BODY_STARTING_OR_MAINTENANCE: "confluence is starting up ; is starting up ; under maintenance ; maintenance mode",
    Fact.BODY_INVALID_GRANT: "invalid_grant ; invalid refresh token ; refresh_token is invalid",
    Fact.BODY_CODE_INVALID: "authorization_code is invalid ; authorization code is invalid ; invalid authorization code",
    Fact.BODY_INVALID_CLIENT: "invalid_client",
    Fact.BODY_AUTHORIZE_REQUEST_WRONG: "redirect_uri_mismatch ; redirect_uri & not registered ; invalid redirect_uri ; invalid_scope",
    Fact.CHALLENGE_OAUTH_REALM: "oauth realm",
    Fact.CHALLENGE_NEGOTIATE: "www-authenticate: negotiate ; www-authenticate: ntlm ; www-authenticate & negotiate",
    Fact.CHALLENGE_FOREIGN_BASIC: "www-authenticate: basic ; basic realm",
    Fact.CHALLENGE_BEARER_INVALID: 'error="invalid_token" ; error=invalid_token ; "invalid_token"',
    Fact.CHALLENGE_PROXY: "proxy-authenticate ; proxy authentication required",
    Fact.OAUTH1_TIMESTAMP_REFUSED: "timestamp_refused",
    Fact.OAUTH1_SIGNATURE_INVALID: "signature_invalid",
    Fact.OAUTH1_TOKEN_REJECTED: "token_rejected",
    Fact.OAUTH1_CONSUMER_UNKNOWN: "consumer_key_unknown",
    Fact.OAUTH1_NONCE_USED: "nonce_used",
    Fact.OAUTH1_PERMISSION_DENIED: "permission_denied & oauth",
    Fact.SERAPH_OK: "loginreason: ok ; loginreason ok ; loginreason is ok ; loginreason=ok",
    Fact.SERAPH_FAILED: "authenticated_failed",
    Fact.SERAPH_DENIED: "authentication_denied",
    Fact.SERAPH_NOT_AUTHORISED: "authorisation_failed ; authorization_failed",
    Fact.SERAPH_OUT: "loginreason: out ; loginreason is out",
    Fact.HEADER_CAPTCHA_CHALLENGE: "captcha_challenge",
    Fact.HEADER_EDGE_ERROR: "error from cloudfront",
    Fact.HEADER_RETRY_AFTER: "retry-after ; x-ratelimit ; ratelimit-reason",
    Fact.REDIRECT_TO_LOGIN_ACTION: "login.action ; permissionviolation",
    Fact.REDIRECT_TO_ATLASSIAN_LOGIN: "id.atlassian.com/login",
    Fact.REDIRECT_TO_FOREIGN_LOGIN: "login.microsoftonline.com ; _oauth2_proxy ; cloudflareaccess.com ; okta.com/",
    Fact.REDIRECT_LOOP: "err_too_many_redirects ; too many redirects",
    Fact.LOG_NO_USE_PERMISSION: "do not have use permission ; does not have use permission",
    Fact.LOG_SSO_USER_UNKNOWN: "received sso request for user",
    Fact.LOG_SSO_ATTRIBUTE_MISSING: "jitexception ; could not be found & attribute [",
    Fact.LOG_SSO_TIME_WINDOW: "notonorafter ; notbefore ; timing issues ; assertion has expired ; assertion%20has%20expired ; assertion+has+expired ; check your clock settings ; check system clock ; assertion is too early ; response is too old ; assertion has expired ; issueinstant ; not yet valid & saml",
    Fact.LOG_SSO_SIGNATURE: "signature validation error & saml ; saml & signature validation ; signature validation failed & saml ; invalid signature & saml ; signature validation failed. saml ; invalid signature on saml ; aadsts7000215 ; aadsts7000222",
    Fact.LOG_USER_MAPPING_ROW_MISSING: "user_mapping",
    Fact.LOG_LDAP_BAD_CREDENTIALS: "data 52e",
    Fact.LOG_LDAP_ACCOUNT_STATE: "data 775 ; data 532 ; data 533 ; data 701 ; data 773 ; data 530",
    Fact.LOG_DIRECTORY_NOT_FUNCTIONAL: "is not functional",
    Fact.LOG_DIRECTORY_CONNECTION: "communicationexception ; operationfailedexception",
    Fact.LOG_CROWD_AUTHENTICATOR: "confluencecrowdssoauthenticator",
    Fact.LOG_JWT_QSH: "'qsh' ; claim qsh ; qsh mismatch ; qsh claim ; query hash",
    Fact.LOG_JWT_EXPIRED: "jwtexpired ; jwttooearly ; jwt expired ; jwt has expired",
    Fact.LOG_JWT_SIGNATURE: "jwtsignaturemismatch ; jwt signature ; signature verification failed & jwt",
    Fact.LOG_RPC_EMPTY_USER: 'username:"" ; "username":"" ; username ""',
    Fact.LOG_TRUSTED_APP: "trusted application ; trusted app",
    Fact.LOG_MIGRATION_TOKEN: "migration assistant & token ; migration assistant & 401 ; migration assistant & expired ; migration assistant & unauthorized ; migration assistant & authenti",
    Fact.LOG_XSRF: "xsrfresourcefilter",
    Fact.NET_DNS_FAILURE: "enotfound ; could not resolve host ; name or service not known ; eai_again ; unknownhostexception ; nxdomain",
    Fact.NET_CONNECTION_FAILURE: "econnrefused ; econnreset ; connection refused ; connection reset ; remote end closed connection",
    Fact.NET_TIMEOUT: "etimedout ; timed out ; sockettimeoutexception ; readtimeout ; connecttimeout",
    Fact.NET_TLS_UNTRUSTED: "certificate_verify_failed ; pkix path building ; unable to get local issuer ; self-signed certificate ; self signed certificate ; unable_to_verify_leaf ; depth_zero_self_signed",
    Fact.NET_TLS_EXPIRED: "certificate has expired ; cert_has_expired ; certificateexpired",
    Fact.NET_TLS_WRONG_NAME: "hostname mismatch ; doesn't match & certificate ; err_tls_cert_altname ; err_cert_common_name ; does not match target host",
    Fact.DEPLOYMENT_CLOUD: ".atlassian.net ; id.atlassian.com ; api.atlassian.com ; auth.atlassian.com ; admin.atlassian.com",
    Fact.DEPLOYMENT_DATA_CENTER: "x-seraph ; authenticated_failed ; authentication_denied ; login.action ; seraph-config ; os_authtype",
    Fact.URL_API_V2: "/wiki/api/v2 ; /api/v2/pages ; /api/v2/spaces",
    Fact.URL_LEGACY_RPC: "/rpc/json-rpc ; /rpc/xmlrpc ; /rpc/soap ; confluenceservice-v2",
    Fact.URL_DOWNLOAD_PATH: "/download/attachments ; /download/thumbnails",
    Fact.URL_INTERNAL_ROUTE: "/gateway/api/ ; /cgraphql ; /rest/internal/ ; /rest/tinymce/ ; /gateway/graphql",
    Fact.URL_NON_REST_PATH: "/plugins/servlet ; /download/ ; /spaces/createrssfeed ; /rss",
    Fact.URL_DOUBLED_PART: "/wiki/wiki ; .atlassian.net.atlassian.net ; https://https ; /rest/api/rest/api ; .atlassian.net/.atlassian.net ; https://http",
    Fact.URL_SITE_AND_GATEWAY_MIXED: ".atlassian.net/ex/",
    Fact.SENT_BEARER: "authorization: bearer ; confluence( & token= ; token= argument ; token argument ; token= parameter",
    Fact.SENT_BASIC: "authorization: basic ; httpbasicauth",
    Fact.TOLD_PROXY_AUTHENTICATES: "authtype basic ; authtype shibboleth ; auth_basic ; requestheader unset authorization",
    Fact.SENT_CONNECT_JWT: "authorization: jwt",
    Fact.SECRET_API_TOKEN: "atatt",
}  # fmt: skip
Message = tuple[Fact, tuple[str, ...]]
"""A fact and the words that must all stand in a sentence."""

_TABLE: tuple[Message, ...] = tuple(
    (fact, tuple(part.strip() for part in choice.split(" & ")))
    for fact, choices in _WORDS.items()
    for choice in choices.split(" ; ")
)
_CODES = {
    "400": Fact.STATUS_400, "401": Fact.STATUS_401, "403": Fact.STATUS_403, "404": Fact.STATUS_404, "407": Fact.STATUS_407,
    "410": Fact.STATUS_410, "429": Fact.STATUS_429, "500": Fact.STATUS_5XX, "502": Fact.STATUS_5XX, "503": Fact.STATUS_5XX,
    "504": Fact.STATUS_5XX, "301": Fact.STATUS_REDIRECT, "302": Fact.STATUS_REDIRECT, "303": Fact.STATUS_REDIRECT,
    "307": Fact.STATUS_REDIRECT, "308": Fact.STATUS_REDIRECT,
}  # fmt: skip
_CODE = re.compile(r"(?<![\w.:/#-])(40[01347]|410|429|50[0234]|30[12378])(?:s|er)?(?![\w.:/-]*\d)(?!%)", re.ASCII)
_DENIED_CODE = re.compile(
    r"(?:\b(?:not|never|no longer)\s+(?:get|return|answer|see|receive|give|throw)s?(?:\s+with)?|\bnot?|\bnever|\bno longer|\binstead of|\brather than|\bwithout|n't get|n't return|n't see)\s+(?:an?\s+|the\s+|http\s+|any\s+)*$"
)
_ADDRESS = re.compile(r"(?:https?://|\b)([\w-]+(?:\.[\w-]+)*\.atlassian\.net|api\.atlassian\.com)((?:/[^\s\"'<>)\]`,]*)?)", re.IGNORECASE)
_PATH = re.compile(r"(?<![\w.])/(?:wiki/)?rest/(?:api|pat|experimental|applinks|basicauth)\b[^\s\"'<>)\]`,]*")
_CLOUD_PATH = re.compile(r"(?:^|[\s'\"(`])/wiki/(?:rest/api|api/v2|download)\b|failure_client_|atl-traceid|atlassianedge")
_CONFLUENCE_V1 = re.compile(r"^/rest/(?:api/(?!2\b|3\b|latest\b)|experimental)")
_ATTRIBUTED = re.compile(r"\b(?:instead|should|try|docs?|documentation)\b", re.IGNORECASE)


def messages_in(text: str) -> list[Message]:
    """Return the known messages whose words stand anywhere in a text, so that its sentences are searched for these only."""
    lowered = " ".join(text.lower().replace("’", "'").split())
    return [message for message in _TABLE if all(part in lowered for part in message[1])]


def artefact_facts(sentence: str, messages: Sequence[Message]) -> list[Fact]:
    """Return the facts that codes, addresses and server words in a sentence carry."""
    lowered = sentence.lower().replace("’", "'")
    facts = [fact for fact, parts in messages if _stands(parts, lowered)]
    if _NOT_PERMITTED.search(lowered) and "current user not" not in lowered:
        facts.append(Fact.BODY_NOT_PERMITTED_DC)
    facts += _scope_facts(lowered)
    facts += [_CODES[m.group(1)] for m in _CODE.finditer(lowered) if not _DENIED_CODE.search(lowered[: m.start()])]
    if "atlassian." in lowered:
        for host, path in _ADDRESS.findall(lowered):
            facts += _address_facts(host, path, sentence)
    if _CLOUD_PATH.search(lowered):
        facts.append(Fact.DEPLOYMENT_CLOUD)
    if "/rest/" in lowered:
        facts += [Fact.URL_API_V1 for path in _PATH.findall(lowered) if "/rest/api/2" not in path and "/rest/api/3" not in path][:1]
    return facts


_NOT_PERMITTED = re.compile(r"not permitted to use confluence|[\"'“]not permitted[\"'”]|\bnot permitted (?:page|screen|message|error)")
_SCOPE = re.compile(r"\b(?:read|write|search|delete|manage|readonly):[\w.-]+(?::confluence)?(?![\w:])")
_SCOPE_MISSING = re.compile(
    r"^\W*(?:scope\W*)?(?:is |was |are |were )?(?:not|missing|cannot|can't|lacking|absent)\b|^\W*(?:scope\W*)?is needed|^\W*required"
)
_SCOPE_WANTED = re.compile(r"(?:lacks?|missing|without|needs?|requires?|required|no|adding|add)\W+(?:the |scope |granular |classic )*$")


def _scope_facts(lowered: str) -> list[Fact]:
    """Name the vocabulary of the scopes that somebody lists as chosen."""
    held, wanted = set(), False
    for match in _SCOPE.finditer(lowered):
        if _SCOPE_MISSING.match(lowered[match.end() :]) or _SCOPE_WANTED.search(lowered[: match.start()]):
            wanted = True
        else:
            held.add(match.group())
    if not held and not wanted:
        return []
    granular = {scope for scope in held if scope.count(":") == 2 and not scope.startswith("readonly")}
    facts = [Fact.DEPLOYMENT_CLOUD]
    facts += [Fact.TOLD_SCOPES_LISTED] if held else []
    facts += [Fact.OAUTH_SCOPES_LACK_NEED] if wanted else []
    if granular and held - granular:
        return [*facts, Fact.TOLD_MIXED_SCOPES]
    return facts + ([Fact.TOLD_GRANULAR_SCOPES] if granular else [Fact.TOLD_CLASSIC_SCOPES] if held else [])


def _stands(parts: tuple[str, ...], lowered: str) -> bool:
    for part in parts:
        at = lowered.find(part)
        if at < 0 or _DENIED_CODE.search(lowered[max(0, at - 24) : at]):
            return False
    return True


def _address_facts(host: str, path: str, sentence: str) -> list[Fact]:
    if host == "api.atlassian.com":
        return _gateway_facts(path, sentence)
    if host in {"support.atlassian.net", "jira.atlassian.net"}:
        return []
    facts = []
    if _ODD_PATH.match(path):
        facts.append(Fact.URL_EXTRA_OR_MISSING_PART)
    if _UI_PATH.match(path) and "client error" in sentence.lower():
        facts.append(Fact.URL_UI_PATH_CALLED)
    if re.match(r"/(?:wiki/)?(?:rest|api)/|/wiki/?$|$", path):
        facts.append(Fact.URL_SITE_HOST)
    if _CONFLUENCE_V1.match(path):
        facts.append(Fact.URL_WITHOUT_WIKI)
    return facts


_ODD_PATH = re.compile(r"/wiki/(?!rest/|api/|spaces\b|display\b|pages\b|download\b|x/|s/|plugins\b|login|people\b|home\b|search\b|wiki\b|$)\w")
_UI_PATH = re.compile(r"/wiki/(?:spaces?|display|pages|viewpage)\b")


def _gateway_facts(path: str, sentence: str) -> list[Fact]:
    if not path.startswith("/ex/confluence") or _ATTRIBUTED.search(sentence):
        return []
    cloud_id = path.split("/")[3] if path.count("/") > 2 else ""
    if ".atlassian.net" in cloud_id or cloud_id in {"wiki", "rest"}:
        return [Fact.URL_GATEWAY, Fact.URL_GATEWAY_MALFORMED]
    return [Fact.URL_GATEWAY]
