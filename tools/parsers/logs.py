"""Lines of Confluence's logs, of identity and directory components, and of access logs.

Wordings: https://confluence.atlassian.com/confkb (SAML, user mapping, directories, JWT), LDAP sub-codes of Microsoft's
error 49, https://confluence.atlassian.com/kb/oauth-troubleshooting-guide-719095274.html.
"""

import re

from tools.evidence import Exchange
from tools.facts import Fact
from tools.parsers.client_errors import piece_of_error
from tools.parsers.draft import Block, Piece
from tools.redaction_views import cut_whole
from tools.wire import signs_in_words

# fmt: off
_TABLE: tuple[tuple[Fact, str], ...] = (
    (Fact.LOG_NO_USE_PERMISSION, r"do(?:es)? not have use permission"),
    (Fact.LOG_SSO_USER_UNKNOWN, r"received sso request for user .{1,120}but the user does not exist"),
    (Fact.LOG_SSO_ATTRIBUTE_MISSING,
          r"attribute \[.{1,200}\] could not be found|jitexception|(?:claim|attribute) .{1,120}(?:is missing"
          r"|not found|could not be found)"),
    (Fact.LOG_SSO_TIME_WINDOW,
     r"(?:saml|assertion|subjectconfirmation|conditions?|id_?token).{0,120}(?:not yet valid|expired|too (?:old|early"
     r"|late)|notonorafter|notbefore|clock)"
     r"|timing issues \(please check your clock|(?:notonorafter|notbefore) .{0,80}(?:past|future|violat)"),
    (Fact.LOG_SSO_SIGNATURE,
     r"signature validation failed|invalid signature.{0,80}(?:saml|response|assertion)|(?:saml|idp"
     r"|identity provider).{0,120}(?:signature|certificate).{0,60}"
     r"(?:invalid|expired|not match|mismatch|wrong|failed|not trusted)|no signature found"
     r"|openid.{0,80}(?:invalid_client|client secret)"),
    (Fact.LOG_USER_MAPPING_ROW_MISSING,
          r"no (?:row|entry|mapping) .{0,40}user_?mapping|user_?mapping.{0,60}(?:missing|no row|0 rows|not found"
          r"|empty)"),
    (Fact.LOG_LDAP_ACCOUNT_STATE,
          r"(?:error code 49|acceptsecuritycontext).{0,200}data (?:530|531|532|533|701|773|775)\b"),
    (Fact.LOG_LDAP_BAD_CREDENTIALS,
          r"(?:error code 49|acceptsecuritycontext).{0,200}data 52e\b|error code 49 - invalid credentials"),
    (Fact.LOG_DIRECTORY_NOT_FUNCTIONAL, r"directory .{1,200}is not functional"),
    (Fact.LOG_DIRECTORY_CONNECTION,
     r"javax\.naming\.(?:communication|serviceunavailable)exception|\bcommunicationexception\b|simple bind failed"
     r"|(?:ldaps?|directory|domain controller).{0,120}(?:connection refused|timed out|cannot be reached|unreachable"
     r"|connection reset|can.t be established)"),
    (Fact.LOG_CROWD_FACTORS_DIFFER,
     r"validation ?factors? .{0,80}(?:differ|not match|invalid|mismatch|changed)|(?:invalid"
     r"|mismatch\w*).{0,60}validation ?factor"
     r"|factors .{0,40}do(?:es)? not match.{0,40}token"),
    (Fact.LOG_CROWD_AUTHENTICATOR, r"confluencecrowdssoauthenticator"),
    (Fact.LOG_JWT_QSH,
          r"expecting claim .?qsh|\bqsh\b.{0,80}(?:mismatch|not match|invalid|differ)"
          r"|query (?:string )?hash .{0,60}(?:mismatch|not match|invalid)"),
    (Fact.LOG_JWT_EXPIRED,
     r"jwt ?(?:expired|tooearly|istooold)\w*|jwt.{0,80}(?:has expired|is expired|expired at|not yet valid|too early"
     r"|in the future)"
     r"|(?:expired|too old).{0,40}\bjwt\b"),
    (Fact.LOG_JWT_SIGNATURE,
          r"jwtsignaturemismatch|jwt.{0,80}signature.{0,60}(?:mismatch|invalid|not match|failed|wrong)"
          r"|signature.{0,60}(?:mismatch|invalid|not match).{0,60}jwt"),
    (Fact.LOG_RPC_EMPTY_USER, r"[\"']?username[\"']?\s?:\s?(?:\"\"|'')|\bby user \"\""),
    (Fact.LOG_DEACTIVATED_FLAG,
     r"confluence\.user\.deactivated|cwd_user.{0,120}\bactive\b.{0,12}[=:]\s?'?f\b|inactiveaccountexception"
     r"|account .{0,60}is (?:inactive|deactivated) in (?:the )?directory"),
    (Fact.LOG_TRUSTED_APP,
          r"trusted ?app\w*.{0,120}(?:fail|error|invalid|denied|not allowed|unknown)"
          r"|x-seraph-trusted-app-status: ?error"),
    (Fact.LOG_MIGRATION_TOKEN,
     r"migration.{0,120}token.{0,60}(?:expired|invalid|revoked|ended|no longer valid)"
     r"|migration.{0,120}(?:cloud )?connection.{0,40}(?:expired|re-?authori[sz]e)"),
    (Fact.LOG_XSRF, r"xsrfresourcefilter|xsrf checks? failed for"),
)
# fmt: on
_COMPILED = tuple((fact, re.compile(pattern)) for fact, pattern in _TABLE)
_LOG_LINE = re.compile(
    r"^\s*\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z"
    r"|[+-]\d\d:?\d\d)?\]?\s+(?:\[[^\]]{1,120}\]\s+)?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL)\b"
    r"|^\s*(?:ERROR|WARN(?:ING)?|FATAL|DEBUG|INFO)\s{1,4}\[[\w.:-]{2,120}\]|^\s*\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d"
)
_MDC = re.compile(r"^\s*-- (?:referer|url|page|space|userName|traceId|action)\b")
_TOMCAT = re.compile(
    r"^\[[^\]]{10,40}\] (\S+) .{0,120}?\s(GET|HEAD|POST|PUT|DELETE|PATCH"
    r"|OPTIONS) (\S{1,8000}) HTTP/[\d.]+ (\d{3}) (?:\S+ ){0,3}(?:\S+ )?(.{0,300})$"
)
_COMBINED = re.compile(
    r"^\S{1,255} \S+ (\S+) \[[^\]]{10,40}\] \"(GET|HEAD|POST|PUT|DELETE|PATCH"
    r"|OPTIONS) (\S{1,8000}) HTTP/[\d.]+\" (\d{3}) \S+(?: \"[^\"]{0,2000}\" \"([^\"]{0,500})\")?"
)
_LONGEST_LINE = 8_000
_REFUSED_FROM = 300
LOG_KEY = re.compile(r"^\s*(?:[-*\u2022]\s+)?(?:the )?(?:\w+ )?log(?:s|file| says| line| entry)?\s*:\s*", re.IGNORECASE)


