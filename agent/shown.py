"""The evidence as a model sees it: short, redacted once more, and fenced as data.

Nothing else of a case goes into a prompt: no handle, no settings, no address that was not seen.
"""

import re
from collections.abc import Iterable, Sequence

from agent.case import Case
from tools.evidence import Evidence, EvidenceKind
from tools.redaction import redact

_FENCE = re.compile(r"<\s*/?\s*data\b[^>]*>?", re.IGNORECASE)
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\U000e0000-\U000e007f]"
)
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_BODY_CHARS, _VALUE_CHARS, _SHORTEST_TEXT_CHARS = 240, 120, 200
_TELLING_HEADERS = frozenset({
    "www-authenticate", "x-seraph-loginreason", "x-ausername", "x-authentication-denied-reason", "location", "server",
    "via", "x-failure-category", "content-type", "retry-after",
})  # fmt: skip


def plain(text: str) -> str:
    """Return untrusted text without secrets, fence marks and characters that nobody sees."""
    return _FENCE.sub("[mark]", redact(_UNSEEN.sub("", text)).text)


def evidence_lines(case: Case, chars: int) -> str:
    """Return all evidence within a number of characters; long texts are cut in the middle of the list, not the list."""
    items = _most_telling(case.evidence, chars)
    fixed = sum(len(_line(item, 0)) for item in items)
    texts = [item for item in items if item.text]
    share = max(_SHORTEST_TEXT_CHARS, (chars - fixed) // max(1, len(texts)))
    return "\n".join(plain(_line(item, share)) for item in items)


def ground_of(case: Case, ids: Iterable[str]) -> str:
    """Return everything that the evidence of these ids says, for the check of sentences that cite it."""
    wanted = set(ids)
    said = [_line(item, len(item.text)) + " " + _whole(item) for item in case.evidence if item.id in wanted]
    return "\n".join(said)


def _most_telling(evidence: Sequence[Evidence], chars: int) -> list[Evidence]:
    """Keep what fits, those with facts first, in their order."""
    left = chars
    kept: set[str] = set()
    for item in sorted(evidence, key=lambda e: (not e.facts, evidence.index(e))):
        left -= len(_line(item, _SHORTEST_TEXT_CHARS))
        if left < 0 and kept:
            break
        kept.add(item.id)
    return [item for item in evidence if item.id in kept]


def _line(item: Evidence, text_chars: int) -> str:
    parts = [f"{item.id} {_what(item)}"]
    if item.exchange is not None:
        parts.append(_exchange(item))
    if item.text:
        parts.append(f"says: {_clip(_BLANK_LINES.sub(' / ', item.text), text_chars)}")
    if item.facts:
        parts.append("shows: " + "; ".join(f"{fact.value} ({fact.meaning})" for fact in item.facts))
    return " | ".join(parts)


def _what(item: Evidence) -> str:
    if item.kind is EvidenceKind.PROBE:
        who = f" as {item.identity.value}" if item.identity else ""
        return f"our probe {item.probe}{who}"
    return item.kind.value.replace("_", " ")


def _exchange(item: Evidence) -> str:
    exchange = item.exchange
    if exchange is None:
        return ""
    asked = f"{exchange.method or 'request'} {_clip(exchange.url or '', 160)}".strip()
    answered = f"-> {exchange.status}" if exchange.status else f"-> no answer ({exchange.error or 'unknown'})"
    told = [f"{n}: {_clip(v, _VALUE_CHARS)}" for n, v in exchange.response_headers if n.lower() in _TELLING_HEADERS]
    body = f"body: {_clip(' '.join(exchange.body.split()), _BODY_CHARS)}" if exchange.body.strip() else ""
    return " ".join(part for part in (asked, answered, "; ".join(told), body) if part)


def _whole(item: Evidence) -> str:
    exchange = item.exchange
    if exchange is None:
        return ""
    headers = (*exchange.request_headers, *exchange.response_headers)
    return " ".join([*(f"{name}: {value}" for name, value in headers), exchange.body])


def _clip(text: str, chars: int) -> str:
    return text if len(text) <= chars else text[: max(0, chars - 1)] + "…"
