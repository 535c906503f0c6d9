"""The audit log, for whoever runs the service."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api import answers
from api.audit_entry import AuditKind, mark_of
from api.dependencies import Administrator, GateDep

router = APIRouter(prefix="/v1/audit", tags=["audit"])
_LARGEST = 2**31 - 1


@router.get("", summary="Read the audit log", response_model=answers.AuditPage)
async def read_audit(
    gate: GateDep,
    _: Administrator,
    kind: Annotated[AuditKind | None, Query(description="Accesses, or requests that Unlatch sent.")] = None,
    diagnosis: Annotated[str, Query(max_length=60, description="Only what is about this diagnosis.")] = "",
    cursor: Annotated[int | None, Query(ge=1, le=_LARGEST, description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> JSONResponse:
    """List who asked for what and what Unlatch asked of whom, newest first. A line never holds what was said."""
    await gate.audit.flush()
    found = await gate.audit.store.read(kind, mark_of(diagnosis), cursor, limit)
    lines = [
        {"id": number, **{name: getattr(entry, name) for name in entry.__slots__}, "kind": entry.kind.value}
        for number, entry in found
    ]
    following = found[-1][0] if len(found) == limit else None
    return JSONResponse({"lines": lines, "next_cursor": following})
