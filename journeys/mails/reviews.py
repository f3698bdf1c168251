"""The letters about reviews: one is due, one reminder, and that both have answered. None says what anybody answered."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import ReviewPoint, ReviewState
from journeys.models import Review
from journeys.operations.reviews import DUE_MAIL, REMINDER_MAIL, SHARED_MAIL
from journeys.queries.check_ins import parted
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from notifications.enums import Topic
from notifications.kinds import Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification


def _loader(
    state: ReviewState, mentorship_states: frozenset[MentorshipState]
) -> Callable[[Notification], Letter | None]:
    def load(notification: Notification) -> Letter | None:
        """To whom the review asks, while it is in `state`. Two queries."""
        review = (
            Review.objects.select_related(
                "person__user",
                "mentorship__programme",
                "mentorship__mentee__person",
                "mentorship__mentor__person",
            )
            .filter(
                pk=notification.subject_id,
                person__user=notification.recipient_id,
                state=state,
                mentorship__state__in=mentorship_states,
            )
            .first()
        )
        if review is None or not review.person.user.is_active or review.person.erased_at is not None:
            return None
        mentorship, reader = review.mentorship, review.person
        is_mentee = mentorship.mentee.person_id == reader.pk
        other = (mentorship.mentor if is_mentee else mentorship.mentee).person
        if parted([frozenset({reader.pk, other.pk})]):
            return None
        context = _context(review, other)
        return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)

    return load


def _context(review: Review, other: Person) -> dict[str, object]:
    """`other_first`, `programme`, `point` (a ReviewPoint), `due_at` and `action_url` with `action_label`."""
    page = reverse("journeys:review", args=[review.mentorship_id, review.pk])
    answered = review.state == ReviewState.ANSWERED
    return {
        "other_first": quotable(other.first_name),
        "programme": review.mentorship.programme.name,
        "point": ReviewPoint(review.point).value,
        "due_at": review.due_at,
        "action_url": settings.SITE_URL + page,
        "action_label": _("Read both") if answered else _("Look back"),
    }


GOES_ON = frozenset({MentorshipState.ACTIVE})

for kind in (
    Kind(
        name=DUE_MAIL,
        label=_("Time to look back"),
        about=_("After a month, half-way and before the end: how would you like to go on?"),
        why=_("You get this because the two of you look back at set points. One letter comes for each."),
        load=_loader(ReviewState.DUE, GOES_ON),
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=REMINDER_MAIL,
        label=_("A review still waits"),
        about=_("Once, some days after a review that you have not answered."),
        why=_("You get this once, because a review still waits for your answer."),
        load=_loader(ReviewState.DUE, GOES_ON),
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=SHARED_MAIL,
        label=_("You both have looked back"),
        about=_("The other one has answered too: from then on you both read both."),
        why=_("You get this because you looked back, and the other one of your pair has done so too."),
        load=_loader(ReviewState.ANSWERED, frozenset(OPEN_MENTORSHIP_STATES)),
        topic=Topic.MENTORSHIPS,
    ),
):
    registry.register(kind)
