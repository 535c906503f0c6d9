"""The REST contract's request bodies, checked at the edge."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

MAX_ATTACHMENT_BYTES = 6 * 1024 * 1024
MAX_BODY_BYTES = 8 * 1024 * 1024

_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Short = Annotated[str, StringConstraints(max_length=320, pattern=_ONE_LINE)]
Key = Annotated[str, StringConstraints(max_length=255, pattern=_ONE_LINE)]
TicketKey = Annotated[str, StringConstraints(max_length=120, pattern=_ONE_LINE)]


_TOLD: list[Any] = [
    {"required": ["text"], "properties": {"text": {"type": "string", "pattern": "\\S"}}},
    {"required": ["attachments"], "properties": {"attachments": {"type": "array", "minItems": 1}}},
]


def _given(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "object"}}}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AttachmentIn(_Body):
    """One paste."""

    kind: Literal["auto", "text", "curl", "har", "headers", "log", "traceback"] = "auto"
    name: Short = ""
    content: str = Field(min_length=1, examples=["HTTP/1.1 401\nX-Seraph-LoginReason: AUTHENTICATION_DENIED"])


class ReporterIn(_Body):
    """Who reports it, as far as known."""

    email: Short = ""
    username: Short = ""
    account_id: Short = ""


class CredentialIn(_Body):
    """The subject's own credential: for this diagnosis only, never stored in clear, never shown to a model."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "if": {"properties": {"kind": {"const": "header"}}},
            "then": {"required": ["header"], "properties": {"header": {"minLength": 1}}},
        },
    )

    kind: Literal["basic", "bearer", "cookie", "header"]
    username: Short = ""
    secret: SecretStr = Field(max_length=16_000)
    header: Short = ""

    @model_validator(mode="after")
    def _header_is_named(self) -> "CredentialIn":
        if self.kind == "header" and not self.header:
            raise ValueError("a credential of kind header needs the header's name in `header`")
        return self


class ConsentIn(_Body):
    """What the person agrees to."""

    password_probe: bool = False


class TicketIn(_Body):
    """The ticket at a helpdesk."""

    desk: Short = ""
    key: TicketKey = ""
    url: Annotated[str, StringConstraints(max_length=2000)] = ""


class BudgetIn(_Body):
    """What the diagnosis may spend."""

    seconds: float = Field(default=60, gt=0, le=600)
    probes: int = Field(default=12, ge=0, le=40)
    llm_tokens: int = Field(default=30_000, ge=0, le=200_000)


class IncidentIn(_Body):
    """The incident report. At least one of text and attachments must be there."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"anyOf": _TOLD})

    text: str = Field(default="", max_length=400_000, examples=["Our script gets 401 since Monday, curl works."])
    site: Annotated[str, StringConstraints(max_length=2000)] = Field(default="", examples=["acme"])
    reporter: ReporterIn = ReporterIn()
    space_key: Key = ""
    page_id: Key = ""
    attachments: list[AttachmentIn] = Field(default_factory=list, max_length=20)
    credential: CredentialIn | None = None
    consent: ConsentIn = ConsentIn()
    ticket: TicketIn = TicketIn()
    callback: Key = ""
    language: Annotated[
        str,
        StringConstraints(max_length=35),
        Field(description="BCP-47 tag of what the reporter reads: de, es, fr or ja; anything else reads English."),
    ] = "en"
    budget: BudgetIn = BudgetIn()

    @model_validator(mode="after")
    def _something_is_told(self) -> "IncidentIn":
        if not self.text.strip() and not self.attachments:
            raise ValueError("give at least one of `text` and `attachments`: there is nothing to diagnose")
        return self


class VerifyIn(_Body):
    """A look at the fix; the credential is not kept after a diagnosis, so it is given again."""

    credential: CredentialIn | None = None


class FeedbackIn(_Body):
    """What turned out to be true."""

    correct: bool
    actual_cause: Annotated[str, StringConstraints(max_length=60)] = Field(
        default="", examples=["scoped_token_on_site_url"]
    )
    comment: Annotated[str, StringConstraints(max_length=4000)] = ""


class AnswerIn(_Body):
    """A chosen option of the open question."""

    question: Key
    option: Key


class MessageIn(_Body):
    """An answer, new evidence, or a follow-up question."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"anyOf": [*_TOLD, _given("answer"), _given("credential")]}
    )

    text: str = Field(default="", max_length=400_000)
    attachments: list[AttachmentIn] = Field(default_factory=list, max_length=20)
    answer: AnswerIn | None = None
    credential: CredentialIn | None = None
    consent: ConsentIn = ConsentIn()

    @model_validator(mode="after")
    def _something_is_told(self) -> "MessageIn":
        if not (self.text.strip() or self.attachments or self.answer or self.credential):
            raise ValueError("give at least one of `text`, `attachments`, `answer` and `credential`")
        return self
