"""The nodes of the straight line, as plain functions: state and dependencies in, an update out."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from agent.case import Deps, add_evidence, rank_case, target_of
from agent.claims import complaints
from agent.conclude import conclude as draw_conclusion
from agent.domain import Question, Ranking, Verdict
from agent.explain import explanation_for_reporter
from agent.intake import read_report
from agent.planner import (
    WORTH_ASKING_BITS,
    WORTH_ASKING_BITS_IN_A_GROUP,
    WORTH_BESIDE_THE_BEST,
    Candidate,
    Expectation,
    Planner,
    askable,
    question_candidate,
    worth_probing,
    would_prove,
)
from agent.ports import Event, EventName
from agent.telling import told
from agent.thinking import choose_question_of, explain_with_model, read_foreign_words, read_what_is_unclear
from agent.verdict import LIKELY_FROM, inseparable_group, judge, open_look_alikes
from tools.evidence import Evidence, EvidenceKind, Sighting, Source, group_within, kept_of
from tools.probes.spec import Probe, ProbeOutcome

MAX_QUESTIONS = 4
MAX_ROUNDS = 6
PARALLEL_PROBES = 4
TOLD_HYPOTHESES = 5


class DiagnosisState(TypedDict, total=False):
    """The graph's state: JSON-plain, small, without secrets. Evidence lives in the case and the store."""

    case_id: str
    rounds: int
    probes: list[str]
    question: str | None


async def intake(_: DiagnosisState, deps: Deps) -> DiagnosisState:
    """Read the report, once; a repeated run finds its evidence already there."""
    if not deps.case.evidence:
        await add_evidence(deps, read_report(deps.case, deps.clock()), [Event(EventName.STARTED)])
    return {"rounds": 0, "probes": [], "question": None}


async def plan(state: DiagnosisState, deps: Deps) -> DiagnosisState:
    """Rank, then choose probes or a question, or neither; a model may read what the rules could not."""
    await read_foreign_words(deps)
    ranking, verdict = await _ranked(deps)
    probes = choose_probes(deps.planner, deps, ranking, verdict, state.get("rounds", 0))
    if not probes and await read_what_is_unclear(deps):
        ranking, verdict = await _ranked(deps)
        probes = choose_probes(deps.planner, deps, ranking, verdict, state.get("rounds", 0))
    question = None if probes else await choose_question(deps.planner, deps, ranking, verdict)
    return {"probes": [p.name for p in probes], "question": question.id if question else None}


async def _ranked(deps: Deps) -> tuple[Ranking, Verdict]:
    ranking = rank_case(deps)
    top = [[h.code, round(h.probability, 4)] for h in ranking.hypotheses[:TOLD_HYPOTHESES]]
    await deps.recorder.record(deps.case.id, (), [Event(EventName.HYPOTHESES_RANKED, {"hypotheses": top})])
    return ranking, judge(deps.catalogue, ranking, deps.case.seen)


async def probe(state: DiagnosisState, deps: Deps) -> DiagnosisState:
    """Run the chosen probes side by side and store what each found."""
    target = target_of(deps)
    chosen = [p for p in deps.prober.menu(target) if p.name in state.get("probes", [])]
    started = [Event(EventName.PROBE_STARTED, {"probe": p.name, "asks": p.asks}) for p in chosen]
    await deps.recorder.record(deps.case.id, (), started)
    outcomes = await asyncio.gather(*(deps.prober.run(p, target) for p in chosen))
    for spec, outcome in zip(chosen, outcomes, strict=True):
        await _take_outcome(deps, spec, outcome)
    return {"rounds": state.get("rounds", 0) + 1, "probes": []}


async def conclude(state: DiagnosisState, deps: Deps) -> DiagnosisState:
    """Draw the conclusion; while a question is open it is the provisional one."""
    question = deps.catalogue.questions.get(state.get("question") or "")
    deps.case.conclusion = draw_conclusion(deps, rank_case(deps), question)
    return {}


async def verify(_: DiagnosisState, deps: Deps) -> DiagnosisState:
    """Keep only the claims that their evidence carries."""
    case = deps.case
    if case.conclusion is not None:
        sound = tuple(c for c in case.conclusion.claims if not complaints(deps.catalogue, case, case.conclusion, c))
        case.conclusion = replace(case.conclusion, claims=sound)
    return {}


async def explain(state: DiagnosisState, deps: Deps) -> DiagnosisState:
    """Say it to the reporter, and note the question that goes with it."""
    case = deps.case
    conclusion, words = told(case)
    if conclusion is not None:
        case.explanation = explanation_for_reporter(conclusion, words)
    question = state.get("question")
    if question and question not in case.asked:
        case.asked.append(question)
        await deps.recorder.record(case.id, (), [Event(EventName.QUESTION_ASKED, {"question": question})])
    await explain_with_model(deps)
    return {}


def after_plan(state: DiagnosisState) -> str:
    """Name the node after plan."""
    return "probe" if state.get("probes") else "conclude"


