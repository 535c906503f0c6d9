"""Metrics for Prometheus, for a key with the scope `ops`; `UNLATCH_METRICS_PORT` serves them without one elsewhere."""

from fastapi import APIRouter, Response

from api.dependencies import DeskDep, Operator
from api.observing.exposition import exposition
from api.observing.metrics import CONTENT_TYPE

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Read the metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text."}},
)
async def metrics(desk: DeskDep, _: Operator) -> Response:
    """Return counts of diagnoses, probes, logins, the language model and requests, and how the queue stands."""
    return Response(await exposition(desk), media_type=CONTENT_TYPE)
