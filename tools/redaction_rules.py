"""The rules that find secrets, as plain data: the patterns mean the same in Python and in JavaScript.

A rule's group 1 is the secret. Shapes of Atlassian's own secrets are those that public scanners look for:
https://github.com/praetorian-inc/noseyparker (rule np.atlassian.1), https://github.com/gitleaks/gitleaks
(atlassian.go), https://github.com/trufflesecurity/trufflehog (atlassian/v2, confluencedatacenter). The vendor says that
the length of an API token varies: https://support.atlassian.com/user-management/docs/manage-api-tokens-for-service-accounts
Entropy is no rule: trace ids, cloudIds, accountIds and ETags are needed as evidence.
"""

from dataclasses import dataclass
from enum import StrEnum


class SecretKind(StrEnum):
    """What a found secret is, as its placeholder names it."""

    API_TOKEN = "cloud-api-token"
    SERVICE_KEY = "service-account-key"
    ORG_KEY = "org-admin-key"
    APP_PASSWORD = "app-password"
    CLIENT_SECRET = "client-secret"
    PAT = "dc-pat"
    LEGACY_TOKEN = "legacy-api-token"
    JWT = "jwt"
    BASIC_PAIR = "basic-pair"
    BEARER = "bearer-token"
    AUTHORIZATION = "authorization-value"
    COOKIE = "cookie"
    LOGIN_NAME = "login-name"
    PASSWORD = "password"
    TOKEN = "token"
    PRIVATE_KEY = "private-key"
    SAML = "saml-message"
    CODE = "authorization-code"


class View(StrEnum):
    """In which reading of the text a rule looks: as it stands, with escapes undone, or with wrapped lines joined."""

    PLAIN = "plain"
    DECODED = "decoded"
    JOINED = "joined"


