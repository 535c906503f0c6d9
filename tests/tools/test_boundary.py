"""What is raised past the tools carries no text of what was worked on, in no place where anybody could look."""

import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest

from agent.case import Case
from agent.domain import IncidentReport
from api.probing import GuardedProber
from tests.tools.outside_world import NOW, Names, Outside, client_of, shared, site_at
from tools.boundary import ScrubbedFaults, ToolFault
from tools.client import Call, SiteClient, Withheld
from tools.evidence import Identity
from tools.probes.menu import ALL_PROBES
from tools.probes.spec import ProbeOutcome, Target
from tools.transport import Answered, Outgoing, Transport

CANARY = "ATATT3xFfGF0canary7f3a"


def plain() -> None:
    """Fail with a secret in the text."""
    raise ValueError(f"no good: {CANARY}")


def with_note() -> None:
    """Fail with a secret in a note."""
    fault = KeyError("x")
    fault.add_note(CANARY)
    raise fault


def chained() -> None:
    """Fail because of something that holds a secret."""
    try:
        plain()
    except ValueError as fault:
        raise RuntimeError("second") from fault


def while_handling() -> None:
    """Fail while something that holds a secret is handled."""
    try:
        plain()
    except ValueError:
        raise OSError(CANARY) from None


def in_a_group() -> None:
    """Fail several times at once."""
    raise ExceptionGroup(CANARY, [ValueError(CANARY)])


def withheld() -> None:
    """Withhold, because of something that holds a secret."""
    try:
        plain()
    except ValueError as fault:
        fault.add_note(CANARY)
        raise Withheld("not sent") from fault


@pytest.mark.parametrize("fail", [plain, with_note, chained, while_handling, in_a_group, withheld])
def test_nothing_of_a_fault_gets_past(fail: Callable[[], None]) -> None:
    """Neither its text nor its notes, causes and contexts; the kind of the fault and its place do."""
    with pytest.raises((ToolFault, Withheld)) as raised, ScrubbedFaults():
        fail()

    fault = raised.value
    told = [repr(fault), str(fault), "".join(traceback.format_exception(fault)), repr(fault.__dict__)]
    assert not [text for text in told if "canary7f3a" in text.replace(f"{CANARY!r}", "").replace("{CANARY}", "")]
    assert (fault.__cause__, fault.__context__) == (None, None)
    assert not hasattr(fault, "__notes__")


class Broken(Transport):
    """A transport with a bug whose text holds what was to be sent."""

    async def send(self, outgoing: Outgoing) -> Answered:
        """Fail."""
        raise LookupError(f"bug with {outgoing.authorization} {CANARY}")


async def test_a_bug_in_the_transport_leaves_the_client_without_its_text() -> None:
    """The client is the edge: what LangGraph would store in clear says no more than kind and line."""
    with pytest.raises(ToolFault, match=r"LookupError at test_boundary\.py") as raised:
        await client_of(shared(Broken()), site_at("http://wiki.acme.example")).send(Call("current_user", Identity.NONE))

    assert CANARY not in repr(raised.value)


async def broken_probe(_client: SiteClient, _target: Target) -> ProbeOutcome:
    """Stumble over what a server answered."""
    raise KeyError(CANARY)


async def test_a_bug_in_a_probe_costs_its_answer_and_not_the_diagnosis() -> None:
    """The diagnosis goes on, and the report says that this probe was not made."""
    site = site_at("http://wiki.acme.example")
    case = Case("dg_1", IncidentReport(), site)
    prober = GuardedProber(client_of(shared(Transport(Names(), Outside())), site), case)

    outcome = await prober.run(replace(ALL_PROBES[0], run=broken_probe), Target(site, NOW, frozenset(), {}))

    assert outcome.steps == ()
    assert "failed by a fault of Unlatch's own" in outcome.not_tried[0]
    assert CANARY not in repr(outcome)
