"""Whether a mentee may look at mentors yet, and in which of their programmes."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.enums import EnrolmentState, GuardianState, MatchingMode, ProgrammeState, Role
from programmes.minors import guardian_state
from programmes.models import Enrolment


class Wait(TextChoices):
    """Why there is no list of mentors for a mentee."""

    ANSWERS = "answers", _("Your answers are not finished")
    REVIEW = "review", _("The organiser looks at your answers")
    GUARDIAN = "guardian", _("Your guardian agrees first")
    LEFT = "left", _("You left this programme")
    NO_ROOM = "no_room", _("No room at the moment")
    COHORT = "cohort", _("The organiser introduces you")
    CLOSED = "closed", _("This programme has finished")


def waits_for(mentee: Enrolment) -> Wait | None:
    """What a mentee waits for before mentors are listed; None where they can be listed now. One query at most."""
    if mentee.programme.state not in {ProgrammeState.ENROLLING, ProgrammeState.RUNNING}:
        return Wait.CLOSED
    if mentee.state == EnrolmentState.WITHDRAWN:
        return Wait.LEFT
    if mentee.state == EnrolmentState.DECLINED:
        return Wait.NO_ROOM
    if mentee.submitted_at is None:
        return Wait.ANSWERS
    if mentee.state != EnrolmentState.APPROVED:
        return Wait.REVIEW
    if mentee.programme.for_minors and guardian_state(mentee) != GuardianState.GIVEN:
        return Wait.GUARDIAN
    return Wait.COHORT if mentee.programme.mode == MatchingMode.COHORT else None


def mentee_enrolments(person: Person) -> list[Enrolment]:
    """The programmes in which somebody is or wants to be a mentee, the newest first. One query."""
    open_states = [ProgrammeState.ENROLLING, ProgrammeState.RUNNING]
    return list(
        Enrolment.objects.of(person)
        .filter(role=Role.MENTEE, programme__state__in=open_states)
        .exclude(state__in=[EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED])
        .select_related("programme__organisation")
        .order_by("-created_at", "pk")
    )
