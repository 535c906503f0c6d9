"""`unlatch record`: keeps what a real site answers, under invented names, as a HAR that the evals replay."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.reports.terminal import clean

if TYPE_CHECKING:
    from agent.domain import IncidentReport
    from api.recording.har import Entry
    from api.recording.look import Look
    from api.recording.names import Names
    from tools.site import Site
    from tools.vault import Secret

NOT_WRITTEN, BAD_INPUT, COULD_NOT_RUN = 1, 3, 4
_SHOWN_BODY = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    out: Path
    cause: str
    keep_names: bool
    confirmed: bool


@click.command("record")
@click.option("--site", required=True, help="Id of a registered site, or a URL; a URL is registered for this run.")
@click.option("--email", default="", help="E-mail address of the affected account (Cloud).")
@click.option("--username", default="", help="User name of the affected account (Data Center).")
@click.option("--account-id", default="", help="Atlassian account id of the affected account.")
@click.option("--space", default="", help="Key of the space.")
@click.option("--page", default="", help="Id of the page.")
@click.option("--credential-env", default="", help="Environment variable that holds the failing secret.")
@click.option("--credential-kind", type=click.Choice(["basic", "bearer", "cookie", "header"]), default=None)
@click.option("--ticket", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Text of the ticket.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("recording.har"), show_default=True
)
@click.option("--cause", default="", help="The true cause; with it a scenario is written beside the recording.")
@click.option("--keep-names", is_flag=True, help="Keep real names; asks first.")
@click.option("--yes", "confirmed", is_flag=True, help="Write without asking; real names are never kept unasked.")
def command(
    site: str,
    email: str,
    username: str,
    account_id: str,
    space: str,
    page: str,
    credential_env: str,
    credential_kind: str | None,
    ticket: Path | None,
    out: Path,
    cause: str,
    *,
    keep_names: bool,
    confirmed: bool,
) -> None:
    """Look at a real site, read-only, and write what it answers as a redacted HAR under invented names.

    What will be written is shown first. Exit status: 0 written, 1 not written, 3 bad input, 4 it could not run.
    """
    from agent.domain import Attachment, IncidentReport, Reporter

    wanted = Wanted(out, _known_cause(cause), keep_names, confirmed)
    if keep_names and not click.confirm("Real names, addresses and ids will stand in the file. Keep them?"):
        _stop(NOT_WRITTEN, "nothing was asked and nothing written. Leave --keep-names out to invent names.")
    pasted = (Attachment(ticket.read_text("utf-8", "replace")),) if ticket else ()
    report = IncidentReport(
        reporter=Reporter(email, username, account_id), space_key=space, page_id=page, attachments=pasted
    )
    kind = credential_kind or ("basic" if email or username else "bearer")
    _record(Console(), wanted, report, *_at_hand(site, credential_env, kind, email or username))


def _record(console: Console, wanted: Wanted, report: "IncidentReport", site: "Site", secret: "Secret | None") -> None:
    from api.cli.live import own_ledger
    from api.recording.har import entries_of
    from api.recording.look import look_at
    from api.recording.names import Names
    from api.settings import read_settings
    from tools.wire import facts_of_exchange

    book, key = own_ledger(read_settings())
    look = asyncio.run(look_at(site, report, secret, book, key))
    names = Names(site, keep=wanted.keep_names)
    entries = entries_of(look.noted, names, lambda exchange: facts_of_exchange(exchange, site.deployment, None))
    if not entries:
        errors = sorted({one.exchange.error or "no answer" for one in look.noted})
        _stop(COULD_NOT_RUN, f"{site.url} gave no answer ({'; '.join(errors) or 'nothing was sent'}); nothing to keep.")
    _show(console, look, entries, names)
    if not wanted.confirmed and not click.confirm(f"Write {wanted.out}?"):
        _stop(NOT_WRITTEN, "nothing was written.")
    _write(console, wanted, look, entries, names, secret)


def _write(
    console: Console,
    wanted: Wanted,
    look: "Look",
    entries: "Sequence[Entry]",
    names: "Names",
    secret: "Secret | None",
) -> None:
    from importlib.metadata import version

    from api.recording.har import har_of
    from api.recording.names import Kind
    from api.recording.scenario import Story, scenario_of
    from api.recording.stand_in import stand_in_for
    from tools.clock import now_utc

    har = har_of(entries, now_utc(), version("unlatch"))
    wanted.out.write_text(json.dumps(har, indent=1, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"  Wrote {wanted.out}.", highlight=False)
    if not wanted.cause:
        return
    user = names.of(Kind.EMAIL if secret and "@" in secret.username else Kind.PERSON, secret.username if secret else "")
    made = stand_in_for(secret, user) if secret else None
    cloud_id = next((one.call.cloud_id for one in look.noted if one.call.cloud_id), "")
    text = scenario_of(look.case, names, names.invented_site(cloud_id)[0], Story(wanted.out.name, wanted.cause, made))
    beside = wanted.out.with_suffix(".yaml")
    beside.write_text(text, "utf-8")
    console.print(f"  Wrote {beside}.", highlight=False)
    if secret and made is None:
        console.print("  The credential's kind cannot be imitated, so the scenario has none.", highlight=False)


def _show(console: Console, look: "Look", entries: "Sequence[Entry]", names: "Names") -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("As", "Request", "Answer", "Body, as it will be written"):
        table.add_column(column, overflow="fold")
    for one in entries:
        seen = one.exchange
        body = seen.body[:_SHOWN_BODY] + ("…" if len(seen.body) > _SHOWN_BODY else "")
        lost = f"\n! tells less than the real one: {', '.join(one.lost)}" if one.lost else ""
        table.add_row(
            Text(one.identity, style="cyan"),
            clean(f"{seen.method} {seen.url}"),
            str(seen.status),
            Text(clean(body), style="dim").append(lost, style="yellow"),
        )
    counts = ", ".join(f"{count} {kind}" for kind, count in names.counted())
    told = f"{len(entries)} answers. Replaced: {counts}." if counts else f"{len(entries)} answers, real names kept."
    console.print(Padding(table, (1, 2)), highlight=False)
    console.print(Text(f"  {told}", style="bold"))
    for reason in look.not_tried:
        console.print(Text(f"  Not tried: {clean(reason)}", style="dim"))


def _at_hand(named: str, env: str, kind: str, user: str) -> "tuple[Site, Secret | None]":
    """Find the site and the credential."""
    from api.cli.live import site_for_run
    from api.settings import SettingsError, environment, read_settings
    from api.sites_file import read_sites_file, register_sites
    from tools.site import CredentialKind
    from tools.vault import Secret, Vault

    try:
        known = register_sites(read_sites_file(read_settings().sites_file), Vault())
        site = known.get(named) or site_for_run(named)
    except (SettingsError, ValueError) as fault:
        _stop(COULD_NOT_RUN, str(fault))
    if not env:
        return site, None
    value = environment().get(env, "")
    if not value:
        _stop(COULD_NOT_RUN, f"the environment variable {env} is not set. Set it to the failing secret and try again.")
    header = "Authorization" if kind == CredentialKind.HEADER else ""
    return site, Secret(CredentialKind(kind), value, user, header)


def _known_cause(code: str) -> str:
    if code:
        from agent.catalogue.load import load_catalogue

        if code not in load_catalogue().causes:
            _stop(BAD_INPUT, f"there is no cause {code!r}. `unlatch causes` lists them all.")
    return code


def _stop(status: int, told: str) -> NoReturn:
    click.echo(f"unlatch: {told}", err=True)
    sys.exit(status)
