"""Asks a running Unlatch over its REST API on behalf of the tool."""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2

from api.access import View
from api.answers import Diagnosis
from api.client import Client, Refused
from api.mcp.outcome import AT_REST, Outcome, outcome_of, words_of
from api.settings import Settings, SettingsError
from api.views import cut

WAIT_SECONDS = 25
T = TypeVar("T")


class CannotTell(Exception):  # noqa: N818 - it names what happened
    """The tool has no answer; the text says what happened and what to do, for the model and its person."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the tool was called with. It has no place for a credential, a callback or somebody else's account."""

    text: str = ""
    attachments: Sequence[Mapping[str, str]] = ()
    site: str = ""
    space_key: str = ""
    page_id: str = ""
    ticket: str = ""
    diagnosis: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class RemoteCaller:
    """Runs the tool against a service.

    Attributes:
        full: Show what the key's scopes allow; else the reporter's view, whatever the key may.
    """

    client: Client
    url: str
    full: bool = False

    def call(self, told: Told) -> tuple[Outcome, str]:
        """Start a diagnosis or go on with one, wait for it to rest, and return it with what the model reads.

        Raises:
            CannotTell: The service refuses or does not answer.
        """
        return self._asking(lambda: self._answered(self._go_on(told) if told.diagnosis else self._start(told)))

    def _start(self, told: Told) -> str:
        if told.answer:
            raise CannotTell("`answer` belongs to a question that was asked. Give `diagnosis`, the id, with it.")
        if not told.text.strip() and not told.attachments:
            raise CannotTell("Give `text`, what the person says, or `attachments`, what they pasted; best both.")
        report: dict[str, Any] = {
            "text": told.text,
            "attachments": [dict(one) for one in told.attachments],
            "site": told.site,
            "space_key": told.space_key,
            "page_id": told.page_id,
            "ticket": {"key": told.ticket} if told.ticket else {},
        }
        return self.client.start({name: value for name, value in report.items() if value}, wait_seconds=WAIT_SECONDS).id

    def _go_on(self, told: Told) -> str:
        if not told.answer and not told.text.strip() and not told.attachments:
            return told.diagnosis
        option = self._option(told) if told.answer else None
        words = "\n\n".join(part for part in (told.text, "" if option else told.answer) if part)
        self.client.message(told.diagnosis, text=words, attachments=told.attachments, answer=option)
        return told.diagnosis

    def _option(self, told: Told) -> dict[str, str] | None:
        """Find the option that the answer names, by its id or in its words; other words go along as text."""
        question = outcome_of(self.client.get(told.diagnosis)).question
        if question is None:
            return None
        said = told.answer.strip().casefold()
        meant = (one for one in question.options if said in {one.id.casefold(), one.label.strip().casefold()})
        return next(({"question": question.id, "option": one.id} for one in meant), None)

    def _answered(self, diagnosis_id: str) -> tuple[Outcome, str]:
        found = self.client.get(diagnosis_id)
        if found.status not in AT_REST:
            found = self.client.wait(diagnosis_id)
        outcome = outcome_of(self._viewed(found))
        report = "" if outcome.verdict is None else self._report(diagnosis_id)
        return outcome, words_of(outcome, report)

    def _viewed(self, found: Diagnosis) -> Diagnosis:
        """Cut what the key may see to what a reporter may, unless the operator wants it all."""
        if self.full or found.view == View.REPORTER:
            return found
        return Diagnosis.model_validate(cut(found.model_dump(mode="json"), View.REPORTER))

    def _report(self, diagnosis_id: str) -> str:
        return self.client.report(diagnosis_id, "markdown", "engineer" if self.full else "reporter")

    def _asking(self, do: Callable[[], T]) -> T:
        try:
            return do()
        except Refused as fault:
            fields = "; ".join(f"{one.where}: {one.what}" for one in fault.errors)
            raise CannotTell(f"Unlatch says: {fault.title}. {fault.detail}{f' ({fields})' if fields else ''}") from None
        except httpx2.TimeoutException:
            raise CannotTell(f"Unlatch at {self.url} took too long to answer. Try again in a minute.") from None
        except httpx2.TransportError as fault:
            raise CannotTell(
                f"Unlatch at {self.url} does not answer ({type(fault).__name__}). Is it running (`unlatch serve`), and "
                "is UNLATCH_URL its address?"
            ) from None


def caller_from(settings: Settings, *, full: bool) -> RemoteCaller:
    """Build the caller from UNLATCH_URL and UNLATCH_MCP_KEY. Whoever uses it closes its client.

    Raises:
        SettingsError: There is no key, or it would travel in clear.
    """
    if settings.mcp_key is None or not settings.mcp_key.get_secret_value():
        raise SettingsError(
            "The tool asks with an API key of its own, on this machine as well: a model's client must not have more "
            "rights than it was given. Make one with `unlatch keys create --name mcp --scope diagnoses:write --scope "
            "diagnoses:read --site ID` and put it in UNLATCH_MCP_KEY."
        )
    url = urlsplit(settings.url)
    if url.scheme not in {"http", "https"} or not url.hostname or url.username:
        raise SettingsError(f"UNLATCH_URL is no address: {settings.url!r}. Give it as https://unlatch.example.com.")
    if url.scheme == "http" and not _is_loopback(url.hostname):
        raise SettingsError(
            "UNLATCH_URL is http:// on another machine, so the key would travel in clear. Use https://."
        )
    client = Client(settings.url, settings.mcp_key.get_secret_value())
    return RemoteCaller(client, settings.url, full)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
