"""What a visitor at the widget may send: nothing that would speak for somebody else or for the operator."""

from pydantic import BaseModel

from api.access import Caller, CallerKind
from api.errors import Problem
from api.schemas import IncidentIn, MessageIn, ReporterIn, VerifyIn

_INCIDENT = frozenset({"text", "attachments", "space_key", "page_id", "language", "credential"})
_MESSAGE = frozenset({"text", "attachments", "answer", "credential", "consent"})
_VERIFY = frozenset({"credential"})
_WORDS_ONLY = frozenset({"text", "attachments", "answer", "language"})


def check_incident(caller: Caller, body: IncidentIn) -> IncidentIn:
    """Return the incident as the caller may report it: a visitor's token says who reports, and of which site.

    Raises:
        Problem: A visitor sent a field that is not theirs to send.
    """
    _check_fields(caller, body, _INCIDENT)
    if caller.visitor is None:
        return body
    who = caller.visitor
    reporter = ReporterIn(email=who.email, username=who.username, account_id=who.account_id)
    return body.model_copy(update={"reporter": reporter, "site": who.site})


def check_message(caller: Caller, body: MessageIn) -> None:
    """Stop a message with a field that is not the caller's to send.

    Raises:
        Problem: It has one.
    """
    _check_fields(caller, body, _MESSAGE)


def check_verify(caller: Caller, body: VerifyIn) -> None:
    """Stop a verification with a field that is not the caller's to send.

    Raises:
        Problem: It has one.
    """
    _check_fields(caller, body, _VERIFY)


def _check_fields(caller: Caller, body: BaseModel, allowed: frozenset[str]) -> None:
    if not caller.is_visitor:
        return
    known = caller.kind is CallerKind.VISITOR
    mine = allowed if known else allowed & _WORDS_ONLY
    foreign = sorted(body.model_fields_set - mine)
    if foreign:
        whose = "A visitor" if known else "A visitor without a token"
        raise Problem(
            422,
            "Not a visitor's to send",
            f"{whose} may send {', '.join(sorted(mine)) or 'no field'} only; leave out {', '.join(foreign)}.",
        )
