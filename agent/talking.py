"""Answers a person's question about a finished diagnosis from what it rests on: evidence, causes and steps.

Every sentence names its sources and is held against them. Without a model, or when it fails, the rules answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import prompts
from agent.case import Deps, rank_case
from agent.catalogue.languages import Words, translation_for
from agent.conclude import conclude
from agent.diagnosis import Conclusion
from agent.domain import Claim
from agent.grounding import Ground, ungrounded
from agent.mind import Mind, prompt_of, repaired
from agent.model.port import ModelTrouble, Prompt, Trouble
from agent.ports import Event, EventName
from agent.replies import Answered, Told, answer_shape, taken
from agent.reporter_view import for_reporter, is_hidden
from agent.shown import evidence_lines, ground_of, plain
from agent.streaming import ListOf
from agent.telling import in_language
from agent.thinking import read_foreign_words, settle
from agent.wordings import escaped, known_hosts
from tools.prose import looks_english

_MAX_TOKENS = 800
_EVIDENCE_SHARE = 0.4
_MESSAGE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Talked:
    """One answer in conversation: the text as markdown, and who gave it."""

    text: str
    sources: tuple[str, ...]
    by: str


async def answer_question(deps: Deps, message_id: str, told: Sequence[Claim] = ()) -> Talked | None:
    """Answer the message of that evidence id; None when it brings new facts, so that the diagnosis goes on.

    `told` are the claims that the person has read, where they differ from the rules' own words.
    """
    if await read_foreign_words(deps):
        return None
    ranking = rank_case(deps)
    conclusion = conclude(deps, ranking, None)
    if told:
        conclusion = replace(conclusion, claims=tuple(told))
    if is_hidden(deps.case, conclusion.root_cause.code):
        talked = Talked(_one_of_three(deps.case.report.language), (), "rules")
    else:
        shown = replace(deps, case=for_reporter(deps.case))
        conclusion = _without_hidden(conclusion, {item.id for item in shown.case.evidence})
        talked = await _by_model(shown, conclusion, message_id) or _by_rules(*in_language(conclusion, deps.case))
    fields = {"of": "chat", "text": talked.text, "by": talked.by}
    await deps.recorder.record(deps.case.id, (), [Event(EventName.MESSAGE_COMPLETED, fields)])
    settle(deps)
    return talked


_ONE_OF_THREE = (
    "The page or space is not there, or it is restricted, or the space gives this account no permission. Which one it "
    "is, only somebody who may see the page can say: ask an administrator of the space."
)


def _one_of_three(language: str) -> str:
    translation = translation_for(language)
    return f"{translation.unseen.title} {translation.unseen.says}" if translation else _ONE_OF_THREE


def _without_hidden(conclusion: Conclusion, shown: set[str]) -> Conclusion:
    """Leave out what rests on evidence that the reporter must not read."""
    return replace(
        conclusion,
        claims=tuple(claim for claim in conclusion.claims if shown.issuperset(claim.evidence)),
        alternatives=tuple(a for a in conclusion.alternatives if shown.issuperset(a.evidence)),
    )


async def _by_model(deps: Deps, conclusion: Conclusion, message_id: str) -> Talked | None:
    mind = deps.mind
    if mind is None or not mind.may_ask:
        return None
    asked = deps.case.evidence_of(message_id).text
    grounds = _Grounds(deps, conclusion, english=looks_english(asked))
    try:
        found = await _sound_answer(deps, mind, _prompt(deps, mind, conclusion, asked, grounds), grounds)
    except ModelTrouble as trouble:
        mind.note(trouble)
        return None
    text = " ".join(
        f"{escaped(one.text)} ({', '.join(_shown(one.sources))})".replace(" ()", "") for one in found.sentences
    )
    sources = tuple(dict.fromkeys(source for one in found.sentences for source in one.sources))
    return Talked(text, sources, "llm")


def _by_rules(conclusion: Conclusion, words: Words) -> Talked:
    """Say why, from the claims and what was ruled out."""
    reasons = [f"- {claim.text} ({', '.join(claim.evidence)})" for claim in conclusion.claims]
    others = [alternative for alternative in conclusion.alternatives if alternative.ruled_out][:3]
    out = [f"- {words.ruled_out.format(title=a.title.rstrip('.。'), because=a.because)}" for a in others]
    head = words.rests_on.format(title=conclusion.root_cause.title)
    steps = [words.next_step.format(step=conclusion.remediation[0].steps[0])] if conclusion.remediation else []
    sources = tuple(dict.fromkeys(eid for claim in conclusion.claims for eid in claim.evidence))
    return Talked("\n".join([head, "", *reasons, *out, "", *steps]).strip(), sources, "rules")


@dataclass(slots=True)
class _Grounds:
    """What each id stands for, in the words that a sentence may use."""

    deps: Deps
    conclusion: Conclusion
    english: bool
    causes: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        conclusion = self.conclusion
        leader = conclusion.root_cause
        self.causes["C1"] = f"{leader.code}: {leader.title} {leader.summary}"
        for number, other in enumerate(conclusion.alternatives[:5], 2):
            state = "ruled out" if other.ruled_out else "less probable"
            self.causes[f"C{number}"] = f"{other.code}: {other.title} ({state}: {other.because})"
        for remedy in conclusion.remediation[:2]:
            for step in (*remedy.steps, f"Proof: {remedy.check}"):
                self.steps[f"S{len(self.steps) + 1}"] = step

    @property
    def ids(self) -> list[str]:
        return [*(item.id for item in self.deps.case.evidence), *self.causes, *self.steps]

    def wrong_with(self, one: Told) -> list[str]:
        known = set(self.ids)
        missing = [source for source in one.sources if source not in known]
        if missing or not one.sources:
            return [f"{one.text[:60]!r} cites {', '.join(missing) or 'nothing'}"]
        texts = [ground_of(self.deps.case, one.sources)]
        texts += [self.causes.get(s) or self.steps.get(s, "") for s in one.sources]
        words = "\n".join([*texts, self.conclusion.root_cause.title, self.conclusion.verdict.value])
        ground = Ground(words, set(one.sources), known_hosts(self.deps.case), (), self.english)
        return [f"{one.text[:60]!r}: {complaint}" for complaint in ungrounded(one.text, ground)]


def _prompt(deps: Deps, mind: Mind, conclusion: Conclusion, asked: str, grounds: _Grounds) -> Prompt:
    parts = prompts.fill(
        "talk",
        verdict=conclusion.verdict.value,
        causes=_listed(grounds.causes),
        steps=_listed(grounds.steps) or "none",
        evidence=evidence_lines(deps.case, int(mind.chars * _EVIDENCE_SHARE)),
        message=plain(asked)[:_MESSAGE_CHARS],
    )
    return prompt_of("talk", parts, answer_shape(grounds.ids), _MAX_TOKENS)


def _listed(named: Mapping[str, str]) -> str:
    return "\n".join(f"{name} {text}" for name, text in named.items())


async def _sound_answer(deps: Deps, mind: Mind, prompt: Prompt, grounds: _Grounds) -> Answered:
    """Ask, check, and give one repair turn.

    Raises:
        ModelTrouble: There is no answer without a fault.
    """
    for last in (False, True):
        teller = _Teller(deps, grounds)
        found = taken(Answered, await mind.ask(prompt, teller.heard))
        wrong = [complaint for one in found.sentences for complaint in grounds.wrong_with(one)]
        if not wrong:
            return found
        if last or not mind.calls_left:
            break
        prompt = repaired(prompt, found.model_dump_json(), wrong)
    raise ModelTrouble(Trouble.WRONG_SHAPE, "; ".join(wrong[:3]), said=found.model_dump_json())


@dataclass(slots=True)
class _Teller:
    deps: Deps
    grounds: _Grounds
    stream: ListOf = field(default_factory=lambda: ListOf("sentences"))

    async def heard(self, piece: str) -> None:
        for raw in self.stream.feed(piece):
            try:
                one = taken(Told, raw)
            except ModelTrouble:
                return
            if not self.grounds.wrong_with(one):
                fields = {"of": "chat", "text": one.text.strip(), "evidence": _shown(one.sources)}
                await self.deps.recorder.record(self.deps.case.id, (), [Event(EventName.MESSAGE_DELTA, fields)])


def _shown(sources: Sequence[str]) -> list[str]:
    """Return the evidence ids among the sources; the others exist in the prompt only."""
    return [source for source in sources if source.startswith("E")]
