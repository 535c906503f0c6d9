"""Reading with the model: only what code finds in the ticket and reads itself counts."""

import pytest

from agent.mind import Mode
from agent.reading import READ_BY_MODEL, admitted
from agent.replies import Item
from tests.agent.llm_cases import GERMAN, VAGUE, run_by_rules, run_with, settled
from tests.agent.llm_replies import good_model
from tests.agent.llm_server import Answer, Body, prompt_name, says
from tools.evidence import Evidence, EvidenceKind, Source
from tools.facts import Fact

BROWSER = {
    "quote": "Im Browser funktioniert die Anmeldung mit demselben Konto",
    "english": "The browser login works.",
    "fact": "told_browser_works",
}


def reads(*items: dict[str, str]) -> object:
    """Return a model that reads these items and explains well."""

    def script(body: Body, number: int) -> Answer:
        if prompt_name(body) != "read":
            return good_model(body, number)
        return says(body, {"items": list(items), "language": "de", "tone": "worried", "tried": []})

    return script


async def test_a_ticket_in_another_language_yields_facts() -> None:
    """What the German ticket states becomes hearsay with the German words as its quote."""
    ran = await run_with(reads(BROWSER), GERMAN)  # type: ignore[arg-type]
    found = next(item for item in ran.case.evidence if item.name == READ_BY_MODEL)

    assert Fact.TOLD_BROWSER_WORKS not in (await run_by_rules(GERMAN)).facts
    assert found.facts == (Fact.TOLD_BROWSER_WORKS,)
    assert found.sightings[0].quote == BROWSER["quote"]
    assert found.sightings[0].source is Source.PROSE
    assert ran.case.reasoner.mode is Mode.LLM


@pytest.mark.parametrize("change", [
    {"quote": "Im Browser funktioniert alles"},
    {"quote": "Browser"},
    {"english": "The token has expired."},
    {"english": "The browser login fails."},
    {"fact": "told_browser_fails_too"},
    {"fact": "seraph_denied", "english": "X-Seraph-LoginReason is AUTHENTICATION_DENIED."},
    {"fact": "no_such_fact"},
], ids=str)  # fmt: skip
async def test_what_code_cannot_check_does_not_count(change: dict[str, str]) -> None:
    """An invented quote, a restatement that says something else, or a fact that only servers state."""
    ran = await run_with(reads({**BROWSER, **change}), GERMAN)  # type: ignore[arg-type]

    assert settled(ran.case) == settled(await run_by_rules(GERMAN))
    assert all(item.name != READ_BY_MODEL for item in ran.case.evidence)


async def test_what_is_read_never_proves_a_cause() -> None:
    """Hearsay of every kind, all admitted at once, is not confirmed."""
    every = [
        {"quote": BROWSER["quote"], "english": f"{f.meaning[0].upper()}{f.meaning[1:]}.", "fact": f.value}
        for f in Fact
        if f.value.startswith("told_")
    ]
    ran = await run_with(reads(*every[:40]), GERMAN)  # type: ignore[arg-type]

    assert settled(ran.case)[0] != "confirmed"


def test_in_english_the_restatement_keeps_to_the_quote() -> None:
    """Words of the ticket may be put in order, not replaced."""
    ticket = Evidence("E1", EvidenceKind.TICKET, "", text=VAGUE)
    true = Item(quote="In the browser it works", english="The browser login works.", fact="told_browser_works")
    false = Item(quote="answers 401 to our script", english="The browser login works.", fact="told_browser_works")

    assert [a.fact for a in admitted([true], [ticket], ())] == [Fact.TOLD_BROWSER_WORKS]
    assert admitted([false], [ticket], ()) == []
    assert admitted([true], [ticket], [Fact.TOLD_BROWSER_WORKS]) == []
