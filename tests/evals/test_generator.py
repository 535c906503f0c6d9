"""The generator: enough of everything, repeatable, and silent about the answer."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.catalogue.load import load_catalogue
from evals.generator.generate import CANNOT_BE_SIMULATED, PUBLIC_SEED, generate, hidden_seed
from evals.scenarios.files import load_folder, to_yaml
from evals.scenarios.leaks import leaks_of, telling_words
from evals.scenarios.model import Scenario, Ticket
from evals.solvers.recorded import RECORDINGS

OTHER_SEED = "another-exam"
LEAST = 300
KINDS: dict[str, tuple[int, Callable[[Scenario], bool]]] = {
    "two faults": (8, lambda s: "two-faults" in s.tags),
    "healthy controls": (3, lambda s: "no_fault_found" in s.expected.codes),
    "red herrings": (30, lambda s: bool({"noise", "belief"} & set(s.tags))),
    "lying proxies": (8, lambda s: any(tag.startswith("lie-") for tag in s.tags)),
    "a login page with status 200": (1, lambda s: "lie-login-page-200" in s.tags),
    "anonymous access that hides a refusal": (
        2,
        lambda s: "anonymous_fallback_masks_bad_credentials" in s.expected.codes,
    ),
    "stale recordings": (8, lambda s: "old-capture" in s.tags),
    "thin tickets that must end in a question": (10, lambda s: s.expected.asks and s.persona.patience == 0),
    "other languages": (8, lambda s: s.ticket.language != "en"),
    "wrong answers": (2, lambda s: bool(s.persona.wrong_turns)),
    "pastes that come later": (2, lambda s: bool(s.persona.brings)),
}


@pytest.fixture(scope="module")
def exam() -> tuple[Scenario, ...]:
    return generate(PUBLIC_SEED)


def test_the_exam_has_at_least_three_hundred_scenarios_with_names_of_their_own(exam: tuple[Scenario, ...]) -> None:
    assert len(exam) >= LEAST
    assert len({one.id for one in exam}) == len(exam)


def test_every_code_is_simulated_twice_or_says_why_it_cannot(exam: tuple[Scenario, ...]) -> None:
    counts = Counter(one.expected.codes[0] for one in exam)
    codes = set(load_catalogue().causes)

    assert {code for code in codes if counts[code] < 2} == set(CANNOT_BE_SIMULATED)
    assert all(len(reason) > 20 for reason in CANNOT_BE_SIMULATED.values())
    assert {code for one in exam for code in (*one.expected.codes, *one.expected.group)} <= codes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [PUBLIC_SEED, OTHER_SEED])
def test_every_exam_holds_what_makes_it_hard(kind: str, seed: str) -> None:
    least, is_one = KINDS[kind]

    assert sum(map(is_one, generate(seed))) >= least


def test_one_seed_always_gives_the_same_exam_and_another_seed_another_one() -> None:
    first = [one.model_dump_json() for one in generate(OTHER_SEED)]
    generate.cache_clear()
    again = [one.model_dump_json() for one in generate(OTHER_SEED)]
    other = [one.model_dump_json() for one in generate(PUBLIC_SEED)]

    assert first == again
    assert not set(first) & set(other)


def test_hidden_seeds_cannot_be_guessed() -> None:
    assert len({hidden_seed() for _ in range(20)}) == 20


@pytest.mark.parametrize("seed", [PUBLIC_SEED, OTHER_SEED])
def test_no_text_and_no_name_gives_the_answer_away(seed: str) -> None:
    assert [leak for one in generate(seed) for leak in leaks_of(one)] == []


@pytest.mark.parametrize("folder", [RECORDINGS, RECORDINGS.parent / "scenarios" / "library"], ids=lambda f: f.name)
def test_written_and_recorded_scenarios_give_nothing_away_either(folder: Path) -> None:
    assert [leak for one in load_folder(folder) for leak in leaks_of(one)] == []


@pytest.mark.parametrize(
    "text",
    [
        "I think it is api_token_expired",
        "Is this API token expired?",
        "our Api-Token-Expired page",
        "The token has expired, it was an API key",
    ],
)
def test_a_ticket_that_names_its_cause_is_found(exam: tuple[Scenario, ...], text: str) -> None:
    some = next(one for one in exam if one.expected.codes[0] == "api_token_expired")
    told = some.model_copy(update={"ticket": Ticket(text=text)})

    assert any("ticket" in leak for leak in leaks_of(told))
    assert telling_words("wrong_or_renamed_site") == {"wrong", "renam", "site"}


def test_what_the_product_reads_holds_no_tag_of_the_generator(exam: tuple[Scenario, ...]) -> None:
    for one in exam:
        read = one.ticket.model_dump_json() + one.site.url + "".join(paste.content for paste in one.persona.brings)
        assert not [tag for tag in one.tags if tag.startswith("lie-") and tag in read]


def test_a_generated_scenario_is_a_scenario_file(exam: tuple[Scenario, ...], tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(to_yaml(exam[0]), "utf-8")

    assert load_folder(tmp_path) == (exam[0],)