class Check(StrEnum):
    """A test of the found value that a pattern cannot express."""

    NONE = "none"
    PAT = "pat"
    BASIC_PAIR = "basic_pair"
    NO_WORD = "no_word"
    GIVEN_VALUE = "given_value"
    SPOKEN_VALUE = "spoken_value"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to find a secret.

    Attributes:
        kind: What it is then.
        pattern: Group 1 is the secret.
        hints: Lower-case words of which one must stand in the text; the rule is not tried otherwise.
        starts: Lower-case words with which a match begins; the pattern is tried at those places only.
        flags: "i" for any case.
        view: Where to look.
        check: Test of group 1.
        within: Pattern whose group 1 bounds the search.
    """

    kind: SecretKind
    pattern: str
    hints: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    flags: str = ""
    view: View = View.JOINED
    check: Check = Check.NONE
    within: str = ""


_SEP = r"[\"'\\]{0,2}\s{0,8}(?:=>|:=|[:=]|,\s{0,40}[\"']value[\"']\s{0,8}:)\s{0,40}[\"'\\\[]{0,3}"
_FREE = r"(?!\[secret:)"
_TOKEN_BODY = r"[A-Za-z0-9_+/-]{16,}(?:=[A-Za-z0-9]{0,8})?)"
_HEADER_VALUE = _FREE + r"([^\s\"'\\<>,;`]{3,})"
_PASSWORD = r"(?:passw(?:or)?d|passphrase|passwort|(?<![a-z])pass|pwd|(?<![a-z])pw|kennwort)"
_TOKEN = (
    r"(?:secret|tokens?|api[ _-]?key|access[ _-]?key|subscription-key|auth[ _-]?key|credentials?|(?<![a-z])pat"
    r"|(?:shared|signing|private)[ _-]?key|(?<![a-z])keyid)"
)
_PASSWORD_STARTS = ("passw", "passphrase", "pass", "pwd", "pw", "kennwort")
_TOKEN_STARTS = (
    "secret", "token", "api", "access", "subscription", "auth", "credential", "pat", "shared", "signing", "private",
    "keyid",
)  # fmt: skip
_ASSIGNED = r"[\"']?\s{0,8}(?:=>|:=|[:=])\s{0,8}"
_ASSIGNED_BARE = r"[\"']?(?:\s{0,2}:=?|=>?|\s=)\s{0,8}"
_SPOKEN = r"(?: (?:that )?(?:i|we) (?:use|used|have|got))?(?: of \S{1,64})?\s{1,4}(?:is|was|ist|lautet|are)\s{1,4}"
_QUOTED_VALUES = (
    r"(?:\"" + _FREE + r"([^\"\r\n]{1,1024})\")",
    r"(?:'" + _FREE + r"([^'\r\n]{1,1024})')",
)
_SPOKEN_VALUES = (
    (r"[\"'`\u201c\u2018\u201e]" + _FREE + r"([^\s\"'`\u201c\u201d\u2018\u2019]{3,1024})", Check.GIVEN_VALUE),
    (_FREE + r"([^\s\"'`<>\u201c\u201d\u2018\u2019\u201e]{4,1024})", Check.SPOKEN_VALUE),
)
_NAMED = (
    (SecretKind.PASSWORD, _PASSWORD, _PASSWORD_STARTS),
    (SecretKind.TOKEN, _TOKEN, _TOKEN_STARTS),
)
_BARE = _FREE + r"([^\s\"'<>&]{3,1024})"
_SESSION_NAMES = (
    r"(?:jsessionid|seraph\.[a-z.]{3,30}|crowd\.token_key|(?:cloud|tenant|xsrf|atlassian\.account\.xsrf)\.[a-z.]{0,20}token"
    r"|atl\.xsrf\.token|phpsessid|_oauth2_proxy[a-z0-9_]{0,20}|cf_authorization|_shibsession_[a-z0-9]{1,64}"
    r"|remember[_-]?me|(?<![a-z])sess(?:ion)?(?:[_.-]?(?:id|token|key))?|(?<![a-z])sid)"
)
_SESSION_STARTS = (
    "jsessionid", "seraph.", "crowd.token", "cloud.", "tenant.", "xsrf.", "atlassian.account", "atl.xsrf", "phpsessid",
    "_oauth2_proxy", "cf_auth", "_shibsession", "remember", "sess", "sid",
)  # fmt: skip
_COOKIE_ATTRIBUTES = r"(?!(?:path|domain|expires|max-age|samesite|version|comment|priority)=)"
_COOKIE_LINE = r"cookie2?[\"']?\s{0,4}(?::|,\s{0,40}[\"']value[\"']\s{0,8}:)\s{0,8}[\"'\[]{0,3}([^\r\n\"']{3,8192})"
_COOKIE_PAIR = r"(?:^|[;,\s])" + _COOKIE_ATTRIBUTES + r"[^\s=;,\"']{1,80}=" + _FREE + r"\"?([^;,\s\"']{4,})"
_USER_OPTION = r"(?:-u|--user|-U|--proxy-user)[\s=]{0,4}"
_SECRET_OPTION = r"--(?:pass|password|passwd|token|api-?token|secret|pat|api-?key)[\s=]{1,4}[\"']?"
_IN_URLS = (
    (SecretKind.LOGIN_NAME, r"os_username=" + _FREE + r"([^&\s\"'<>#]{1,256})", "os_username"),
    (
        SecretKind.PASSWORD,
        r"os_password[\"']?\s{0,4}[=:]\s{0,4}[\"']?" + _FREE + r"([^&\s\"'<>#]{1,256})",
        "os_password",
    ),
    (SecretKind.PASSWORD, r"://[^\s/:@\"'<>?#]{0,128}:" + _FREE + r"([^\s/\"'<>?#]{1,256})@", "://"),
)
"""In a URL an escaped character belongs to the value, so it is read as it stands and with escapes undone."""


def _rule(
    kind: SecretKind, pattern: str, *starts: str, check: Check = Check.NONE, view: View = View.JOINED, hints: str = ""
) -> Rule:
    """Make a rule in any letter case."""
    return Rule(kind, pattern, tuple(hints.split()), starts, "i", view, check)


# fmt: off
# A table, to be read down.
RULES: tuple[Rule, ...] = (
    Rule(SecretKind.API_TOKEN, r"(ATATT3" + _TOKEN_BODY, starts=("atatt3",)),
    Rule(SecretKind.SERVICE_KEY, r"(ATSTT3" + _TOKEN_BODY, starts=("atstt3",)),
    Rule(SecretKind.ORG_KEY, r"(ATCTT3" + _TOKEN_BODY, starts=("atctt3",)),
    Rule(SecretKind.APP_PASSWORD, r"(?<![A-Za-z0-9])(ATBB[A-Za-z0-9]{24,})", starts=("atbb",)),
    Rule(SecretKind.CLIENT_SECRET, r"(?<![A-Za-z0-9])(ATOA[A-Za-z0-9_-]{20,})", starts=("atoa",)),
    Rule(SecretKind.JWT,
        r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{8,}\.(?:eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{0,8192}){0,3}"
        r"|[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{0,8192}){1,3}))",
        starts=("eyj",)),
    Rule(SecretKind.PAT, r"(?<![A-Za-z0-9+_-])([MNO][A-Za-z0-9+/]{38,59}={0,2})(?![A-Za-z0-9+/=])", check=Check.PAT),
    Rule(SecretKind.PRIVATE_KEY,
        r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----([A-Za-z0-9+/=\s:,-]{16,20000}?)(?:-----END|$)",
        starts=("-----begin",), view=View.DECODED),
    _rule(SecretKind.BASIC_PAIR, r"authorization" + _SEP + r"basic\s{1,8}" + _HEADER_VALUE, "authorization",
        check=Check.GIVEN_VALUE),
    _rule(SecretKind.BEARER, r"authorization" + _SEP + r"bearer\s{1,8}" + _HEADER_VALUE, "authorization",
        check=Check.GIVEN_VALUE),
    _rule(SecretKind.AUTHORIZATION, r"authorization" + _SEP +
        r"(?:(?:token|jwt|negotiate|ntlm|oauth|api-?key)\s{1,8})?" + _HEADER_VALUE, "authorization",
        check=Check.NO_WORD),
    _rule(SecretKind.AUTHORIZATION, r"(?:oauth_token|oauth_signature|oauth_verifier)=[\"']?" + _FREE +
        r"([A-Za-z0-9%+/=._~-]{8,})", "oauth_token", "oauth_signature", "oauth_verifier", check=Check.NO_WORD,
        view=View.PLAIN),
    Rule(SecretKind.BASIC_PAIR, r"(?<![A-Za-z0-9+/_.-])([A-Za-z0-9+/]{12,}={0,2})(?![A-Za-z0-9+/=])",
        check=Check.BASIC_PAIR),
    _rule(SecretKind.BASIC_PAIR, r"basic\s{1,4}([A-Za-z0-9+/]{4,}={0,2})", "basic", check=Check.BASIC_PAIR),
    _rule(SecretKind.BEARER, r"bearer\s{1,4}" + _FREE + r"([A-Za-z0-9._~+/-]{12,}=*)", "bearer", check=Check.NO_WORD),
    Rule(SecretKind.COOKIE, _COOKIE_PAIR, ("cookie",), (), "i", View.JOINED, Check.GIVEN_VALUE, _COOKIE_LINE),
    Rule(SecretKind.COOKIE, _COOKIE_PAIR, ("curl",), (), "i", View.JOINED, Check.GIVEN_VALUE,
        r"\s(?:-b|--cookie)[\s=]{1,4}[\"']([^\r\n\"']{3,8192})"),
    _rule(SecretKind.COOKIE, _SESSION_NAMES + _SEP + _FREE + r"([^\s;,\"'<>&\\]{8,})", *_SESSION_STARTS,
        check=Check.NO_WORD),
    *(_rule(kind, pattern, start, view=view)
      for kind, pattern, start in _IN_URLS for view in (View.PLAIN, View.JOINED)),
    Rule(SecretKind.PASSWORD, _USER_OPTION + r"(?:[\"'][^:\"'\r\n]{0,128}:" + _FREE + r"([^\"'\r\n]{1,512}))",
        ("curl", "wget", "httpie"), ("-u", "--user", "--proxy-user"), "i", check=Check.GIVEN_VALUE),
    Rule(SecretKind.PASSWORD, _USER_OPTION + r"[\"']?[^\s:\"'=]{0,128}:" + _FREE + r"([^\s\"'\\]{1,512})", ("curl",
        "wget", "httpie"), ("-u", "--user", "--proxy-user"), "i", check=Check.GIVEN_VALUE),
    _rule(SecretKind.PASSWORD, r"-u\s{1,4}[\"']?[^\s:@\"']{1,64}@[^\s:\"']{1,128}:" + _FREE + r"([^\s\"']{1,512})",
        "-u ", check=Check.GIVEN_VALUE),
    _rule(SecretKind.PASSWORD, r"-u[\s=]{1,4}\S{1,128}[^\r\n]{0,160}?\s-p[\s=]{1,4}[\"']?(?!\d{1,5}:\d)" + _FREE +
        r"([^\s\"'-][^\s\"']{2,512})", "-u ", check=Check.GIVEN_VALUE, view=View.DECODED),
    _rule(SecretKind.PASSWORD, _SECRET_OPTION + _FREE + r"([^\s\"'-][^\s\"']{2,512})", "--pass", "--token", "--api",
        "--secret", "--pat", check=Check.GIVEN_VALUE),
    _rule(SecretKind.CLIENT_SECRET, r"client[_ -]?secret" + _SEP + _FREE + r"([^\s\"'<>&,;]{4,1024})", "client",
        check=Check.GIVEN_VALUE),
    _rule(SecretKind.TOKEN, r"(?:refresh|access|id)_?token" + _SEP + _FREE + r"([^\s\"'<>&,;]{4,8192})", "refresh",
        "access", "id_token", check=Check.GIVEN_VALUE),
    _rule(SecretKind.CODE, r"[?&]code=" + _FREE + r"([\w.~-]{16,2048})", "?code=", "&code=", check=Check.NO_WORD),
    _rule(SecretKind.SAML, r"saml(?:response|request|art)" + _SEP + r"([A-Za-z0-9+/=%\s]{40,})", "saml"),
    *(_rule(kind, words + _ASSIGNED + quoted, *starts, view=View.DECODED, check=Check.GIVEN_VALUE)
      for kind, words, starts in _NAMED for quoted in _QUOTED_VALUES),
    _rule(SecretKind.PASSWORD, _PASSWORD + _ASSIGNED_BARE + _BARE, *_PASSWORD_STARTS, view=View.DECODED,
        check=Check.GIVEN_VALUE),
    _rule(SecretKind.TOKEN, _TOKEN + _ASSIGNED_BARE + _BARE, *_TOKEN_STARTS, check=Check.NO_WORD),
    _rule(SecretKind.PASSWORD, r"<(?:[a-z0-9]{1,16}:)?(?:password|token|secret|api-?key)>" + _FREE +
        r"([^<>\r\n]{3,1024})</", "<", check=Check.GIVEN_VALUE, view=View.DECODED, hints="</"),
    *(_rule(kind, words + _SPOKEN + value, *starts, view=View.DECODED, check=check)
      for kind, words, starts in _NAMED for value, check in _SPOKEN_VALUES),
    _rule(SecretKind.LEGACY_TOKEN,
        r"(?:token|password|secret|key)[^\w\r\n]{0,6}(?:is|was|value)?[^\w\r\n]{1,6}([A-Za-z0-9]{24})(?![A-Za-z0-9])",
        "token", "password", "secret", "key", check=Check.LEGACY),
)
# fmt: on
