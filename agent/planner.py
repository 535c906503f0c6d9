"""Chooses what to do next: which probes or which question separate the leading causes best for their cost.

The value of a step is the expected drop of entropy over the leading hypotheses, in bits. How often each outcome is to
be expected under each cause comes from the catalogue's strengths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from agent.catalogue.entry import Cause, Strength
from agent.catalogue.load import Catalogue
from agent.domain import Question, Ranking
from agent.inference import likelihood
from tools.facts import Fact

LEADERS = 24
WORTH_ASKING_BITS = 0.12
WORTH_ASKING_BITS_IN_A_GROUP = 0.03
"""Causes that nothing visible tells apart leave the question as the only way on, even when one leads."""

WORTH_PROBING_BITS = 0.04
WORTH_BESIDE_THE_BEST = 0.3
"""A probe that tells less than this share of the best one waits: after that answer it may tell nothing any more."""

_REQUESTS_THAT_DOUBLE_IT = 5
_FIRST_LOOK_BITS = 0.01
"""The first answer opens other probes, which its own value does not show."""

_REQUEST_COST = 0.05
_SECOND_COST = 0.03
_LOGIN_RISK_COST = 0.5


@dataclass(frozen=True, slots=True)
class Expectation:
    """One outcome of a step: its share when nothing is known and the facts it yields."""

    base: float
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A probe or question that could come next, with its cost."""

    name: str
    outcomes: tuple[Expectation, ...]
    requests: int = 0
    seconds: float = 0.0
    login_risk: bool = False

    @property
    def cost(self) -> float:
        """Cost in the planner's own unit; 1 is a cheap look without any request."""
        risk = _LOGIN_RISK_COST if self.login_risk else 0.0
        return 1.0 + _REQUEST_COST * self.requests + _SECOND_COST * self.seconds + risk


@dataclass(frozen=True, slots=True)
class Valued:
    """A candidate with what it is expected to tell, in bits, and that value per unit of cost."""

    candidate: Candidate
    bits: float

    @property
    def worth(self) -> float:
        """Bits per unit of cost."""
        return self.bits / self.candidate.cost


class Planner:
    """Values candidates; keeps the outcome tables, which depend on the catalogue only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._tables: dict[Candidate, Mapping[str, tuple[float, ...]]] = {}

    def value(self, ranking: Ranking, candidates: Iterable[Candidate]) -> list[Valued]:
        """Return the candidates with their expected value, best first."""
        weights = _leaders(ranking)
        before = _entropy(weights.values())
        valued = [Valued(c, max(0.0, before - self._expected_entropy(weights, c))) for c in candidates]
        return sorted(valued, key=lambda v: (-v.worth, v.candidate.name))

    def outcome_shares(self, candidate: Candidate, code: str) -> tuple[float, ...]:
        """Return how often each outcome is to be expected under the cause; the shares add up to 1."""
        return self._table(candidate)[code]

    def _table(self, candidate: Candidate) -> Mapping[str, tuple[float, ...]]:
        """Keep tables by the whole candidate: one probe has other outcomes where the subject may not be asked."""
        table = self._tables.get(candidate)
        if table is None:
            table = {c.code: _shares(candidate, c) for c in self._catalogue.causes.values()}
            self._tables[candidate] = table
        return table

    def _expected_entropy(self, weights: Mapping[str, float], candidate: Candidate) -> float:
        expected = 0.0
        table = self._table(candidate)
        shares = {code: table[code] for code in weights}
        for index in range(len(candidate.outcomes)):
            joint = [weight * shares[code][index] for code, weight in weights.items()]
            total = sum(joint)
            if total > 0:
                expected += total * _entropy([part / total for part in joint])
        return expected


def worth_probing(requests_made: int) -> float:
    """Return how many bits the next probe must promise: little for the first look, more the more was asked already."""
    if not requests_made:
        return _FIRST_LOOK_BITS
    return WORTH_PROBING_BITS * (1.0 + (requests_made / _REQUESTS_THAT_DOUBLE_IT) ** 2)


def question_candidate(question: Question) -> Candidate:
    """Turn a question of the catalogue into a candidate."""
    outcomes = tuple(Expectation(option.base, option.facts) for option in question.options)
    return Candidate(f"question:{question.id}", outcomes)


def askable(question: Question, facts: frozenset[Fact], ranking: Ranking, asked: Sequence[str]) -> bool:
    """Tell whether the question makes sense now."""
    if question.id in asked or facts.intersection(question.not_asked_when):
        return False
    if ranking.deployment is not None and ranking.deployment not in question.deployments:
        return False
    if question.asked_when and not facts.intersection(question.asked_when):
        return False
    return not any(option.facts and facts.issuperset(option.facts) for option in question.options)


def would_prove(candidate: Candidate, leader: Cause, rivals: Iterable[Cause], known: frozenset[Fact]) -> bool:
    """Tell whether the step can prove the leader: by a decisive fact of its own, or by excluding a look-alike."""
    new = {fact for outcome in candidate.outcomes for fact in outcome.facts} - known
    if any(_bears(leader, fact, Strength.DECISIVE) for fact in new):
        return True
    supports = {fact for fact in new if not _bears(leader, fact, Strength.REFUTES)}
    return any(_bears(rival, fact, Strength.REFUTES) for rival in rivals for fact in supports)


def _bears(cause: Cause, fact: Fact, strength: Strength) -> bool:
    bearing = cause.bearings.get(fact)
    return bearing is not None and bearing.strength is strength


def _shares(candidate: Candidate, cause: Cause) -> tuple[float, ...]:
    raw = [outcome.base * likelihood(cause, outcome.facts) for outcome in candidate.outcomes]
    total = sum(raw)
    return tuple(part / total for part in raw)


def _leaders(ranking: Ranking) -> dict[str, float]:
    chosen = ranking.hypotheses[:LEADERS]
    total = sum(h.probability for h in chosen)
    return {h.code: h.probability / total for h in chosen}


def _entropy(weights: Iterable[float]) -> float:
    return -sum(w * log2(w) for w in weights if w > 0)
