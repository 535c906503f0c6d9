"""The solvers: the scripted person, the strict recording, the places, and the arms."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agent.catalogue.load import load_catalogue
from agent.model.port import Heard, Meter, ModelTrouble, Prompt, Trouble
from api.settings import Settings
from evals.lab.roles import RoleCredential
from evals.lab.wire import Request
from evals.scenarios.model import GivenCredential, Persona, Scenario, SiteUnderTest, Ticket
from evals.solvers.arms import ARMS, UnknownSolver, solver_called
from evals.solvers.exam_desk import exam_settings, open_exam_desk
from evals.solvers.llm_only import solve_by_model_alone
from evals.solvers.persona import ScriptedPerson, choose
from evals.solvers.recorded import RecordingError, identities_of, load_recording
from evals.solvers.rest import solve_by_rules
from tests.evals.evals_runs import EXPIRED, scenario_of
from tools.facts import Fact
from tools.site import CredentialKind

QUESTION = load_catalogue().questions["token_list_state"]
SECRET = "a-secret-of-the-recording"
HOST = "https://acme.atlassian.net"


def _person(**persona: Any) -> ScriptedPerson:
    scenario = scenario_of().model_copy(update={"persona": Persona(**persona)})
    return ScriptedPerson(scenario, load_catalogue())


def test_a_person_answers_what_they_know() -> None:
    chosen = choose(QUESTION, (Fact.TOLD_TOKEN_LISTED_EXPIRED,))

    assert chosen is not None
    assert Fact.TOLD_TOKEN_LISTED_EXPIRED in chosen.facts


def test_a_person_who_does_not_know_says_so() -> None:
    said = _person().answer({"id": QUESTION.id})

    assert said is not None
    assert said.option in {option.id for option in QUESTION.options if not option.facts} or "do not know" in said.option


def test_a_person_may_answer_wrongly_and_it_is_on_record() -> None:
    person = _person(knows=[Fact.TOLD_TOKEN_LISTED_EXPIRED], wrong_turns=(1,))

    first, second = person.answer({"id": QUESTION.id}), person.answer({"id": QUESTION.id})

    assert first is not None
    assert second is not None
    assert (first.honest, second.honest) == (False, True)
    assert first.option != second.option


def test_patience_ends_and_pastes_come_with_the_first_answer_only() -> None:
    person = _person(patience=2, brings=[{"content": "HTTP/1.1 401"}])

    bodies = [said.body if (said := person.answer({"id": QUESTION.id})) else None for _ in range(3)]

    assert bodies[0] is not None
    assert bodies[1] is not None
    assert "attachments" in bodies[0]
    assert "attachments" not in bodies[1]
    assert bodies[2] is None


def _recording(folder: Path, *entries: dict[str, Any]) -> str:
    har = {"log": {"version": "1.2", "entries": list(entries)}}
    (folder / "own.har").write_text(json.dumps(har), "utf-8")
    return str(folder / "own.har")


def _entry(path: str, status: int, identity: str = "none") -> dict[str, Any]:
    response = {"status": status, "headers": [], "content": {"text": f"{status} for {identity}"}}
    return {
        "_identity": identity,
        "request": {"method": "GET", "url": HOST + path, "headers": []},
        "response": response,
    }


def _asked(path: str, *headers: tuple[str, str], host: str = "acme.atlassian.net") -> Request:
    return Request("GET", "https", host, path, "", headers, b"", "198.51.100.20")


def test_a_recording_tells_apart_who_asks(tmp_path: Path) -> None:
    name = _recording(tmp_path, _entry("/a", 403), _entry("/a", 401, "subject"))
    given = {"kind": "bearer", "username": "", "secret": SECRET, "header": ""}
    recording = load_recording(name, identities_of(given))

    nobody = recording.ask(_asked("/a"))
    subject = recording.ask(_asked("/a", *RoleCredential(CredentialKind.BEARER, SECRET).headers()))

    assert nobody is not None
    assert subject is not None
    assert (nobody.status, subject.status, recording.misses) == (403, 401, [])


def test_a_request_that_was_not_recorded_is_a_visible_miss(tmp_path: Path) -> None:
    recording = load_recording(_recording(tmp_path, _entry("/a", 200)), {})

    reply = recording.ask(_asked("/b"))

    assert reply is not None
    assert reply.status == 599
    assert recording.misses == [f"GET {HOST}/b as none"]


def test_an_entry_for_everybody_holds_for_no_unknown_credential(tmp_path: Path) -> None:
    recording = load_recording(_recording(tmp_path, _entry("/a", 200, "*")), {})

    reply = recording.ask(_asked("/a", ("Authorization", "Bearer of somebody else")))

    assert reply is not None
    assert recording.misses == [f"GET {HOST}/a as other"]


def test_answers_to_one_request_are_given_in_turn(tmp_path: Path) -> None:
    recording = load_recording(_recording(tmp_path, _entry("/a", 429), _entry("/a", 200)), {})

    replies = [recording.ask(_asked("/a")) for _ in range(3)]

    assert [reply.status if reply else 0 for reply in replies] == [429, 200, 200]


def test_a_host_outside_of_the_recording_is_noted_as_foreign(tmp_path: Path) -> None:
    recording = load_recording(_recording(tmp_path, _entry("/a", 200)), {})

    recording.ask(_asked("/a", host="evil.example"))

    assert recording.foreign == ["evil.example"]


def test_a_file_that_is_no_recording_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.har").write_text("{}", "utf-8")

    with pytest.raises(RecordingError, match=r"own\.har"):
        load_recording(str(tmp_path / "own.har"), {})


async def test_a_run_over_a_bare_recording_shows_its_misses(tmp_path: Path) -> None:
    site = SiteUnderTest(url=f"{HOST}/wiki", recording=_recording(tmp_path, _entry("/nothing", 200)))
    scenario = Scenario(
        id="bare-one",
        ticket=Ticket(text="Our script gets 403 since Monday."),
        site=site,
        credential=GivenCredential(kind=CredentialKind.BEARER, secret=SECRET),
        expected=scenario_of().expected,
    )

    async with open_exam_desk() as desk:
        run = await solve_by_rules(desk, scenario)

    assert run.misses
    assert all(HOST in miss for miss in run.misses)


def test_the_arms_are_those_of_the_ablation() -> None:
    assert set(ARMS) == {"rules", "llm", "llm_only", "do_nothing"}


@pytest.mark.parametrize("name", ["llm", "llm_only"])
def test_an_arm_with_a_model_refuses_without_one_and_says_what_to_set(name: str) -> None:
    with pytest.raises(UnknownSolver, match="UNLATCH_LLM_MODEL"):
        solver_called(name, Settings(llm_model=None))

    assert solver_called(name, Settings(llm_model="some-model"))


def test_an_unknown_arm_lists_those_there_are() -> None:
    with pytest.raises(UnknownSolver, match="do_nothing, llm, llm_only, rules"):
        solver_called("guess")


def test_the_exam_shares_nothing_with_an_installation(tmp_path: Path) -> None:
    installed = Settings(
        data_dir=tmp_path / "live", sites_file=tmp_path / "sites.toml", llm_model="m", llm_base_url="u"
    )

    by_rules, by_model = exam_settings(tmp_path), exam_settings(tmp_path, installed)

    for own in (by_rules, by_model):
        assert (own.data_dir, own.sites_file, own.database_url) == (tmp_path, None, None)
    assert by_rules.llm_model is None
    assert (by_model.llm_model, by_model.llm_base_url) == ("m", "u")


class _Model:
    """A model that gives one answer, or fails; it keeps what it was asked."""

    name, place = "fake", "nowhere"

    def __init__(self, answer: Mapping[str, Any] | None) -> None:
        self.answer = answer
        self.asked: list[Prompt] = []

    async def ask(
        self, prompt: Prompt, meter: Meter, *, seconds: float, heard: Heard | None = None
    ) -> Mapping[str, Any]:
        self.asked.append(prompt)
        meter.prompt_tokens += 100
        if self.answer is None:
            raise ModelTrouble(Trouble.UNREACHABLE, "nobody answers")
        return self.answer


ANSWER = {
    "ranked": [EXPIRED, "x"],
    "confidence": 0.7,
    "verdict": "likely",
    "who": "reporter",
    "steps": ["a"],
    "check": "b",
}


async def test_the_model_alone_sees_the_redacted_ticket_and_no_answer() -> None:
    ticket = Ticket(text="curl -H 'Authorization: Bearer abcdef0123456789abcdef'")
    scenario = scenario_of().model_copy(update={"ticket": ticket})
    model = _Model(ANSWER)

    async with open_exam_desk() as desk:
        desk.model = model
        run = await solve_by_model_alone(desk, scenario)

    sent = model.asked[0].messages[1].text
    assert "abcdef0123456789" not in sent
    assert scenario.id not in sent
    assert run.diagnosis["root_cause"] == {"code": EXPIRED, "confidence": 0.7}
    assert run.diagnosis["usage"]["prompt_tokens"] == 100


async def test_a_model_that_fails_has_diagnosed_nothing() -> None:
    async with open_exam_desk() as desk:
        desk.model = _Model(None)
        run = await solve_by_model_alone(desk, scenario_of())

    assert run.diagnosis == {"problem": "nobody answers"}
