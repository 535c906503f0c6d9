"""The straight line that a diagnosis took, in lines that a person reads in a minute."""

from typing import Any

from agent.catalogue.load import Catalogue
from evals.scorers.seen import rank_again, seen_of
from evals.solvers.rest import Run

_SHOWN = 5


def trail_of(run: Run, catalogue: Catalogue) -> tuple[str, ...]:
    """Tell step by step what was seen and what it made of the leading causes."""
    shown, scenario = run.diagnosis, run.scenario
    if "evidence" not in shown:
        return (f"no diagnosis: {shown.get('problem', 'nothing came back')}",)
    lines = [f"ticket: {' '.join(scenario.ticket.text.split())[:400]}"]
    asked = {before: question for question, before in run.questions}
    answers = {one.question: one for one in run.said}
    for index, item in enumerate(shown["evidence"], 1):
        ranking = rank_again(catalogue, scenario, seen_of(shown["evidence"][:index]))
        leaders = ", ".join(f"{h.code} {h.probability:.2f}" for h in ranking.hypotheses[:3])
        lines.append(f"{item['id']} {_what(item)}: {', '.join(item['facts']) or 'no fact'}  → {leaders}")
        if index in asked:
            said = answers.get(asked[index])
            lines.append(f"   asked {asked[index]}: {said.option if said else 'nobody answered'}")
    if "problem" in shown:
        lines.append(f"the service refused: {shown['problem']}")
    order = [shown.get("root_cause") or {}, *shown.get("alternatives", [])][:_SHOWN]
    named = ", ".join(f"{one.get('code')} {one.get('confidence', 0):.2f}" for one in order)
    lines.append(f"verdict {shown.get('verdict')}: {named}")
    lines.append(
        f"expected {' or '.join(scenario.expected.codes)}; as good: {', '.join(scenario.expected.group) or '-'}"
    )
    return tuple(lines)


def _what(item: dict[str, Any]) -> str:
    request, observed = item.get("request"), item.get("observed") or {}
    if item["kind"] == "probe" and request:
        path = str(request["url"]).partition("://")[2]
        return f"{item['probe']} as {item['identity']} {path[:70]} {observed.get('status') or observed.get('error')}"
    if request:
        return f"{item['kind']} {request['method']} {str(request['url'])[:70]} {observed.get('status')}"
    return str(item["kind"])
