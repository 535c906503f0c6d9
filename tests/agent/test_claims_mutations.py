"""Good answers, spoilt in one place at a time, 240 times: every spoilt one is caught, every good one passes."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from agent.case import rank_case
from agent.checking import Frame, judgement_complaints
from agent.grounding import Ground, ungrounded
from agent.judging import Brief, brief_of
from agent.line import run_once
from agent.replies import Judgement, Sentence
from tests.agent.llm_cases import CAPTCHA, deps_of

TICKETS = (
    CAPTCHA,
    "Our script uses an API token with scopes at https://acme.atlassian.net/wiki/rest/api/space and gets 401.\n"
    "> GET /wiki/rest/api/space HTTP/1.1\n> Host: acme.atlassian.net\n> Authorization: Basic abc\n\n< HTTP/1.1 403\n"
    '< content-type: application/json\n\n{"statusCode":403,"message":"Request rejected because caller cannot access '
    'Confluence"}',
    "< HTTP/1.1 401\n< X-Seraph-LoginReason: AUTHENTICATED_FAILED\n< WWW-Authenticate: OAuth "
    'realm="https%3A%2F%2Fwiki.corp.example"\n\nbasic auth with the password in curl, Data Center 9.2, browser works',
    "< HTTP/1.1 401 Unauthorized\n< X-AUSERNAME: anonymous\n\nPersonal access token as Bearer worked until Friday, "
    "Confluence Data Center 8.5.4. The token list shows it as expired.",
)
MUTATIONS = 60
"""For each ticket."""


@dataclass(frozen=True, slots=True)
class Good:
    """A sound answer, what it is held against, and who else it might have blamed."""

    frame: Frame
    answer: Judgement
    brief: Brief


async def good_answers() -> list[Good]:
    """Write a sound answer about each ticket."""
    return [await _good(ticket) for ticket in TICKETS]


async def _good(ticket: str) -> Good:
    deps = deps_of(ticket)
    await run_once(deps)
    conclusion = deps.case.conclusion
    assert conclusion is not None
    brief = brief_of(deps, rank_case(deps), conclusion, 12_000)
    assert brief is not None
    said = [
        Sentence(
            text=f"We saw that {claim.facts[0].meaning}.", fact=claim.facts[0].value, evidence=list(claim.evidence)
        )
        for claim in conclusion.claims
    ]
    cause = conclusion.root_cause.code
    return Good(brief.frame, Judgement(reporter=said, claims=said, cause=cause, language="en"), brief)


Spoil = Callable[[Good, Sentence, random.Random], Sentence]


def _text(sentence: Sentence, addition: str) -> Sentence:
    return sentence.model_copy(update={"text": f"{sentence.text[:-1]} {addition}."})


def wrong_id(_: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Cite evidence that does not exist."""
    return sentence.model_copy(update={"evidence": [f"E{luck.randint(40, 99)}"]})


def other_id(good: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Cite evidence that does not show the fact; where all of it does, none."""
    others = [e.id for e in good.frame.case.evidence if sentence.fact not in {f.value for f in e.facts}]
    return sentence.model_copy(update={"evidence": [luck.choice(others)] if others else []})


def wrong_number(_: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """State a number that nothing shows."""
    number = luck.choice([luck.randint(2100, 9999), f"{luck.randint(61, 99)}:{luck.randint(10, 59)}", "\uff17\uff17"])
    return _text(sentence, f"for {number} times")


def wrong_cause(good: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Name another cause, by its code or its title."""
    others = [c for c in good.frame.catalogue.causes.values() if c.code != good.frame.code and "_" in c.code]
    cause = luck.choice(others)
    return _text(sentence, f"so it is {luck.choice([cause.code, cause.title.rstrip('.')])}")


def invented_header(_: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Name a header, or a value of one, that no answer had."""
    name = luck.choice(["X-Auth-Failure", "X-Request-Token", "x-deny-reason", "Proxy-Status", "Retry-Scope"])
    return _text(sentence, luck.choice([f"and {name} says so", "with `TOKEN_STALE` in the answer", 'with "bad realm"']))


def wrong_fact(good: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Rest on a fact that was not seen or does not speak for the cause."""
    bearings = good.frame.catalogue.cause(good.frame.code).bearings
    seen = {f.value for item in good.frame.case.evidence for f in item.facts}
    wrong = [f.value for f, b in bearings.items() if b.strength.log_odds < 0 or f.value not in seen]
    return sentence.model_copy(update={"fact": luck.choice(wrong)})


def invented_place(_: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Name an address or a person that nothing shows."""
    return _text(sentence, luck.choice(["at login.evil.example", "see https://evil.example/x", "ask eve@evil.example"]))


def markup(_: Good, sentence: Sentence, luck: random.Random) -> Sentence:
    """Bring a link, an image or hidden characters in."""
    forms = ["[here](x)", "![](y)", "<b>now</b>", "now\u202e", "no\u200bw", "\U000e0041"]
    return _text(sentence, luck.choice(forms))


SPOILS: tuple[Spoil, ...] = (
    wrong_id, other_id, wrong_number, wrong_cause, invented_header, wrong_fact, invented_place, markup,
)  # fmt: skip


def spoilt(good: Good, seed: int) -> Iterator[tuple[str, Judgement]]:
    """Yield answers that are spoilt in one place, with the name of what was done."""
    luck = random.Random(seed)  # noqa: S311 - a seeded choice of what to spoil
    for number in range(MUTATIONS):
        spoil = SPOILS[number % len(SPOILS)]
        where = luck.choice(["reporter", "claims"])
        listed = list(getattr(good.answer, where))
        place = luck.randrange(len(listed))
        listed[place] = spoil(good, listed[place], luck)
        yield spoil.__name__, good.answer.model_copy(update={where: listed})


async def test_every_spoilt_answer_is_caught_and_no_good_one() -> None:
    """A wrong id, number, cause, header, fact or place never ships."""
    missed, tried = [], 0
    for seed, good in enumerate(await good_answers()):
        assert judgement_complaints(good.frame, good.answer) == []
        for name, answer in spoilt(good, seed):
            tried += 1
            if not judgement_complaints(good.frame, answer):
                missed.append((name, answer))

    assert tried >= 200
    assert missed == []


GROUND = Ground(
    "E1 our probe -> 401 X-Seraph-LoginReason: AUTHENTICATED_FAILED at 2026-10-29 for api.atlassian.com; the "
    "token is sent to the wrong address",
    ids=("E1",), hosts=("api.atlassian.com",), english=True,
)  # fmt: skip


@pytest.mark.parametrize("text", [
    "The token is sent to the wrong address (E1), and the answer was 401.",
    "X-Seraph-LoginReason is AUTHENTICATED_FAILED.",
    "The probe at https://api.atlassian.com was answered on 2026-10-29.",
])  # fmt: skip
def test_what_the_ground_holds_may_be_said(text: str) -> None:
    """Numbers, names and addresses of the cited evidence pass."""
    assert ungrounded(text, GROUND) == []


@pytest.mark.parametrize("text", [
    "The token was created on 2026-10-2.", "The token answers 40.", "The address E2 shows is wrong.",
    "The token is at http://api.atlassian.com.evil.example/", "Please send the token to the address of the probe.",
    "Bananas grow quickly during warm summers.", "The token said ٤٠٢.", "",
    "The header is X-Seraph-Login.", "The answer was “wrong token”.",
])  # fmt: skip
def test_what_the_ground_does_not_hold_may_not(text: str) -> None:
    """A part of a number, another host, an uncited id, a request for a secret and idle talk are caught."""
    assert ungrounded(text, GROUND)