def facts_in_line(line: str) -> tuple[tuple[Fact, str], ...]:
    """Return what one line of a log says."""
    cut = cut_whole(line, _LONGEST_LINE)
    lowered = " ".join(cut.lower().split())
    found = [(fact, cut.strip()) for fact, pattern in _COMPILED if pattern.search(lowered)]
    if "oauth_problem" in lowered:
        found += [(seen.fact, cut.strip()) for seen in signs_in_words(cut, None)]
    return tuple(found)


def is_log_line(line: str) -> bool:
    """Tell whether a line has the form of a log line, whatever it says."""
    cut = line[:400]
    return bool(_LOG_LINE.match(cut) or _MDC.match(cut))


def read_log_line(lines: list[str], start: int) -> Block | None:
    """Read one line of a log; also one that somebody quotes, as long as it holds a log's very words."""
    line = cut_whole(lines[start], _LONGEST_LINE)
    found = facts_in_line(line)
    formal = is_log_line(line)
    if not formal:
        return Block(start + 1, loose=(found,), text=LOG_KEY.sub("", line)) if found else None
    piece = piece_of_error(line)
    if piece is not None and (piece.exchange.status or piece.exchange.error):
        return Block(start + 1, (piece,), (found,) if found else ())
    words = tuple((seen.fact, line.strip()) for seen in signs_in_words(line, None))
    facts = tuple(dict((*words, *found)).items())
    return Block(start + 1, loose=(facts,) if facts else ())


def read_access_line(lines: list[str], start: int) -> Block | None:
    """Read one line of Tomcat's, nginx's or Apache's access log. What succeeded is passed over."""
    line = cut_whole(lines[start], _LONGEST_LINE)
    tomcat = _TOMCAT.match(line)
    match = tomcat or _COMBINED.match(line)
    if match is None:
        return None
    user, method, path, status, agent = match.groups()
    if int(status) < _REFUSED_FROM:
        return Block(start + 1)
    headers = (("User-Agent", agent),) if agent and agent != "-" else ()
    anonymous = ((Fact.LOG_ANONYMOUS_IN_ACCESS_LOG, line),) if tomcat and user in {"-", "anonymous"} else ()
    return Block(start + 1, (Piece(Exchange(method, path, headers, int(status)), facts=anonymous),))
