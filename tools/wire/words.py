"""Words of servers in bodies, and what they say. One table for what is pasted and for what probes get.

Sources of the wordings: measured replies of Cloud at https://github.com/mozilla/markfluence (docs/confluence/api.md);
Data Center at https://confluence.atlassian.com/doc (CAPTCHA, cookies, REST) and the issues named in the catalogue.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from tools.facts import Fact
from tools.wire.sign import Sign, sign

LONGEST_BODY = 16_000
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Words:
    """Words that carry a fact.

    Attributes:
        fact: What they say.
        pattern: Matched against the body in lower case, white space collapsed, entities and JSON quotes undone.
        statuses: The statuses with which they count; empty means every refusal, redirect or unknown status.
        unless: Words that take the meaning away.
    """

    fact: Fact
    pattern: str
    statuses: tuple[int, ...] = ()
    unless: str = ""


ANY = (-1,)
"""The words count with every status, 200 too."""

_ADMIN = r"(?:an? |your |the )?(?:site |org(?:anization|anisation)? )?admin(?:istrator)?s?"
_PROBLEM = r"oauth_problem[\"'\s:=]{1,6}(?:advice[\"'\s:=]{1,6})?"

# fmt: off
TABLE: tuple[Words, ...] = (
    Words(Fact.BODY_CALLER_CANNOT_ACCESS, r"caller cannot access confluence"),
    Words(Fact.BODY_NOT_PERMITTED_CLOUD, r"current user not permitted to use confluence"),
    Words(Fact.BODY_NOT_PERMITTED_DC, r"(?<!user )not permitted to use confluence"),
    Words(Fact.BODY_BARE_NOT_FOUND,
          r"[\"']code[\"']\s?:\s?[\"']not_found[\"']\s?,\s?[\"']title[\"']\s?:\s?[\"']not found[\"']"),
    Words(Fact.BODY_BARE_NOT_FOUND,
          r"[\"']title[\"']\s?:\s?[\"']not found[\"']\s?,\s?[\"']detail[\"']\s?:\s?(?:null|none)"),
    Words(Fact.BODY_NAMES_MISSING_OBJECT,
          r"(?:cannot|could not|unable to) find (?:an? |the )?(?:page|space|blog ?post|content|attachment|comment"
          r"|folder|custom content)"
          r"s? with (?:id|key)|no content found with id|content with id .{1,40} (?:not found|does not exist)"),
    Words(Fact.BODY_NO_SUCH_SPACE,
          r"no such space|no space (?:with|found)|space .{0,60}(?:does not exist|doesn.t exist|not found)"
          r"|cannot find (?:a |the )?space with key"),
    Words(Fact.BODY_NULL_FOR_URI, r"null for uri"),
    Words(Fact.BODY_AUTHORIZED_FALSE, r"[\"']?authorized[\"']?\s?[:=]\s?false"),
    Words(Fact.TOLD_NOT_ABOUT_ACCESS,
          r"[\"']?authorized[\"']?\s?[:=]\s?true\W{1,4}valid[\"']?\s?[:=]\s?false"),  # allowed, but wrongly asked
    Words(Fact.BODY_TOMCAT_401, r"http status 401", (401,), unless=r"basic authentication failure"),
    Words(Fact.BODY_BASIC_AUTH_FAILURE, r"basic authentication failure"),
    Words(Fact.SERAPH_FAILED, r"basic authentication failure.{0,40}authenticated_failed"),
    Words(Fact.SERAPH_DENIED, r"basic authentication failure.{0,40}authentication_denied"),
    Words(Fact.BODY_SCOPE_MISMATCH, r"scopes? (?:does|do) not match"),
    Words(Fact.BODY_GATEWAY_UNAUTHORIZED,
          r"[\"']code[\"']\s?:\s?401\s?,\s?[\"']message[\"']\s?:\s?[\"']unauthorized[\"']"),
    Words(Fact.BODY_CONNECT_SESSION_TOKEN, r"failed to parse connect session auth token"),
    Words(Fact.BODY_PASSWORD_DEPRECATED, r"basic auth(?:entication)? with passwords? is deprecated"),
    Words(Fact.BODY_ENDPOINT_REMOVED, r"(?:endpoint|api|resource) (?:has been|was|is) removed|goneexception"),
    Words(Fact.BODY_IP_NOT_ALLOWED,
          r"ip address .{0,60}(?:rejected|not (?:on|in) the|not allowed|is blocked)"
          r"|not on the (?:ip )?allow(?:ed)?[ -]?list"),
    Words(Fact.BODY_SITE_SUSPENDED,
          r"suspended_(?:inactivity|payment)|\bsite .{0,30}(?:has been|is|was) (?:suspended|deactivated)"
          r"|deactivated due to inactivity", ANY),
    Words(Fact.BODY_CLIENT_MUST_AUTHENTICATE, r"client must be authenticated to access this resource"),
    Words(Fact.BODY_BASIC_BLOCKED_BY_APP,
          r"basic auth(?:entication)? (?:with|using) passwords? .{0,40}(?:disabled|blocked|not allowed|forbidden)"
          r"|basic auth(?:entication)? .{0,40}(?:disabled|blocked) by .{1,60}\bapp\b"),
    Words(Fact.BODY_BASIC_DISABLED,
          r"basic auth(?:entication)? (?:has been|is|was) (?:disabled|turned off|switched off)",
          unless=r"disabled by .{1,60}\bapp\b"),
    Words(Fact.BODY_XSRF_FAILED,
          r"(?:xsrf|csrf) (?:check|validation) failed|xsrf security token missing|csrf token (?:missing|mismatch)"),
    Words(Fact.BODY_READ_ONLY,
          r"read[- ]only mode|readonlyaccessexception|confluence is (?:currently )?(?:in )?read[- ]only"),
    Words(Fact.BODY_LICENCE_EXCEEDED,
          r"licen[sc]e .{0,60}(?:exceed|expired|invalid|user limit)|exceed\w* .{0,60}licen[sc]e"
          r"|more users than .{0,40}licen[sc]e", ANY),
    Words(Fact.BODY_TOKEN_BLOCKED_BY_ADMIN,
          r"api tokens? .{0,60}(?:blocked|disabled|not allowed|restricted) by .{0,40}(?:admin|organi[sz]ation|policy)"
          rf"|{_ADMIN} (?:has |have )?(?:blocked|disabled|restricted) .{{0,40}}api token"),
    Words(Fact.BODY_APP_BLOCKED_BY_ADMIN,
          rf"{_ADMIN} (?:has |have )?(?:blocked|disabled|restricted) .{{0,40}}\bapps?\b"
          r"|\bapp\b .{0,60}blocked by .{0,40}(?:admin|organi[sz]ation|policy)|data security policy|app access rule",
          ANY),
    Words(Fact.BODY_PLAN_REQUIRED,
          r"(?:paid|premium|standard|enterprise) (?:plan|edition)|upgrade (?:your|to a) (?:\w+ )?plan|not (?:available"
          r"|supported) (?:on|in|for) "
          r"(?:your|the|this) (?:free|current) (?:plan|edition)|payment required"),
    Words(Fact.BODY_WEBSUDO,
          r"websudo|secure administrator session|administrator access .{0,40}(?:re-?enter|confirm) your password",
          ANY),
    Words(Fact.BODY_SSO_LOGIN_ERROR,
          r"we can.{0,6}t log you in right now|saml .{0,40}(?:authentication|login|response) .{0,20}(?:failed"
          r"|invalid)", ANY),
    Words(Fact.BODY_WAF_BLOCK_PAGE,
          r"attention required! \| cloudflare|sorry, you have been blocked|web application firewall"
          r"|incapsula incident id"
          r"|the requested url was rejected\. please consult|access denied.{0,300}reference\s?#|mod_security"
          r"|modsecurity|sucuri website firewall"
          r"|fortiweb|fortigate|imunify360|barracuda|blocked by .{0,40}(?:waf|firewall|security policy"
          r"|bot protection)|error code:? 1020"
          r"|request (?:was )?blocked.{0,80}(?:security|cloudfront|firewall)|your support id is",
          (400, 401, 403, 405, 406, 429, 503, 0)),
    Words(Fact.BODY_GATEWAY_KEY_MISSING,
          r"missing subscription key|no api key (?:found|was provided|in request)|api key (?:is )?(?:missing"
          r"|required)|missing authentication token"
          r"|(?:invalid|missing|unknown) (?:api|gateway|subscription|client) key|missing .{0,30}\bheader\b"
          r"|failed to resolve api key"),
    Words(Fact.BODY_STARTING_OR_MAINTENANCE,
          r"confluence is (?:currently )?(?:starting|not (?:yet )?available|being upgraded|undergoing|down for)"
          r"|(?:under|scheduled|planned) maintenance"
          r"|[\"']state[\"']\s?:\s?[\"'](?:starting|maintenance|stopping|first_run)[\"']", ANY),
    Words(Fact.BODY_CODE_INVALID,
          r"authorization[_ ]code (?:is |has )?(?:been )?(?:invalid|expired|used)|invalid authorization code"),
    Words(Fact.BODY_INVALID_GRANT,
          r"invalid_grant|(?:unknown or invalid|invalid|expired) refresh[_ ]token|refresh_token is invalid",
          unless=r"authorization[_ ]code|code verifier"),
    Words(Fact.BODY_INVALID_CLIENT,
          r"invalid_client|client (?:secret|id|credentials) (?:is |are )?(?:invalid|incorrect|wrong)|unknown client"),
    Words(Fact.BODY_AUTHORIZE_REQUEST_WRONG,
          r"redirect_uri .{0,60}(?:invalid|mismatch|not registered|not match|must)|invalid_scope"
          r"|unsupported_response_type"
          r"|(?:missing|invalid) (?:required )?parameter:? .{0,20}(?:audience|scope|client_id|redirect_uri"
          r"|response_type|state)"
          r"|audience .{0,20}(?:required|missing|invalid)|callback url .{0,40}(?:mismatch|not match|invalid)", ANY),
    Words(Fact.OAUTH1_TIMESTAMP_REFUSED, _PROBLEM + "timestamp_refused"),
    Words(Fact.OAUTH1_SIGNATURE_INVALID, _PROBLEM + "signature_invalid"),
    Words(Fact.OAUTH1_TOKEN_REJECTED, _PROBLEM + "token_(?:rejected|expired|revoked)"),
    Words(Fact.OAUTH1_CONSUMER_UNKNOWN, _PROBLEM + "consumer_key_(?:unknown|rejected)"),
    Words(Fact.OAUTH1_NONCE_USED, _PROBLEM + "nonce_used"),
    Words(Fact.OAUTH1_PERMISSION_DENIED, _PROBLEM + "(?:permission_denied|user_refused)"),
)
# fmt: on

_QUOTED = re.compile(r"\\+([\"'/])")
_SPACE = re.compile(r"\s+")
_LOGIN_FORM = re.compile(
    r"name=[\"']?os_(?:username|password)|id=[\"']?login-?form|id\.atlassian\.com/login|<title>[^<]{0,40}log ?in\b"
    r"|name=[\"']?samlrequest|<input[^>]{0,200}type=[\"']?password"
)
_HTML = re.compile(r"<(?:!doctype html|html|head|body)\b")


def signs_in_words(text: str, status: int | None) -> Iterator[Sign]:
    """Yield what the words of a body say under a status (None when it is not known)."""
    plain = _SPACE.sub(" ", _QUOTED.sub(r"\1", unescape(text[:LONGEST_BODY])))
    lowered = plain.lower()
    if len(lowered) != len(plain):
        plain = lowered
    for words in TABLE:
        if not _counts(words, status):
            continue
        match = _compiled(words.pattern).search(lowered)
        if match and not (words.unless and _compiled(words.unless).search(lowered)):
            yield sign(words.fact, _excerpt(plain, match))
    login = _LOGIN_FORM.search(lowered) if status in {200, None} and _HTML.search(lowered) else None
    if login and status == _OK:
        yield sign(Fact.BODY_LOGIN_PAGE_200, _excerpt(plain, login))


_OK = 200
_REFUSALS_FROM = 300


def _counts(words: Words, status: int | None) -> bool:
    if words.statuses == ANY:
        return True
    if words.statuses:
        return status is None or status in words.statuses
    return status is None or status >= _REFUSALS_FROM or status == 0


def _excerpt(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _AROUND) : match.end() + _AROUND]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
