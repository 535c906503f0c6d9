"""The arm without a catalogue: a model reads the redacted ticket and names a cause, with no probe and no question.

It shows what the catalogue, the probes and the questions add; nothing of it is part of the product.
"""

import json
from collections.abc import Mapping
from time import process_time
from typing import Any

from agent.domain import Verdict
from agent.model.port import Message, Meter, Model, ModelTrouble, Prompt
from evals.scenarios.model import Scenario
from evals.solvers.exam_desk import ExamDesk
from evals.solvers.rest import Run
from tools.redaction import redact

_SECONDS = 60.0
_MOST_CHARS = 12_000
_ASK = (
    "You help people who cannot get into Confluence. Read the ticket and name the cause. Answer with one JSON object: "
    '"ranked" (up to three codes, most probable first), "confidence" (0 to 1 that the first is right), "verdict" '
    '("confirmed" only if the ticket proves it, else "likely" or "inconclusive"), "who" (reporter, integration_owner, '
    'space_admin, site_admin, org_admin or network_admin), "steps" (list), "check" (how to see that it is repaired). '
    "The codes are: "
)
_SHAPE = {
    "type": "object",
    "required": ["ranked", "confidence", "verdict", "who", "steps", "check"],
    "additionalProperties": False,
    "properties": {
        "ranked": {"type": "array", "items": {"type": "string"}},
        "confidence": {"type": "number"},
        "verdict": {"type": "string", "enum": [one.value for one in Verdict]},
        "who": {"type": "string"},
        "steps": {"type": "array", "items": {"type": "string"}},
        "check": {"type": "string"},
    },
}


async def solve_by_model_alone(exam: ExamDesk, scenario: Scenario) -> Run:
    """Ask the model once; a model that gives no usable answer has diagnosed nothing."""
    if exam.model is None:
        raise RuntimeError("this arm was started without a model")
    started, meter = process_time(), Meter(max_calls=2)
    try:
        said = await exam.model.ask(_prompt(scenario, sorted(exam.desk.catalogue.causes)), meter, seconds=_SECONDS)
    except ModelTrouble as trouble:
        return Run(scenario, {"problem": str(trouble)}, cpu_seconds=process_time() - started)
    return Run(scenario, _diagnosis(said, meter, exam.model), cpu_seconds=process_time() - started)


def _prompt(scenario: Scenario, codes: list[str]) -> Prompt:
    pastes = (f"--- {one.name or one.kind}\n{one.content}" for one in scenario.ticket.attachments)
    text = redact("\n".join([scenario.ticket.text, *pastes])).text[:_MOST_CHARS]
    return Prompt("llm_only", (Message("system", _ASK + ", ".join(codes)), Message("user", text)), _SHAPE)


def _diagnosis(said: Mapping[str, Any], meter: Meter, model: Model) -> dict[str, Any]:
    """Put the answer into the shape of a diagnosis; it cites no evidence, because it has none."""
    ranked = [str(code) for code in said.get("ranked") or [""]]
    step = {"who": said.get("who", ""), "steps": list(said.get("steps") or ()), "check": said.get("check", "")}
    return {
        "verdict": said.get("verdict"),
        "root_cause": {"code": ranked[0], "confidence": _share(said.get("confidence"))},
        "alternatives": [{"code": code, "confidence": 0.0} for code in ranked[1:]],
        "evidence": [],
        "claims": [],
        "remediation": [step],
        "explanation": json.dumps(step["steps"]),
        "usage": {"prompt_tokens": meter.prompt_tokens, "completion_tokens": meter.completion_tokens},
        "reasoner": {"mode": "llm", "model": model.name},
    }


def _share(value: Any) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else 0.0
