"""Reads what looks the same in every language: quoted server words, header names, codes, scopes and addresses."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tools.facts import Fact
from tools.prose.tables import read_messages

Message = tuple[Fact, tuple[str, ...]]
"""A fact and the words that must all stand in a sentence."""

_CODES = {
    **{"400": Fact.STATUS_400, "401": Fact.STATUS_401, "403": Fact.STATUS_403, "404": Fact.STATUS_404},
    **{"407": Fact.STATUS_407, "410": Fact.STATUS_410, "429": Fact.STATUS_429},
    **dict.fromkeys(("500", "502", "503", "504"), Fact.STATUS_5XX),
    **dict.fromkeys(("301", "302", "303", "307", "308"), Fact.STATUS_REDIRECT),
}
_CODE = re.compile(r"(?<![\w.:/#-])(40[01347]|410|429|50[0234]|30[12378])(?:s|er)?(?![\w.:/-]*\d)(?!%)", re.ASCII)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no longer)\s+(?:get|return|answer|see|receive|give|throw)s?(?:\s+with)?|\bnot?|\bnever"
    r"|\bno longer|\binstead of|\brather than|\bwithout|n't get|n't return|n't see)"
    r"\s+(?:an?\s+|the\s+|http\s+|any\s+)*$"
)
_NOT_PERMITTED = re.compile(
    r"not permitted to use confluence|(?:titled|called|says|reads|is) not permitted"
    r"|[\"'\u201c]not permitted[\"'\u201d]|\bnot permitted (?:page|screen|message|error)"
)
_REACH_CHARS = 24


@lru_cache(maxsize=1)
def _messages() -> tuple[Message, ...]:
    return tuple(
        (Fact(name), tuple(part.strip() for part in line.split(" & ")))
        for name, lines in read_messages().items()
        for line in lines
    )


def messages_in(text: str) -> list[Message]:
    """Return the known messages whose words stand anywhere in a text: its sentences are searched for these only."""
    lowered = " ".join(text.lower().replace("\u2019", "'").split())
    return [message for message in _messages() if all(part in lowered for part in message[1])]


def artefact_facts(sentence: str, messages: Sequence[Message]) -> list[Fact]:
    """Return the facts that codes, addresses and server words in a sentence carry."""
    lowered = sentence.lower().replace("\u2019", "'")
    facts = [fact for fact, parts in messages if _stands(parts, lowered)]
    if _NOT_PERMITTED.search(lowered) and "current user not" not in lowered:
        facts.append(Fact.BODY_NOT_PERMITTED_DC)
    facts += _scope_facts(lowered)
    facts += [_CODES[m.group(1)] for m in _CODE.finditer(lowered) if not _DENIED.search(lowered[: m.start()])]
    if any(_version(m) < _FIRST_WITH_PAT for m in _SERVER_VERSION.finditer(lowered)):
        facts.append(Fact.TOLD_VERSION_BEFORE_PAT)
    if _TOKEN_ARGUMENT.search(lowered):
        facts.append(Fact.SENT_BEARER)
    return facts + _addresses(lowered)


_TOKEN_ARGUMENT = re.compile(r"(?<![\w?&/-])token=(?![\w])|[(,]\s*token=")
"""An argument named so makes the usual client library send a Bearer header.

