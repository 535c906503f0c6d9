"""The scenario: one incident with its world, the person who reports it, and what a good answer is.

Scenario files are YAML of exactly this shape; the published JSON Schema is evals/scenarios/scenario.schema.json.
Only `ticket`, the credential and what the persona says ever reach the product.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from agent.catalogue.entry import Role
from agent.domain import Verdict
from tools.facts import Fact
from tools.site import CredentialKind, Deployment

ScenarioId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{2,40}$")]


class PersonaKind(StrEnum):
    """Who writes the ticket and answers the questions."""

    END_USER = "end_user"
    ADMIN = "admin"
    SCRIPT_AUTHOR = "script_author"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paste(_Strict):
    """One attachment."""

    kind: Literal["auto", "text", "curl", "har", "headers", "log", "traceback"] = "auto"
    name: str = ""
    content: str = Field(min_length=1)


class Reporter(_Strict):
    """Who the ticket says it is from."""

    email: str = ""
    username: str = ""
    account_id: str = ""


class Ticket(_Strict):
    """What reaches the product at first."""

    text: str
    language: str = "en"
    attachments: tuple[Paste, ...] = ()
    space_key: str = ""
    page_id: str = ""
    reporter: Reporter = Reporter()


class Persona(_Strict):
    """The scripted person: answers what is asked from what they know, and sometimes gets it wrong.

    Attributes:
        knows: Facts that are true and that this person can find out when asked.
        wrong_turns: Questions (counted from 1) that they answer wrongly.
        brings: Pastes that they hand over with their first answer.
        patience: So many questions they answer; 0 means that nobody answers.
    """

    kind: PersonaKind = PersonaKind.SCRIPT_AUTHOR
    knows: tuple[Fact, ...] = ()
    wrong_turns: tuple[int, ...] = ()
    brings: tuple[Paste, ...] = ()
    patience: int = Field(default=4, ge=0, le=10)


class SiteUnderTest(_Strict):
    """Where the product may look: a lab world, a recording, or nowhere.

    Attributes:
        registered: Whether the site is registered, so that it may be asked.
        url: Base URL as a person would browse it; it may stand in the ticket.
        world: Specification for evals.lab.world.build_world; its hosts answer under their real names.
        recording: Name of a HAR file in evals/recordings, replayed strictly.
        network: Host name to what happens on the way there instead of an answer (see evals/solvers/wire.py).
        probes_from: Address that the product's requests come from, for allow-lists.
    """

    registered: bool = True
    url: str = ""
    deployment: Deployment = Deployment.CLOUD
    world: dict[str, Any] | None = None
    recording: str = ""
    network: dict[str, str] = Field(default_factory=dict)
    observer: bool = False
    allow_password_probe: bool = False
    probes_from: str = "198.51.100.20"

    @model_validator(mode="after")
    def _one_source(self) -> "SiteUnderTest":
        if self.world is not None and self.recording:
            raise ValueError("a site is a world or a recording, not both")
        if self.registered and self.world is None and not self.recording:
            raise ValueError("a registered site needs a world or a recording behind it")
        return self


class GivenCredential(_Strict):
    """What the person hands over. Left empty in a world, it is the world's role of that name."""

    role: str = "subject"
    kind: CredentialKind | None = None
    username: str = ""
    secret: str = ""
    header: str = ""


class Expected(_Strict):
    """What a good answer is.

    Attributes:
        codes: Right causes; with two faults either may lead and the other must be named.
        group: Causes that the facts within reach cannot separate from the right one: naming one of them is good
            enough while the verdict stays below confirmed and the separating question is put.
        verdicts: Verdict classes that are right here.
        facts: Facts that the product must have found.
        roles: Roles of which at least one must be told what to do; empty means that anybody may.
        asks: It must end in a question instead of an answer.
    """

    codes: tuple[str, ...] = Field(min_length=1)
    group: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = (Verdict.CONFIRMED, Verdict.LIKELY)
    facts: tuple[Fact, ...] = ()
    roles: tuple[Role, ...] = ()
    asks: bool = False
    both: bool = False


class Limits(_Strict):
    """What the product must not exceed or do. Writes and foreign hosts are always forbidden."""

    requests: int = Field(default=12, ge=0)
    failed_logins: int = Field(default=0, ge=0)
    refusals: int = Field(default=4, ge=0)


class Scenario(_Strict):
    """One exam question."""

    id: ScenarioId
    about: str = ""
    tags: tuple[str, ...] = ()
    ticket: Ticket
    persona: Persona = Persona()
    site: SiteUnderTest
    credential: GivenCredential | None = None
    password_consent: bool = False
    expected: Expected
    limits: Limits = Limits()
