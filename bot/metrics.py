"""What the bot counts of itself, for Prometheus: how much, how fast and how well, never who, where or what.

Every label has few values, all of them named in the program: a member, a server, a channel or a text is none. Counting
costs microseconds. What can be read off at any time, such as the state of the database, is not counted at all but read
when somebody asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__

PREFIX = "career_coach_"
COMPOSING = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.5)
"""Seconds around a millisecond, which is what an answer takes."""
REPLYING = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 3.0, 10.0)
"""Seconds up to the three that Discord gives, and beyond."""
_STATUS = {int(status): str(int(status)) for status in HTTPStatus}
_SCOPES = frozenset({"user", "global", "shared"})

Samples = Mapping[tuple[str, ...], float]
"""Values by the values of their labels."""


class Readings(Collector):
    """Gauges that are read when somebody asks."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[str, tuple[str, ...], Callable[[], Samples]]] = {}

    def add(self, name: str, text: str, labels: tuple[str, ...], read: Callable[[], Samples]) -> None:
        """Read another gauge from now on, or one in place of the one of that name."""
        self._read[name] = text, labels, read

    def collect(self) -> Iterator[Metric]:
        """Read all of them."""
        for name, (text, labels, read) in self._read.items():
            gauge = GaugeMetricFamily(PREFIX + name, text, labels=labels)
            for values, number in read().items():
                gauge.add_metric(values, number)
            yield gauge


class Metrics:
    """The counters of one bot, in a registry of their own."""

    def __init__(self) -> None:
        # When each counter began doubles their number, and nobody reads it.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._readings = Readings()
        self.registry.register(self._readings)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        Info(f"{PREFIX}build", "The version of the program.", registry=self.registry).info({"version": __version__})
        self.composing = self._histogram("composing_seconds", "From a question to its composed answer.", COMPOSING)
        self.handling = Gauge(
            f"{PREFIX}handling", "What members sent that is not replied to yet.", registry=self.registry
        )
        self._messages = self._counter("messages", "What members sent, and what became of it.", "front", "outcome")
        self._replying = self._histogram("reply_seconds", "From what a member sent to the reply.", REPLYING, "front")
        self._errors = self._counter("errors", "Errors in the log, by the kind of exception.", "kind")
        self._reloads = self._counter("reloads", "Reloads of the knowledge.", "way", "outcome")
        self._requests = self._counter("discord_requests", "Requests to Discord, by its answer's status.", "status")
        self._limited = self._counter("discord_rate_limits", "Requests that Discord put off (429), by scope.", "scope")
        self._limits = self._counter("limits", "Messages that were too many, by whose limit that was.", "limit")
        self._events = self._counter("gateway_events", "What became of connections to the gateway.", "event")

    def handled(self, front: str, outcome: str, seconds: float) -> None:
        """Count what a member sent, after so many seconds from its arrival to the reply."""
        self._messages.labels(front, outcome).inc()
        self._replying.labels(front).observe(seconds)

    def failed(self, kind: str) -> None:
        """Count an error by the name of its class."""
        self._errors.labels(kind).inc()

    def reloaded(self, way: str, outcome: str) -> None:
        """Count a reload: who or what began it, and whether it was swapped in."""
        self._reloads.labels(way, outcome).inc()

    def requested(self, status: int | None) -> None:
        """Count a request to Discord by the status of the answer; None where there was none."""
        self._requests.labels("none" if status is None else _STATUS.get(status, "other")).inc()

    def put_off(self, scope: str | None) -> None:
        """Count a request that Discord has put off."""
        self._limited.labels(scope if scope in _SCOPES else "unknown").inc()

    def limited(self, limit: str) -> None:
        """Count a message that was too many: of a member, in a channel, …"""
        self._limits.labels(limit).inc()

    def connection(self, event: str) -> None:
        """Count what became of a connection to the gateway."""
        self._events.labels(event).inc()

    def read(self, name: str, text: str, read: Callable[[], Samples], *labels: str) -> None:
        """Read a gauge whenever somebody asks."""
        self._readings.add(name, text, labels, read)

    def read_one(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Read a gauge without labels whenever somebody asks."""
        self.read(name, text, lambda: {(): read()})

    def text(self) -> bytes:
        """Write everything in Prometheus's text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(PREFIX + name, text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(PREFIX + name, text, labels, registry=self.registry, buckets=buckets)


class ErrorCounter(logging.Handler):
    """Counts the errors of the log, whoever wrote them, by the kind of exception."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        error = record.exc_info[1] if record.exc_info else None
        self._metrics.failed("none" if error is None else type(error).__name__)
