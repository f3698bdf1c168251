"""The letter that asks once more to look back, a week after the end. The first asking is the letter that it is over."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journeys.models import ClosingAnswer
from journeys.operations.closing import ASKED_MAIL
from journeys.queries.check_ins import parted
from matching.enums import MentorshipState
from notifications.enums import Topic
from notifications.kinds import Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification


def _asked(notification: Notification) -> Letter | None:
    """To one of the two, while they have not answered. Where one blocked the other, nobody is asked about it. Two queries."""
    answer = (
        ClosingAnswer.objects.select_related(
            "person__user",
            "mentorship__programme",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
        )
        .filter(
            pk=notification.subject_id,
            answered_at__isnull=True,
            person__user=notification.recipient_id,
            person__user__is_active=True,
            person__erased_at__isnull=True,
        )
        .first()
    )
    return None if answer is None else closing_letter(answer)


def closing_letter(answer: ClosingAnswer) -> Letter | None:
    """What the letter says; None where one of the two blocked the other. The rows behind `answer` are loaded."""
    mentorship, reader = answer.mentorship, answer.person
    other = mentorship.mentor.person if mentorship.mentee.person_id == reader.pk else mentorship.mentee.person
    if parted([frozenset({reader.pk, other.pk})]):
        return None
    context: dict[str, object] = {
        "other_first": quotable(other.first_name),
        "programme": mentorship.programme.name,
        "completed": mentorship.state == MentorshipState.COMPLETED,
        "action_url": settings.SITE_URL + reverse("journeys:closing_answers", args=[mentorship.pk]),
        "action_label": _("Look back"),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


registry.register(
    Kind(
        name=ASKED_MAIL,
        label=_("Look back on a mentorship"),
        about=_("A few short questions, a week after a mentorship ended, where you have not answered them."),
        why=_(
            "You get this because a mentorship of yours ended a week ago. It comes once, and never where you have answered."
        ),
        load=_asked,
        topic=Topic.MENTORSHIPS,
    )
)
