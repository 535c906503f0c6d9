"""Ranking: facts move odds, facts of one answer count once, and hearsay neither proves nor rules out."""

from agent.catalogue.load import load_catalogue
from agent.derive import with_derived
from agent.domain import Channel, Verdict
from agent.inference import Seen, channel_of, deployment_of, rank
from agent.verdict import judge
from tools.evidence import Source
from tools.facts import Fact
from tools.site import Deployment

CATALOGUE = load_catalogue()


def seen(*facts: Fact, source: Source = Source.PROBE, one_group: bool = False) -> list[Seen]:
    """Return sightings, each in an exchange of its own unless they come from one."""
    return [Seen(f, f"E{i}", "E1/x1" if one_group else f"E{i}/x1", source) for i, f in enumerate(facts, 1)]


def share(code: str, sightings: list[Seen], deployment: Deployment | None = Deployment.CLOUD) -> float:
    """Return the probability of a cause."""
    return rank(CATALOGUE, sightings, deployment, Channel.SCRIPT).of(code).probability


def test_probabilities_add_up_to_one() -> None:
    """All hypotheses together are certain."""
    ranking = rank(CATALOGUE, seen(Fact.STATUS_401), None, None)

    assert abs(sum(h.probability for h in ranking.hypotheses) - 1) < 1e-9


def test_facts_of_one_answer_count_once() -> None:
    """Two facts of one exchange move a cause no further than the stronger of them."""
    both = (Fact.SUBJECT_401_ON_SITE, Fact.BODY_TOMCAT_401)

    together = share("scoped_token_on_site_url", seen(*both, one_group=True))
    apart = share("scoped_token_on_site_url", seen(*both))

    assert together < apart


def test_saying_the_same_twice_makes_it_no_truer() -> None:
    """A repeated fact counts once, whatever exchange it comes from."""
    once = share("scoped_token_on_site_url", seen(Fact.TOLD_TOKEN_SCOPED))
    twice = share("scoped_token_on_site_url", seen(Fact.TOLD_TOKEN_SCOPED, Fact.TOLD_TOKEN_SCOPED))

    assert once == twice


def test_a_cause_of_the_other_deployment_is_all_but_gone() -> None:
    """A Cloud cause does not lead on Data Center."""
    assert share("scoped_token_on_site_url", seen(Fact.TOLD_TOKEN_SCOPED), Deployment.DATA_CENTER) < 0.05


def test_what_is_only_told_never_confirms() -> None:
    """The decisive fact confirms from a probe, and stays at likely or below when somebody only says it."""
    facts = (Fact.DIFFERS_FROM_INVENTED, Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SUBJECT_401_ON_SITE)
    probed, told = seen(*facts), seen(*facts, source=Source.PROSE)

    verdicts = [judge(CATALOGUE, rank(CATALOGUE, s, Deployment.CLOUD, Channel.SCRIPT), s) for s in (probed, told)]

    assert verdicts[0] is Verdict.CONFIRMED
    assert verdicts[1] is not Verdict.CONFIRMED


def test_nothing_seen_is_inconclusive() -> None:
    """Without any fact there is no likely cause."""
    ranking = rank(CATALOGUE, [], None, None)

    assert judge(CATALOGUE, ranking, []) is Verdict.INCONCLUSIVE


def test_deployment_and_channel_follow_the_facts() -> None:
    """Signs that disagree leave the deployment open."""
    cloud, both = seen(Fact.DEPLOYMENT_CLOUD), seen(Fact.DEPLOYMENT_CLOUD, Fact.DEPLOYMENT_DATA_CENTER)

    assert deployment_of(cloud) is Deployment.CLOUD
    assert deployment_of(both) is None
    assert channel_of(seen(Fact.CHANNEL_BROWSER)) is Channel.BROWSER
    assert channel_of([]) is None


def test_an_app_stays_an_app_however_its_calls_are_pasted() -> None:
    """An app calls as a script does, so signs of a script do not outvote the word that it is an app."""
    facts = (Fact.CHANNEL_APP, Fact.CHANNEL_SCRIPT, Fact.CHANNEL_SCRIPT)

    assert channel_of(seen(*facts)) is Channel.APP
    assert channel_of(seen(*facts[1:])) is Channel.SCRIPT


def test_our_own_try_at_the_site_blames_no_address_that_nobody_was_seen_to_call() -> None:
    """Where the gateway misses a scope for everything, only a pasted call to the site makes the address the fault."""
    tried = seen(Fact.SUBJECT_401_ON_SITE, Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY, Fact.SCOPE_MISSING_ON_BOTH)
    pasted = seen(Fact.URL_SITE_HOST, source=Source.PARSED_EXCHANGE)

    kept = {item.fact for item in with_derived(tried, Deployment.CLOUD)}
    kept_beside_the_call = {item.fact for item in with_derived([*pasted, *tried], Deployment.CLOUD)}

    assert Fact.SUBJECT_401_ON_SITE not in kept
    assert Fact.SUBJECT_401_ON_SITE in kept_beside_the_call


def test_a_token_that_the_site_takes_for_nobody_was_not_sent_as_a_password() -> None:
    """Data Center refuses a wrong Basic pair aloud; a Bearer token that it does not know makes the caller anonymous."""
    sightings = seen(Fact.SENT_BEARER, Fact.SECRET_DC_PAT, Fact.SUBJECT_NOBODY_ON_SITE)

    assert share("pat_sent_as_basic", sightings, Deployment.DATA_CENTER) < 0.01
