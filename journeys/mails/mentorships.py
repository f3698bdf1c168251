"""The e-mail about a mentorship as such: it began, somebody asked for help, an organiser helps. Letters about check-ins
stand in check_ins and cadence."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Person
from journeys.models import HelpAction, HelpRequest
from journeys.operations.beginnings import STARTED_MAIL
from journeys.operations.help import HELP_MAIL
from journeys.operations.help_actions import MESSAGE_MAIL, NUDGE_MAIL
from journeys.queries.check_ins import parted
from journeys.queries.mentorships import common_hours, contact_of
from journeys.queries.readers import readers_of_help
from matching.enums import MentorshipState
from matching.fit import PairFit
from matching.models import Mentorship
from notifications.enums import Topic
from notifications.kinds import ALWAYS, KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

REASONS = 3


def _address(name: str, pk: UUID) -> str:
    return settings.SITE_URL + reverse(f"journeys:{name}", args=[pk])


def _letter(reader: Person, context: dict[str, object], reply_to: str = "") -> Letter | None:
    if not reader.user.is_active or reader.erased_at is not None:
        return None
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context, reply_to)


def _started(notification: Notification) -> Letter | None:
    """To one side of a new pair, while it is one."""
    mentorship = (
        Mentorship.objects.with_people()
        .select_related("request")
        .filter(pk=notification.subject_id, state=MentorshipState.ACTIVE)
        .first()
    )
    if mentorship is None:
        return None
    mentee, mentor = mentorship.mentee.person, mentorship.mentor.person
    is_mentee = mentee.user_id == notification.recipient_id
    reader, other = (mentee, mentor) if is_mentee else (mentor, mentee)
    contact = contact_of(mentorship, reader, other)
    if reader.user_id != notification.recipient_id or contact is None:
        return None
    fit = PairFit.from_json(mentorship.reasons)
    reasons = () if fit is None else (fit.for_mentee if is_mentee else fit.for_mentor)
    with override(reader.locale):
        hours = common_hours(reader, other, now=timezone.now())
    context: dict[str, object] = {
        "other": quotable(other.name),
        "other_first": quotable(other.first_name),
        "programme": mentorship.programme.name,
        "is_mentee": is_mentee,
        "was_asked": mentorship.request_id is not None,
        # Where nobody learns the other one's address, they write to each other on the site.
        "address": contact.email or _address("messages", mentorship.pk),
        "reasons": [quotable(reason.text) for reason in reasons if reason.good][:REASONS],
        "hours": hours,
        "action_url": _address("mentorship", mentorship.pk),
        "action_label": _("Open your page"),
    }
    return _letter(reader, context)


def _help(notification: Notification) -> Letter | None:
    """To one of those who read a call for help, while it is open. Whether they still may is looked at again."""
    call = (
        HelpRequest.objects.select_related(
            "mentorship__programme",
            "mentorship__mentee__person",
            "mentorship__mentor__person",
            "asked_by__user",
        )
        .filter(pk=notification.subject_id, handled_at__isnull=True)
        .first()
    )
    if call is None:
        return None
    readers = readers_of_help(call.mentorship, call.asked_by)
    reader = next((person for person in readers if person.user_id == notification.recipient_id), None)
    if reader is None:
        return None
    mentee = call.mentorship.mentee.person
    is_mentee = mentee.pk == call.asked_by_id
    other = call.mentorship.mentor.person if is_mentee else mentee
    context: dict[str, object] = {
        "asked_by": quotable(call.asked_by.name),
        "asked_by_first": quotable(call.asked_by.first_name),
        "asked_by_address": call.asked_by.user.email,
        "is_mentee": is_mentee,
        "other": quotable(other.name),
        "other_first": quotable(other.first_name),
        "programme": call.mentorship.programme.name,
        "message": quotable(call.message, 2000),
        "asked_at": call.asked_at,
        "started_at": call.mentorship.started_at,
        "action_url": _help_page(call),
        "action_label": _("See where they stand"),
    }
    return _letter(reader, context, reply_to=call.asked_by.user.email)


def _help_page(call: HelpRequest) -> str:
    page = reverse("journeys:organise_help_pair", args=[call.mentorship.programme.slug, call.mentorship_id])
    return settings.SITE_URL + page


def help_letter(
    mentorship: Mentorship, reader: Person, *, by: Person | None, text: str = ""
) -> Letter | None:
    """What an organiser writes to one of the two: their own words, or a kind reminder where `text` is empty. It says
    nothing of why: neither calls nor check-ins. None where the reader cannot be reached."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    slug = mentorship.programme.slug
    contact = settings.SITE_URL + reverse("programmes:enquiry", args=[slug])
    with override(reader.locale):
        hours = common_hours(reader, other, now=timezone.now()) if not text else ()
    context: dict[str, object] = {
        "other": quotable(other.name),
        "other_first": quotable(other.first_name),
        "programme": mentorship.programme.name,
        "by": quotable(by.name) if by else "",
        "message": quotable(text, 2000),
        "hours": hours,
        "contact_url": contact,
        "help_url": _address("help", mentorship.pk),
        "action_url": _address("mentorship", mentorship.pk),
        "action_label": _("Open your page"),
    }
    return _letter(reader, context, reply_to=by.user.email if by else "")


def _helped(notification: Notification) -> Letter | None:
    """To one of the two. A reminder is sent while they are a pair and neither blocked the other; what an organiser wrote,
    in any case."""
    action = (
        HelpAction.objects.select_related(
            "mentorship__programme",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
            "taken_by__user",
        )
        .filter(pk=notification.subject_id)
        .first()
    )
    if action is None:
        return None
    mentorship, is_reminder = action.mentorship, notification.kind == NUDGE_MAIL
    if is_reminder and mentorship.state != MentorshipState.ACTIVE:
        return None
    if not is_reminder and not action.message:
        return None  # erased since
    people = (mentorship.mentee.person, mentorship.mentor.person)
    if is_reminder and parted([frozenset(person.pk for person in people)]):
        return None
    reader = next((one for one in people if one.user_id == notification.recipient_id), None)
    if reader is None:
        return None
    return help_letter(mentorship, reader, by=action.taken_by, text=action.message)


for kind in (
    Kind(
        name=STARTED_MAIL,
        label=_("A mentorship began"),
        about=_("Who it is with, and what to do first."),
        why=_("You get this once, because this mentorship has begun."),
        load=_started,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=HELP_MAIL,
        label=_("Calls for help"),
        about=_("Somebody in a mentorship asks the organisers for help."),
        why=_("You get this because you look after this programme."),
        load=_help,
        topic=Topic.ORGANISING,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=NUDGE_MAIL,
        label=_("A reminder from your organisers"),
        about=_("Sent when it has been quiet between the two of you."),
        why=_("You get this because the organisers of your programme look after its mentorships."),
        load=_helped,
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=MESSAGE_MAIL,
        label=_("A message from your organisers"),
        about=_("What one of them wrote to the two of you."),
        why=_("You get this because an organiser of your programme wrote to you."),
        load=_helped,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
):
    registry.register(kind)
