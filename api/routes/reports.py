"""The report of a diagnosis: one verdict, written for a reader."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.access import Caller, View
from api.casework import Desk, find_own
from api.dependencies import caller_of, desk_of
from api.errors import Problem
from api.presenting import show
from api.reports.html import write_html
from api.reports.markdown import write_markdown
from api.reports.outline import Audience, Outline, outline_of
from api.reports.text import write_text

router = APIRouter(prefix="/v1/diagnoses", tags=["reports"])


class ReportFormat(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


_WRITERS: dict[ReportFormat, tuple[Callable[[Outline], str], str]] = {
    ReportFormat.MARKDOWN: (write_markdown, "text/markdown; charset=utf-8"),
    ReportFormat.HTML: (write_html, "text/html; charset=utf-8"),
    ReportFormat.TEXT: (write_text, "text/plain; charset=utf-8"),
}
_HTML_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


@router.get("/{diagnosis_id}/report", summary="Read the report")
async def report(
    diagnosis_id: str,
    desk: Annotated[Desk, Depends(desk_of)],
    caller: Annotated[Caller, Depends(caller_of)],
    form: Annotated[ReportFormat, Query(alias="format")] = ReportFormat.MARKDOWN,
    audience: Audience = Audience.ENGINEER,
) -> Response:
    """Write the report for an audience; a reporter's report is cut to the reporter's view."""
    row = await find_own(desk, diagnosis_id, caller.may_see)
    view = View.REPORTER if audience is Audience.REPORTER else caller.view
    try:
        outline = outline_of(await show(desk, row, view), audience)
    except ValueError:
        raise Problem(
            409, "No answer yet", f"The diagnosis is {row.status}. Read the report once it has an answer."
        ) from None
    write, media_type = _WRITERS[form]
    headers = _HTML_POLICY if form is ReportFormat.HTML else None
    return Response(write(outline), media_type=media_type, headers=headers)
