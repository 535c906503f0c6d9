"""Judge and explain, in one call: the model puts the rules' conclusion into words and says where it disagrees.

It cannot change the verdict or the leading cause. Where it disagrees its cause stands among the alternatives. What it
writes ships only when every sentence of it is sound; one repair turn is given, then the rules' own words stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import prompts
from agent.case import Case, Deps, rank_case
from agent.checking import Frame, judgement_complaints, sentence_complaints
from agent.diagnosis import Alternative, Conclusion
from agent.domain import Claim, Hypothesis, Ranking
from agent.mind import Mind, prompt_of, repaired
from agent.model.port import ModelTrouble, Prompt, Trouble
from agent.ports import Event, EventName
from agent.replies import Judgement, Sentence, judgement_shape, taken
from agent.reporter_view import for_reporter, is_hidden
from agent.shown import evidence_lines, plain
from agent.streaming import ListOf
from agent.telling import told
from agent.wordings import known_hosts, said_to_reporter
from tools.facts import Fact

OFFERED_CAUSES, OFFERED_OUT, OFFERED_FACTS = 5, 5, 8
_MAX_TOKENS = 1500
_SHOWN_CLAIMS = 6
_EVIDENCE_SHARE = 0.5


async def put_into_words(deps: Deps) -> None:
    """Let the model explain the conclusion; without one, or when it fails, the rules' words stay."""
    case, mind = deps.case, deps.mind
    if mind is None or case.conclusion is None:
        return
    if is_hidden(case, case.conclusion.root_cause.code):
        return
    shown = replace(deps, case=for_reporter(case))
    brief = brief_of(shown, rank_case(deps), case.conclusion, mind.chars)
    if brief is not None and mind.may_ask:
        try:
            found = await _sound_judgement(deps, mind, brief)
        except ModelTrouble as trouble:
            mind.note(trouble)
            await _complete(deps, "rules")
        else:
            _take(deps, brief, found)
            await _complete(deps, "llm")


@dataclass(frozen=True, slots=True)
class Brief:
    """One judgement's prompt, and what its answer is held against."""

    prompt: Prompt
    frame: Frame
    ranking: Ranking


def brief_of(deps: Deps, ranking: Ranking, conclusion: Conclusion, chars: int) -> Brief | None:
    """Build the prompt; None when nothing seen speaks for the leading cause, so that nothing could be claimed."""
    facts = _facts_for(deps, conclusion)
    if not facts:
        return None
    case, catalogue = deps.case, deps.catalogue
    others = _others(deps, ranking)
    out = [h for h in ranking.hypotheses if h.code in _mentioned(conclusion) and _shown_out(case, h)][:OFFERED_OUT]
    refuted = {h.code: h.refuted_by for h in ranking.hypotheses if h.refuted_by}
    parts = prompts.fill(
        "judge",
        language=plain(case.report.language) or "en",
        code=conclusion.root_cause.code,
        title=conclusion.root_cause.title,
        what=conclusion.root_cause.summary,
        facts="\n".join(f"- {fact.value}: {fact.meaning} ({', '.join(ids)})" for fact, ids in facts),
        others="\n".join(f"- {h.code}: {catalogue.cause(h.code).title}" for h in others) or "- none",
        ruled_out="\n".join(_line_out(h) for h in out) or "- none",
        evidence=evidence_lines(case, int(chars * _EVIDENCE_SHARE)),
    )
    shape = judgement_shape(
        [fact.value for fact, _ in facts],
        [item.id for item in case.evidence],
        [conclusion.root_cause.code, *(h.code for h in others), "unknown_cause"],
        [h.code for h in out],
    )
    frame = Frame(catalogue, case, conclusion, refuted, known_hosts(case))
    return Brief(prompt_of("judge", parts, shape, _MAX_TOKENS), frame, ranking)


def merged_claims(ours: Sequence[Claim], theirs: Sequence[Sentence]) -> tuple[Claim, ...]:
    """Give our claims the model's words where it has sound ones for the same fact, and add what it has besides.

    Nothing that the rules claim is lost, and each claim keeps the evidence that the rules have for it.
    """
    by_fact = {sentence.fact: sentence for sentence in reversed(theirs)}
    told = []
    for claim in ours:
        sentence = next((by_fact.pop(f.value) for f in claim.facts if f.value in by_fact), None)
        ids = tuple(dict.fromkeys([*claim.evidence, *(sentence.evidence if sentence else ())]))
        told.append(replace(claim, text=sentence.text.strip(), evidence=ids) if sentence else claim)
    told += [Claim(s.text.strip(), tuple(s.evidence), (Fact(s.fact),)) for s in theirs if s.fact in by_fact]
    return tuple(told)[:_SHOWN_CLAIMS]


async def _sound_judgement(deps: Deps, mind: Mind, brief: Brief) -> Judgement:
    """Ask, check, and give one repair turn.

    Raises:
        ModelTrouble: There is no answer without a fault.
    """
    said, wrong = "", ["it is not the JSON object that was asked for"]
    try:
        found, said = await _ask(deps, mind, brief, brief.prompt)
        wrong = judgement_complaints(brief.frame, found)
        if not wrong:
            return found
    except ModelTrouble as trouble:
        if trouble.kind not in _CAN_BE_REPAIRED or not mind.calls_left:
            raise
        said, wrong = trouble.said, [_COMPLAINTS.get(trouble.kind, str(trouble))]
    found, said = await _ask(deps, mind, brief, repaired(brief.prompt, said, wrong))
    wrong = judgement_complaints(brief.frame, found)
    if wrong:
        raise ModelTrouble(Trouble.WRONG_SHAPE, "; ".join(wrong[:3]), said=said)
    return found


