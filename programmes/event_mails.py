"""The letters about events: a place, a change, the end of the plan, and the day before."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Person
from notifications.enums import Topic
from notifications.invitations import Calendar, Method, calendar_text
from notifications.kinds import ALWAYS, NO_DIGEST, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import EventState, SignUpState
from programmes.event_calendar import address_of, appointment_of, file_name_of
from programmes.event_words import link_in, span_in, span_there
from programmes.models import Event, SignUp
from programmes.operations.events import CANCELLED_MAIL, CHANGED_MAIL, PLACE_MAIL, SIGNED_UP_MAIL, SOON_MAIL

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def event_letter(
    event: Event,
    reader: Person,
    *,
    is_going: bool,
    label: StrOrPromise,
    method: Method | None = None,
) -> Letter:
    """A letter about `event` to somebody who goes there, or waits. The place that is told to guests alone is in it for those
    alone. With `method` it bears the event for their calendar. Load `programme__organisation` and the reader's `user` before.

    Its context: `event`, `programme`, `span` and `span_there` (when, on the clocks of the reader and, "" where it is the same,
    of the programme), `place`, `private_place`, `private_url`, `words` (of whoever cancelled it), `is_going`, `action_url`
    and `action_label`."""
    hidden = event.private_place if is_going else ""
    link = link_in(hidden)
    with override(reader.locale):
        spans = span_in(event, reader.zone), span_there(event, reader.zone)
    calendar = None
    if method is not None and is_going:
        text = calendar_text([appointment_of(event, person=reader, now=timezone.now())], method=method)
        calendar = Calendar(text, method, file_name_of(event))
    return Letter(
        to=reader.user.email,
        name=reader.first_name,
        zone=reader.zone,
        locale=reader.locale,
        context={
            "event": quotable(event.title, 90),
            "programme": event.programme.name,
            "span": spans[0],
            "span_there": spans[1],
            "place": quotable(event.place),
            "private_place": "" if link else quotable(hidden),
            "private_url": link,
            "words": quotable(event.cancel_words, 400),
            "is_going": is_going,
            "action_url": address_of(event),
            "action_label": label,
        },
        calendar=calendar,
    )


def _loader(
    label: StrOrPromise,
    *,
    states: Collection[str] = (SignUpState.GOING,),
    state: str = EventState.OPEN,
    method: Method | None = None,
) -> Callable[[Notification], Letter | None]:
    def load(notification: Notification) -> Letter | None:
        """While the event is to come, or its cancelling is news, and the reader stands as they did. One query."""
        sign_up = (
            SignUp.objects.select_related("event__programme__organisation", "person__user")
            .filter(
                pk=notification.subject_id,
                person__user=notification.recipient_id,
                person__user__is_active=True,
                person__erased_at__isnull=True,
                state__in=states,
                event__state=state,
                event__ends_at__gt=timezone.now(),
            )
            .first()
        )
        if sign_up is None:
            return None
        is_going = sign_up.state == SignUpState.GOING
        return event_letter(sign_up.event, sign_up.person, is_going=is_going, label=label, method=method)

    return load


_SEE = _("See the event")
_STANDING = (SignUpState.GOING, SignUpState.WAITING)

for kind in (
    Kind(
        name=SIGNED_UP_MAIL,
        label=_("You signed up for an event"),
        about=_("When and where it is, with the date for your calendar."),
        why=_("You get this because you signed up for this event."),
        load=_loader(_SEE, method="REQUEST"),
        topic=Topic.PROGRAMMES,
        deliveries=NO_DIGEST,
    ),
    Kind(
        name=PLACE_MAIL,
        label=_("A place at an event is yours"),
        about=_("You were on the waiting list, and a place is free."),
        why=_("You get this because you were on the waiting list of this event."),
        load=_loader(_SEE, method="REQUEST"),
        topic=Topic.PROGRAMMES,
        deliveries=ALWAYS,
    ),
    Kind(
        name=CHANGED_MAIL,
        label=_("An event changed"),
        about=_("Another time or another place, with the new date for your calendar."),
        why=_("You get this because you signed up for this event."),
        load=_loader(_SEE, states=_STANDING, method="REQUEST"),
        topic=Topic.PROGRAMMES,
        deliveries=ALWAYS,
    ),
    Kind(
        name=CANCELLED_MAIL,
        label=_("An event does not take place"),
        about=_("It is taken out of your calendar."),
        why=_("You get this because you signed up for this event."),
        load=_loader(_SEE, states=_STANDING, state=EventState.CANCELLED, method="CANCEL"),
        topic=Topic.PROGRAMMES,
        deliveries=ALWAYS,
    ),
    Kind(
        name=SOON_MAIL,
        label=_("A reminder of an event"),
        about=_("When and where, the day before."),
        why=_("You get this because you signed up for this event."),
        load=_loader(_SEE),
        topic=Topic.PROGRAMMES,
        deliveries=NO_DIGEST,
    ),
):
    registry.register(kind)
