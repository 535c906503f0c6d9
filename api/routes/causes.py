"""The catalogue, read-only."""

from typing import Any

from fastapi import APIRouter, Request, Response

from agent.catalogue.entry import Cause
from agent.catalogue.load import CATALOGUE_VERSION, load_catalogue
from api import answers
from api.dependencies import AnyCaller
from api.errors import not_found
from api.etags import tagged_json

router = APIRouter(prefix="/v1/causes", tags=["causes"])


_SAME: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing changed since the ETag of If-None-Match."}}


@router.get("", summary="List the causes", response_model=answers.CauseList, responses=_SAME)
async def list_causes(request: Request, _: AnyCaller) -> Response:
    """List every cause with its title."""
    causes = load_catalogue().causes.values()
    shown = [{"code": c.code, "family": c.family, "title": c.title, "deployments": c.deployments} for c in causes]
    return tagged_json(request, {"catalogue_version": CATALOGUE_VERSION, "causes": shown})


@router.get("/{code}", summary="Read a cause", response_model=answers.CauseDetail, responses=_SAME)
async def read_cause(code: str, request: Request, _: AnyCaller) -> Response:
    """Return one cause with what speaks for and against it."""
    cause = load_catalogue().causes.get(code)
    if cause is None:
        raise not_found("cause")
    return tagged_json(request, describe(cause))


def describe(cause: Cause) -> dict[str, Any]:
    """Return a cause as JSON."""
    return {
        "code": cause.code,
        "family": cause.family,
        "deployments": list(cause.deployments),
        "title": cause.title,
        "what": cause.what,
        "basis": cause.basis,
        "facts": [
            {"fact": b.fact, "meaning": b.fact.meaning, "strength": b.strength, "basis": b.basis}
            for b in cause.bearings.values()
        ],
        "look_alikes": [
            {"code": o.code, "how": o.how, "told_apart_by": list(o.told_apart_by)} for o in cause.look_alikes
        ],
        "remediation": [
            {"who": r.who, "steps": list(r.steps), "check": r.check, "deployment": r.deployment}
            for r in cause.remediation
        ],
        "references": list(cause.references),
        "checked": cause.checked,
    }