def after_explain(state: DiagnosisState) -> str:
    """Name the node after explain: wait for an answer, or end."""
    return "ask" if state.get("question") else "end"


def choose_probes(planner: Planner, deps: Deps, ranking: Ranking, verdict: Verdict, rounds: int) -> list[Probe]:
    """Choose the probes that tell most for their cost, or that can prove the leader, within the budget."""
    case = deps.case
    left = case.report.budget.probes - case.usage.requests
    if case.site is None or verdict is Verdict.CONFIRMED or rounds >= MAX_ROUNDS or left <= 0:
        return []
    menu = {p.name: p for p in deps.prober.menu(target_of(deps)) if p.name not in case.probes_run}
    chosen: list[Probe] = []
    for spec in _by_worth(planner, deps, ranking, menu):
        if spec.requests <= left and len(chosen) < PARALLEL_PROBES:
            chosen.append(spec)
            left -= spec.requests
    return chosen


def _by_worth(planner: Planner, deps: Deps, ranking: Ranking, menu: Mapping[str, Probe]) -> list[Probe]:
    """Order what is worth running: the baseline, then what tells most, then what can prove the leader."""
    valued = planner.value(ranking, [_probe_candidate(p) for p in menu.values()])
    best = max((v.bits for v in valued), default=0.0)
    enough = max(worth_probing(deps.case.usage.requests), best * WORTH_BESIDE_THE_BEST)
    worthwhile = [menu[v.candidate.name] for v in valued if v.bits >= enough]
    if not worthwhile and ranking.leader.probability >= LIKELY_FROM:
        worthwhile = [menu[v.candidate.name] for v in valued if _can_prove(deps, ranking, v.candidate)]
    baseline = [p for p in menu.values() if p.baseline]
    return list({p.name: p for p in [*baseline, *worthwhile]}.values())


def _can_prove(deps: Deps, ranking: Ranking, candidate: Candidate) -> bool:
    leader = deps.catalogue.cause(ranking.leader.code)
    rivals = [deps.catalogue.cause(h.code) for h in open_look_alikes(deps.catalogue, ranking)]
    return would_prove(candidate, leader, rivals, deps.case.facts)


async def choose_question(planner: Planner, deps: Deps, ranking: Ranking, verdict: Verdict) -> Question | None:
    """Choose the question that separates best; that of an inseparable group goes first."""
    case = deps.case
    if verdict is Verdict.CONFIRMED or len(case.asked) >= MAX_QUESTIONS:
        return None
    facts = case.facts
    group = inseparable_group(deps.catalogue, ranking, case.seen)
    own = deps.catalogue.questions.get(group.question) if group else None
    if own and own.id not in case.asked and not facts.intersection(own.not_asked_when):
        return own
    sensible = {q.id: q for q in deps.catalogue.questions.values() if askable(q, facts, ranking, case.asked)}
    valued = planner.value(ranking, [question_candidate(q) for q in sensible.values()])
    enough = WORTH_ASKING_BITS_IN_A_GROUP if group else WORTH_ASKING_BITS
    worth = [v for v in valued if v.bits >= enough]
    return await choose_question_of(deps, [(v, sensible[v.candidate.name.removeprefix("question:")]) for v in worth])


def _probe_candidate(spec: Probe) -> Candidate:
    outcomes = tuple(Expectation(o.base, o.facts) for o in spec.outcomes)
    return Candidate(spec.name, outcomes, spec.requests, spec.seconds, spec.login_risk)


async def _take_outcome(deps: Deps, spec: Probe, outcome: ProbeOutcome) -> None:
    case = deps.case
    case.probes_run.append(spec.name)
    case.learned.update(outcome.learned)
    case.not_tried.extend(outcome.not_tried)
    case.retry_after_seconds = max(case.retry_after_seconds, outcome.retry_after_seconds)
    case.usage.requests += len(outcome.steps)
    finished = Event(
        EventName.PROBE_FINISHED,
        {"probe": spec.name, "facts": [f.value for f in outcome.facts], "not_tried": list(outcome.not_tried)},
    )
    await add_evidence(deps, outcome_evidence(deps, spec, outcome), [finished])


def outcome_evidence(deps: Deps, spec: Probe, outcome: ProbeOutcome) -> list[Evidence]:
    """Turn what a probe found into evidence drafts, one for each request."""
    at = deps.clock().isoformat()
    drafts = []
    for index, step in enumerate(outcome.steps, 1):
        facts = [*step.facts, *(outcome.facts if index == len(outcome.steps) else ())]
        sightings = tuple(
            Sighting(fact, group_within(f"x{index}", fact), Source.PROBE) for fact in dict.fromkeys(facts)
        )
        kept, digest = kept_of(step.exchange, step.identity)
        drafts.append(Evidence("", EvidenceKind.PROBE, at, sightings, spec.name, step.identity, kept, digest))
    return drafts
