"""Makes the recordings anew: `python -m evals.recordings.make`.

Each holds what a site answers to every request of the product's path table, in every identity, so that a probe which
is added later finds its answer as well; the paste in its scenario is what a real client printed against the lab.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from evals.generator.atom import Atom, load_atoms
from evals.generator.compose import Draft, draft_of
from evals.lab.roles import RoleCredential
from evals.lab.wire import Reply, Request
from evals.recordings.real_clients import paste_of
from evals.scenarios.files import to_yaml
from evals.scenarios.model import GivenCredential, Scenario
from evals.solvers.now import NOW
from evals.solvers.places import Places, places_of
from evals.solvers.recorded import ANYBODY, identities_of
from tools.routes import ROUTES, Route, url_of
from tools.site import CredentialKind, Site
from tools.transport import USER_AGENT

_HERE = Path(__file__).parent
_SEED = "recordings"
CHOSEN = (
    "c01",
    "c03",
    "c06",
    "c11",
    "g01",
    "g02",
    "g03",
    "g05",
    "g09",
    "k01",
    "k10",
    "k11",
    "m05",
    "d03",
    "d04",
    "d05",
    "d07",
    "e04",
    "e11",
    "e12",
    "n01",
    "n02",
    "n03",
    "n08",
)
_KEPT_HEADERS = frozenset(
    [
        "content-type",
        "www-authenticate",
        "x-seraph-loginreason",
        "location",
        "retry-after",
        "server",
        "x-failure-category",
        "set-cookie",
        "proxy-authenticate",
        "x-authentication-denied-reason",
        "x-cache",
        "via",
        "date",
    ]
)
_CONTROL = RoleCredential(CredentialKind.BASIC, "x", "unlatch-control-recording")
_CONTROL_BEARER = RoleCredential(CredentialKind.BEARER, "unlatch-control-recording")


@dataclass(frozen=True, slots=True)
class _Asker:
    name: str
    headers: tuple[tuple[str, str], ...]
    agent: str = USER_AGENT


def main(folder: Path = _HERE) -> None:
    """Write all recordings and their scenarios."""
    atoms = {atom.id: atom for atom in load_atoms()}
    for number, (atom_id, client) in enumerate(zip(CHOSEN, cycle(("curl", "requests", "library")), strict=False), 1):
        name = f"r{number:02d}"
        scenario, har = record(atoms[atom_id], name, client)
        (folder / f"{name}.har").write_text(json.dumps(har, separators=(",", ":")) + "\n", "utf-8")
        (folder / f"{name}.yaml").write_text(to_yaml(scenario), "utf-8")
        sys.stdout.write(f"{name}: {len(har['log']['entries'])} entries\n")


def record(atom: Atom, name: str, client: str) -> tuple[Scenario, dict[str, Any]]:
    """Record one fault: its scenario and its HAR."""
    draft = draft_of(_SEED, atom.model_copy(update={"modes": ("both",), "log": False}), 0)
    finished = draft.finish()
    spec = {"now": NOW.isoformat(), **draft.world}
    places = places_of(spec, draft.names.url)
    given = _credential(places, finished)
    call = Atom.model_validate(draft.names.fill(atom.model_dump(mode="json"))).calls[-1]
    paste = paste_of(client, spec, call, draft.names.url)
    har = {"log": {"version": "1.2", "creator": {"name": "lab", "version": "1"}, "entries": _entries(draft, given)}}
    site = finished.site.model_copy(update={"world": None, "recording": f"{name}.har", "observer": False})
    ticket = finished.ticket.model_copy(update={"attachments": (paste,)})
    credential = GivenCredential(**given) if given and finished.credential else None
    changes = {"id": f"rec-{name}", "site": site, "ticket": ticket, "credential": credential, "tags": ("recorded",)}
    return finished.model_copy(update=changes), har


def _credential(places: Places, scenario: Scenario) -> dict[str, Any] | None:
    if places.world is None or scenario.credential is None:
        return None
    role = places.world.credentials[scenario.credential.role]
    return {"kind": role.kind.value, "username": role.username, "secret": role.secret, "header": role.header}


def _entries(draft: Draft, given: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    spec = {"now": NOW.isoformat(), **draft.world}
    site = Site(id="x", url=draft.names.url, deployment=draft.atom.deployment)
    askers = list(_askers(given))
    found = []
    for route in ROUTES.values():
        url = _filled(route, site, draft)
        asked = []
        for asker in askers if url else ():
            places = places_of(spec, draft.names.url)
            reply = places.ask(_request(route, url, asker, draft.names))
            if reply is not None and not reply.drop:
                asked.append(_entry(route.method, url, asker.name, reply))
        found += _short(asked)
    return found


def _short(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say once what everybody gets: the most frequent answer stands for all whose own is not listed."""
    texts = [json.dumps(one["response"]) for one in entries]
    usual = max(texts, key=texts.count, default="")
    kept = [one for one, text in zip(entries, texts, strict=True) if text != usual]
    common = next((one for one, text in zip(entries, texts, strict=True) if text == usual), None)
    return [*([{**common, "_identity": ANYBODY}] if common else []), *kept]


def _askers(given: Mapping[str, Any] | None) -> Iterator[_Asker]:
    yield _Asker("none", ())
    yield _Asker("none+script", (), "python-requests/2.34.2")
    yield _Asker("control", _CONTROL.headers())
    yield _Asker("control", _CONTROL_BEARER.headers())
    for value, name in identities_of(given).items():
        header = "Cookie" if given and given["kind"] == "cookie" else "Authorization"
        yield _Asker(name, ((header, value),))


def _filled(route: Route, site: Site, draft: Draft) -> str:
    values = {
        "space_key": draft.names.fill(draft.atom.space or "ZDOC"),
        "page_id": draft.atom.page or "65601",
        "username": draft.names.person,
        "account_id": "5c20a1844c20165700ede31a",
        "space_id": "98305",
        "file": "plan.txt",
    }
    try:
        return url_of(route, site, draft.names.cloud_id, values)
    except ValueError:
        return ""


def _request(route: Route, url: str, asker: _Asker, names: Any) -> Request:
    parts = urlsplit(url)
    body = Template(route.body).safe_substitute(account_id="5c20a1844c20165700ede31a", space_key=names.space)
    headers = (("User-Agent", asker.agent), *asker.headers)
    address = "198.51.100.20"
    return Request(
        route.method, parts.scheme, parts.netloc, parts.path or "/", parts.query, headers, body.encode(), address
    )


def _entry(method: str, url: str, identity: str, reply: Reply) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in reply.headers if name.lower() in _KEPT_HEADERS]
    text = reply.body.decode("utf-8", "replace")
    return {
        "_identity": identity,
        "request": {"method": method, "url": url, "headers": []},
        "response": {"status": reply.status, "headers": headers, "content": {"text": text}},
    }


if __name__ == "__main__":
    main()
