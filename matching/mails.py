"""The e-mails that requests cause. What is written is what is true when it is sent: a letter that nobody needs any more
is not sent at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Person
from matching.enums import CloseReason, DeclineReason, RequestState
from matching.fit import PairFit
from matching.models import Request
from matching.queries.clock import clock_of
from matching.queries.suggestions import Suggestion, next_best
from notifications.enums import Delivery, Topic
from notifications.kinds import FREE, KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS = 3


@dataclass(frozen=True)
class About:
    """One kind of letter about a request: who reads it, in which states it is wanted, where its one action leads."""

    name: str
    label: StrOrPromise
    reader: Role
    wanted: Callable[[Request], bool]
    leads_to: str
    action: StrOrPromise
    offers_others: bool = False
    deliveries: tuple[Delivery, ...] = KEPT
    about: StrOrPromise = ""


def _in(*states: RequestState) -> Callable[[Request], bool]:
    return lambda request: request.state in states


def _closed_because(reason: CloseReason) -> Callable[[Request], bool]:
    return lambda request: request.state == RequestState.CLOSED and request.close_reason == reason


KINDS = (
    About(
        "request_received",
        _("Somebody would like your help"),
        Role.MENTOR,
        _in(RequestState.PENDING),
        "request",
        _("Read it and answer"),
        about=_("Who asks you, what for, and how long you have to answer."),
    ),
    About(
        "request_half_time",
        _("Half of the time to answer is over"),
        Role.MENTOR,
        _in(RequestState.PENDING),
        "request",
        _("Read it and answer"),
        deliveries=FREE,
        about=_("Once for each request that you have not answered."),
    ),
    About(
        "request_question",
        _("A mentor asks you something"),
        Role.MENTEE,
        _in(RequestState.NEEDS_INFO),
        "request_reply",
        _("Write your reply"),
        about=_("Something they want to know before they decide."),
    ),
    About(
        "request_reply",
        _("A mentee replied to your question"),
        Role.MENTOR,
        _in(RequestState.PENDING),
        "request",
        _("Read it and answer"),
        about=_("What they told you, so that you can decide."),
    ),
    About(
        "request_reply_reminder",
        _("A mentor still waits for your reply"),
        Role.MENTEE,
        _in(RequestState.NEEDS_INFO),
        "request_reply",
        _("Write your reply"),
        deliveries=FREE,
        about=_("Once for each question that you have not answered."),
    ),
    About(
        "request_accepted",
        _("A mentor said yes"),
        Role.MENTEE,
        _in(RequestState.ACCEPTED),
        "mentorship",
        _("See how to reach each other"),
        about=_("How to reach each other."),
    ),
    About(
        "request_declined",
        _("A mentor has no room"),
        Role.MENTEE,
        _in(RequestState.DECLINED),
        "request",
        _("See who else could help"),
        offers_others=True,
        deliveries=FREE,
        about=_("And who else could help."),
    ),
    About(
        "request_expired",
        _("A request ran out of time"),
        Role.MENTEE,
        _in(RequestState.EXPIRED),
        "request",
        _("See who else could help"),
        offers_others=True,
        deliveries=FREE,
        about=_("Nobody answered in time, and who else could help."),
    ),
    About(
        "request_closed_mentor_full",
        _("A mentor's last place was taken"),
        Role.MENTEE,
        _closed_because(CloseReason.MENTOR_FULL),
        "request",
        _("See who else could help"),
        offers_others=True,
        deliveries=FREE,
        about=_("Your request is closed, and who else could help."),
    ),
    About(
        "request_closed_mentee_matched",
        _("A mentee found a mentor"),
        Role.MENTOR,
        _closed_because(CloseReason.MENTEE_MATCHED),
        "requests",
        _("See your requests"),
        deliveries=FREE,
        about=_("Their request to you is closed, and you need not answer."),
    ),
)

WHY_MENTEE = _("You get this because you asked a mentor in this programme. One letter comes for each step.")
WHY_MENTOR = _("You get this because you are a mentor in this programme. One letter comes for each step.")


def _loader(about: About) -> Callable[[Notification], Letter | None]:
    return lambda notification: _letter(about, notification)


def _letter(about: About, notification: Notification) -> Letter | None:
    """The letter, or None where the request has moved on, or one of the two may not be reached any more."""
    person = Person.objects.select_related("user").filter(user=notification.recipient_id).first()
    if person is None:
        return None
    request = Request.objects.visible_to(person).with_people().filter(pk=notification.subject_id).first()
    if request is None or not about.wanted(request):
        return None
    reader = request.mentor if about.reader == Role.MENTOR else request.mentee
    if reader.person_id != person.pk or not _both_here(request) or _too_late(notification, request):
        return None
    with override(person.locale):
        return Letter(
            to=person.user.email,
            name=person.first_name,
            zone=person.zone,
            locale=person.locale,
            context=request_facts(about, request),
        )


def _both_here(request: Request) -> bool:
    people = (request.mentee.person, request.mentor.person)
    return all(person.user.is_active and person.erased_at is None for person in people)


def _too_late(notification: Notification, request: Request) -> bool:
    """Whether a letter about an open request belongs to an earlier round of its clock, or the clock has run out."""
    if not request.is_open:
        return False
    round_began = request.remind_at - (request.expires_at - request.remind_at)
    return notification.created_at < round_began or timezone.now() >= request.expires_at


def request_facts(about: About, request: Request) -> dict[str, object]:
    mentee, mentor = request.mentee.person, request.mentor.person
    fit = PairFit.from_json(request.reasons)
    reasons = () if fit is None else (fit.for_mentor if about.reader == Role.MENTOR else fit.for_mentee)
    reader = mentor if about.reader == Role.MENTOR else mentee
    others = next_best(request.mentee, now=timezone.now()) if about.offers_others else ()
    return {
        "mentee": quotable(mentee.name),
        "mentor": quotable(mentor.name),
        "mentee_first": quotable(mentee.first_name),
        "mentor_first": quotable(mentor.first_name),
        "programme": request.programme.name,
        "want": quotable(request.want),
        "note": quotable(request.note),
        "question": quotable(request.question),
        "reply": quotable(request.reply),
        "decline_reason": _reason(request),
        "reasons": [quotable(reason.text) for reason in reasons if reason.good][:REASONS],
        "until": moment_for(request.expires_at, reader),
        "left": clock_of(request, now=timezone.now()).left,
        "closed_others": about.leads_to == "mentorship" and _closed_others(request),
        "others": [_other(request, one) for one in others],
        "action_url": settings.SITE_URL + _address(about, request),
        "action_label": about.action,
    }


def moment_for(at: datetime, reader: Person) -> str:
    """Tue 24 November, 17:00 in the reader's zone, with the zone by name."""
    local = at.astimezone(ZoneInfo(reader.zone))
    return f"{date_format(local, 'D j F, H:i')} ({reader.zone.replace('_', ' ')})"


