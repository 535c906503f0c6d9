"""What a reporter is told, in their language or, where the model wrote in another one, in both."""

from dataclasses import replace

from agent.case import Case
from agent.catalogue.languages import ENGLISH, translation_for, words_for
from agent.catalogue.load import load_catalogue
from agent.diagnosis import Conclusion
from agent.domain import Attachment, IncidentReport
from agent.explain import explanation_for_reporter
from agent.offline import diagnose_offline
from agent.replies import Sentence
from agent.telling import in_language, told
from agent.wordings import said_to_reporter

SCOPE = 'HTTP/1.1 401 Unauthorized\n\n{"code":401,"message":"Unauthorized; scope does not match"}'
SAID = (Sentence(text="Das Token hat den Scope nicht.", fact="body_scope_mismatch", evidence=["E1"]),)


def _case(language: str) -> Case:
    report = IncidentReport("Our script fails.", attachments=(Attachment(SCOPE),), language=language)
    return diagnose_offline(report).case


def _concluded(case: Case) -> Conclusion:
    assert case.conclusion is not None
    return case.conclusion


def test_what_is_reasoned_with_stays_english() -> None:
    """Only what is shown is translated; the case's own conclusion is not."""
    case = _case("ja")
    shown, words = told(case)
    translation = translation_for("ja")

    assert translation is not None
    assert _concluded(case) == _concluded(_case("en"))
    assert shown is not None
    assert shown.root_cause.title == translation.causes[shown.root_cause.code].title
    assert shown.root_cause.summary == translation.causes[shown.root_cause.code].what
    assert words is translation.words
    assert shown.claims == _concluded(case).claims
    assert shown.remediation == _concluded(case).remediation


def test_the_rules_explanation_is_in_the_reports_language() -> None:
    """It is what the line leaves behind, and the English one has no line about the language of its steps."""
    german, english = _case("de-AT"), _case("en")

    assert german.explanation == explanation_for_reporter(*in_language(_concluded(german), german))
    assert words_for("de").steps_are_english in german.explanation
    assert english.explanation == explanation_for_reporter(_concluded(english))
    assert "Bestätigt: " in german.explanation or "Wahrscheinlich" in german.explanation


def test_a_model_that_writes_in_the_same_language_comes_after_the_headline() -> None:
    """Headline, the model's sentences as they are, then the steps."""
    shown, words = in_language(_concluded(_case("de")), _case("de"))
    text = said_to_reporter(shown, SAID, words, "de-DE")

    assert text.startswith("**")
    assert text.index("**") < text.index(SAID[0].text) < text.index(words.steps_are_english)
    assert shown.root_cause.summary not in text


def test_a_model_that_writes_in_another_language_comes_first() -> None:
    """A ticket in German on a report that says nothing of its language: German sentences, then the English answer."""
    text = said_to_reporter(_concluded(_case("en")), SAID, ENGLISH, "de")

    assert text.startswith(SAID[0].text)


def test_a_cause_without_a_translation_keeps_its_english_title() -> None:
    """A catalogue of one's own may know causes that no language has yet."""
    case = _case("fr")
    conclusion = _concluded(case)
    own = replace(conclusion, root_cause=replace(conclusion.root_cause, code="of_our_own", title="Of our own."))

    shown, _ = in_language(own, case)

    assert shown.root_cause.title == "Of our own."
    assert shown.inseparable_says != conclusion.inseparable_says or not conclusion.inseparable_says


def test_every_group_of_the_catalogue_is_found_by_what_it_says() -> None:
    """A group is looked up by its English sentence."""
    case = _case("es")
    for group in load_catalogue().groups:
        shown, _ = in_language(replace(_concluded(case), inseparable_says=group.says), case)
        assert shown.inseparable_says != group.says, group.id
