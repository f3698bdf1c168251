"""The letters about reports. None of them names anybody, the reason, or what was written: each leads to a page that asks who
reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from notifications.enums import Topic
from notifications.kinds import ALWAYS, KEPT, Kind, Letter, registry
from notifications.models import Notification
from programmes.enums import SafetyState
from programmes.models import SafetyReport
from programmes.operations.safety import CLOSED_MAIL, LATE_MAIL, RECEIVED_MAIL
from programmes.safety import contact_for, readers_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

READ = _("Read the report")
ANSWERED = _("Read the answer")
ASK = _("See who the contact is")


def _report(notification: Notification, **where: object) -> SafetyReport | None:
    rows = SafetyReport.objects.select_related(
        "programme__safeguarding_contact__user", "about__user", "reported_by__user"
    )
    return rows.filter(pk=notification.subject_id, **where).first()


def _person_of(user: User) -> Person | None:
    """Whose account it is; an operator may be nobody who takes part."""
    return getattr(user, "person", None)


def safety_letter(user: User, context: dict[str, object]) -> Letter:
    """A letter to an account, with a person behind it or without."""
    person = _person_of(user)
    return Letter(
        user.email,
        person.first_name if person else "",
        person.zone if person else settings.DEFAULT_PERSON_ZONE,
        person.locale if person else settings.LANGUAGES[0][0],
        context,
    )


def action(path: str, label: StrOrPromise) -> dict[str, object]:
    return {"action_url": settings.SITE_URL + path, "action_label": label}


def _received(notification: Notification) -> Letter | None:
    """To one of those whose it is, while nobody has taken it in hand. Two queries."""
    report = _report(notification, state=SafetyState.RECEIVED)
    if report is None:
        return None
    reader = next((one for one in readers_of(report) if one.pk == notification.recipient_id), None)
    if reader is None:
        return None
    path = reverse("programmes:safeguarding_report", args=[report.pk])
    return safety_letter(
        reader,
        {"programme": report.programme.name, "answer_by": report.answer_by, **action(path, READ)},
    )


def _late(notification: Notification) -> Letter | None:
    """To those whose it is, and to those who run the site, who can see to it that somebody reads it. Three queries."""
    report = _report(notification, state=SafetyState.RECEIVED)
    user = User.objects.select_related("person").filter(pk=notification.recipient_id, is_active=True).first()
    if report is None or user is None or user.pk in {report.about.user_id, report.reported_by.user_id}:
        return None
    is_mine = user.pk in {one.pk for one in readers_of(report)}
    if not is_mine and not user.is_superuser:
        return None
    path = reverse("programmes:safeguarding_report", args=[report.pk])
    if not is_mine:
        path = reverse("programmes:organise_safety", args=[report.programme.slug])
    contact = contact_for(report.programme, [report.about, report.reported_by])
    return safety_letter(
        user,
        {
            "programme": report.programme.name,
            "answer_by": report.answer_by,
            "is_mine": is_mine,
            "contact": contact.name if contact else "",
            **action(path, READ if is_mine else ASK),
        },
    )


def _closed(notification: Notification) -> Letter | None:
    """To whoever reported it, while it is closed."""
    report = _report(notification, state=SafetyState.CLOSED)
    if report is None or report.reported_by.user_id != notification.recipient_id:
        return None
    person = report.reported_by
    if not person.user.is_active or person.erased_at is not None:
        return None
    path = reverse("programmes:my_report", args=[report.pk])
    return safety_letter(person.user, {"programme": report.programme.name, **action(path, ANSWERED)})


WHY_CARE = _("You get this because reports of this programme come to you.")

for kind in (
    Kind(
        name=RECEIVED_MAIL,
        label=_("A report came to you"),
        about=_("To a safeguarding contact, at once, with no names in it."),
        why=WHY_CARE,
        load=_received,
        topic=Topic.ORGANISING,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=LATE_MAIL,
        label=_("A report waits too long"),
        about=_("To the contact, and to those who run the site, when its time has passed."),
        why=WHY_CARE,
        load=_late,
        topic=Topic.ORGANISING,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=CLOSED_MAIL,
        label=_("An answer to what you reported"),
        about=_("That there is one, and where to read it."),
        why=_("You get this because you reported something."),
        load=_closed,
        topic=Topic.PROGRAMMES,
        deliveries=KEPT,
    ),
):
    registry.register(kind)
