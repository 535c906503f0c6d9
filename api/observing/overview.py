"""What the operator's page shows, worked out from what the store counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from api.store.overview import Judged, Overview, Seen, Sites, Tally, Unclear

MOST_OPEN = 50
MOST_DEAD = 20
MOST_UNCLEAR = 1000
TOP_CAUSES = 6
ALIKE_FROM = 3
_ENDS = frozenset({"concluded", "needs_input"})
_CONFIDENCE_STEPS = (0.0, 0.6, 0.9, 1.01)
_VERDICTS = ("confirmed", "likely", "inconclusive")
Title = Callable[[str], str]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at: the days up to now, and the sites that the asker is bound to."""

    now: datetime
    days: int
    sites: Sites

    @property
    def first_day(self) -> datetime:
        """Midnight with which the time begins."""
        return self.today - timedelta(days=self.days - 1)

    @property
    def today(self) -> datetime:
        """Midnight with which today began."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)


async def overview_of(store: Overview, wanted: Wanted, title: Title) -> dict[str, Any]:
    """Return the page's numbers.

    Raises:
        api.store.records.StoreUnavailable: The database does not answer now.
    """
    since, sites = wanted.first_day.isoformat(), wanted.sites
    seen = await store.tallies_since(since, sites)
    waiting = await store.open_list(sites, MOST_OPEN)
    by_status = await store.open_by_status(sites)
    alike = _alike(seen, wanted.today.date().isoformat())
    return {
        "at": wanted.now.isoformat(),
        "days": wanted.days,
        "total": sum(one.count for one in seen),
        "open": {
            "total": sum(by_status.values()),
            "by_status": by_status,
            "list": [_open(one, alike, wanted.now, title) for one in waiting],
        },
        "verdicts": _verdicts(seen),
        "causes": _causes(seen, wanted, title),
        "alike": _alike_told(alike, title),
        "reliability": _reliability(await store.feedback_since(since, sites), title),
        "inconclusive": _inconclusive(await store.unclear_since(since, sites, MOST_UNCLEAR)),
        "deliveries": {
            "states": await store.deliveries_by_state(sites),
            "dead": [_dead(one) for one in await store.dead_deliveries(sites, MOST_DEAD)],
        },
    }


def _open(one: Seen, alike: Counter[tuple[str, str]], now: datetime, title: Title) -> dict[str, Any]:
    return {
        "id": one.id,
        "status": one.status,
        "site": one.site or None,
        "ticket": one.ticket_key or None,
        "cause": one.cause or None,
        "title": title(one.cause) if one.cause else None,
        "verdict": one.verdict,
        "since_seconds": max(0, round((now - datetime.fromisoformat(one.updated_at)).total_seconds())),
        "alike_today": alike[one.site, one.cause] if one.site and one.cause else 0,
    }


def _verdicts(seen: Iterable[Tally]) -> dict[str, int]:
    counted = _counted(seen, lambda one: one.verdict if one.status in _ENDS else None)
    return {name: counted[name] for name in _VERDICTS}


def _causes(seen: Sequence[Tally], wanted: Wanted, title: Title) -> dict[str, Any]:
    days = [(wanted.first_day + timedelta(days=number)).date().isoformat() for number in range(wanted.days)]
    named = [one for one in seen if one.cause and one.status in _ENDS]
    top = [code for code, _ in _counted(named, lambda one: one.cause).most_common(TOP_CAUSES)]
    daily = _counted(named, lambda one: (one.cause if one.cause in top else "", one.day))
    series = [_series(code, title(code), [daily[code, day] for day in days]) for code in top]
    rest = _series("", "All other causes", [daily["", day] for day in days])
    return {"days": days, "series": [*series, *([rest] if rest["total"] else [])]}


def _series(code: str, title: str, counts: list[int]) -> dict[str, Any]:
    return {"code": code, "title": title, "total": sum(counts), "counts": counts}


def _alike(seen: Iterable[Tally], today: str) -> Counter[tuple[str, str]]:
    """Count today's diagnoses that share a cause on a site, whether it is proven or only leads so far."""
    todays = [one for one in seen if one.site and one.cause and one.day == today]
    return _counted(todays, lambda one: (one.site, one.cause))


def _counted(seen: Iterable[Tally], by: Callable[[Tally], K]) -> Counter[K]:
    counted: Counter[K] = Counter()
    for one in seen:
        counted[by(one)] += one.count
    return counted


def _alike_told(alike: Counter[tuple[str, str]], title: Title) -> list[dict[str, Any]]:
    return [
        {"site": site, "code": code, "title": title(code), "today": count}
        for (site, code), count in alike.most_common()
        if count >= ALIKE_FROM
    ]


def _reliability(words: Iterable[Judged], title: Title) -> dict[str, Any]:
    """Count feedback: the last word of each giver on a diagnosis, those of visitors apart from those of keys."""
    last = {(word.diagnosis_id, word.given_by): word for word in words}
    by_kind: dict[str, list[Judged]] = {"staff": [], "visitors": []}
    for word in last.values():
        by_kind["visitors" if word.given_by.startswith(("visitor:", "anon:")) else "staff"].append(word)
    return {kind: _judged(given, title) for kind, given in by_kind.items()}


def _judged(words: Sequence[Judged], title: Title) -> dict[str, Any]:
    steps = [
        _step(low, [w for w in words if w.confidence is not None and low <= w.confidence < high])
        for low, high in pairwise(_CONFIDENCE_STEPS)
    ]
    wrong = [w for w in reversed(words) if not w.correct]
    return {
        "judged": len(words),
        "right": sum(w.correct for w in words),
        "by_confidence": [step for step in reversed(steps) if step["judged"]],
        "wrong": [
            {
                "id": w.diagnosis_id,
                "verdict": w.verdict,
                "said": title(w.cause) if w.cause else None,
                "was": title(w.actual_cause) if w.actual_cause else None,
            }
            for w in wrong[:MOST_DEAD]
        ],
    }


def _step(low: float, words: Sequence[Judged]) -> dict[str, Any]:
    said = [w.confidence or 0.0 for w in words]
    mean = round(sum(said) / len(said), 3) if said else None
    return {"from": low, "judged": len(words), "right": sum(w.correct for w in words), "said": mean}


def _inconclusive(unclear: Sequence[Unclear]) -> dict[str, Any]:
    by_reason: dict[str, list[Unclear]] = {}
    for one in unclear:
        by_reason.setdefault(why_unclear(one), []).append(one)
    told = [
        {"why": why, "count": len(ones), "examples": [one.id for one in ones[:3]]} for why, ones in by_reason.items()
    ]
    return {"total": len(unclear), "reasons": sorted(told, key=lambda one: -int(str(one["count"])))}


def why_unclear(one: Unclear) -> str:
    """Say in one sentence why a diagnosis did not get further, the first that holds."""
    if one.status == "needs_input":
        return "It waits for an answer to its question."
    if not one.site:
        return "The site is not registered, so nothing could be asked of it."
    if one.inseparable:
        return f"Public facts cannot tell these apart: {', '.join(sorted(one.inseparable))}."
    if one.not_tried:
        return f"Something was not tried: {one.not_tried[0]}."
    if one.trouble:
        return f"The language model was lost ({one.trouble}) and the rules alone could not tell."
    return "What was said and seen fits several causes."


def _dead(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}
