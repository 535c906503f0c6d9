"""The solver under test: a person with a ticket, talking to the service over its REST API."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import process_time
from typing import Any

from httpx2 import Response

from evals.scenarios.model import Scenario
from evals.solvers.exam_desk import ExamDesk, Sat
from evals.solvers.persona import Said, ScriptedPerson

_AT_REST = frozenset({"concluded", "needs_input", "failed", "cancelled"})
_POLL_SECONDS = 0.002
_GIVE_UP_SECONDS = 60.0
_TOO_MUCH_TO_DO = 429


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one scenario.

    Attributes:
        diagnosis: The last diagnosis as the REST API gave it; {"problem": …} when it refused the report.
        questions: Each question put, with the number of pieces of evidence at that time.
        said: What the person answered.
        calls: (method, host, path, status) of each request that reached the scenario.
        foreign: Hosts that were asked and are none of the scenario's.
        misses: Requests that the recording does not hold.
        leaks: Names of canaries that were found in clear.
    """

    scenario: Scenario
    diagnosis: Mapping[str, Any]
    questions: tuple[tuple[str, int], ...] = ()
    said: tuple[Said, ...] = ()
    calls: tuple[tuple[str, str, str, int], ...] = ()
    foreign: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()
    cpu_seconds: float = 0.0
    secrets: tuple[str, ...] = field(default=(), repr=False)


async def solve_by_rules(exam: ExamDesk, scenario: Scenario) -> Run:
    """Report the incident, answer what is asked, and return what came of it."""
    started = process_time()
    sat = exam.seat(scenario)
    person = ScriptedPerson(scenario, exam.desk.catalogue)
    questions: list[tuple[str, int]] = []
    reply = await _report(exam, incident_of(sat))
    diagnosis = await _at_rest(exam, reply.json()) if reply.status_code < 300 else {"problem": reply.json()}
    while diagnosis.get("status") == "needs_input" and diagnosis.get("question"):
        questions.append((diagnosis["question"]["id"], len(diagnosis["evidence"])))
        said = person.answer(diagnosis["question"])
        if said is None:
            break
        diagnosis = await _say(exam, diagnosis, said)
    exam.clear(sat)
    return _run(sat, diagnosis, questions, person, process_time() - started)


async def do_nothing(_exam: ExamDesk, scenario: Scenario) -> Run:
    """Give no answer at all: the arm that must score nothing."""
    return Run(scenario, {})


def incident_of(sat: Sat) -> dict[str, Any]:
    """Return the request body of a scenario's ticket."""
    ticket = sat.scenario.ticket
    body: dict[str, Any] = {
        "text": ticket.text,
        "site": sat.site.id if sat.site else sat.scenario.site.url,
        "attachments": [one.model_dump() for one in ticket.attachments],
        "space_key": ticket.space_key,
        "page_id": ticket.page_id,
        "reporter": ticket.reporter.model_dump(),
        "language": ticket.language,
        "consent": {"password_probe": sat.scenario.password_consent},
        "budget": {"probes": sat.scenario.limits.requests},
    }
    if sat.credential is not None:
        body["credential"] = sat.credential
    return body


async def _report(exam: ExamDesk, incident: dict[str, Any]) -> Response:
    """Send the report, and again while the service says that it has too much to do: the machine may be busy."""
    async with asyncio.timeout(_GIVE_UP_SECONDS):
        while True:
            reply = await exam.client.post("/v1/diagnoses", json=incident, headers={"Prefer": "wait=25"})
            if reply.status_code != _TOO_MUCH_TO_DO:
                return reply
            await asyncio.sleep(_POLL_SECONDS)


async def _say(exam: ExamDesk, diagnosis: Mapping[str, Any], said: Said) -> Mapping[str, Any]:
    where = f"/v1/diagnoses/{diagnosis['id']}"
    reply = await exam.client.post(f"{where}/messages", json=said.body)
    if reply.status_code >= 300:
        return {**diagnosis, "status": "failed", "problem": reply.json()}
    return await _at_rest(exam, {**diagnosis, "status": "queued"})


async def _at_rest(exam: ExamDesk, diagnosis: Mapping[str, Any]) -> Mapping[str, Any]:
    """Wait until the diagnosis has come to a question or to its end, however busy the machine is."""
    if diagnosis.get("status") in _AT_REST:
        return diagnosis
    async with asyncio.timeout(_GIVE_UP_SECONDS):
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            row = await exam.desk.store.find(str(diagnosis["id"]))
            if row is None or row.status in _AT_REST:
                break
    found: Mapping[str, Any] = (await exam.client.get(f"/v1/diagnoses/{diagnosis['id']}")).json()
    return found


def _run(
    sat: Sat,
    diagnosis: Mapping[str, Any],
    questions: list[tuple[str, int]],
    person: ScriptedPerson,
    cpu_seconds: float,
) -> Run:
    answering = sat.answering
    seen = getattr(answering, "seen", ())
    return Run(
        scenario=sat.scenario,
        diagnosis=diagnosis,
        questions=tuple(questions),
        said=tuple(person.said),
        calls=tuple((one.method, one.host, one.path, one.status) for one in seen),
        foreign=tuple(getattr(answering, "foreign", ())),
        misses=tuple(getattr(answering, "misses", ())),
        leaks=leaks_in(json.dumps(diagnosis, ensure_ascii=False).encode(), sat.secrets),
        cpu_seconds=cpu_seconds,
        secrets=tuple(sat.secrets),
    )


def leaks_in(written: bytes, secrets: list[str]) -> tuple[str, ...]:
    """Name the canaries that stand in clear, reversed or as base64 in what was written."""
    import base64

    found = []
    for index, secret in enumerate(dict.fromkeys(secrets)):
        plain = secret.strip().encode()
        forms = (plain, plain[::-1], base64.b64encode(plain)[:-4])
        found += [f"canary {index} ({len(plain)} characters)"] if any(f in written for f in forms if f) else []
    return tuple(found)