Source: https://atlassian-python-api.readthedocs.io/
"""


_SERVER_VERSION = re.compile(
    r"\bconfluence(?: (?:server|data center|dc))?(?: version)? v?([3-9]|1\d)\.(\d{1,2})(?![\d-])"
)
_FIRST_WITH_PAT = (7, 9)
"""Source: https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html"""


def _version(match: re.Match[str]) -> tuple[int, int]:
    return int(match.group(1)), int(match.group(2))


def _stands(parts: tuple[str, ...], lowered: str) -> bool:
    for part in parts:
        at = lowered.find(part)
        if at < 0 or _DENIED.search(lowered[max(0, at - _REACH_CHARS) : at]):
            return False
    return True


_SCOPE = re.compile(r"\b(?:read|write|search|delete|manage|readonly):[\w.-]+(?::confluence)?(?![\w:])")
_SCOPE_MISSING = re.compile(
    r"^\W*(?:scope\W*)?(?:(?:is |was |are |were )?(?:not|missing|cannot|can't|lacking|absent)\b|is needed|required)"
)
_SCOPE_WANTED = re.compile(
    r"(?:lacks?|missing|without|needs?|requires?|required|no|adding|add)\W+(?:the |scope |granular |classic )*$"
)
_GRANULAR_COLONS = 2


def _scope_facts(lowered: str) -> list[Fact]:
    """Name the vocabulary of the scopes that somebody lists as chosen.

    Source: https://developer.atlassian.com/cloud/confluence/scopes-for-oauth-2-3LO-and-forge-apps/
    """
    held, wanted = set(), False
    for match in _SCOPE.finditer(lowered):
        if _SCOPE_MISSING.match(lowered[match.end() :]) or _SCOPE_WANTED.search(lowered[: match.start()]):
            wanted = True
        else:
            held.add(match.group())
    if not held and not wanted:
        return []
    granular = {s for s in held if s.count(":") == _GRANULAR_COLONS and not s.startswith("readonly")}
    facts = [Fact.DEPLOYMENT_CLOUD]
    facts += [Fact.TOLD_SCOPES_LISTED] if held else []
    facts += [Fact.OAUTH_SCOPES_LACK_NEED] if wanted else []
    if granular and held - granular:
        return [*facts, Fact.TOLD_MIXED_SCOPES]
    return facts + ([Fact.TOLD_GRANULAR_SCOPES] if granular else [Fact.TOLD_CLASSIC_SCOPES] if held else [])


_ADDRESS = re.compile(
    r"(?:https?://|\b)([\w-]+(?:\.[\w-]+)*\.atlassian\.net|api\.atlassian\.com)((?:/[^\s\"'<>)\]`,]*)?)"
)
_OWN_HOST = re.compile(
    r"https?://(?![\w.-]*atlassian\.(?:net|com)\b)(?:(?:wiki|confluence)[\w.-]*|[\w.:-]+/(?:wiki|confluence)(?=/|\s|$)"
    r"|[\w.:-]+(?=/(?:\w+/)?rest/api/(?:content|space|user|search)\b))"
)
"""A wiki at a name of its own; a documentation page or code repository is none."""
_PATH = re.compile(
    r"(?<![\w.])/(?:wiki/)?rest/(?:api|pat|experimental|applinks|basicauth)\b(?!/[23]\b)[^\s\"'<>)\]`,]*"
)
_CLOUD_PATH = re.compile(
    r"(?:^|[\s'\"(`])/wiki/(?:rest/api|api/v2|download)\b|failure_client_|atl-traceid|atlassianedge"
)
_V1_WITHOUT_WIKI = re.compile(r"^/rest/(?:api/(?!2\b|3\b|latest\b)|experimental)")
_REST_OR_BASE = re.compile(r"/(?:wiki/)?(?:rest|api)/|/wiki/?$|$")
_UI_PATH = re.compile(r"/wiki/(?:spaces?|display|pages|viewpage)\b")
_DOUBLED_PATH = re.compile(r"/(wiki|rest|confluence)/(?:\S*/)?\1(?:/|$)")
_ODD_PATH = re.compile(
    r"/wiki/(?!(?:rest|api|x|s)/|(?:spaces|display|pages|download|plugins|login|people|home|search|wiki)\b|$)\w"
)
_ADVICE = re.compile(r"\b(?:instead|should|try|docs?|documentation)\b")
_NO_CUSTOMER_SITES = {"support.atlassian.net", "jira.atlassian.net"}
_CLOUD_ID_PLACE = 3


def _addresses(lowered: str) -> list[Fact]:
    facts = [Fact.DEPLOYMENT_CLOUD] if _CLOUD_PATH.search(lowered) else []
    if "atlassian." in lowered:
        for host, path in _ADDRESS.findall(lowered):
            facts += _gateway_facts(path, lowered) if host == "api.atlassian.com" else _site_facts(host, path, lowered)
    if _OWN_HOST.search(lowered):
        facts.append(Fact.DEPLOYMENT_DATA_CENTER)
    if "/rest/" in lowered and _PATH.search(lowered):
        facts.append(Fact.URL_API_V1)
    return facts


def _site_facts(host: str, path: str, lowered: str) -> list[Fact]:
    if host in _NO_CUSTOMER_SITES:
        return []
    facts = [Fact.URL_EXTRA_OR_MISSING_PART] if _ODD_PATH.match(path) else []
    facts += [Fact.URL_DOUBLED_PART] if _DOUBLED_PATH.match(path) else []
    if _UI_PATH.match(path) and "client error" in lowered:
        facts.append(Fact.URL_UI_PATH_CALLED)
    if _REST_OR_BASE.match(path):
        facts.append(Fact.URL_SITE_HOST)
    if _V1_WITHOUT_WIKI.match(path):
        facts.append(Fact.URL_WITHOUT_WIKI)
    return facts


def _gateway_facts(path: str, lowered: str) -> list[Fact]:
    if _ADVICE.search(lowered):
        return []
    if path.startswith(("/rest/api/", "/wiki/")):
        return [Fact.URL_GATEWAY_MALFORMED]
    if not path.startswith("/ex/confluence"):
        return []
    parts = path.split("/")
    cloud_id = parts[_CLOUD_ID_PLACE] if len(parts) > _CLOUD_ID_PLACE else ""
    if ".atlassian.net" in cloud_id or cloud_id in {"wiki", "rest"}:
        return [Fact.URL_GATEWAY, Fact.URL_GATEWAY_MALFORMED]
    return [Fact.URL_GATEWAY]
