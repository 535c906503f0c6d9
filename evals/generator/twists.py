"""What makes a plain fault hard: noise, beliefs, languages, old captures, lies, thin words, second faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agent.domain import Verdict
from evals.generator.atom import Atom
from evals.generator.compose import Draft, draft_of
from evals.generator.draw import english, languages
from evals.scenarios.model import Paste

_ANY = (Verdict.CONFIRMED, Verdict.LIKELY, Verdict.INCONCLUSIVE)
_OLD_CAPTURES = (
    """GET $site/rest/api/space HTTP/1.1
HTTP/1.1 429 Too Many Requests
Retry-After: 30
Date: Tue, 03 Mar 2026 10:12:00 GMT

Rate limit exceeded
""",
    """GET $site/rest/api/content
HTTP/1.1 503 Service Unavailable
Server: nginx
Content-Type: text/html
Date: Thu, 05 Mar 2026 23:41:07 GMT

<html><head><title>503 Service Temporarily Unavailable</title></head></html>
""",
    """2026-03-09 06:30:11 INFO  http GET $site/rest/api/user/current auth=Basic
2026-03-09 06:30:12 ERROR http answer: 403 {"message":"CAPTCHA_CHALLENGE"}
    X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE; login-url=$site/login.action
    Date: Mon, 09 Mar 2026 06:30:12 GMT
""",
)


@dataclass(frozen=True, slots=True)
class Twist:
    """One way to make a scenario hard. `suits` says where it makes sense, `apply` changes the draft."""

    name: str
    suits: Callable[[Draft], bool]
    apply: Callable[[Draft], None]


def _always(_draft: Draft) -> bool:
    return True


def _has_wire(draft: Draft) -> bool:
    """Tell whether words are not needed: the wire shows what there is to see."""
    return bool(draft.happened) and draft.mode in {"both", "look", "paste"} and draft.atom.channel != "browser"


def _place(draft: Draft) -> str:
    return "browser" if draft.atom.channel == "browser" else "script"


def _noise(draft: Draft) -> None:
    draft.extra_words.append(draft.rng.choice(english()["noise"][_place(draft)]))


def _belief(draft: Draft) -> None:
    draft.extra_words.append(draft.rng.choice(english()["beliefs"][_place(draft)]))


def _other_language(draft: Draft) -> None:
    language = draft.rng.choice(sorted(languages()))
    draft.language = language
    draft.text = draft.names.fill(draft.rng.choice(languages()[language]))
    draft.changes["verdicts"] = _ANY


def _old_capture(draft: Draft) -> None:
    draft.extra_words.append(draft.rng.choice(english()["stale"]))
    content = draft.names.fill(draft.rng.choice(_OLD_CAPTURES))
    draft.attachments.append(Paste(kind="auto", name="capture-of-march.txt", content=content))


def _wrong_answer(draft: Draft) -> None:
    draft.wrong_turns = (1,)
    draft.changes["verdicts"] = _ANY
    draft.changes["roles"] = ()


def _comes_later(draft: Draft) -> None:
    """The person first says next to nothing and hands the paste over when asked."""
    draft.text = draft.rng.choice(english()["thin"])
    draft.brings, draft.attachments = draft.attachments, []


TWISTS = (
    Twist("noise", _always, _noise),
    Twist("belief", _always, _belief),
    Twist("language", _has_wire, _other_language),
    Twist("old-capture", _has_wire, _old_capture),
    Twist("wrong-answer", lambda d: bool(d.atom.group) and _has_wire(d), _wrong_answer),
    Twist("later", lambda d: _has_wire(d) and d.mode == "paste", _comes_later),
)

LIES: dict[str, dict[str, Any]] = {
    "login-page-200": {"kind": "rewrite_status", "statuses": [401, 403], "to": 200, "body": "login_page"},
    "nginx-403": {"kind": "rewrite_status", "statuses": [401], "to": 403, "body": "nginx"},
    "no-reasons": {"kind": "strip_response_headers", "patterns": ["x-seraph-*", "www-authenticate"]},
    "edge-marks": {"kind": "cloudflare_edge"},
    "wrong-date": {"kind": "shift_date", "seconds": 30.0},
}
"""Layers in front that change what the client gets to see."""


def thin(seed: str, atom: Atom, number: int) -> Draft:
    """Make a ticket that says next to nothing and whose author answers no question: it must end in a question."""
    draft = draft_of(f"{seed}/thin", atom, number)
    draft.mode, draft.attachments, draft.happened = "talk", [], []
    draft.text = draft.rng.choice(english()["thin"])
    draft.patience = 0
    draft.changes |= {"asks": True, "verdicts": (Verdict.INCONCLUSIVE,)}
    draft.tags.append("thin")
    return draft


def lying(seed: str, atom: Atom, number: int, lie: str) -> Draft:
    """Put a layer before the fault that hides or changes the telling answer."""
    lax = atom.model_copy(update={"check": type(atom.check)()})
    world = {"front": {"site": [LIES[lie], *atom.world.get("front", {}).get("site", [])]}}
    draft = draft_of(f"{seed}/{lie}", lax, number, over=world)
    hides = lie in {"login-page-200", "nginx-403", "no-reasons"}
    if hides:
        draft.changes |= {"verdicts": _ANY, "roles": ()}
        draft.changes["group"] = (*atom.group, *_FRONT_CAUSES, "unknown_cause")
    draft.tags.append(f"lie-{lie}")
    return draft


def doubled(seed: str, first: Atom, second: Atom, number: int) -> Draft:
    """Lay a second fault under the first one, which is met first."""
    draft = draft_of(f"{seed}/double", first, number, under=second.world)
    draft.changes |= {
        "codes": (*first.causes, *second.causes),
        "group": tuple(dict.fromkeys((*first.group, *second.group))),
        "verdicts": _ANY,
        "roles": tuple(dict.fromkeys((*first.roles, *second.roles))),
    }
    draft.tags.append("two-faults")
    return draft


def twisted(draft: Draft, wanted: Sequence[Twist]) -> Draft:
    """Apply the first twist that suits."""
    for twist in wanted:
        if twist.name not in draft.atom.without and twist.suits(draft):
            twist.apply(draft)
            draft.tags.append(twist.name)
            return draft
    return draft


_FRONT_CAUSES = (
    "proxy_requires_own_credential",
    "sso_proxy_redirect",
    "sso_only_login",
    "waf_user_agent_block",
    "proxy_strips_authorization",
    "proxy_credential_collision",
    "ip_allowlist_block",
)
"""Behind a proxy that swallows the telling answer, a fault of the proxy is an honest reading, if asked about."""
