"""Reading prose: sentences become groups, and who says what about which call is kept apart."""

import pytest

from tools.evidence import Source
from tools.facts import Fact
from tools.prose import looks_english, read_prose


def facts_of(text: str) -> set[Fact]:
    """List what a text yields."""
    return {sighting.fact for sighting in read_prose(text)}


def test_each_sentence_is_a_group_of_its_own() -> None:
    """Facts of one sentence share a group, since they are not independent."""
    sightings = read_prose("Since yesterday every call gets a 401. The same token works in curl.")

    groups = {sighting.fact: sighting.group for sighting in sightings}
    assert groups[Fact.STATUS_401] == groups[Fact.TOLD_SINCE_A_MOMENT] == "s1"
    assert groups[Fact.TOLD_OTHER_CLIENT_WORKS] == "s2"


def test_a_fact_counts_once_in_a_sentence() -> None:
    """A code said twice in one sentence is one sighting."""
    sightings = read_prose("We get a 401, always 401, nothing but 401.")

    assert [s.fact for s in sightings].count(Fact.STATUS_401) == 1


def test_quotes_are_the_reporters_words_and_short() -> None:
    """A quote stands word for word in the text and has at most 200 characters."""
    text = "Our token " + "really " * 60 + "works in curl. Nobody can log in."

    for sighting in read_prose(text):
        quote = (sighting.quote or "").removesuffix("...")
        assert len(sighting.quote or "") <= 200
        assert quote in " ".join(text.split())
        assert sighting.source is Source.PROSE


def test_a_comparison_says_which_side_fails() -> None:
    """The header of the call that works is not the header of the call that fails."""
    found = facts_of("With a Bearer header in curl it works, but our tool gets 401.")

    assert {Fact.TOLD_BEARER_WORKS, Fact.TOLD_OTHER_CLIENT_WORKS, Fact.STATUS_401} <= found
    assert Fact.SENT_BEARER not in found


def test_not_turns_an_outcome_round() -> None:
    """A client that does not work is not one that works."""
    found = facts_of("It works in the browser but not in curl.")

    assert Fact.TOLD_BROWSER_WORKS in found
    assert Fact.TOLD_OTHER_CLIENT_WORKS not in found


def test_questions_that_presuppose_are_read() -> None:
    """To ask why something fails states that it fails; to ask whether it expired states nothing."""
    assert Fact.TOLD_OTHER_CLIENT_WORKS in facts_of("Why does the token work in curl but not in my script?")
    assert Fact.TOLD_TOKEN_LISTED_EXPIRED not in facts_of("Is the token expired?")


def test_the_deployment_where_it_used_to_work_is_not_the_site() -> None:
    """Somebody who came from Data Center to Cloud has a Cloud problem."""
    found = facts_of("The tool worked on-prem. On Cloud it ends with 404.")

    assert Fact.DEPLOYMENT_CLOUD in found
    assert Fact.DEPLOYMENT_DATA_CENTER not in found


def test_a_person_at_a_login_page_sends_no_basic_header() -> None:
    """User and password typed into a page are a password, not Basic authentication."""
    found = facts_of("I cannot log in to the wiki with my user name and password.")

    assert Fact.CHANNEL_BROWSER in found
    assert Fact.SENT_BASIC not in found


def test_key_value_lines_stay_apart() -> None:
    """Lines of a list of known facts are not run together."""
    sightings = read_prose("client: md2cf\nstatus: 401\nunscoped token works\nrequests go to the site host")

    assert len({sighting.group for sighting in sightings}) == 4


def test_hand_wrapped_lines_are_joined() -> None:
    """A sentence that a mail program broke into lines is read as one."""
    text = (
        "We have been using the same API token with our script for more than a\n"
        "year and it has always worked in every run that we did, but since the\n"
        "update of last week the script gets a 401 whatever we try to do here.\n"
    )

    assert {Fact.TOLD_WORKED_BEFORE, Fact.STATUS_401, Fact.TOLD_SINCE_A_MOMENT} <= facts_of(text)


ENGLISH = ["Our script gets a 401 since yesterday and nobody changed anything.", "401 on read", "", "HTTP/1.1 401 Gone"]
OTHER = [
    "Seit gestern bekommt unser Skript einen 401 und ich habe nichts gemacht.",
    "Depuis hier notre script a une erreur 401 et je ne sais pas pourquoi.",
    "Desde ayer el script da un error 401 y no entiendo lo que pasa.",
    "\u6628\u65e5\u304b\u3089 401 \u3092\u8fd4\u3057\u307e\u3059",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_told_by_its_small_words(text: str) -> None:
    """English, a paste and an empty text are read by all rules."""
    assert looks_english(text)


@pytest.mark.parametrize("text", OTHER)
def test_other_languages_are_told(text: str) -> None:
    """German, French, Spanish and Japanese are not taken for English."""
    assert not looks_english(text)


def test_other_languages_yield_what_a_machine_said() -> None:
    """Codes, addresses and quoted server words are read whatever the language."""
    found = facts_of(
        "Seit gestern bekommen wir von https://acme.atlassian.net/wiki/rest/api/content einen 401, "
        'in der Antwort steht nur "Unauthorized; scope does not match".'
    )

    assert {Fact.STATUS_401, Fact.BODY_SCOPE_MISMATCH, Fact.URL_SITE_HOST, Fact.DEPLOYMENT_CLOUD} <= found
    assert Fact.TOLD_SINCE_A_MOMENT not in found


ADDRESSES = [
    ("https://acme.atlassian.net/rest/api/content fails with 404", Fact.URL_WITHOUT_WIKI),
    ("https://acme.atlassian.net/wiki/wiki/rest/api fails", Fact.URL_DOUBLED_PART),
    ("https://api.atlassian.com/ex/confluence/CID/wiki/rest/api fails", Fact.URL_GATEWAY),
    ("https://api.atlassian.com/ex/confluence/acme.atlassian.net/wiki fails", Fact.URL_GATEWAY_MALFORMED),
    ("https://acme.atlassian.net/ex/confluence/CID fails", Fact.URL_SITE_AND_GATEWAY_MIXED),
    ("https://wiki.example.com/download/attachments/1/a.png gives 302", Fact.URL_DOWNLOAD_PATH),
    ("POST /rpc/json-rpc/confluenceservice-v2 gives 401", Fact.URL_LEGACY_RPC),
    ("we call https://acme.atlassian.net/gateway/api/emoji and get 401", Fact.URL_INTERNAL_ROUTE),
]


@pytest.mark.parametrize(("text", "fact"), ADDRESSES, ids=lambda value: value if isinstance(value, Fact) else "")
def test_forms_of_an_address(text: str, fact: Fact) -> None:
    """The form of an address in a sentence is read."""
    assert fact in facts_of(text)


def test_hostile_text_is_read_in_bounded_time() -> None:
    """Neither endless words nor control characters break the reading."""
    for text in ("not " * 50_000, "\u202e\x00\ufeff works " * 2_000, "(" * 20_000, "a" * 200_000, "?!.;," * 20_000):
        assert len(read_prose(text)) < 2_000