_CAN_BE_REPAIRED = frozenset({Trouble.NOT_JSON, Trouble.WRONG_SHAPE, Trouble.RAN_OUT_OF_TOKENS})
_COMPLAINTS = {
    Trouble.NOT_JSON: "it holds no whole JSON object",
    Trouble.RAN_OUT_OF_TOKENS: "it was far too long and was cut off; write one short sentence for each list",
}


async def _ask(deps: Deps, mind: Mind, brief: Brief, prompt: Prompt) -> tuple[Judgement, str]:
    raw = await mind.ask(prompt, Teller(deps, brief.frame).heard)
    found = taken(Judgement, raw)
    return found, found.model_dump_json()


@dataclass(slots=True)
class Teller:
    """Tells the reporter's sentences as they come, each only when it is sound."""

    deps: Deps
    frame: Frame
    stream: ListOf = field(default_factory=lambda: ListOf("reporter"))

    async def heard(self, piece: str) -> None:
        """Take a piece of the answer in."""
        for raw in self.stream.feed(piece):
            try:
                sentence = taken(Sentence, raw)
            except ModelTrouble:
                return
            if not sentence_complaints(self.frame, sentence, english=False):
                fields = {"of": "explanation", "text": sentence.text.strip(), "evidence": sentence.evidence}
                await self.deps.recorder.record(self.frame.case.id, (), [Event(EventName.MESSAGE_DELTA, fields)])


async def _complete(deps: Deps, by: str) -> None:
    """Tell the whole explanation; it replaces every delta before it."""
    fields = {"of": "explanation", "text": deps.case.explanation, "by": by}
    await deps.recorder.record(deps.case.id, (), [Event(EventName.MESSAGE_COMPLETED, fields)])


def _take(deps: Deps, brief: Brief, found: Judgement) -> None:
    case, conclusion = deps.case, brief.frame.conclusion
    said = {excluded.code: excluded for excluded in found.ruled_out}
    alternatives = [
        replace(a, because=said[a.code].text.strip(), evidence=tuple(said[a.code].evidence)) if a.code in said else a
        for a in conclusion.alternatives
    ]
    case.conclusion = replace(
        conclusion,
        claims=merged_claims(conclusion.claims, found.claims),
        alternatives=(*alternatives, *_dissent(deps, brief, found.cause)),
    )
    shown, words = told(case)
    if shown is not None:
        case.explanation = said_to_reporter(shown, found.reporter, words, found.language)


def _dissent(deps: Deps, brief: Brief, code: str) -> list[Alternative]:
    """Where the model prefers another cause, list it among the alternatives with the rules' own probability."""
    conclusion = brief.frame.conclusion
    if code not in deps.catalogue.causes or code in {
        conclusion.root_cause.code,
        "unknown_cause",
        *_mentioned(conclusion),
    }:
        return []
    hypothesis = brief.ranking.of(code)
    ids = tuple(dict.fromkeys(eid for _, eid in hypothesis.supported_by))
    because = "the model would weigh the evidence this way; the rules give it less"
    title = deps.catalogue.cause(code).title
    return [Alternative(code, title, hypothesis.probability, ruled_out=False, because=because, evidence=ids)]


def _facts_for(deps: Deps, conclusion: Conclusion) -> list[tuple[Fact, list[str]]]:
    """List the facts seen that speak for the leading cause, strongest first, with their evidence."""
    bearings = deps.catalogue.cause(conclusion.root_cause.code).bearings
    where: dict[Fact, list[str]] = {}
    for item in deps.case.evidence:
        for fact in item.facts:
            if fact in bearings and bearings[fact].strength.log_odds > 0:
                where.setdefault(fact, []).append(item.id)
    strongest = sorted(where.items(), key=lambda pair: -bearings[pair[0]].strength.log_odds)
    return strongest[:OFFERED_FACTS]


def _others(deps: Deps, ranking: Ranking) -> list[Hypothesis]:
    fits = [
        h
        for h in ranking.hypotheses[1:]
        if not h.refuted_by
        and h.code != "unknown_cause"
        and (ranking.deployment is None or ranking.deployment in deps.catalogue.cause(h.code).deployments)
    ]
    return fits[:OFFERED_CAUSES]


def _mentioned(conclusion: Conclusion) -> set[str]:
    return {alternative.code for alternative in conclusion.alternatives}


def _shown_out(case: Case, hypothesis: Hypothesis) -> bool:
    """Tell whether what rules the cause out first is among the evidence that is shown."""
    return bool(hypothesis.refuted_by) and hypothesis.refuted_by[0][1] in {item.id for item in case.evidence}


def _line_out(hypothesis: Hypothesis) -> str:
    fact, eid = hypothesis.refuted_by[0]
    return f"- {hypothesis.code}: {fact.meaning} ({eid})"
