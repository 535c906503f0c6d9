"""`unlatch diagnose [FILE|-]`: a paste in, a report out."""

import asyncio
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.domain import Attachment, IncidentReport, Reporter, Verdict
from agent.line import run_once
from agent.offline import NoProber
from agent.planner import Planner
from agent.ports import NullRecorder, Prober
from tools.clock import now_utc
from tools.parsers import PasteError

if TYPE_CHECKING:
    from tools.site import Site

MAX_INPUT_BYTES = 8 * 1024 * 1024
INCONCLUSIVE, BAD_INPUT, COULD_NOT_RUN = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    site: str
    reporter: Reporter
    space_key: str
    page_id: str
    credential_env: str
    credential_kind: str
    probe: bool
    llm_model: str = ""


@click.command("diagnose")
@click.argument("file", default="-")
@click.option("--site", default="", help="Id of a registered site, or a URL; a URL is registered for this run.")
@click.option("--email", default="", help="E-mail address of the affected account (Cloud).")
@click.option("--username", default="", help="User name of the affected account (Data Center).")
@click.option("--account-id", default="", help="Atlassian account id of the affected account.")
@click.option("--space", default="", help="Key of the space.")
@click.option("--page", default="", help="Id of the page.")
@click.option("--credential-env", default="", help="Environment variable that holds the failing secret.")
@click.option("--credential-kind", type=click.Choice(["basic", "bearer", "cookie", "header"]), default=None)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text")
@click.option("--llm-model", envvar="UNLATCH_LLM_MODEL", default="", help="Model to explain with; none: rules alone.")
@click.option("--no-probe", is_flag=True, help="Ask no site; judge by what is given only.")
def command(
    file: str,
    site: str,
    email: str,
    username: str,
    account_id: str,
    space: str,
    page: str,
    credential_env: str,
    credential_kind: str | None,
    form: str,
    llm_model: str,
    *,
    no_probe: bool,
) -> None:
    """Read a ticket, `curl -v` output, a HAR, a log or a traceback, and say why Confluence refuses.

    Exit status: 0 confirmed or likely, 2 inconclusive, 3 bad input, 4 it could not run.
    """
    kind = credential_kind or ("basic" if email or username else "bearer")
    reporter = Reporter(email, username, account_id)
    asked = Asked(site, reporter, space, page, credential_env, kind, not no_probe, llm_model)
    content = _read(file)
    try:
        case = asyncio.run(_diagnose(content, asked))
    except PasteError as fault:
        _stop(BAD_INPUT, str(fault))
    _write(case, form)
    if case.conclusion is None or case.conclusion.verdict is Verdict.INCONCLUSIVE:
        sys.exit(INCONCLUSIVE)


async def _diagnose(content: str, asked: Asked) -> Case:
    report = IncidentReport(
        reporter=asked.reporter,
        space_key=asked.space_key,
        page_id=asked.page_id,
        attachments=(Attachment(content),),
    )
    case = Case("dg_terminal", report)
    prober: Prober = NoProber()
    if asked.site and asked.probe:
        prober = _prober(case, asked)
    catalogue = load_catalogue()
    deps = Deps(case, catalogue, NullRecorder(), prober, now_utc, Planner(catalogue))
    started = now_utc()
    await (_run_with_model(deps, asked.llm_model) if asked.llm_model else run_once(deps))
    case.usage.seconds = (now_utc() - started).total_seconds()
    return case


async def _run_with_model(deps: Deps, model: str) -> None:
    from api.mind import minds_of
    from api.settings import SettingsError, read_settings

    try:
        settings = read_settings().model_copy(update={"llm_model": model})
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        minds = minds_of(settings)
    except (SettingsError, OSError) as fault:
        _stop(COULD_NOT_RUN, str(fault))
    if minds is None:
        await run_once(deps)
        return
    try:
        await run_once(replace(deps, mind=minds.mind_for(deps.case)))
    finally:
        await minds.close()


def _prober(case: Case, asked: Asked) -> Prober:
    from api.cli.live import prepare_live

    try:
        return prepare_live(case, asked.site, asked.credential_env, asked.credential_kind)
    except ValueError as fault:
        _stop(COULD_NOT_RUN, str(fault))


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as fault:
        _stop(BAD_INPUT, f"{file} cannot be read: {fault.strerror}. Give a file, or - for standard input.")
    if len(raw) > MAX_INPUT_BYTES:
        _stop(BAD_INPUT, "The input is over 8 MiB. Cut it to the failing request and its reply.")
    if not raw.strip():
        _stop(BAD_INPUT, "The input is empty. Pipe a ticket, `curl -v` output, a HAR, a log or a traceback in.")
    return raw.decode("utf-8", "replace")


def _write(case: Case, form: str) -> None:
    diagnosis = shown(case)
    if form == "json":
        click.echo(json.dumps(diagnosis, indent=2, ensure_ascii=False))
        return
    from api.reports.outline import outline_of

    outline = outline_of(diagnosis)
    if form == "markdown":
        from api.reports.markdown import write_markdown

        click.echo(write_markdown(outline))
    elif form == "html":
        from api.reports.html import write_html

        click.echo(write_html(outline))
    else:
        from rich.console import Console

        from api.reports.terminal import print_report

        print_report(outline, Console())


def shown(case: Case) -> dict[str, Any]:
    """Return the case as the REST contract shows a diagnosis."""
    from api.present import answer_of, diagnosis_of

    at = now_utc().isoformat()
    site: Site | None = case.site
    row = {
        "id": case.id,
        "status": "concluded",
        "created_at": at,
        "updated_at": at,
        "site": site.id if site else "",
        "report": {},
    }
    return diagnosis_of(row, answer_of(case), case.evidence)


def _stop(status: int, told: str) -> NoReturn:
    click.echo(f"unlatch: {told}", err=True)
    sys.exit(status)
