"""Events of a programme: adding, changing and cancelling them, signing up and off, the waiting list, and the reminder.

Every change of who goes takes the row of the event first: of two people who press at one moment the second sees what the
first did. The counter of the event is raised by one conditional UPDATE all the same, and the database bounds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import Person
from accounts.operations.audit import record
from accounts.transitions import StaleState, move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import EVENT_TRANSITIONS, SIGN_UP_TRANSITIONS, EventState, SignUpState
from programmes.event_list import still_meant_for
from programmes.models import Event, Programme, SignUp, SignUpEvent

SIGNED_UP_MAIL = "event_signed_up"
PLACE_MAIL = "event_place"
CHANGED_MAIL = "event_changed"
CANCELLED_MAIL = "event_cancelled"
SOON_MAIL = "event_soon"

REMINDED_BEFORE = timedelta(days=1)
# What is told to those who signed up when it changes; calendars learn of it.
TOLD = ("title", "starts_at", "ends_at", "place", "private_place")


@dataclass(frozen=True)
class EventDetails:
    """What organisers say about an event. `places` None: as many as come."""

    title: str
    about: str
    audience: str
    starts_at: datetime
    ends_at: datetime
    place: str
    private_place: str
    places: int | None


FIELDS = tuple(EventDetails.__dataclass_fields__)


class ChangedMeanwhile(Exception):
    """Somebody else changed the event since its form was opened. `event` is how it is now."""

    def __init__(self, event: Event) -> None:
        self.event = event
        super().__init__(f"the event {event.pk} changed meanwhile")


class PlacesTaken(Exception):
    """There are fewer places than people who are going. `taken` is how many."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        super().__init__(f"{taken} places are taken")


class TooLate(Exception):
    """The event has begun: nobody signs up or off any more."""


def stamp_of(event: Event) -> str:
    """The details as they are, for a form to send along."""
    parts = [getattr(event, name) for name in FIELDS]
    told = [part.astimezone(UTC).isoformat() if isinstance(part, datetime) else str(part) for part in parts]
    return sha256("\x1f".join(told).encode()).hexdigest()[:16]


def _remind_at(starts_at: datetime, now: datetime) -> datetime | None:
    at = starts_at - REMINDED_BEFORE
    return at if at > now else None


@transaction.atomic
def add_event(programme: Programme, *, details: EventDetails, by: Person | None, now: datetime) -> Event:
    """Adds an event. Nobody is written to: it stands on the pages and the home page of those it is for."""
    event = Event.objects.create(
        programme=programme,
        **asdict(details),
        remind_at=_remind_at(details.starts_at, now),
        created_at=now,
        created_by=by,
    )
    record("event.add", event, by=by, now=now, programme_id=programme.pk)
    return event


@transaction.atomic
def change_event(
    event: Event, *, details: EventDetails, stamp: str, by: Person | None, now: datetime
) -> list[str]:
    """Sets the details; returns the names of those that were different before. Where something of TOLD changed about an event
    that is not over, everybody who signed up is told, and calendars are. More places go to those who wait.

    Raises StaleState where it was cancelled, ChangedMeanwhile where it is no longer as in `stamp` (see `stamp_of`), and
    PlacesTaken for fewer places than are taken."""
    held = _held(event)
    if held.state != EventState.OPEN:
        raise StaleState(event, held.state)
    if stamp_of(held) != stamp:
        raise ChangedMeanwhile(held)
    wanted: Mapping[str, object] = asdict(details)
    changed = [name for name in FIELDS if getattr(held, name) != wanted[name]]
    if not changed:
        return []
    if details.places is not None and details.places < held.taken:
        raise PlacesTaken(held.taken)
    for name in changed:
        setattr(held, name, wanted[name])
    if "starts_at" in changed:
        held.remind_at = _remind_at(held.starts_at, now)
    tell = bool(set(changed) & set(TOLD)) and held.ends_at > now
    held.sequence += tell
    held.save(update_fields=[*changed, "remind_at", "sequence"])
    record("event.change", held, by=by, now=now, programme_id=held.programme_id, fields=changed)
    if tell:
        _tell(CHANGED_MAIL, held, _standing(held, SignUpState.GOING, SignUpState.WAITING), now=now, by=by)
    _move_up(held, by=by, now=now)
    return changed


@transaction.atomic
def cancel_event(event: Event, *, words: str = "", by: Person | None, now: datetime) -> None:
    """Cancels an event; whoever goes or waits is told, with the organiser's `words`. Raises StaleState where it was
    cancelled before, and TooLate where it is over."""
    held = _held(event)
    if held.ends_at <= now:
        raise TooLate
    move(
        held,
        to=EventState.CANCELLED,
        table=EVENT_TRANSITIONS,
        cancelled_at=now,
        cancelled_by=by,
        cancel_words=words,
        remind_at=None,
        sequence=held.sequence + 1,
    )
    record("event.cancel", held, by=by, now=now, programme_id=held.programme_id)
    _tell(CANCELLED_MAIL, held, _standing(held, SignUpState.GOING, SignUpState.WAITING), now=now, by=by)


