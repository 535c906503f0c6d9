"""The one door to OpenTelemetry: spans of our own, sent where the standard OTEL_* variables say; off without them.

No global provider is set. With one, the web framework, the model's SDK and others would write spans of their own, with
query strings, prompts and texts of exceptions in them. A span of ours holds ids, codes and counts.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from api.settings import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer

Value = str | int | float | bool
_WHERE = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


class Span(Protocol):
    """What is under way."""

    def note(self, **values: Value | None) -> None:
        """Add attributes; double underscores become dots, and None is left out."""
        ...

    def rename(self, name: str) -> None:
        """Give it the name that is known only now."""
        ...


class _NoSpan:
    def note(self, **values: Value | None) -> None:
        """Do nothing."""

    def rename(self, name: str) -> None:
        """Do nothing."""


class Tracing:
    """Traces nothing."""

    @contextmanager
    def span(self, name: str, *, carrier: Mapping[str, str] | None = None, **values: Value | None) -> Iterator[Span]:
        """Be inside a span; with a carrier (the headers of a request) it belongs to the caller's trace."""
        del name, carrier, values
        yield _NoSpan()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Be inside a node of the graph."""
        with self.span(f"node {name}", node=name):
            yield

    def trace_id(self) -> str:
        """Return the id of the trace that is under way, "" when there is none."""
        return ""

    def close(self) -> None:
        """Send what waits."""


class RealTracing(Tracing):
    """Traces with the OpenTelemetry SDK."""

    def __init__(self, tracer: "Tracer", close: Callable[[], None]) -> None:
        self._tracer = tracer
        self._close = close

    @contextmanager
    def span(self, name: str, *, carrier: Mapping[str, str] | None = None, **values: Value | None) -> Iterator[Span]:
        """Be inside a span. Of an exception it keeps the type; its words might hold anything."""
        from opentelemetry.trace import SpanKind, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = None if carrier is None else TraceContextTextMapPropagator().extract(carrier)
        kind = SpanKind.INTERNAL if carrier is None else SpanKind.SERVER
        with self._tracer.start_as_current_span(
            name, parent, kind, record_exception=False, set_status_on_exception=False
        ) as under_way:
            span = _RealSpan(under_way)
            span.note(**values)
            try:
                yield span
            except BaseException as fault:
                under_way.set_attribute("error.type", type(fault).__name__)
                under_way.set_status(StatusCode.ERROR)
                raise

    def trace_id(self) -> str:
        """Return the id in hexadecimal."""
        from opentelemetry.trace import get_current_span

        context = get_current_span().get_span_context()
        return f"{context.trace_id:032x}" if context.is_valid else ""

    def close(self) -> None:
        """Send what waits and stop."""
        self._close()


@dataclass(frozen=True, slots=True)
class _RealSpan:
    under_way: "OtelSpan"

    def note(self, **values: Value | None) -> None:
        """Add attributes; those of the HTTP conventions keep their names."""
        for name, value in values.items():
            if value is not None:
                dotted = name.replace("__", ".")
                self.under_way.set_attribute(dotted if dotted.startswith("http.") else f"unlatch.{dotted}", value)

    def rename(self, name: str) -> None:
        """Give it another name."""
        self.under_way.update_name(name)


def tracing_of(environment: Mapping[str, str]) -> Tracing:
    """Trace where the standard variables say, or not at all when they name no exporter.

    Raises:
        SettingsError: An exporter is named that cannot be used here.
    """
    named = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    wanted = bool(named) or any(environment.get(name) for name in _WHERE)
    if not wanted or named == "none" or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return Tracing()
    if named not in {"", "otlp", "console"}:
        raise SettingsError(f"OTEL_TRACES_EXPORTER={named} is not supported. Use otlp, console or none.")
    protocol = next((environment[name] for name in _PROTOCOLS if environment.get(name)), "http/protobuf")
    if named != "console" and protocol != "http/protobuf":
        raise SettingsError(f"The OTLP protocol {protocol} is not supported. Use http/protobuf (port 4318 as a rule).")
    try:
        return _exporting(console=named == "console")
    except ImportError:
        raise SettingsError(
            "OTEL_* names a trace exporter, but OpenTelemetry is not installed. Install unlatch[otel], or unset it."
        ) from None


def _exporting(*, console: bool) -> Tracing:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter

    exporter: SpanExporter = ConsoleSpanExporter() if console else OTLPSpanExporter()
    return tracing_through(BatchSpanProcessor(exporter))


def tracing_through(processor: "SpanProcessor") -> Tracing:
    """Trace through a processor of the SDK, which reads the resource and the sampler from OTEL_* itself."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create()
    if str(resource.attributes.get("service.name", "")).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": "unlatch"}))
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(processor)
    return RealTracing(provider.get_tracer("unlatch"), provider.shutdown)
