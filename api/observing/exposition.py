"""The metrics as Prometheus reads them: what this process counted, and what the store says now."""

from datetime import datetime

from api.casework import Desk
from api.store.overview import Overview
from api.store.records import StoreUnavailable


async def exposition(desk: Desk) -> bytes:
    """Return the text. A store that does not answer is a metric, not an error."""
    metrics, store = desk.watching.metrics, Overview(desk.store.engine)
    try:
        since = await store.oldest_queued()
        waited = (desk.clock() - datetime.fromisoformat(since)).total_seconds() if since else 0.0
        metrics.show_store(await store.open_by_status(), max(0.0, waited), await store.deliveries_by_state())
    except StoreUnavailable:
        metrics.show_store_away()
    return metrics.text()
