"""The end of a mentorship: one of the two finishes it well, both look back, and each says whether they stay in touch.

Whatever ended it, both are asked (see endings.py), so that an end by the organisers is looked back on too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from journeys.enums import GoalState
from journeys.models import ClosingAnswer, PairGoal
from journeys.operations.goals import close_goal
from journeys.operations.open_pair import hold_open
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason, MentorshipState
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship
from matching.operations.wishes import wish_not_again
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import EnrolmentState

ASKED_MAIL = "closing_asked"
# The letter that it is over asks as well; so long after it, whoever has not answered is reminded once.
REMINDER_AFTER = timedelta(days=7)
NEVER_ASKED = {EndReason.TAKEN_BACK}


@dataclass(frozen=True)
class Said:
    """What somebody answers to the closing questions. `worth` is from 1 to 5; None is not said."""

    worth: int | None = None
    again: bool | None = None
    takes_along: str = ""
    takes_along_shared: bool = False
    better: str = ""
    better_named: bool = False
    in_touch: bool = False


@transaction.atomic
def end_well(
    mentorship: Mentorship,
    *,
    reason: EndReason,
    by: Person,
    now: datetime,
    note: str = "",
    outcomes: Mapping[PairGoal, GoalState] | None = None,
    not_again: bool = False,
) -> None:
    """One of the two completes the mentorship (FINISHED) or ends it early, at once and for good: both places are free, what
    was planned is cancelled, the other one is told, never why. `outcomes` say which goals were reached or dropped; the others
    stay open in the archive. `note` is for the organisers. Where `not_again`, the two are never brought together again.

    Raises StaleState where it is over already, or where a goal was closed meanwhile."""
    hold_open(mentorship)
    for goal, to in (outcomes or {}).items():
        set_aside = _("Set aside when the mentorship ended.") if to == GoalState.DROPPED else ""
        close_goal(goal, to=to, reason=set_aside, by=by, now=now)
    end_mentorship(mentorship, reason=reason, by=by, now=now)
    if note:
        ClosingAnswer.objects.filter(mentorship=mentorship, person=by).update(end_note=note)
    if not_again:
        wish_not_again(mentorship, wanted=True, by=by, now=now)


def ask_both(mentorships: Sequence[Mentorship], *, now: datetime) -> None:
    """Opens the closing questions for both sides of `mentorships`, which are over; two queries. The reminder goes to nobody
    who has left the programme. The caller's transaction ended them."""
    ClosingAnswer.objects.bulk_create(
        [
            ClosingAnswer(
                mentorship=mentorship,
                person=side.person,
                asked_at=now,
                remind_at=None if side.state == EnrolmentState.WITHDRAWN else now + REMINDER_AFTER,
            )
            for mentorship in mentorships
            if mentorship.end_reason not in NEVER_ASKED
            for side in (mentorship.mentee, mentorship.mentor)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def answer_closing(mentorship: Mentorship, *, said: Said, by: Person, now: datetime) -> ClosingAnswer:
    """Keeps what `by` answers, in place of what they answered before. Raises StaleState where the mentorship is not over, or
    was taken back before it began."""
    if mentorship.state in OPEN_MENTORSHIP_STATES or mentorship.end_reason in NEVER_ASKED:
        raise StaleState(mentorship, mentorship.state)
    may_keep = mentorship.state == MentorshipState.COMPLETED and not mentorship.programme.for_minors
    in_touch = said.in_touch and may_keep
    answer, _made = ClosingAnswer.objects.update_or_create(
        mentorship=mentorship,
        person=by,
        defaults={**vars(said), "in_touch": in_touch, "answered_at": now, "remind_at": None},
        create_defaults={**vars(said), "in_touch": in_touch, "answered_at": now, "asked_at": now},
    )
    audit.record("closing.answer", answer, by=by, now=now, programme_id=mentorship.programme_id)
    return answer


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Asks once more whoever has not looked back a week after the end, each in a transaction of its own; returns how many.
    One query where nothing is due."""
    due = ClosingAnswer.objects.filter(remind_at__lte=now).order_by("remind_at", "pk")
    return sum(_remind(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> bool:
    due = ClosingAnswer.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    answer = due.filter(pk=pk, remind_at__lte=now).first()
    if answer is None:
        return False
    ClosingAnswer.objects.filter(pk=pk).update(remind_at=None)
    if answer.answered_at is not None:
        return False
    user = answer.person.user_id
    queue(Draft(ASKED_MAIL, user, pk, once_for(ASKED_MAIL, pk, user)), now=now)
    return True
