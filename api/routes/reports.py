"""The report of a diagnosis: one verdict, written for a reader."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.access import View
from api.dependencies import DeskDep, OwnToRead, Reader
from api.errors import Problem
from api.etags import tagged
from api.presenting import show
from api.reports.adf import write_adf
from api.reports.html import write_html
from api.reports.markdown import write_markdown
from api.reports.outline import Audience, Outline, outline_of
from api.reports.text import write_text
from api.reports.wiki import write_wiki

router = APIRouter(prefix="/v1/diagnoses", tags=["reports"])


class ReportFormat(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    ADF = "adf"
    WIKI = "wiki"
    TEXT = "text"


_WRITERS: dict[ReportFormat, tuple[Callable[[Outline], str], str]] = {
    ReportFormat.MARKDOWN: (write_markdown, "text/markdown; charset=utf-8"),
    ReportFormat.HTML: (write_html, "text/html; charset=utf-8"),
    ReportFormat.ADF: (write_adf, "application/json"),
    ReportFormat.WIKI: (write_wiki, "text/plain; charset=utf-8"),
    ReportFormat.TEXT: (write_text, "text/plain; charset=utf-8"),
}
_HTML_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


_TEXT = {"schema": {"type": "string"}}
_ADF = {"schema": {"type": "object", "description": "An ADF document."}}
_CONTENT = {"text/markdown": _TEXT, "text/html": _TEXT, "text/plain": _TEXT, "application/json": _ADF}


@router.get(
    "/{diagnosis_id}/report",
    summary="Read the report",
    response_class=Response,
    responses={
        200: {"content": _CONTENT, "description": "One verdict, written for a reader."},
        304: {"description": "Nothing changed since the ETag of If-None-Match."},
    },
)
async def report(
    request: Request,
    row: OwnToRead,
    desk: DeskDep,
    caller: Reader,
    form: Annotated[ReportFormat, Query(alias="format")] = ReportFormat.MARKDOWN,
    audience: Audience = Audience.ENGINEER,
) -> Response:
    """Write the report for an audience; a reporter's report is cut to the reporter's view.

    `adf` is for Jira and Confluence Cloud, `wiki` for Jira Data Center, `text` for a terminal or a plain note.
    """
    view = View.REPORTER if audience is Audience.REPORTER else caller.view
    try:
        outline = outline_of(await show(desk, row, view), audience)
    except ValueError:
        raise Problem(
            409, "No answer yet", f"The diagnosis is {row.status}. Read the report once it has an answer."
        ) from None
    write, media_type = _WRITERS[form]
    headers = _HTML_POLICY if form is ReportFormat.HTML else None
    return tagged(request, Response(write(outline), media_type=media_type, headers=headers))
