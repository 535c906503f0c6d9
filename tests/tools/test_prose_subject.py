"""What a ticket as a whole is about: Confluence stays Confluence, whatever else is named."""

import pytest

from tools.prose import Subject, subject_of


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Please order a new keyboard.", Subject.OTHER_PRODUCT),
        ("Please reset my SAP password.", Subject.OTHER_PRODUCT),
        ("How do I sort the rows of a table?", Subject.CONTENT),
        ("The blinds in the office hang crooked.", Subject.UNFAMILIAR),
        ("Something is wrong.", Subject.OPEN),
        ("Ich kann mich seit gestern nicht mehr anmelden, das Kennwort wird abgelehnt.", Subject.OPEN),
        ("Zugang defekt, bitte helfen", Subject.OPEN),
        ("Je ne peux plus ouvrir la page de mon service.", Subject.OPEN),
        ("", Subject.OPEN),
    ],
)
def test_what_a_ticket_is_about(text: str, subject: Subject) -> None:
    """Another product or thing, content, or nothing that tells."""
    assert subject_of(text) is subject


@pytest.mark.parametrize(
    "text",
    [
        "I cannot log in to Confluence from my new laptop.",
        "The wiki asks for a password on my phone.",
        "Outlook opens the link to the Confluence page and I get access denied.",
        "The diagram macro says that I have no permission.",
        "The table export ends with a 403.",
        "GET https://wiki.example.com/rest/api/content from SAP answers 401",
    ],
)
def test_a_sign_of_refused_access_keeps_a_ticket_open(text: str) -> None:
    """Naming a device, a program or content makes a refused access no other subject."""
    assert subject_of(text) is Subject.OPEN
