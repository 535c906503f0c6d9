"""The scripted person who answers the product's questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.catalogue.load import Catalogue
from agent.domain import Option, Question
from evals.scenarios.model import Persona, Scenario
from tools.facts import Fact

_NO_IDEA = "I do not know that and have nobody to ask."


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: the message body to send, and what was chosen for which reason."""

    body: dict[str, Any]
    question: str
    option: str
    honest: bool


@dataclass(slots=True)
class ScriptedPerson:
    """Answers from what the persona knows. Everything is decided by the scenario, nothing by chance."""

    scenario: Scenario
    catalogue: Catalogue
    turns: int = 0
    brought: bool = False
    said: list[Said] = field(default_factory=list)

    @property
    def persona(self) -> Persona:
        """Who this is."""
        return self.scenario.persona

    def answer(self, asked: Mapping[str, Any]) -> Said | None:
        """Answer the open question; None when the person's patience is over."""
        question = self.catalogue.questions.get(str(asked.get("id")))
        if question is None or self.turns >= self.persona.patience:
            return None
        self.turns += 1
        honest = self.turns not in self.persona.wrong_turns
        option = choose(question, self.persona.knows, honest=honest)
        body: dict[str, Any] = {"text": _NO_IDEA}
        if option is not None:
            body = {"answer": {"question": question.id, "option": option.id}}
        if self.persona.brings and not self.brought:
            self.brought = True
            body["attachments"] = [one.model_dump() for one in self.persona.brings]
        said = Said(body, question.id, option.id if option else _NO_IDEA, honest)
        self.said.append(said)
        return said


def choose(question: Question, knows: Sequence[Fact], *, honest: bool = True) -> Option | None:
    """Choose the option that fits what the person knows best; "I don't know" when none does, None without such one.

    A wrong answer is the first telling option that the honest choice is not.
    """
    truth = frozenset(knows)
    fitting = [option for option in question.options if option.facts and _fits(option, truth)]
    best = max(fitting, key=lambda o: len(truth.intersection(o.facts)), default=None) or _shrug(question)
    if honest:
        return best
    chosen = best.id if best else ""
    others = [o for o in question.options if o.facts and o.id != chosen and not truth.intersection(o.facts)]
    return others[0] if others else best


def _fits(option: Option, truth: frozenset[Fact]) -> bool:
    """Tell whether most of what an option says is what the person knows, its first fact included."""
    known = truth.intersection(option.facts)
    return option.facts[0] in truth and 2 * len(known) >= len(option.facts)


def _shrug(question: Question) -> Option | None:
    empty = [option for option in question.options if not option.facts]
    return empty[-1] if empty else None
