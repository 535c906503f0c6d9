"""One scenario's whole world: a Confluence with its faults, what stands in front of it, and who holds what.

A specification is a mapping (YAML) with these keys:

    deployment: cloud | data_center
    base: name of a specification under scenarios/base that this one is laid over (see evals/lab/merge.py)
    now: ISO time; the clock then stands still until it is moved. Left out: real time.
    cloud / data_center: the state, key by key as in evals/lab/cloud/state.py or evals/lab/data_center/state.py.
        A data_center.base_url that begins with "/" means: at that path of the lab's own listener.
    front: listener name -> list of layers (evals/lab/front), the outermost first
    tls: listener name -> none | expired | wrong_name | untrusted; a listener that is named speaks TLS
    credentials: role -> credential (evals/lab/roles.py); the usual roles are subject, observer and org_admin
    registered: what the site is registered with, where it differs: path, cloud_id, jira_url, allow_password_probe,
        disclose_existence
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from evals.lab.clock import LabClock
from evals.lab.data_center.build import SpecError, moment
from evals.lab.merge import merged
from evals.lab.roles import Resolve, RoleCredential, read_roles
from evals.lab.server import Lab
from evals.lab.tls import TlsFault
from evals.lab.wire import Handler
from tools.site import AUTH_URL, GATEWAY_URL, Deployment, Site

SCENARIOS = Path(__file__).parent / "scenarios"
_KEYS = frozenset(
    {"deployment", "base", "now", "cloud", "data_center", "front", "tls", "credentials", "registered", "title"}
)
_REGISTERED = frozenset({"path", "cloud_id", "jira_url", "allow_password_probe", "disclose_existence"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """The handlers of one deployment, and how to finish and look into its state.

    Attributes:
        state: A CloudState or DataCenterState; a test may change it.
        handlers: By listener name; "site" is the site.
        settle: Tells the state where the listeners are.
        resolve: Finds secrets and addresses for the credentials.
        path: Path of the site's base URL.
    """

    state: Any
    handlers: dict[str, Handler]
    settle: Callable[[dict[str, str]], None]
    resolve: Resolve
    path: Callable[[], str]


@dataclass(slots=True)
class World:
    """One scenario, ready to start. It is a context manager."""

    spec: Mapping[str, Any]
    deployment: Deployment
    clock: LabClock
    lab: Lab
    hosts: Hosts
    credentials: dict[str, RoleCredential] = field(default_factory=dict)

    @property
    def state(self) -> Any:
        """The state behind the handlers: a CloudState or a DataCenterState."""
        return self.hosts.state

    def start(self) -> Lab:
        """Open the listeners and tell every host where the others are."""
        self.lab.start()
        self.hosts.settle({name: self.lab.url(name) for name in self.lab.names})
        return self.lab

    def stop(self) -> None:
        """Close the listeners."""
        self.lab.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def registered_site(self, site_id: str = "lab") -> Site:
        """Return the site as an operator would register it. The roles' credentials are the caller's to take in."""
        registered = self.spec.get("registered", {})
        urls = {name: self.lab.url(name) for name in self.lab.names}
        cloud = self.deployment is Deployment.CLOUD
        return Site(
            id=site_id,
            url=urls["site"] + str(registered.get("path", self.hosts.path())),
            deployment=self.deployment,
            cloud_id=registered.get("cloud_id"),
            gateway_url=urls.get("gateway", GATEWAY_URL),
            auth_url=urls.get("auth", AUTH_URL),
            jira_url=registered.get("jira_url"),
            identity_providers=(urls["identity"],) if cloud else (),
            allow_private_network=True,
            allow_password_probe=bool(registered.get("allow_password_probe", False)),
            disclose_existence=bool(registered.get("disclose_existence", False)),
            status_page_url=urls.get("status"),
        )


def build_world(spec: Mapping[str, Any]) -> World:
    """Build a world from its specification; nothing listens yet.

    Raises:
        SpecError: A key or value cannot be read.
    """
    spec = _with_base(spec)
    _only_known("world", spec, _KEYS)
    _only_known("registered", spec.get("registered", {}), _REGISTERED)
    deployment = _deployment(spec)
    clock = LabClock(_start(spec))
    hosts = _cloud(spec, clock) if deployment is Deployment.CLOUD else _data_center(spec, clock)
    lab = Lab(clock)
    _add_listeners(lab, hosts, spec)
    credentials = read_roles(spec.get("credentials", {}), hosts.resolve)
    return World(spec, deployment, clock, lab, hosts, credentials)


def load_world(name_or_path: str) -> World:
    """Build the world of a file, or of a scenario that the lab brings.

    Raises:
        FileNotFoundError: Neither exists.
        SpecError: The specification cannot be read.
    """
    path = Path(name_or_path)
    if not path.is_file():
        path = SCENARIOS / f"{name_or_path}.yaml"
    if not path.is_file():
        raise FileNotFoundError(f"there is no scenario and no file called {name_or_path}")
    return build_world(_read(path))


def scenario_names() -> tuple[str, ...]:
    """Names of the scenarios that the lab brings."""
    return tuple(sorted(path.stem for path in SCENARIOS.glob("*.yaml")))


@cache
def _base(name: str) -> Mapping[str, Any]:
    return _with_base(_read(SCENARIOS / "base" / f"{name}.yaml"))


def _read(path: Path) -> Mapping[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(found, Mapping):
        raise SpecError(f"{path.name}: a mapping is wanted")
    return found


def _with_base(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    base = spec.get("base")
    if base is None:
        return spec
    laid: Mapping[str, Any] = merged(_base(str(base)), spec)
    return laid


def _only_known(where: str, spec: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(spec) - known)
    if unknown:
        raise SpecError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _deployment(spec: Mapping[str, Any]) -> Deployment:
    try:
        return Deployment(spec.get("deployment", ""))
    except ValueError:
        raise SpecError("deployment: cloud or data_center is wanted") from None


def _start(spec: Mapping[str, Any]) -> datetime | None:
    if "now" not in spec:
        return None
    start = moment(spec["now"], "now")
    if not isinstance(start, datetime):
        raise SpecError("now: a point in time is wanted, not a distance")
    return start


def _add_listeners(lab: Lab, hosts: Hosts, spec: Mapping[str, Any]) -> None:
    from evals.lab.front import build_layers

    fronts, tls = spec.get("front", {}), spec.get("tls", {})
    _only_known("front", fronts, frozenset(hosts.handlers))
    _only_known("tls", tls, frozenset(hosts.handlers))
    for name, handler in hosts.handlers.items():
        certificate = lab.authority.issue(fault=TlsFault(tls[name])) if name in tls else None
        lab.add(name, handler, layers=build_layers(fronts.get(name, [])), certificate=certificate)


def _cloud(spec: Mapping[str, Any], clock: LabClock) -> Hosts:
    from evals.lab.cloud.handlers import cloud_handlers, set_urls
    from evals.lab.cloud.lookup import resolve
    from evals.lab.cloud.state import build_state

    state = build_state(spec.get("cloud", {}), clock())
    return Hosts(
        state=state,
        handlers=cloud_handlers(state, clock),
        settle=lambda urls: set_urls(state, urls),
        resolve=lambda kind, name: resolve(state, kind, name),
        path=lambda: "/wiki",
    )


def _data_center(spec: Mapping[str, Any], clock: LabClock) -> Hosts:
    from evals.lab.data_center.handler import data_center_handler
    from evals.lab.data_center.state import build_state

    state = build_state(spec.get("data_center", {}))

    def settle(urls: dict[str, str]) -> None:
        if "base_url" not in spec.get("data_center", {}):
            state.base_url = urls["site"]
        elif state.base_url.startswith("/"):
            state.base_url = urls["site"] + state.base_url

    def resolve(kind: str, name: str) -> str:
        return _data_center_secret(state, kind, name)

    handlers = {"site": data_center_handler(state, clock)}
    return Hosts(state=state, handlers=handlers, settle=settle, resolve=resolve, path=lambda: state.context)


def _data_center_secret(state: Any, kind: str, name: str) -> str:
    if kind == "token":
        return next(str(one.token) for one in state.tokens if name in {one.name, f"{one.owner}/{one.name}"})
    user = state.user(name)
    if user is None or kind not in {"password_of", "email_of"}:
        raise LookupError(f"{kind}: nothing is called {name}")
    return str(user.password if kind == "password_of" else user.email)