@transaction.atomic
def sign_up(event: Event, *, by: Person, now: datetime) -> SignUp:
    """Gives `by` a place, or the last one on the waiting list where none is left; pressed twice, it is one. Whoever gets a
    place has a letter for their calendar. The caller has looked whether the event is meant for them.

    Raises StaleState where it was cancelled, and TooLate where it has begun."""
    held = _open(event, now)
    own = SignUp.objects.filter(event=held, person=by).first()
    if own is not None and own.state != SignUpState.OFF:
        return own
    to = SignUpState.GOING if _take_place(held) else SignUpState.WAITING
    if own is None:
        own = SignUp.objects.create(event=held, person=by, state=to, asked_at=now)
        SignUpEvent.objects.create(sign_up=own, at=now, by=by, to_state=to)
    else:
        _move(own, to=to, by=by, now=now, asked_at=now)
    record("sign_up.add", own, by=by, now=now, programme_id=held.programme_id)
    if to == SignUpState.GOING:
        # Somebody who signs off and up again gets a letter again: their calendar may have forgotten it.
        number = own.history.count()
        queue(Draft(SIGNED_UP_MAIL, by.user_id, own.pk, once_for(SIGNED_UP_MAIL, own.pk, number)), now=now)
    return own


@transaction.atomic
def sign_off(event: Event, *, by: Person, now: datetime) -> SignUp | None:
    """Gives back the place of `by`, or takes them off the waiting list; the first of those who wait moves up at once. None
    where they had signed off already, or never up.

    Raises StaleState where the event was cancelled, and TooLate where it has begun."""
    held = _open(event, now)
    own = SignUp.objects.filter(event=held, person=by).exclude(state=SignUpState.OFF).first()
    if own is None:
        return None
    _leave(held, own, by=by, now=now)
    record("sign_up.off", own, by=by, now=now, programme_id=held.programme_id)
    _move_up(held, by=by, now=now)
    return own


def _leave(held: Event, own: SignUp, *, by: Person | None, now: datetime) -> None:
    left = _move(own, to=SignUpState.OFF, by=by, now=now)
    if left == SignUpState.GOING:
        Event.objects.filter(pk=held.pk, taken__gt=0).update(taken=F("taken") - 1)


def _take_place(event: Event) -> bool:
    """Takes one place by one conditional UPDATE; False where none is left."""
    room = Q(places__isnull=True) | Q(taken__lt=F("places"))
    return Event.objects.filter(room, pk=event.pk, state=EventState.OPEN).update(taken=F("taken") + 1) == 1


def _move_up(held: Event, *, by: Person | None, now: datetime) -> int:
    """Gives free places to those who wait longest and for whom the event is still meant; each is told. How many that were."""
    if held.starts_at <= now:
        return 0
    moved = 0
    for sign_up in _standing(held, SignUpState.WAITING).filter(still_meant_for()).order_by("asked_at", "pk"):
        if not _take_place(held):
            break
        _move(sign_up, to=SignUpState.GOING, by=by, now=now)
        number = sign_up.history.count()
        key = once_for(PLACE_MAIL, sign_up.pk, number)
        queue(Draft(PLACE_MAIL, sign_up.person.user_id, sign_up.pk, key), now=now)
        moved += 1
    return moved


def _move(sign_up: SignUp, *, to: SignUpState, by: Person | None, now: datetime, **changes: object) -> str:
    left = move(sign_up, to=to, table=SIGN_UP_TRANSITIONS, **changes)
    SignUpEvent.objects.create(sign_up=sign_up, at=now, by=by, from_state=left, to_state=to)
    return left


def _held(event: Event) -> Event:
    """The event as it is now, under a lock."""
    return (
        Event.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=event.pk)
    )


def _open(event: Event, now: datetime) -> Event:
    held = _held(event)
    if held.state != EventState.OPEN:
        raise StaleState(event, held.state)
    if held.starts_at <= now:
        raise TooLate
    return held


def _standing(event: Event, *states: SignUpState) -> QuerySet[SignUp]:
    return SignUp.objects.filter(event=event, state__in=states).select_related("person")


def _tell(
    kind: str, event: Event, sign_ups: Iterable[SignUp], *, now: datetime, by: Person | None = None
) -> None:
    """One letter to each for this turn of the event; whoever did it themself needs none."""
    queue(
        *(
            Draft(kind, one.person.user_id, one.pk, once_for(kind, one.pk, event.sequence))
            for one in sign_ups
            if by is None or one.person_id != by.pk
        ),
        now=now,
    )


def remind_due(*, now: datetime, limit: int = 200) -> int:
    """Reminds whoever goes to an event that is a day away, once; returns how many events that were. One query where
    nothing is due."""
    due = Event.objects.filter(state=EventState.OPEN, remind_at__isnull=False, remind_at__lte=now)
    reminded = 0
    for pk in due.order_by("remind_at").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            held = due.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).order_by().first()
            if held is None:
                continue
            Event.objects.filter(pk=pk).update(remind_at=None)
            if held.starts_at > now:
                _tell(SOON_MAIL, held, _standing(held, SignUpState.GOING), now=now)
                reminded += 1
    return reminded


def sign_off_left_behind(*, now: datetime, limit: int = 200) -> int:
    """Signs off whoever an event is no longer meant for, such as people who left the programme, so that others get their
    places; returns how many that were. One query where there is nobody."""
    standing = SignUp.objects.exclude(state=SignUpState.OFF)
    coming = standing.filter(event__state=EventState.OPEN, event__starts_at__gt=now)
    left = coming.exclude(still_meant_for()).select_related("event", "person")
    gone = 0
    for sign_up in left.order_by("asked_at")[:limit]:
        with transaction.atomic():
            held = _held(sign_up.event)
            own = standing.filter(pk=sign_up.pk).exclude(still_meant_for()).first()
            if own is None or held.state != EventState.OPEN:
                continue
            _leave(held, own, by=None, now=now)
            record("sign_up.off", own, by=None, now=now, programme_id=held.programme_id)
            _move_up(held, by=None, now=now)
            gone += 1
    return gone
