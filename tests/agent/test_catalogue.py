"""The catalogue keeps its promises: complete, well-formed, reachable, and honest about what it cannot separate."""

from pathlib import Path

import pytest

from agent.catalogue.entry import Basis, Cause, Strength
from agent.catalogue.load import load_catalogue, read_yaml_folders
from agent.domain import Channel
from agent.inference import Seen, rank
from tools.evidence import Source
from tools.facts import Fact

CODES = [line.split() for line in (Path(__file__).parent / "cause_codes.txt").read_text("utf-8").splitlines()]
CATALOGUE = load_catalogue()
CAUSES = sorted(CATALOGUE.causes.values(), key=lambda c: c.code)
NO_CAUSE = {"unknown_cause"}
"""It leads when nothing else does."""
PLACES = {"site_url", "gateway_url", "cloud_id", "user", "space_key", "page_id"}


LEADERS = [cause for cause in CAUSES if cause.code not in NO_CAUSE]
each_cause = pytest.mark.parametrize("cause", CAUSES, ids=lambda c: c.code)
each_leader = pytest.mark.parametrize("cause", LEADERS, ids=lambda c: c.code)


def test_the_catalogue_holds_exactly_the_closed_list_of_codes() -> None:
    """Code, family and deployments are those of the closed list, no more and no less."""
    found = {(c.code, c.family, ",".join(c.deployments)) for c in CAUSES}

    assert found == {(code, family, deployments) for code, family, deployments in CODES}


def test_every_cause_has_a_file_of_its_own_name() -> None:
    """One file per cause, so that a newcomer finds it by its code."""
    names = {path.stem for path in Path("agent/catalogue/causes").glob("*.yaml")}

    assert names == {c.code for c in CAUSES}


@each_cause
def test_a_cause_says_what_it_is_and_what_to_do(cause: Cause) -> None:
    """Title, explanation, remediation with a check, date and priors are all there."""
    assert 10 <= len(cause.title) <= 140
    assert cause.what
    assert cause.checked == "2026-11"
    assert set(cause.priors) == set(Channel)
    for item in cause.remediation:
        assert item.steps
        assert item.check
    assert cause.remediation or cause.family == "none"


@each_cause
def test_a_cause_that_is_no_guess_names_its_sources(cause: Cause) -> None:
    """What is measured or documented has a public reference."""
    if cause.basis is not Basis.INFERRED and cause.family != "none":
        assert cause.references
        assert all(url.startswith("https://") for url in cause.references)


@each_leader
def test_some_set_of_facts_makes_a_cause_the_leader(cause: Cause) -> None:
    """Every cause can be reached: its own strongest facts put it first on a deployment it exists on."""
    strongest = sorted(cause.bearings.values(), key=lambda b: -b.strength.log_odds)
    seen = [
        Seen(b.fact, f"E{i}", f"E{i}/x", Source.PROBE) for i, b in enumerate(strongest[:6]) if b.strength.log_odds > 0
    ]
    channel = max(Channel, key=lambda c: cause.priors[c].weight)

    ranking = rank(CATALOGUE, seen, cause.deployments[0], channel)

    assert ranking.leader.code == cause.code


@each_cause
def test_every_look_alike_is_separated_by_a_fact_or_declared_inseparable(cause: Cause) -> None:
    """A pair that looks the same has a fact that bears differently on the two, or shares a declared group."""
    for other in cause.look_alikes:
        twin = CATALOGUE.causes[other.code]
        together = any({cause.code, twin.code} <= set(group.codes) for group in CATALOGUE.groups)
        separating = [fact for fact in other.told_apart_by if _odds(cause, fact) != _odds(twin, fact)]

        assert separating or together, f"{cause.code} and {twin.code} are told apart by nothing"


@each_cause
def test_no_fact_is_said_to_exclude_what_it_speaks_for(cause: Cause) -> None:
    """An `excluded_by` fact never stands under `for` of the look-alike that it excludes."""
    raw = {item["code"]: item for item in read_yaml_folders()["causes"]}
    for other in cause.look_alikes:
        speaks_for = {item["fact"] for item in raw[other.code].get("for") or []}

        assert not speaks_for & {fact.value for fact in other.excluded_by}, other.code


def test_questions_and_groups_hang_together() -> None:
    """Shares add up to one, option ids are unique, and each group has at least two causes and a question."""
    for question in CATALOGUE.questions.values():
        assert sum(o.base for o in question.options) == pytest.approx(1.0), question.id
        assert len({o.id for o in question.options}) == len(question.options), question.id
        assert any(o.facts for o in question.options), question.id
    for group in CATALOGUE.groups:
        assert len(group.codes) > 1, group.id
        assert set(group.codes) <= set(CATALOGUE.causes), group.id
        assert group.question in CATALOGUE.questions, group.id


def test_the_question_of_a_group_separates_its_causes() -> None:
    """Some option of a group's question bears differently on its members."""
    for group in CATALOGUE.groups:
        question = CATALOGUE.questions[group.question]
        members = [CATALOGUE.causes[code] for code in group.codes]
        facts = [fact for option in question.options for fact in option.facts]

        assert any(len({_odds(m, fact) for m in members}) > 1 for fact in facts), group.id


def test_every_fact_of_the_vocabulary_bears_on_some_cause() -> None:
    """A fact that moves no cause is dead weight, unless it only sets the frame."""
    used = {fact for cause in CAUSES for fact in cause.bearings}
    frame = {
        Fact.CHANNEL_APP,
        Fact.CHANNEL_BROWSER,
        Fact.CHANNEL_SCRIPT,
        Fact.DEPLOYMENT_CLOUD,
        Fact.DEPLOYMENT_DATA_CENTER,
    }

    assert set(Fact) - used - frame == set()


def _odds(cause: Cause, fact: Fact) -> float:
    bearing = cause.bearings.get(fact)
    return bearing.strength.log_odds if bearing else 0.0


def test_decisive_is_kept_for_what_proves_one_thing() -> None:
    """A fact is decisive for one cause, or for causes that are declared inseparable or separated by deployment."""
    holders: dict[Fact, list[Cause]] = {}
    for cause in CAUSES:
        for bearing in cause.bearings.values():
            if bearing.strength is Strength.DECISIVE:
                holders.setdefault(bearing.fact, []).append(cause)

    for fact, causes in holders.items():
        codes = {c.code for c in causes}
        assert len(codes) == 1 or any(codes <= set(g.codes) for g in CATALOGUE.groups), (fact, codes)
