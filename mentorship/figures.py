"""What each web process counts of its own work: requests, what they took, and what they asked of the database.

Under gunicorn the processes keep their figures in files that each of them can read (mentorship.figure_files); elsewhere the
figures are this process' own."""

from __future__ import annotations

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

from mentorship.figure_files import FOLDER, Place
from mentorship.figure_room import take_room

disable_created_metrics()  # type: ignore[no-untyped-call]
if os.environ.get(FOLDER):
    take_room()
    values.ValueClass = values.MultiProcessValue(lambda: Place.name)  # type: ignore[no-untyped-call]

OWN = CollectorRegistry()
SECONDS = Histogram(
    "mentorship_request_seconds",
    "How long web requests took, by the name of the route; - is an address that is none of ours, static a file of styles or such.",
    ["route", "method", "status"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=OWN,
)
STATEMENTS = Histogram(
    "mentorship_request_statements",
    "How often a request asked the database.",
    ["route"],
    buckets=(10, 20, 40, 80),
    registry=OWN,
)
IN_FLIGHT = Gauge(
    "mentorship_requests_in_flight",
    "Requests that are being answered at this moment.",
    multiprocess_mode="livesum",
    registry=OWN,
)
SLOW = Counter(
    "mentorship_slow_statements",
    "Statements of web processes that the database took MENTORSHIP_SLOW_QUERY_MS for, or longer; the log has each.",
    registry=OWN,
)


def show(registry: CollectorRegistry) -> None:
    """Adds the figures of all web processes of this gunicorn to `registry`."""
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(OWN)
