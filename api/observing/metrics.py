"""The one door to prometheus_client: what is counted, with label sets that cannot grow.

Labels are codes of the catalogue, names of probes, states and templates of routes: never a site, an address, a ticket
or a person, so that a key of one tenant with the scope `ops` learns nothing of another's.
"""

from collections.abc import Callable, Mapping

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_without_created_series: Callable[[], None] = prometheus_client.disable_created_metrics
_DIAGNOSIS_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120)
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25)
_STATES = ("queued", "investigating", "needs_input")
_DELIVERY_STATES = ("waiting", "sent", "shadow", "skipped", "dead")


class Metrics:
    """What one process counts. Gauges are read from the store when somebody asks, so all processes show the same."""

    def __init__(self) -> None:
        _without_created_series()
        self.registry = r = CollectorRegistry()
        ProcessCollector(registry=r)
        PlatformCollector(registry=r)
        self._ended = Counter(
            "unlatch_diagnoses",
            "Diagnoses that came to rest: ended, or waiting for an answer.",
            ("status", "verdict", "cause"),
            registry=r,
        )
        self._seconds = Histogram(
            "unlatch_diagnosis_seconds", "Work that a diagnosis took.", buckets=_DIAGNOSIS_SECONDS, registry=r
        )
        self._probes = Counter("unlatch_probes", "Probes by what came of them.", ("probe", "outcome"), registry=r)
        self._logins = Counter(
            "unlatch_logins", "Logins that a server may count against a person: refused or withheld.", ("fate",),
            registry=r,
        )  # fmt: skip
        self._calls = Counter("unlatch_llm_calls", "Requests to the language model.", registry=r)
        self._tokens = Counter("unlatch_llm_tokens", "Tokens of the language model.", ("kind",), registry=r)
        self._cost = Counter("unlatch_llm_cost_usd", "What the language model cost, in US dollars.", registry=r)
        self._degraded = Counter(
            "unlatch_llm_troubles", "Turns in which the language model was lost.", ("trouble",), registry=r
        )
        self._requests = Histogram(
            "unlatch_http_request_seconds",
            "Time until the answer to a request began.",
            ("method", "route", "status"),
            buckets=_REQUEST_SECONDS,
            registry=r,
        )
        self._open = Gauge("unlatch_open_diagnoses", "Diagnoses that have no end yet.", ("status",), registry=r)
        self._oldest = Gauge("unlatch_queue_oldest_seconds", "How long the oldest queued one has waited.", registry=r)
        self._deliveries = Gauge("unlatch_deliveries", "Notes and callbacks in the outbox.", ("state",), registry=r)
        self._store_up = Gauge("unlatch_store_up", "1 when the store answers.", registry=r)
        for fate in ("refused", "withheld"):
            self._logins.labels(fate)

    def count_end(self, status: str, verdict: str | None, cause: str | None, seconds: float) -> None:
        """Count a diagnosis that came to rest."""
        self._ended.labels(status, verdict or "none", cause or "none").inc()
        self._seconds.observe(seconds)

    def count_probe(self, probe: str, outcome: str) -> None:
        """Count a probe."""
        self._probes.labels(probe, outcome).inc()

    def count_logins(self, refused: int, withheld: int) -> None:
        """Count logins that went wrong, and those that Unlatch did not try because they might have."""
        self._logins.labels("refused").inc(refused)
        self._logins.labels("withheld").inc(withheld)

    def count_model(self, calls: int, prompt_tokens: int, completion_tokens: int, cost_usd: float) -> None:
        """Count what a turn spent on the language model."""
        self._calls.inc(calls)
        self._tokens.labels("prompt").inc(prompt_tokens)
        self._tokens.labels("completion").inc(completion_tokens)
        self._cost.inc(cost_usd)

    def count_trouble(self, trouble: str) -> None:
        """Count a turn that lost the language model."""
        self._degraded.labels(trouble).inc()

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an HTTP request by the template of its route."""
        self._requests.labels(method, route, f"{status // 100}xx").observe(seconds)

    def show_store(self, open_by_status: Mapping[str, int], oldest: float, deliveries: Mapping[str, int]) -> None:
        """Take over what the store says."""
        self._store_up.set(1)
        self._oldest.set(oldest)
        for status in _STATES:
            self._open.labels(status).set(open_by_status.get(status, 0))
        for state in _DELIVERY_STATES:
            self._deliveries.labels(state).set(deliveries.get(state, 0))

    def show_store_away(self) -> None:
        """Say that the store does not answer; what it said before is no longer shown."""
        self._store_up.set(0)
        self._open.clear()
        self._deliveries.clear()
        self._oldest.set(float("nan"))

    def text(self) -> bytes:
        """Write everything in the Prometheus text format."""
        return generate_latest(self.registry)
