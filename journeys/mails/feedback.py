"""The letters about feedback: there is some, or some is wished for. None of them quotes any."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.models import Feedback, FeedbackWish
from journeys.operations.exchanges import other_of
from journeys.operations.feedback import GIVEN_MAIL, WISHED_MAIL
from journeys.queries.check_ins import parted
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.enums import Topic
from notifications.kinds import Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

PEOPLE = (
    "mentorship__programme",
    "mentorship__mentee__person__user",
    "mentorship__mentor__person__user",
)


def _given(notification: Notification) -> Letter | None:
    """To the one it is for, while it is there; two queries."""
    feedback = (
        Feedback.objects.select_related("author", *PEOPLE)
        .filter(pk=notification.subject_id)
        .exclude(mentorship__state=MentorshipState.ENDED)
        .first()
    )
    if feedback is None:
        return None
    page = reverse("journeys:reflect", args=[feedback.mentorship_id])
    context: dict[str, object] = {
        "action_url": f"{settings.SITE_URL}{page}#feedback-{feedback.pk}",
        "action_label": _("Read it"),
    }
    return _letter(notification, feedback.mentorship, feedback.author, context)


def _wished(notification: Notification) -> Letter | None:
    """To the one who is asked, while the question is open; two queries."""
    wish = (
        FeedbackWish.objects.select_related("asked_by", *PEOPLE)
        .filter(
            pk=notification.subject_id,
            answered_at__isnull=True,
            mentorship__state__in=OPEN_MENTORSHIP_STATES,
        )
        .first()
    )
    if wish is None:
        return None
    context: dict[str, object] = {
        "question": quotable(wish.question, 400),
        "action_url": settings.SITE_URL + reverse("journeys:feedback", args=[wish.mentorship_id]),
        "action_label": _("Give feedback"),
    }
    return _letter(notification, wish.mentorship, wish.asked_by, context)


def _letter(
    notification: Notification, mentorship: Mentorship, author: Person, context: dict[str, object]
) -> Letter | None:
    """To the other one of the two. None where the letter is for somebody else, or cannot be."""
    reader = other_of(mentorship, author)
    if (
        reader.user_id != notification.recipient_id
        or not reader.user.is_active
        or reader.erased_at is not None
    ):
        return None
    if parted([frozenset({reader.pk, author.pk})]):
        return None
    facts = {"other_first": quotable(author.first_name), "programme": mentorship.programme.name, **context}
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, facts)


for kind in (
    Kind(
        name=GIVEN_MAIL,
        label=_("Feedback for you"),
        about=_("The other one of your pair told you how they see it. The letter does not quote it."),
        why=_("You get this because the other one of your pair gave you feedback."),
        load=_given,
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=WISHED_MAIL,
        label=_("You are asked for feedback"),
        about=_("The other one of your pair would like to hear how you see it."),
        why=_(
            "You get this because the other one of your pair asks you. One letter comes for each question."
        ),
        load=_wished,
        topic=Topic.MENTORSHIPS,
    ),
):
    registry.register(kind)
