"""Traces: off until somebody says where to, whole when they are on, and free of what people wrote."""

from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.observing.tracing import RealTracing, tracing_of
from api.settings import SettingsError
from tests.observing.kit import PASTE, SECRET, STORY, diagnosed, spans, watched_service, written

COLLECTOR = "http://127.0.0.1:9"


async def test_a_diagnosis_is_one_trace_of_its_request_and_its_nodes(tmp_path: Path) -> None:
    """The span of the request holds that of the diagnosis, which holds one for each node in order."""
    with spans() as (watching, exporter):
        async with watched_service(tmp_path, watching=watching) as (client, _):
            told = await diagnosed(client)
        found = {span.name: span for span in exporter.get_finished_spans()}

    request, diagnosis = found["POST /v1/diagnoses"], found["diagnosis"]
    nodes = [span for name, span in found.items() if name.startswith("node ")]
    assert diagnosis.parent is not None
    assert diagnosis.parent.span_id == request.context.span_id
    assert {span.parent.span_id for span in nodes if span.parent} == {diagnosis.context.span_id}
    assert [span.name[5:] for span in nodes] == ["intake", "plan", "conclude", "verify", "explain"]
    assert diagnosis.attributes is not None
    assert diagnosis.attributes["unlatch.diagnosis"] == told["id"]
    assert diagnosis.attributes["unlatch.cause"] == told["root_cause"]["code"]


async def test_no_span_holds_texts_secrets_or_queries(tmp_path: Path) -> None:
    """Neither the story, nor a token, nor the query of an address, nor the words of an exception."""
    with spans() as (watching, exporter):
        async with watched_service(tmp_path, watching=watching) as (client, app):
            app.add_api_route(f"/fails/{SECRET[:10]}", _fail)
            await diagnosed(client, f"{STORY} with {SECRET}\n{PASTE}")
            await client.get(f"/v1/diagnoses?ticket={STORY}&limit=5")
            await client.get(f"/fails/{SECRET[:10]}")
        everything = written(exporter.get_finished_spans())

    assert "RuntimeError" in everything
    for private in (STORY, "Zebra", SECRET, "limit=5", "zebra's own words"):
        assert private not in everything


async def test_the_frameworks_own_spans_stay_off_under_a_global_provider(tmp_path: Path) -> None:
    """Where something else has set a provider for the whole process, nothing of a request reaches it from here."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)

    async with watched_service(tmp_path) as (client, _):
        await client.get("/v1/diagnoses?ticket=zebra")

    assert [span.name for span in exporter.get_finished_spans() if "diagnoses" in span.name] == []


async def test_a_callers_trace_goes_on_here(tmp_path: Path) -> None:
    """With a traceparent header the span of the request belongs to the caller's trace."""
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with spans() as (watching, exporter):
        async with watched_service(tmp_path, watching=watching) as (client, _):
            await client.get("/v1/causes", headers={"traceparent": caller})
        (span,) = [one for one in exporter.get_finished_spans() if one.name == "GET /v1/causes"]

    assert f"{span.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR},
        {"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR},
        {"OTEL_SERVICE_NAME": "unlatch"},
    ],
)
def test_nothing_is_traced_until_an_exporter_is_named(environment: dict[str, str]) -> None:
    """A name of the service alone turns nothing on, and the standard switches turn it off."""
    tracing = tracing_of(environment)

    assert not isinstance(tracing, RealTracing)
    with tracing.span("x") as span:
        span.note(anything="goes")
    assert tracing.trace_id() == ""


def test_an_exporter_that_is_named_turns_it_on() -> None:
    """The standard variable for the collector is enough."""
    tracing = tracing_of({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR})
    tracing.close()

    assert isinstance(tracing, RealTracing)


@pytest.mark.parametrize(
    "environment",
    [
        {"OTEL_TRACES_EXPORTER": "zipkin"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_an_exporter_that_is_not_there_is_refused_with_what_to_do(environment: dict[str, str]) -> None:
    """The process does not start and trace into nowhere."""
    with pytest.raises(SettingsError, match="Use "):
        tracing_of(environment)


async def _fail() -> None:
    raise RuntimeError(f"zebra's own words with {SECRET}")
