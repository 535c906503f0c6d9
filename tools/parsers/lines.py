"""Small readers that several block readers share: header lines, status lines, bodies."""

import json
import re

from tools.parsers.printed import printed_object
from tools.redaction_views import cut_whole
from tools.wire import signs_in_words


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


HEADER_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,63}):[ \t]?(.*)$")
STATUS_LINE = re.compile(r"^HTTP/(?:1\.[01]|[23](?:\.0)?)\s+(\d{3})\b")
METHODS = r"(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS)"
REQUEST_LINE = re.compile(rf"^({METHODS})\s+(\S{{1,4000}})\s+HTTP/[\d.]+\s*$")
REPLY_NAMES = _names(
    """www-authenticate x-seraph-loginreason x-authentication-denied-reason server set-cookie location content-type
    atl-traceid x-failure-category x-cache retry-after x-ausername x-asen x-arequestid
    x-confluence-request-time proxy-authenticate date x-ratelimit-remaining x-ratelimit-limit
    ratelimit-reason cf-ray x-request-id strict-transport-security via expires content-length
    transfer-encoding vary etag x-frame-options x-content-type-options x-xss-protection cache-control
    x-confluence-cluster-node content-security-policy x-accel-buffering x-envoy-upstream-service-time"""
)
REQUEST_NAMES = _names(
    """authorization cookie user-agent accept host x-atlassian-token origin referer accept-encoding accept-language
    proxy-authorization x-forwarded-for x-forwarded-proto x-requested-with"""
)
TELLING_NAMES = _names(
    """www-authenticate x-seraph-loginreason x-authentication-denied-reason x-failure-category authorization
    x-ausername proxy-authenticate x-atlassian-token set-cookie cookie location retry-after x-cache
    atl-traceid user-agent"""
)
"""Headers of which one alone is worth reading."""

LONGEST_BODY = 60_000
_BODY_LINES = 400
_BYTES = re.compile(r"^[{}] \[\d+ bytes data\]")
_NEXT_BLOCK = re.compile(rf"^(?:[*<>] |HTTP/\d|curl: \(|\$ |PS |```|{METHODS} \S+ HTTP/)")


def header_of(line: str) -> tuple[str, str] | None:
    """Read one header line, with or without the mark that curl or a list puts before it."""
    match = HEADER_LINE.match(line.lstrip("<>*-\u2022 \t").rstrip())
    return (match.group(1), match.group(2)) if match else None


def is_request_header(name: str) -> bool:
    """Tell whether a header belongs to requests."""
    return name.lower() in REQUEST_NAMES


def body_at(lines: list[str], start: int) -> tuple[str, int]:
    """Read a body that begins at a line; return it with the index of the line after it."""
    while start < len(lines) and (not lines[start].strip() or _BYTES.match(lines[start])):
        start += 1
    if start >= len(lines) or _NEXT_BLOCK.match(lines[start]):
        return "", start
    first = lines[start].lstrip()
    if first.startswith(("{", "[")):
        found = json_at(lines, start)
        if found is not None:
            return found
    if first.startswith("<"):
        return _html_at(lines, start)
    says_something = any(True for _ in signs_in_words(first, None))
    return (lines[start].strip(), start + 1) if says_something else ("", start)


def json_at(lines: list[str], start: int) -> tuple[str, int] | None:
    """Read a whole JSON value that begins at a line, over as many lines as it takes."""
    text = "\n".join(lines[start : start + _BODY_LINES])[:LONGEST_BODY]
    found = object_in(text, len(text) - len(text.lstrip()))
    return (found[0], start + text.count("\n", 0, found[1]) + 1) if found else None


def object_in(text: str, start: int) -> tuple[str, int] | None:
    """Return the JSON of the value at an index, and the index after it; what Python or Node printed becomes JSON."""
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return printed_object(text, start) if text[start : start + 1] == "{" else None
    return text[start:end], end


def _html_at(lines: list[str], start: int) -> tuple[str, int]:
    taken: list[str] = []
    for line in lines[start : start + _BODY_LINES]:
        if taken and (_NEXT_BLOCK.match(line) or (not line.strip() and not _open_tag(taken))):
            break
        taken.append(line)
        if "</html>" in line.lower():
            break
    return cut_whole("\n".join(taken), LONGEST_BODY), start + len(taken)


def _open_tag(taken: list[str]) -> bool:
    return "<html" in "".join(taken[:3]).lower()
