"""The e-mail that this app causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from notifications.enums import Topic
from notifications.kinds import KEPT, NO_DIGEST, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import EnrolmentState, InvitationKind, Role
from programmes.links import token_of
from programmes.models import Enquiry, Enrolment, Invitation, Organiser
from programmes.operations.enquiry import ENQUIRY_MAIL
from programmes.operations.enrolments import DECISION_MAIL, DECISIONS
from programmes.operations.invitations import INVITATION_MAIL
from programmes.operations.leaving import BACK_MAIL, LEFT_MAIL, MOVED_MAIL

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

INVITED = {
    InvitationKind.ENROLLED: _("Go on, or opt out"),
    InvitationKind.PROFILE: _("Finish my profile"),
    InvitationKind.JOIN: _("See the invitation"),
}
# Of an organiser's own words all are sent; links in them are broken as in everybody's.
WORDS = 2000


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
        context={
            "programme": enquiry.programme.name,
            "visitor": quotable(enquiry.name),
            "address": enquiry.email,
            "message": quotable(enquiry.message, WORDS),
        },
        reply_to=enquiry.email,
    )


registry.register(
    Kind(
        name=ENQUIRY_MAIL,
        label=_("Questions from visitors"),
        about=_("What somebody asked on the public page of a programme."),
        why=_("You get this because you organise this programme."),
        load=_enquiry,
        topic=Topic.ORGANISING,
        deliveries=KEPT,
    )
)


def _letter(person: Person, context: dict[str, object]) -> Letter:
    return Letter(
        to=person.user.email, name=person.first_name, zone=person.zone, locale=person.locale, context=context
    )


def _action(label: StrOrPromise, path: str) -> dict[str, object]:
    return {"action_url": settings.SITE_URL + path, "action_label": label}


def decision_letter(enrolment: Enrolment, *, state: str, message: str) -> Letter:
    """The letter that tells somebody of `state`, with the organiser's words; it can be shown before it is true. Load
    `programme` and `person__user` before."""
    return _letter(
        enrolment.person,
        {
            "programme": enrolment.programme.name,
            "approved": state == EnrolmentState.APPROVED,
            "waitlisted": state == EnrolmentState.WAITLISTED,
            "message": quotable(message, WORDS),
            **_after(state),
        },
    )


def _after(state: str) -> dict[str, object]:
    """What somebody can do about a decision; nothing on the waiting list."""
    if state == EnrolmentState.APPROVED:
        return _action(_("Go to your home page"), reverse("journeys:dashboard"))
    if state == EnrolmentState.WAITLISTED:
        return {}
    return _action(_("Look at other programmes"), reverse("programmes:programme_list"))


def _last_message(enrolment: Enrolment) -> str:
    """What the organiser wrote when the enrolment came to the state it is in."""
    event = enrolment.history.filter(to_state=enrolment.state).order_by("-at", "-pk").first()
    return event.message if event else ""


def _of(notification: Notification, *states: str) -> Enrolment | None:
    rows = Enrolment.objects.select_related("programme__organisation", "person__user")
    return rows.filter(
        pk=notification.subject_id, state__in=states, person__user=notification.recipient_id
    ).first()


def _decision(notification: Notification) -> Letter | None:
    """The letter to somebody who applied, about what is true now; None where they left or nothing is decided any more."""
    enrolment = _of(notification, *DECISIONS)
    if enrolment is None:
        return None
    return decision_letter(enrolment, state=enrolment.state, message=_last_message(enrolment))


def _left(notification: Notification) -> Letter | None:
    """The letter to somebody whom an organiser took out; None where they are back."""
    enrolment = _of(notification, EnrolmentState.WITHDRAWN)
    if enrolment is None:
        return None
    return _letter(
        enrolment.person,
        {
            "programme": enrolment.programme.name,
            "message": quotable(_last_message(enrolment), WORDS),
            **_action(
                _("Ask the organisers"), reverse("programmes:enquiry", args=[enrolment.programme.slug])
            ),
        },
    )


def _here_again(notification: Notification) -> Letter | None:
    """The letter to somebody who was moved or brought back; None where they have left meanwhile."""
    enrolment = _of(notification, EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED)
    if enrolment is None:
        return None
    moved = notification.kind == MOVED_MAIL
    return _letter(
        enrolment.person,
        {
            "programme": enrolment.programme.name,
            "organisation": enrolment.programme.organisation.name,
            "message": quotable(_last_message(enrolment), WORDS),
            **(
                _action(_("Look over my answers"), reverse("programmes:intake", args=[enrolment.pk]))
                if moved
                else _action(_("Go to your home page"), reverse("journeys:dashboard"))
            ),
        },
    )


def invitation_letter(invitation: Invitation, *, url: str) -> Letter:
    """The letter to somebody who is invited, with its one link. Load `programme__organisation`, `person__user` and
    `invited_by` before."""
    return _letter(
        invitation.person,
        {
            "programme": invitation.programme.name,
            "summary": invitation.programme.summary,
            "organisation": invitation.programme.organisation.name,
            "inviter": quotable(invitation.invited_by.name) if invitation.invited_by else "",
            "mentor": invitation.role == Role.MENTOR,
            "kind": invitation.kind,
            "message": quotable(invitation.message, WORDS),
            "closes_at": invitation.closes_at,
            **_action(INVITED[InvitationKind(invitation.kind)], url),
        },
    )


def _invitation(notification: Notification) -> Letter | None:
    """The letter of an invitation; None where it is answered or taken back, or its time ran out."""
    invitation = (
        Invitation.objects.answerable(timezone.now())
        .select_related("programme__organisation", "person__user", "invited_by")
        .filter(pk=notification.subject_id, person__user=notification.recipient_id)
        .first()
    )
    if invitation is None:
        return None
    return invitation_letter(invitation, url=reverse("programmes:invitation", args=[token_of(invitation)]))


for kind in (
    Kind(
        name=DECISION_MAIL,
        label=_("The answer to your application"),
        about=_("Whether you are in, on the waiting list, or there is no room."),
        why=_("You get this because you applied to take part."),
        load=_decision,
        topic=Topic.PROGRAMMES,
        deliveries=KEPT,
    ),
    Kind(
        name=LEFT_MAIL,
        label=_("An organiser took you out of a programme"),
        about=_("What they wrote to you about it."),
        why=_("You get this because you took part in this programme."),
        load=_left,
        topic=Topic.PROGRAMMES,
        deliveries=KEPT,
    ),
    Kind(
        name=MOVED_MAIL,
        label=_("An organiser moved you to another programme"),
        about=_("Which one it is now."),
        why=_("You get this because you take part in a programme of these organisers."),
        load=_here_again,
        topic=Topic.PROGRAMMES,
        deliveries=KEPT,
    ),
    Kind(
        name=BACK_MAIL,
        label=_("An organiser took you back into a programme"),
        about=_("You take part again, with what you said before."),
        why=_("You get this because you took part in this programme."),
        load=_here_again,
        topic=Topic.PROGRAMMES,
        deliveries=KEPT,
    ),
    Kind(
        name=INVITATION_MAIL,
        label=_("Invitations to a programme"),
        about=_("Who invites you, and until when you can answer."),
        why=_("You get this because an organiser of this programme gave your address."),
        load=_invitation,
        topic=Topic.PROGRAMMES,
        deliveries=NO_DIGEST,
    ),
):  # fmt: skip
    registry.register(kind)
