"""The e-mails that publishing a cohort causes, beside those that a mentorship began: to those whom it left without a mentor,
and to everybody when it is taken back."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.enums import EndReason, RunState
from matching.models import MatchRun, Mentorship
from matching.operations.publishing import TAKEN_BACK_MAIL, UNMATCHED_MAIL
from matching.snapshot.people import taking_part
from notifications.enums import Topic
from notifications.kinds import KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import MatchingMode, Role


def _unmatched(notification: Notification) -> Letter | None:
    """To a mentee who has nobody this time, while that is so and the pairs are not taken back."""
    run = (
        MatchRun.objects.select_related("programme")
        .filter(pk=notification.subject_id, state=RunState.PUBLISHED)
        .first()
    )
    if run is None:
        return None
    mentee = (
        taking_part(run.programme, Role.MENTEE)
        .select_related("person__user")
        .filter(person__user=notification.recipient_id, active_mentorships=0)
        .first()
    )
    if mentee is None:
        return None
    can_ask = run.programme.mode != MatchingMode.COHORT
    address = reverse("matching:matches", args=[mentee.pk]) if can_ask else reverse("journeys:dashboard")
    return _letter(
        mentee.person,
        {
            "programme": run.programme.name,
            "can_ask": can_ask,
            "action_url": settings.SITE_URL + address,
            "action_label": _("See who could help") if can_ask else _("Go to your home page"),
        },
    )


def _taken_back(notification: Notification) -> Letter | None:
    """To one of two whose mentorship was taken back before it began."""
    mentorship = (
        Mentorship.objects.with_people()
        .filter(pk=notification.subject_id, end_reason=EndReason.TAKEN_BACK)
        .first()
    )
    if mentorship is None:
        return None
    people = [mentorship.mentee.person, mentorship.mentor.person]
    reader = next((one for one in people if one.user_id == notification.recipient_id), None)
    if reader is None:
        return None
    other = people[1] if reader is people[0] else people[0]
    return _letter(
        reader,
        {
            "programme": mentorship.programme.name,
            "other": quotable(other.name),
            "other_first": quotable(other.first_name),
            "action_url": settings.SITE_URL + reverse("journeys:dashboard"),
            "action_label": _("Go to your home page"),
        },
    )


def _letter(reader: Person, context: dict[str, object]) -> Letter | None:
    if not reader.user.is_active or reader.erased_at is not None:
        return None
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


for kind in (
    Kind(
        name=UNMATCHED_MAIL,
        label=_("No mentor this time"),
        about=_("A round of pairs had nobody for you yet, and what comes next."),
        why=_("You get this because you take part in this programme. It comes once for each round of pairs."),
        load=_unmatched,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=TAKEN_BACK_MAIL,
        label=_("Pairs taken back"),
        about=_("A mentorship that was made known does not begin."),
        why=_("You get this once, because this mentorship does not begin."),
        load=_taken_back,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
):
    registry.register(kind)
