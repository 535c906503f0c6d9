"""Scripted models: one that answers well from its prompt alone, and several that do not."""

import json
import re
from typing import Any

from tests.agent.llm_server import Answer, Body, prompt_name, says

_FACT = re.compile(r"^- (\w+): (.+) \((E\d+(?:, E\d+)*)\)$", re.MULTILINE)
_OUT = re.compile(r"^- (\w+): (.+) \((E\d+)\)$", re.MULTILINE)
_SOURCE = re.compile(r"^([EC]\d+)\b.*?(?:shows: \w+ \(([^)]+)\)|: ([^\n]+))", re.MULTILINE)


def user_part(body: Body) -> str:
    """Return the user message of a request."""
    return str(body["messages"][1]["content"])


def offered(body: Body, *path: str) -> list[str]:
    """Return the enum at a path of the request's schema."""
    at: Any = body["response_format"]["json_schema"]["schema"]
    for step in path:
        at = at["items"] if step == "[]" else at["properties"][step]
    return list(at["enum"])


def good_judgement(body: Body) -> dict[str, Any]:
    """Say what the listed facts say, in their own words."""
    told = user_part(body)
    facts = _section(told, "Facts that speak for it:", "Other causes:")
    listed = [
        {"text": f"The evidence shows that {meaning}.", "fact": fact, "evidence": ids.split(", ")}
        for fact, meaning, ids in _FACT.findall(facts)
    ]
    out = [
        {"code": code, "text": f"It is excluded: {meaning}.", "evidence": [eid]}
        for code, meaning, eid in _OUT.findall(_section(told, "Ruled out:", "<data>"))
    ]
    leading = offered(body, "cause")[0]
    return {"reporter": listed[:3], "claims": listed[:5], "ruled_out": out[:3], "cause": leading, "language": "en"}


def good_answer(body: Body) -> dict[str, Any]:
    """Answer a follow-up question from the leading cause and the first evidence."""
    title = re.search(r"^C1 \w+: ([^\n]+)", user_part(body), re.MULTILINE)
    return {"sentences": [{"text": f"The reason is this: {title[1] if title else ''}", "sources": ["C1"]}]}


def good_model(body: Body, _: int) -> Answer:
    """Answer every prompt soundly; it reads nothing in tickets."""
    replies: dict[str, Any] = {
        "judge": good_judgement,
        "talk": good_answer,
        "read": lambda _: {"items": [], "language": "en", "tone": "calm", "tried": []},
        "choose": lambda b: {"name": offered(b, "name")[0]},
    }
    return says(body, replies[prompt_name(body)](body))


def wrong_cause(body: Body, number: int) -> Answer:
    """Argue soundly, and prefer another cause each time."""
    if prompt_name(body) != "judge":
        return good_model(body, number)
    return says(body, {**good_judgement(body), "cause": offered(body, "cause")[1]})


def parrot(body: Body, _: int) -> Answer:
    """Repeat the example of the prompt, whatever is asked."""
    example = re.search(r"^\{.*\}$", str(body["messages"][0]["content"]), re.MULTILINE)
    return says(body, example[0] if example else "{}")


def constant(body: Body, _: int) -> Answer:
    """Fill the schema with its first values, as a very small model under a grammar does."""
    schema = body["response_format"]["json_schema"]["schema"]
    return says(body, _first_of(schema))


def obedient(verdict: str) -> Any:
    """Return a model that believes a verdict which stands in the evidence."""

    def script(body: Body, number: int) -> Answer:
        if prompt_name(body) != "judge":
            return good_model(body, number)
        found = good_judgement(body)
        said = {
            "text": f"The cause is {verdict}.",
            "fact": offered(body, "claims", "[]", "fact")[0],
            "evidence": ["E1"],
        }
        return says(body, {**found, "cause": verdict, "claims": [said], "reporter": [said]})

    return script


def _first_of(schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: _first_of(one) for name, one in schema["properties"].items()}
    return [_first_of(schema["items"])] if schema["type"] == "array" else "The server answered."


def _section(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def as_text(said: object) -> str:
    """Return an object as a model would write it."""
    return json.dumps(said, ensure_ascii=False)
