"""The e-mails about a mentorship that rests, goes on or ends, and about who is proposed to somebody before it is decided."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason, MentorshipState
from matching.mails import moment_for
from matching.models import Mentorship
from matching.operations.mentorships import ENDED_MAIL, PAUSED_MAIL, RESUMED_MAIL
from matching.operations.previews import PREVIEW_MAIL
from matching.queries.previews import is_open, own_proposals, preview_run
from notifications.enums import Topic
from notifications.kinds import KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import EnrolmentState, MatchingMode, Role
from programmes.models import Enrolment

WHY_PAIR = _(
    "You get this because you are in a mentorship of this programme. One letter comes for each change."
)
MENTORSHIP_KINDS = {
    PAUSED_MAIL: (
        _("Your mentorship rests"),
        _("Until when, where that is known."),
        [MentorshipState.PAUSED],
    ),
    RESUMED_MAIL: (_("Your mentorship goes on"), _("It rested, and begins again."), [MentorshipState.ACTIVE]),
    ENDED_MAIL: (
        _("Your mentorship is over"),
        _("How it ended, and what stays."),
        [MentorshipState.COMPLETED, MentorshipState.ENDED],
    ),
}


def mentorship_letter(
    mentorship: Mentorship, reader: Person, *, state: str = "", **facts: object
) -> Letter | None:
    """What `reader`, one of the two, is told about their mentorship; None where they cannot be reached. It needs its
    people, their accounts and its programme loaded. `state` and `facts` stand in for what is not yet so, to show a letter
    before it goes out."""
    state = state or mentorship.state
    if not reader.user.is_active or reader.erased_at is not None:
        return None
    is_mentee = mentorship.mentee.person_id == reader.pk
    enrolment = mentorship.mentee if is_mentee else mentorship.mentor
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    pause = mentorship.pauses.filter(resumed_at__isnull=True).first()
    is_open = state in OPEN_MENTORSHIP_STATES
    address = reverse("journeys:mentorship", args=[mentorship.pk])
    context: dict[str, object] = {
        "other": quotable(other.name),
        "other_first": quotable(other.first_name),
        "programme": mentorship.programme.name,
        "is_mentee": is_mentee,
        "until": pause.resumes_on if pause else None,
        "by_other": other.pk in {mentorship.closed_by_id, pause.paused_by_id if pause else None},
        "completed": state == MentorshipState.COMPLETED,
        "left": mentorship.end_reason == EndReason.PERSON_LEFT,
        "questions_url": ""
        if is_open
        else settings.SITE_URL + reverse("journeys:closing_answers", args=[mentorship.pk]),
        "may_choose": is_mentee and mentorship.programme.mode != MatchingMode.COHORT,
        "contact_url": settings.SITE_URL + reverse("programmes:enquiry", args=[mentorship.programme.slug]),
        "action_url": settings.SITE_URL + address,
        "action_label": _("Open your page") if is_open else _("See what stays on your page"),
        "stays": enrolment.state == EnrolmentState.APPROVED,
        **facts,
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


def _about_mentorship(states: list[MentorshipState]) -> Callable[[Notification], Letter | None]:
    def load(notification: Notification) -> Letter | None:
        """To one of the two, while what it says is so. Whoever left the programme knows that the mentorship is over."""
        mentorship = (
            Mentorship.objects.with_people().filter(pk=notification.subject_id, state__in=states).first()
        )
        if mentorship is None:
            return None
        sides = [mentorship.mentee, mentorship.mentor]
        side = next((one for one in sides if one.person.user_id == notification.recipient_id), None)
        if side is None or (
            mentorship.end_reason == EndReason.PERSON_LEFT and side.state == EnrolmentState.WITHDRAWN
        ):
            return None
        return mentorship_letter(mentorship, side.person)

    return load


for _name, (_label, _what, _states) in MENTORSHIP_KINDS.items():
    registry.register(
        Kind(
            name=_name,
            label=_label,
            about=_what,
            why=WHY_PAIR,
            load=_about_mentorship(_states),
            topic=Topic.MENTORSHIPS,
            deliveries=KEPT,
        )
    )


# --- the mutual preview of a run


def _preview(notification: Notification) -> Letter | None:
    """To somebody who is proposed, while they can still answer."""
    enrolment = (
        Enrolment.objects.select_related("programme", "person__user")
        .filter(
            pk=notification.subject_id, state=EnrolmentState.APPROVED, person__user=notification.recipient_id
        )
        .first()
    )
    if enrolment is None or enrolment.person.erased_at is not None or not enrolment.person.user.is_active:
        return None
    run, now = preview_run(enrolment), timezone.now()
    if run is None or run.preview_closes_at is None or not is_open(run, now=now):
        return None
    count = len(own_proposals(run, enrolment))
    if not count:
        return None
    person = enrolment.person
    context: dict[str, object] = {
        "programme": enrolment.programme.name,
        "of_mentee": enrolment.role == Role.MENTEE,
        "count": count,
        "until": moment_for(run.preview_closes_at, person),
        "action_url": settings.SITE_URL + reverse("matching:preview", args=[enrolment.pk]),
        "action_label": _("Look at it and answer"),
    }
    return Letter(person.user.email, person.first_name, person.zone, person.locale, context)


registry.register(
    Kind(
        name=PREVIEW_MAIL,
        label=_("Who is proposed to you, before it is decided"),
        about=_("Whom you may meet, and until when you can say what you think."),
        why=_("You get this because the programme is about to match you. One letter comes for each preview."),
        load=_preview,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    )
)
