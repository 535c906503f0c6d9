"""Writes docs/prompts.md: every prompt as it is sent, for one made-up incident. `python -m evals.prompts_page`."""

import json
from pathlib import Path

import prompts
from agent.case import Case
from agent.domain import IncidentReport
from agent.mind import prompt_of, repaired
from agent.model.port import Message
from agent.reading import OFFERED
from agent.replies import answer_shape, choice_shape, judgement_shape, ticket_shape
from agent.shown import evidence_lines
from tools.evidence import Evidence, EvidenceKind, Exchange, Sighting, Source
from tools.facts import Fact

PAGE = Path(__file__).parents[1] / "docs" / "prompts.md"
_HEAD = """# The prompts, as they are sent

Written by `python -m evals.prompts_page`; a test compares this page with the prompts. Each prompt is one file in
`prompts/`. The first message is the same in every call, so that a provider's prompt cache can serve it; what belongs to
the incident comes last, between `<data>` marks, without secrets. How the answers are used: [llm.md](llm.md).
"""
_TICKET = "Unser Job kommt seit Montag nicht mehr in Confluence. Im Browser geht es."
_SAMPLE = (
    Evidence("E1", EvidenceKind.TICKET, "", (Sighting(Fact.STATUS_401, "s1", Source.PROSE),), text=_TICKET),
    Evidence(
        "E2",
        EvidenceKind.ATTACHMENT,
        "",
        (Sighting(Fact.SERAPH_DENIED, "x1/got", Source.PARSED_EXCHANGE),),
        exchange=Exchange(
            "GET",
            "https://wiki.corp.example/rest/api/space",
            status=401,
            response_headers=(("X-Seraph-LoginReason", "AUTHENTICATION_DENIED"),),
        ),
    ),
)


def page() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_read(), *_choose(), *_judge(), *_repair(), *_talk()])


def _read() -> list[str]:
    facts = "\n".join(f"{fact.value}: {fact.meaning}" for fact in OFFERED)
    parts = prompts.fill("read", facts=facts, ticket=_TICKET)
    when = "When a ticket is in a language that the rules do not read, or when they are at their end without an answer."
    return _section("read", when, parts, ticket_shape())


def _choose() -> list[str]:
    menu = "- q_token_list: What does the token list show?\n- q_browser: Does the browser login work?"
    parts = prompts.fill("choose", menu=menu, evidence=_evidence())
    when = "When several questions are within a tenth of each other's worth, and no other call was made yet."
    return _section("choose", when, parts, choice_shape(("q_token_list", "q_browser")))


def _judge() -> list[str]:
    parts = prompts.fill(
        "judge",
        language="en",
        code="captcha_triggered",
        title="Title of the cause, from the catalogue.",
        what="What it is, from the catalogue.",
        facts=f"- seraph_denied: {Fact.SERAPH_DENIED.meaning} (E2)",
        others="- other_cause: Title of another cause.",
        ruled_out="- third_cause: the fact that rules it out (E2)",
        evidence=_evidence(),
    )
    shape = judgement_shape(
        ("seraph_denied",), ("E1", "E2"), ("captcha_triggered", "other_cause", "unknown_cause"), ("third_cause",)
    )
    return _section("judge", "Once for each answer, to check the ranking and to explain it.", parts, shape)


def _repair() -> list[str]:
    first = prompt_of("judge", ("", ""), {}, 1)
    turn = repaired(first, '{"reporter": []}', ["reporter 1: the number 48151 is not in the evidence"]).messages[2:]
    when = "Once, when an answer cannot be used. It follows the same messages and the model's own answer."
    return ["## repair", "", when, "", *_shown(turn)]


def _talk() -> list[str]:
    parts = prompts.fill(
        "talk",
        verdict="confirmed",
        causes="C1 captcha_triggered: Title of the cause.",
        steps="S1 The first step.",
        evidence=_evidence(),
        message="Warum?",
    )
    return _section("talk", "For a question after the end.", parts, answer_shape(("E1", "E2", "C1", "S1")))


def _section(name: str, when: str, parts: tuple[str, ...], shape: dict[str, object]) -> list[str]:
    schema = json.dumps(shape, indent=1)
    messages = (Message("system", parts[0]), Message("user", parts[1]))
    asked = ["Shape of the answer (`response_format`, where the endpoint takes one):", "", "```json", schema, "```", ""]
    return [f"## {name}", "", when, "", *_shown(messages), *asked]


def _shown(messages: tuple[Message, ...]) -> list[str]:
    lines: list[str] = []
    for message in messages:
        lines += [f"**{message.role}**", "", "~~~text", message.text, "~~~", ""]
    return lines


def _evidence() -> str:
    return evidence_lines(Case("dg_page", IncidentReport(), evidence=list(_SAMPLE)), 4000)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
