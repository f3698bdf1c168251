"""The e-mail that this app causes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Letter, registry
from notifications.models import Notification
from programmes.enums import EnrolmentState
from programmes.models import Enquiry, Enrolment, Organiser
from programmes.operations.enquiry import ENQUIRY_MAIL
from programmes.operations.enrolments import DECISION_MAIL, DECISIONS


def _enquiry(notification: Notification) -> Letter | None:
    """The letter to one organiser, or None where the question is answered or the reader organises it no more."""
    enquiry = (
        Enquiry.objects.select_related("programme")
        .filter(pk=notification.subject_id, answered_at__isnull=True)
        .first()
    )
    if enquiry is None:
        return None
    reader = (
        Organiser.objects.select_related("person__user")
        .filter(programme=enquiry.programme, person__user=notification.recipient_id)
        .first()
    )
    if reader is None:
        return None
    person = reader.person
    return Letter(
        to=person.user.email,
        name=person.first_name,
        zone=person.zone,
        locale=person.locale,
        context={"enquiry": enquiry, "programme": enquiry.programme},
        reply_to=enquiry.email,
    )


registry.register(
    Kind(
        name=ENQUIRY_MAIL,
        label=_("Questions from visitors"),
        why=_("You get this because you organise this programme."),
        load=_enquiry,
        essential=True,
    )
)


def _decision(notification: Notification) -> Letter | None:
    """The letter to somebody who applied, about what is true now; None where they left or nothing is decided any more."""
    enrolment = (
        Enrolment.objects.select_related("programme", "person__user")
        .filter(pk=notification.subject_id, state__in=DECISIONS, person__user=notification.recipient_id)
        .first()
    )
    if enrolment is None:
        return None
    person = enrolment.person
    return Letter(
        to=person.user.email,
        name=person.first_name,
        zone=person.zone,
        locale=person.locale,
        context={
            "enrolment": enrolment,
            "programme": enrolment.programme,
            "approved": enrolment.state == EnrolmentState.APPROVED,
            "waitlisted": enrolment.state == EnrolmentState.WAITLISTED,
        },
    )


registry.register(
    Kind(
        name=DECISION_MAIL,
        label=_("The answer to your application"),
        why=_("You get this because you applied to take part."),
        load=_decision,
        essential=True,
    )
)
