"""The letters of an invitation: to somebody whom a mentee would like as a mentor, and to the mentee who waits."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.enums import MentorInvitationState
from matching.invitation_links import url_of
from matching.models import MentorInvitation
from matching.operations.invitation_steps import ANSWER_MAIL, INVITED_MAIL
from matching.operations.invitations import REMINDER
from matching.queries.apart import are_apart
from notifications.enums import Topic
from notifications.kinds import FREE, NO_DIGEST, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import UNDER_WAY, EnrolmentState, MatchingMode
from programmes.models import Enrolment, Organiser

WORDS = 600
INVITED_ACTION = _("Read it and answer")
ANSWERED = {
    MentorInvitationState.WAITING,
    MentorInvitationState.DECLINED,
    MentorInvitationState.EXPIRED,
}


def invited_facts(mentee: Enrolment, *, message: str, url: str, reminder: bool = False) -> dict[str, object]:
    """What a letter of invitation says. `mentee` needs its person and its programme's organisation loaded; one query."""
    programme = mentee.programme
    organiser = (
        Organiser.objects.select_related("person").filter(programme=programme).order_by("since").first()
    )
    return {
        "mentee": quotable(mentee.person.name),
        "mentee_first": quotable(mentee.person.first_name),
        "message": quotable(message, WORDS),
        "programme": programme.name,
        "organisation": programme.organisation.name,
        "summary": programme.summary,
        "ends_on": programme.ends_on,
        "organiser": quotable(organiser.person.name) if organiser else "",
        "reminder": reminder,
        "action_url": url,
        "action_label": INVITED_ACTION,
    }


def _invited(notification: Notification) -> Letter | None:
    """To the invited address, while the invitation can be answered. Where one of the two wants nothing to do with the other
    nothing is sent, and the mentee is not told."""
    invitation = (
        MentorInvitation.objects.select_related("mentee__person__user", "mentee__programme__organisation")
        .filter(pk=notification.subject_id, state=MentorInvitationState.SENT)
        .first()
    )
    if invitation is None or invitation.expires_at <= timezone.now():
        return None
    mentee, programme = invitation.mentee, invitation.mentee.programme
    reader = Person.objects.select_related("user").filter(user=notification.recipient_id).first()
    if reader is None or not reader.user.is_active or reader.user.email != invitation.email:
        return None
    if programme.state not in UNDER_WAY or programme.mode == MatchingMode.COHORT:
        return None
    if mentee.state != EnrolmentState.APPROVED or mentee.places_left < 1 or not mentee.person.user.is_active:
        return None
    if are_apart(reader.pk, mentee.person_id):
        return None
    reminder = notification.dedupe_key.endswith(f":{REMINDER}")
    facts = invited_facts(mentee, message=invitation.message, url=url_of(invitation), reminder=reminder)
    # Until they come, the name is the one that the mentee wrote.
    name = quotable(reader.first_name)
    return Letter(invitation.email, name, reader.zone, reader.locale, facts)


def _answer(notification: Notification) -> Letter | None:
    """To the mentee who invited, about what is true now."""
    invitation = (
        MentorInvitation.objects.select_related("mentee__person__user", "mentee__programme")
        .filter(pk=notification.subject_id, state__in=ANSWERED)
        .first()
    )
    if invitation is None or invitation.mentee.state != EnrolmentState.APPROVED:
        return None
    reader = invitation.mentee.person
    if reader.user_id != notification.recipient_id or not reader.user.is_active:
        return None
    address = reverse("matching:matches", args=[invitation.mentee_id])
    if invitation.state == MentorInvitationState.WAITING:
        address = reverse("matching:mentor_invitations", args=[invitation.mentee_id])
    facts = {
        "invited": quotable(invitation.name),
        "programme": invitation.mentee.programme.name,
        "state": invitation.state,
        "answer": quotable(invitation.answer),
        "action_url": settings.SITE_URL + address,
        "action_label": answer_action(invitation.state),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, facts)


def answer_action(state: str) -> object:
    """What the mentee is offered after that answer."""
    if state == MentorInvitationState.WAITING:
        return _("See your invitations")
    return _("See who else could help")


for kind in (
    Kind(
        name=INVITED_MAIL,
        label=_("A mentee would like you as their mentor, by invitation"),
        about=_("Who asks you, why, and what it would mean. One letter, and one reminder."),
        why=_(
            "You get this because a mentee of this programme wrote your address down. One letter comes, and one reminder."
        ),
        load=_invited,
        topic=Topic.REQUESTS,
        deliveries=NO_DIGEST,
    ),
    Kind(
        name=ANSWER_MAIL,
        label=_("Somebody you invited answered"),
        about=_("That they said yes and wait for the organisers, have no room, or did not answer in time."),
        why=_(
            "You get this because you invited somebody to be your mentor. One letter comes for each answer."
        ),
        load=_answer,
        topic=Topic.REQUESTS,
        deliveries=FREE,
    ),
):
    registry.register(kind)
