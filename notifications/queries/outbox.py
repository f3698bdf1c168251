"""What stands in the outbox, for those who run the site. Everything is counted over the partial indexes of the states, so
that what was ever sent costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from notifications.enums import NotificationState
from notifications.health import Facts
from notifications.kinds import registry
from notifications.models import Notification, RefusedAddress
from notifications.queries.health import gather
from notifications.wanted import ADDRESS_REFUSES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GROUPS = 50
ADDRESSES = 50
DAY = timedelta(days=1)
# A worker that did not end its letter for so long is dead: the lease is five minutes.
LONG_OVER = timedelta(minutes=10)
# What was held back longer ago than this is no news to anybody.
STILL_NEWS = timedelta(days=30)


@dataclass(frozen=True)
class Backlog:
    """What is on its way. `due` could go now, `later` waits for a welcome hour, `again` for its next try; `inflight` are in the
    hands of a worker, of which `lost` are of one that died; `gathered` wait for a daily letter, the first at `next_daily`."""

    due: int
    oldest_due: datetime | None
    later: int
    again: int
    inflight: int
    lost: int
    gathered: int
    next_daily: datetime | None


@dataclass(frozen=True)
class Group:
    """Letters of one kind with one reason; `latest` is when the newest of them was written."""

    kind: str
    failure: str
    n: int
    latest: datetime

    @property
    def label(self) -> StrOrPromise:
        return label_of(self.kind)

    @property
    def reason(self) -> str:
        return reason_in_words(self.failure)


@dataclass(frozen=True)
class Sent:
    kind: str
    n: int

    @property
    def label(self) -> StrOrPromise:
        return label_of(self.kind)


@dataclass(frozen=True)
class Outbox:
    """`failed` and `suppressed` by kind and reason, the largest first, 50 of each at most; `sent` in the last 24 hours, by kind.
    `held` letters were held back for an address that takes mail again."""

    facts: Facts
    backlog: Backlog
    failed: Sequence[Group]
    suppressed: Sequence[Group]
    sent: Sequence[Sent]
    addresses: Sequence[RefusedAddress]
    refused: int
    held: int

    @property
    def sent_total(self) -> int:
        return sum(one.n for one in self.sent)

    @property
    def still(self) -> int:
        """Letters that nobody will touch until they are taken up by hand."""
        return self.held + self.backlog.lost


def label_of(kind: str) -> StrOrPromise:
    """What a kind is called; its code where no app knows it any more."""
    known = registry.kinds.get(kind)
    return known.label if known else kind


def reason_in_words(failure: str) -> str:
    """A reason in the reader's language, where it is the site's own; else as the mail server said it."""
    return _(failure) if failure else _("no reason is known")


def outbox(*, now: datetime) -> Outbox:
    """The outbox as it stands at `now`, in a fixed number of queries."""
    return Outbox(
        facts=gather(now=now),
        backlog=backlog(now),
        failed=groups(NotificationState.FAILED),
        suppressed=groups(NotificationState.SUPPRESSED),
        sent=sent_lately(now),
        addresses=list(RefusedAddress.objects.order_by("-refused_at", "pk")[:ADDRESSES]),
        refused=RefusedAddress.objects.count(),
        held=held_back(now).count(),
    )


def backlog(now: datetime) -> Backlog:
    """Three queries."""
    due = Q(not_before__lte=now)
    queued = Notification.objects.filter(state=NotificationState.QUEUED).aggregate(
        due=Count("pk", filter=due),
        oldest_due=Min("not_before", filter=due),
        later=Count("pk", filter=~due & Q(attempts=0)),
        again=Count("pk", filter=~due & Q(attempts__gt=0)),
    )
    inflight = Notification.objects.filter(state=NotificationState.INFLIGHT).aggregate(
        inflight=Count("pk"), lost=Count("pk", filter=Q(lease_until__lte=now - LONG_OVER))
    )
    gathered = Notification.objects.filter(state=NotificationState.GATHERED, digest__isnull=True).aggregate(
        gathered=Count("pk"), next_daily=Min("not_before")
    )
    return Backlog(**queued, **inflight, **gathered)


def groups(state: NotificationState) -> list[Group]:
    rows = (
        Notification.objects.filter(state=state)
        .values("kind", "failure")
        .annotate(n=Count("pk"), latest=Max("created_at"))
        .order_by("-n", "kind", "failure")
    )
    return [Group(**row) for row in rows[:GROUPS]]


def sent_lately(now: datetime) -> list[Sent]:
    """What was sent in the last 24 hours, by kind, the most first."""
    rows = (
        Notification.objects.filter(state=NotificationState.SENT, sent_at__gt=now - DAY)
        .values("kind")
        .annotate(n=Count("pk"))
        .order_by("-n", "kind")
    )
    return [Sent(**row) for row in rows]


def held_back(now: datetime) -> QuerySet[Notification]:
    """Letters of the last 30 days that were held back because an address refused mail, and it does not any more."""
    refused = RefusedAddress.objects.filter(address=Lower(OuterRef("recipient__email")))
    return Notification.objects.filter(
        ~Exists(refused),
        state=NotificationState.SUPPRESSED,
        failure=ADDRESS_REFUSES,
        created_at__gt=now - STILL_NEWS,
    )


def lost(now: datetime) -> QuerySet[Notification]:
    """Letters in the hands of a worker that died: where one is there, it takes them up by itself."""
    return Notification.objects.filter(state=NotificationState.INFLIGHT, lease_until__lte=now - LONG_OVER)
