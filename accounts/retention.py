"""What the promises of `Kept` (accounts/privacy.py) come to by the passing of time: which fields of which rows are over their
limit. Nothing is changed here; accounts/operations/retention.py does that every night.

This app knows no programmes: the app that has them registers what a programme is, and which are over."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, AuditReason
from accounts.privacy import DECLARATIONS, GONE_WORDS, Declarations, Erasing, Kept
from notifications.enums import NotificationState
from notifications.models import Notification

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YEARS = 2
SETTLED_FOR = timedelta(days=90)
AGED_WORDS = _("Removed: the programme ended long ago.")

Model = type[models.Model]


def years_before(moment: datetime, years: int = YEARS) -> datetime:
    """The same day and time so many years earlier; of 29 February, the 28th where that year has none."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def years_after(moment: datetime, years: int = YEARS) -> datetime:
    """The same day and time so many years later; of 29 February, the 1st of March where that year has none."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


def routes(model: Model, root: Model) -> list[str]:
    """The shortest lookups by foreign keys from a row of `model` to its row of `root`; "pk" for `root` itself, none where
    there is no way. A key that must be there goes before one that may be empty, however short the way by that."""
    return _shortest(model, root, is_sure=True) or _shortest(model, root, is_sure=False)


def _shortest(model: Model, root: Model, *, is_sure: bool) -> list[str]:
    if model is root:
        return ["pk"]
    found: list[str] = []
    seen = {model}
    level: deque[tuple[Model, str]] = deque([(model, "")])
    while level and not found:
        following: deque[tuple[Model, str]] = deque()
        for at, path in level:
            for key in at._meta.concrete_fields:
                other = key.related_model
                if not isinstance(other, type) or (is_sure and key.null):
                    continue
                way = f"{path}__{key.name}" if path else key.name
                if other is root:
                    found.append(way)
                elif other not in seen:
                    following.append((other, way))
        seen.update(other for other, _way in following)
        level = following
    return found


@dataclass(frozen=True)
class Over:
    """One programme whose words are over their limit. `closed_at` is when it closed for good."""

    pk: UUID
    name: str
    closed_at: datetime


Overs = Callable[[datetime], Sequence[Over]]
Which = Callable[[datetime], Q]
Among = Callable[[Collection[UUID], datetime], Q]


@dataclass
class Retention:
    """What the apps tell about their rows. `root` is the programme, and `overs` finds those that closed at a moment or before.
    `settled` says of a model which of its rows were dealt with at a moment or before; `spared` which are left alone at a
    moment though their programme is over; `among` takes the place of the way by keys where there is none."""

    root: Model | None = None
    overs: Overs | None = None
    settled: dict[Model, Which] = field(default_factory=dict)
    spared: dict[Model, Which] = field(default_factory=dict)
    among: dict[Model, Among] = field(default_factory=dict)

    def of_programmes(self, root: Model, overs: Overs) -> None:
        self.root, self.overs = root, overs

    def settle(self, model: Model, which: Which) -> None:
        self.settled[model] = which

    def spare(self, which: Which, *models_: Model) -> None:
        for model in models_:
            self.spared[model] = which

    def over(self, now: datetime) -> list[Over]:
        """The programmes whose time is over at `now`, the longest closed first. One query."""
        return list(self.overs(years_before(now))) if self.overs else []

    def reach(self, model: Model, programmes: Collection[UUID], now: datetime) -> Q:
        """The rows of `model` that belong to `programmes`. Raises LookupError where no way leads there."""
        if model in self.among:
            return self.among[model](programmes, now)
        if self.root is None:
            raise LookupError("no app has told what a programme is")
        ways = routes(model, self.root)
        if not ways:
            raise LookupError(f"{model._meta.label} leads to no programme")
        return Q(**{f"{ways[0]}__in": programmes})


retention = Retention()


# --- what is over its limit


@dataclass(frozen=True)
class Due:
    """Fields of one model that are over their limit, in `rows`, and what happens to them. `writes` are the values that an
    update gives them; without any, the rows are deleted."""

    model: Model
    erasing: Erasing
    names: tuple[str, ...]
    rows: QuerySet[Any]
    writes: dict[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """The fields that name a file which goes too."""
        return [
            name
            for name in self.names
            if isinstance(self.model._meta.get_field(name), models.FileField)  # others clear up by themselves
        ]


def due(now: datetime, overs: Sequence[Over], nothing: Callable[[Any], object]) -> list[Due]:
    """All that is over its limit at `now`, where the programmes of `overs` are, with what depends on other rows before them.
    `nothing` gives the value of a field that says nothing. No query is made."""
    programmes = [one.pk for one in overs]
    found = [
        _due(label, erasing, tuple(names), _which(label, kept, programmes, now), nothing)
        for (label, kept, erasing), names in _limited(DECLARATIONS).items()
        if kept == Kept.SENT or programmes or apps.get_model(label) in retention.among
    ]
    doomed = [one.model for one in found if one.erasing == Erasing.DELETE]
    ranks = {model: rank for rank, model in enumerate(_dependents_first(doomed))}
    found.sort(key=lambda one: ranks.get(one.model, -1) if one.erasing == Erasing.DELETE else -1)
    return [*found, *_beside(now)]


def _limited(declarations: Declarations) -> dict[tuple[str, Kept, Erasing], list[str]]:
    """The fields that have an end by time, by model, limit and what then happens."""
    found: dict[tuple[str, Kept, Erasing], list[str]] = defaultdict(list)
    for (label, name), rule in declarations.rules.items():
        if rule.kept in {Kept.PROGRAMME, Kept.SENT}:
            found[label, rule.kept, rule.erasing].append(name)
    return found


def _which(label: str, kept: Kept, programmes: Collection[UUID], now: datetime) -> Q:
    model = apps.get_model(label)
    if kept == Kept.SENT:
        return retention.settled[model](now - SETTLED_FOR)
    reached = retention.reach(model, programmes, now)
    spared = retention.spared.get(model)
    return reached & ~spared(now) if spared else reached


def _due(
    label: str, erasing: Erasing, names: tuple[str, ...], which: Q, nothing: Callable[[Any], object]
) -> Due:
    """The rows of `which` in which any of these fields still says something."""
    model = apps.get_model(label)
    rows = model._default_manager.filter(which)
    if erasing == Erasing.DELETE:
        return Due(model, erasing, names, rows)
    says, writes = Q(), {}
    for name in names:
        found = model._meta.get_field(name)
        if erasing == Erasing.EMPTY:
            empty = nothing(found)
            writes[name] = empty
            says |= Q(**{f"{name}__isnull": False}) if empty is None else ~Q(**{name: empty})
        else:
            word = _aged(label, name)
            writes[name] = Case(When(**{name: ""}, then=Value("")), default=Value(word))
            says |= ~Q(**{f"{name}__in": ["", word]})
    return Due(model, erasing, names, rows.filter(says), writes)


def _aged(label: str, name: str) -> str:
    """What stands where a field may not be empty: nobody left, so another word than erasing writes."""
    word: StrOrPromise = DECLARATIONS.neutral[label, name]
    length = getattr(apps.get_model(label)._meta.get_field(name), "max_length", None)
    return str(AGED_WORDS if word == GONE_WORDS else word)[:length]


def _dependents_first(doomed: Sequence[Model]) -> list[Model]:
    """The models in an order in which no row goes along with another before its own turn."""

    def depth(model: Model) -> int:
        others = {
            key.related_model
            for key in model._meta.concrete_fields
            if key.related_model in doomed and key.related_model is not model
        }
        return 1 + max((depth(other) for other in others if isinstance(other, type)), default=0)

    return sorted(doomed, key=lambda model: (-depth(model), model._meta.label))


def _beside(now: datetime) -> list[Due]:
    """What has an end, and no declaration because Django or allauth keeps it: sessions that ended, with the browser and address
    that were noted with them, and what the admin wrote down."""
    living = Session.objects.filter(expire_date__gte=now).values("session_key")
    # Of a sign-in that is going on just now, the session may not be written yet.
    left = UserSession.objects.filter(last_seen_at__lt=now - timedelta(days=1))
    return [
        Due(UserSession, Erasing.DELETE, (), left.exclude(session_key__in=living)),
        Due(Session, Erasing.DELETE, (), Session.objects.filter(expire_date__lt=now)),
        Due(LogEntry, Erasing.DELETE, (), LogEntry.objects.filter(action_time__lt=years_before(now))),
    ]


# --- the rows of this app


def _letters(before: datetime) -> Q:
    """Sent ones by when they went; given up and put aside ones by when they should have."""
    over = [NotificationState.FAILED, NotificationState.SUPPRESSED]
    return Q(state=NotificationState.SENT, sent_at__lte=before) | Q(state__in=over, not_before__lte=before)


def _reasons(programmes: Collection[UUID], now: datetime) -> Q:
    """Of what was done in a programme that is over; of what belongs to none, after as many years."""
    roots = retention.root._default_manager.values("pk") if retention.root else []
    lone = Q(programme_id__isnull=True) | ~Q(programme_id__in=roots)
    events = AuditEvent.objects.filter(Q(programme_id__in=programmes) | (lone & Q(at__lte=years_before(now))))
    return Q(event_id__in=events.order_by().values("pk"))


retention.settle(Notification, _letters)
retention.among[AuditReason] = _reasons
