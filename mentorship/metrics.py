"""Figures for Prometheus. What stands in rows and in Redis is read when it is asked for, so it is right whichever web process is
asked; what web processes count of their own work is that of one machine (mentorship.figures)."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric

from journeys.enums import CheckInState
from journeys.models import CheckIn
from mentorship import figures
from mentorship.readings import FromQueues, FromRows, age, by, plain, queued, rows
from notifications.enums import Part
from notifications.health import Area, Facts, faults
from notifications.queries.health import gather
from notifications.queries.outbox import Outbox, outbox


class FromOutbox:
    """What was read of the outbox at one moment. Everything is a gauge: rows go in time, so no figure only grows. Figures bear
    no names of machines, and no addresses."""

    def __init__(self, found: Outbox, *, unasked: int) -> None:
        self.found, self.unasked = found, unasked

    def collect(self) -> Iterable[Metric]:
        yield from self._letters()
        yield plain(
            "mentorship_check_ins_unasked",
            "Check-ins whose time has come and that nobody was asked yet; the next round does.",
            self.unasked,
        )

    def _letters(self) -> Iterator[Metric]:
        found, waits = self.found, self.found.backlog
        yield by(
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
        yield plain(
            "mentorship_letters_oldest_due_seconds",
            "For how long the oldest letter has waited that could go; 0 where none does.",
            age(waits.oldest_due, found.facts.now),
        )
        sent = {one.kind: one.n for one in found.sent}
        yield by("mentorship_letters_sent_24h", "Letters sent in the last 24 hours.", "kind", sent)
        failed: dict[str, int] = {}
        for group in found.failed:
            failed[group.kind] = failed.get(group.kind, 0) + group.n
        yield by(
            "mentorship_letters_failed",
            "Letters that were given up and that nobody tried again or put aside, of the 50 most frequent reasons.",
            "kind",
            failed,
        )
        yield plain("mentorship_addresses_refused", "Addresses that get no mail.", found.refused)


class FromSigns:
    """How the parts of the site stand."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def collect(self) -> Iterable[Metric]:
        facts = self.facts
        wrong = {fault.area for fault in faults(facts)}
        yield by(
            "mentorship_well",
            "1 where /health/ finds nothing wrong with an area, else 0.",
            "area",
            {str(area): float(area not in wrong) for area in Area},
        )
        if not facts.database:
            return
        latest = {part: facts.latest(part) for part in Part}
        yield by(
            "mentorship_sign_of_life_seconds",
            "For how long the latest of each part has given no sign of life: worker, beat, the minute's round (tick), the night's "
            "(night), the mail server as it was last tried, and the backup.",
            "part",
            {str(part): age(sign.at, facts.now) for part, sign in latest.items() if sign},
        )
        yield plain("mentorship_workers", "Workers that gave a sign of life lately.", len(facts.workers))


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever bears the token; for anybody else, and where no token is set, there is no such page."""
    if not _bears_token(request):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    figures.show(registry)
    for collector in _readings(timezone.now()):
        registry.register(collector)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _readings(now: datetime) -> Iterator[FromOutbox | FromQueues | FromRows | FromSigns]:
    """What can be read: where a server is away, the rest, and that it is away."""
    waiting = queued()
    if waiting is not None:
        yield FromQueues(waiting)
    try:
        found, unasked = (
            outbox(now=now),
            CheckIn.objects.filter(state=CheckInState.SCHEDULED, due_at__lte=now).count(),
        )
        kept = rows(now)
    except (DatabaseError, InterfaceError):
        yield FromSigns(gather(now=now))
        return
    yield FromSigns(found.facts)
    yield FromOutbox(found, unasked=unasked)
    yield FromRows(kept)


def _bears_token(request: HttpRequest) -> bool:
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(wanted) and hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())