def _reason(request: Request) -> str:
    """The kind reason, in the mentor's words; nothing for "another reason"."""
    if request.decline_reason in {"", DeclineReason.OTHER}:
        return ""
    return str(DeclineReason(request.decline_reason).label)


def _closed_others(request: Request) -> bool:
    """Whether other requests of the mentee were closed by this acceptance."""
    matched = Request.objects.filter(mentee=request.mentee_id, close_reason=CloseReason.MENTEE_MATCHED)
    return matched.filter(closed_at=request.closed_at).exists()


def _other(request: Request, one: Suggestion) -> dict[str, object]:
    address = reverse("matching:mentor", args=[request.mentee_id, one.mentor.pk])
    best = next((reason.text for reason in one.fit.for_mentee if reason.good), one.mentor.headline)
    return {
        "name": quotable(one.person.name),
        "line": quotable(best),
        "score": one.fit.score,
        "url": settings.SITE_URL + address,
    }


def _address(about: About, request: Request) -> str:
    if about.leads_to == "mentorship" and hasattr(request, "mentorship"):
        return reverse("journeys:mentorship", args=[request.mentorship.pk])
    if about.leads_to == "requests":
        return reverse("matching:requests")
    return reverse(
        f"matching:{about.leads_to if about.leads_to != 'mentorship' else 'request'}", args=[request.pk]
    )


for _about in KINDS:
    registry.register(
        Kind(
            name=_about.name,
            label=_about.label,
            about=_about.about,
            why=WHY_MENTOR if _about.reader == Role.MENTOR else WHY_MENTEE,
            load=_loader(_about),
            topic=Topic.REQUESTS,
            deliveries=_about.deliveries,
        )
    )
