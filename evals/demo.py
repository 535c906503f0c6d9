"""What the demo shows: a lab Confluence for each ready ticket, and a switch for the fault of one more."""

from collections.abc import MutableMapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from evals.lab.world import World, build_world, load_world, scenario_names
from tools.site import CredentialKind, ServiceAccount, Site
from tools.vault import Secret, Vault

SWITCHED = "lab"
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """One ready ticket. The texts are paraphrased from public reports, which `source` names."""

    site: str
    title: str
    text: str
    spec: Spec
    source: str


TICKETS = (
    DemoTicket(
        "docs-job",
        "New token, every call ends in 401",
        "Hello, our docs job publishes to https://acme.atlassian.net/wiki with a small Python script. I made a new "
        "API token for it last week, as security asked, and ticked only what it needs. Since then every call ends "
        "in 401. I made the token a second time and copied it carefully, no change. The old token, which was "
        "deleted yesterday, worked with the same address and the same e-mail for two years. Is my account broken?",
        {
            "base": "cloud",
            "credentials": {
                "subject": {"kind": "basic", "email_of": "5b10a2844c20165700ede21a", "token": "ana-scoped"}
            },
        },
        "https://github.com/Azure/Azure-Sentinel/issues/14909",
    ),
    DemoTicket(
        "wiki",
        "The sync finds no pages any more",
        "Our nightly sync against the company wiki (Data Center) ran fine for months. Since this weekend it reports "
        "success and zero pages. No error anywhere. In the browser I see all my spaces. The script uses a personal "
        "access token of mine.",
        {
            "base": "data_center",
            "data_center": {
                "anonymous_access": True,
                "spaces": [
                    {"key": "DOC", "permissions": {"view": {"groups": ["confluence-users"], "anonymous": True}}}
                ],
                "tokens": [{"name": "ana-ci", "expires": "-2d"}],
            },
        },
        "https://community.atlassian.com/t5/Confluence-questions/Identify-incorrect-Personal-Access-Token/qaq-p/2094301",
    ),
    DemoTicket(
        "wiki-proxy",
        "401 from the build server only",
        "From the build server every call to the wiki's REST API is answered with 401, from my laptop the same curl "
        "line with the same token works. The network team put a new gateway in front of the build network last "
        "Tuesday. They say it changes nothing.",
        {"base": "data_center", "front": {"site": [{"kind": "strip_authorization"}]}},
        "https://www.explaintopic.com/nginx/nginx-proxy-not-forwarding-authorization-headers-to-backend-1766212132.html",
    ),
)


@dataclass(slots=True)
class DemoStage:
    """The running labs. It is a context manager; `sites` and `vault` are set once the service is built."""

    sites: MutableMapping[str, Site] = field(default_factory=dict)
    vault: Vault | None = None
    worlds: dict[str, World] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        for ticket in TICKETS:
            self.worlds[ticket.site] = self._open.enter_context(build_world(ticket.spec))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def register(self, vault: Vault) -> MutableMapping[str, Site]:
        """Register every lab, with its look-up account; the mapping stays the demo's to change."""
        self.vault = vault
        for name, world in self.worlds.items():
            self.sites[name] = _registered(world, name, vault)
        return self.sites

    def report(self, ticket: DemoTicket) -> dict[str, Any]:
        """Return a ticket as a helpdesk would post it, with the failing credential."""
        return _report(self.worlds[ticket.site], ticket.site, ticket.text)

    def switch(self, scenario: str) -> dict[str, Any]:
        """Put a scenario's fault into the switched lab and return a ticket about it.

        Raises:
            FileNotFoundError: There is no such scenario.
        """
        if self.vault is None or scenario not in scenario_names():
            raise FileNotFoundError(f"The lab has no scenario named {scenario!r}.")
        world = self._open.enter_context(load_world(scenario))
        former = self.worlds.get(SWITCHED)
        self.worlds[SWITCHED] = world
        self.sites[SWITCHED] = _registered(world, SWITCHED, self.vault)
        if former is not None:
            former.stop()
        return _report(world, SWITCHED, "My script is refused by Confluence. Please find out why.")

    def offered(self) -> dict[str, Any]:
        """Return what the page offers: the ready tickets and the names of the lab's scenarios."""
        tickets = [{"title": ticket.title, "report": self.report(ticket)} for ticket in TICKETS]
        return {"tickets": tickets, "scenarios": list(scenario_names())}


def _registered(world: World, name: str, vault: Vault) -> Site:
    plain = world.registered_site(name)
    observer = world.credentials["observer"]
    secret = Secret(observer.kind, observer.secret, observer.username)
    handle = vault.take_in(secret, plain.origins, seconds=None)
    kind = "basic" if observer.kind is CredentialKind.BASIC else "bearer"
    return replace(plain, observer=ServiceAccount(kind, handle))


def _report(world: World, site: str, text: str) -> dict[str, Any]:
    subject = world.credentials["subject"]
    credential = {"kind": subject.kind.value, "username": subject.username, "secret": subject.secret}
    reporter = {"email": subject.username} if "@" in subject.username else {}
    return {"text": text, "site": site, "reporter": reporter, "credential": credential}
