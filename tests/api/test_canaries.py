"""Canaries: one unique secret of each kind goes through everything, and none is found anywhere afterwards."""

import asyncio
import base64
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from api.composition import build_service
from api.gatehouse import Opening
from api.settings import Settings
from evals.lab.world import SCENARIOS, World, load_world
from tests.sqlite_template import laid_out
from tests.tools.echo_server import EchoServer
from tests.tools.secret_forms import Form, all_forms, seeded
from tools.site import CredentialKind, Deployment, ServiceAccount, Site
from tools.vault import Secret, Vault

NAMES = tuple(sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
FORMS = tuple(form for form in all_forms(seeded(2026)) if len(form.secret) >= 12)
AT_ONCE = 3
FORMATS, AUDIENCES = ("markdown", "html", "text"), ("reporter", "admin", "engineer")
MARK = 12


def marks_of(secret: str) -> set[str]:
    """Return pieces of a secret: any of them in an output gives a good part of it away."""
    middle = max(0, (len(secret) - MARK) // 2)
    return {secret[-MARK - 9 : -9] if len(secret) > 60 else secret[-MARK:], secret[middle : middle + MARK]}


def spellings_of(mark: str) -> set[bytes]:
    """Return a piece as it may be written: plain, reversed, in hex, base64 or URL-encoded, in lower case."""
    raw = mark.encode()
    found = {
        raw,
        raw[::-1],
        raw.hex().encode(),
        quote(mark, safe="").encode(),
        "".join(f"%{b:02x}" for b in raw).encode(),
    }
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        inner = coded[(0, 2, 3)[before] : len(coded) - 3]
        found |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    return {one.lower() for one in found}


@dataclass(slots=True)
class Watch:
    """Keeps what came out, and the secrets that must not be in it."""

    secrets: dict[str, str] = field(default_factory=lambda: {form.id: form.secret for form in FORMS})
    out: list[bytes] = field(default_factory=list)

    def hits(self) -> list[str]:
        """Name the kinds of the secrets that are found."""
        blob = b"\n".join(self.out).lower()
        return sorted(
            {
                kind
                for kind, secret in self.secrets.items()
                for mark in marks_of(secret)
                for s in spellings_of(mark)
                if s in blob
            }
        )


@contextmanager
def all_logs(*, pinned: bool = False) -> Iterator[io.StringIO]:
    """Write all that is logged, by a handler that nobody prepared: at DEBUG, every library too unless pinned."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    named = [logger for logger in root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    levels = {logger: logger.level for logger in (root, *([] if pinned else named))}
    root.addHandler(handler)
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        for logger, level in levels.items():
            logger.setLevel(level)


@asynccontextmanager
async def serving(
    folder: Path, sites: MutableMapping[str, tuple[Site, Secret | None]]
) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve these sites with their look-up accounts to a local caller."""

    def register(vault: Vault) -> MutableMapping[str, Site]:
        return {name: _with_observer(site, secret, vault) for name, (site, secret) in sites.items()}

    app = await build_service(laid_out(Settings(data_dir=folder)), register, Opening(with_observer=True))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8401", timeout=60) as client,
    ):
        yield client


def _with_observer(site: Site, secret: Secret | None, vault: Vault) -> Site:
    if secret is None:
        return site
    handle = vault.take_in(secret, site.origins, seconds=None)
    return replace(site, observer=ServiceAccount(secret.kind.value, handle))


def pastes(forms: tuple[Form, ...]) -> list[dict[str, str]]:
    """Return attachments of every kind, each with some of the secrets."""
    parts = [forms[n::5] for n in range(5)]
    lines = ["\n".join(form.carrier for form in part) for part in parts]
    har = {"log": {"entries": [{
        "request": {"method": "GET", "url": "https://wiki.acme.example/rest/api/space?os_password=" + forms[0].secret,
                    "headers": [{"name": "X-Note", "value": form.carrier} for form in parts[2]]},
        "response": {"status": 401, "headers": [], "content": {"text": lines[2]}}}]}}  # fmt: skip
    curl = "".join(f"> X-Note: {form.carrier}\n" for form in parts[1])
    return [
        {"kind": "text", "name": forms[0].secret[:100], "content": lines[0]},
        {
            "kind": "curl",
            "content": f"> GET /wiki/rest/api/user/current HTTP/1.1\n{curl}>\n< HTTP/1.1 401\n<\n{lines[1]}",
        },
        {"kind": "har", "content": json.dumps(har)},
        {"kind": "log", "content": "\n".join(f"2026-11-24 12:00:00,000 ERROR [x] {f.carrier}" for f in parts[3])},
        {"kind": "traceback", "content": f"Traceback (most recent call last):\n  File 'x'\nValueError: {lines[4]}\n"},
    ]


def ticket(site: str, credential: dict[str, str], forms: tuple[Form, ...] = FORMS) -> dict[str, Any]:
    """Return an incident with every secret in its text and in its pastes, and some where they do not belong."""
    token = forms[0].secret
    text = "Our job gets 401 from the wiki.\n" + "\n".join(form.carrier for form in forms)
    return {
        "text": text,
        "site": site,
        "reporter": {"email": "ana@acme.example", "username": token[:120]},
        "space_key": forms[1].secret[:100],
        "attachments": pastes(forms),
        "credential": credential,
        "ticket": {"desk": "demo", "key": "HELP-12", "url": f"https://desk.example/?access_token={token}"},
        "consent": {"password_probe": True},
    }


async def follow(client: httpx2.AsyncClient, watch: Watch, body: dict[str, Any], number: int = 0) -> None:
    """Send an incident and keep what can be read of it. The number chooses the report and what else is sent."""
    answer = await client.post("/v1/diagnoses", json=body, headers={"Prefer": "wait=25"})
    assert answer.status_code in {200, 202}, answer.text
    address, told = f"/v1/diagnoses/{answer.json()['id']}", [answer]
    chosen = {"format": FORMATS[number % 3], "audience": AUDIENCES[number // 3 % 3]}
    told += [await client.get(f"{address}/report", params=chosen), await client.get(address)]
    if number % 6 == 0:
        more = {"text": body["text"], "attachments": body["attachments"]}
        told.append(await client.post(f"{address}/messages", json=more))
        comment = {"correct": False, "comment": body["text"][:3000]}
        told.append(await client.post(f"{address}/feedback", json=comment))
    told += [await client.post(f"{address}/cancel"), await client.get(f"{address}/events")]
    watch.out += [one.content + str(one.headers).encode() for one in told]


def credentials(world: World) -> Iterator[dict[str, str]]:
    """Yield the lab's own credential of the subject, if it has one."""
    subject = world.credentials.get("subject")
    if subject is not None:
        yield {
            "kind": subject.kind.value,
            "username": subject.username,
            "secret": subject.secret,
            "header": subject.header,
        }


def invented(number: int) -> dict[str, str]:
    """Return one of the canaries as a credential, in turn of any kind and way of authentication."""
    form, kind = FORMS[number % len(FORMS)], list(CredentialKind)[number % 4].value
    header = "Authorization" if number % 8 < 4 else "X-Api-Key"
    return {"kind": kind, "username": "ana@acme.example", "secret": form.secret, "header": header}


def keep_files(watch: Watch, folder: Path) -> None:
    """Keep the bytes of every file of the data folder."""
    watch.out += [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


async def test_no_canary_is_found_after_every_scenario(tmp_path: Path) -> None:
    """Twenty kinds and more, through each scenario of the lab, its probes and reports: nowhere, in no coding."""
    watch = Watch()
    with ExitStack() as labs:
        worlds = {name: labs.enter_context(load_world(name)) for name in NAMES}
        sites = {}
        for name, world in worlds.items():
            role = world.credentials.get("observer")
            secret = Secret(role.kind, role.secret, role.username, role.header) if role else None
            sites[name] = (replace(world.registered_site(name), allow_password_probe=True), secret)
            watch.secrets |= {
                f"{name} {who}": one.secret for who, one in world.credentials.items() if len(one.secret) >= 16
            }
        async with serving(tmp_path, sites) as client:
            with all_logs(pinned=True) as logs:
                await in_turns(client, watch, worlds)
                keep_files(watch, tmp_path)
    keep_files(watch, tmp_path)
    watch.out.append(logs.getvalue().encode())

    assert len(NAMES) >= 54
    assert len(FORMS) >= 20
    assert watch.hits() == []


async def in_turns(client: httpx2.AsyncClient, watch: Watch, worlds: dict[str, World]) -> None:
    """Send an incident to each world, some at once: with its own credential, or with a canary where it has none."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, name: str, world: World) -> None:
        own = [] if number % 3 == 0 else list(credentials(world))
        async with room:
            await follow(client, watch, ticket(name, (own or [invented(number)])[0]), number)

    await asyncio.gather(*(one(number, name, world) for number, (name, world) in enumerate(worlds.items())))
    watch.out.append((await client.get("/v1/diagnoses", params={"limit": 200})).content)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 7])
async def test_a_server_that_echoes_what_it_got_gives_nothing_away(tmp_path: Path, number: int) -> None:
    """The credential comes back plain, reversed, in hex, base64 and URL-encoded, in headers and body: kept nowhere."""
    watch = Watch()
    with EchoServer() as server:
        site = Site("echo", server.url, Deployment.DATA_CENTER, allow_private_network=True, allow_password_probe=True)
        async with serving(tmp_path, {"echo": (site, None)}) as client:
            with all_logs() as logs:
                await follow(client, watch, {"text": "401", "site": "echo", "credential": invented(number),
                                             "consent": {"password_probe": True}, "attachments": []})  # fmt: skip
    keep_files(watch, tmp_path)
    watch.out.append(logs.getvalue().encode())

    assert server.carried > 0 or invented(number)["kind"] == "header"
    assert watch.hits() == []


async def test_requests_that_are_refused_give_nothing_away(tmp_path: Path) -> None:
    """Neither the problem that is told nor a log repeats a secret that came in the wrong place."""
    watch, token = Watch(), FORMS[0].secret
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(serving(tmp_path, {}))
        logs = stack.enter_context(all_logs())
        told = [
            await client.post("/v1/diagnoses", json={"text": "x", "credential": {"kind": token, "secret": token}}),
            await client.post("/v1/diagnoses", json={"text": "x", token: token, "space_key": [token]}),
            await client.post("/v1/diagnoses", content=f'{{"text": "{token}'),
            await client.post("/v1/diagnoses", json={"text": "x", "site": f"https://ann:{token}@wiki.acme.example/"}),
            await client.post("/v1/diagnoses", json={"text": "x"}, headers={"Idempotency-Key": token[:200]}),
            await client.get(f"/v1/diagnoses/{token}", params={"cursor": token}),
            await client.get("/v1/diagnoses", params={"cursor": token, "status": token}),
            await client.get("/healthz", headers={"Authorization": f"Bearer {token}"}),
            await client.get("/v1/diagnoses", headers={"Authorization": f"Bearer {token}"}),
        ]
    keep_files(watch, tmp_path)
    watch.out += [one.content + str(one.headers).encode() for one in told]
    watch.out.append(logs.getvalue().encode())

    assert watch.hits() == []


def test_the_watch_finds_what_is_there() -> None:
    """Each secret is found in each coding, so that finding none says something."""
    for form in FORMS:
        raw = form.secret.encode()
        for coded in (raw, raw[::-1], raw.hex().encode(), base64.b64encode(b"u:" + raw), base64.urlsafe_b64encode(raw),
                      quote(form.secret, safe="").encode()):  # fmt: skip
            watch = Watch(out=[b"something before " + coded + b" and after"])
            assert form.id in watch.hits(), (form.id, coded)
