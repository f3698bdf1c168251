"""Figures for Prometheus, read from rows when they are asked for: so they are right however many web processes and workers
there are, and none of them has to remember anything."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from journeys.enums import CheckInState
from journeys.models import CheckIn
from notifications.enums import Part
from notifications.health import Area, faults
from notifications.queries.outbox import Outbox, outbox


class Reading(Collector):
    """What was read of the site at one moment. Everything is a gauge: rows go in time, so no figure only grows. Figures
    bear no names of machines, and no addresses."""

    def __init__(self, found: Outbox, *, unasked: int) -> None:
        self.found, self.unasked = found, unasked

    def collect(self) -> Iterable[Metric]:
        yield from self._letters()
        yield from self._parts()
        yield _plain(
            "mentorship_check_ins_unasked",
            "Check-ins whose time has come and that nobody was asked yet; the next round does.",
            self.unasked,
        )

    def _letters(self) -> Iterator[Metric]:
        found, waits = self.found, self.found.backlog
        yield _by(
            "mentorship_letters",
            "Letters of the outbox that were not sent yet, or never will be; what was sent is not counted for ever.",
            "state",
            {
                "due": waits.due,
                "later": waits.later,
                "again": waits.again,
                "inflight": waits.inflight,
                "gathered": waits.gathered,
                "failed": found.facts.failed,
                "still": found.still,
            },
        )
        yield _plain(
            "mentorship_letters_oldest_due_seconds",
            "For how long the oldest letter has waited that could go; 0 where none does.",
            _age(waits.oldest_due, found.facts.now),
        )
        sent = {one.kind: one.n for one in found.sent}
        yield _by("mentorship_letters_sent_24h", "Letters sent in the last 24 hours.", "kind", sent)
        failed: dict[str, int] = {}
        for group in found.failed:
            failed[group.kind] = failed.get(group.kind, 0) + group.n
        yield _by(
            "mentorship_letters_failed",
            "Letters that were given up and that nobody tried again or put aside, of the 50 most frequent reasons.",
            "kind",
            failed,
        )
        yield _plain("mentorship_addresses_refused", "Addresses that get no mail.", found.refused)

    def _parts(self) -> Iterator[Metric]:
        facts = self.found.facts
        latest = {part: facts.latest(part) for part in Part}
        yield _by(
            "mentorship_sign_of_life_seconds",
            "For how long the latest of each part has given no sign of life: worker, beat, the minute's round (tick), and the "
            "mail server as it was last tried.",
            "part",
            {str(part): _age(sign.at, facts.now) for part, sign in latest.items() if sign},
        )
        yield _plain("mentorship_workers", "Workers that gave a sign of life lately.", len(facts.workers))
        wrong = {fault.area for fault in faults(facts)}
        yield _by(
            "mentorship_well",
            "1 where /health/ finds nothing wrong with an area, else 0.",
            "area",
            {str(area): float(area not in wrong) for area in Area},
        )


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever bears the token; for anybody else, and where no token is set, there is no such page."""
    if not _bears_token(request):
        raise Http404
    now = timezone.now()
    registry = CollectorRegistry(auto_describe=False)
    unasked = CheckIn.objects.filter(state=CheckInState.SCHEDULED, due_at__lte=now).count()
    registry.register(Reading(outbox(now=now), unasked=unasked))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _bears_token(request: HttpRequest) -> bool:
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(wanted) and hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())


def _plain(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _age(at: datetime | None, now: datetime) -> float:
    """Seconds since `at`, 0 for none."""
    return max((now - at).total_seconds(), 0.0) if at else 0.0
