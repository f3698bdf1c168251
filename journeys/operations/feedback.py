"""Feedback from one of a pair to the other, the wish to hear some, and the consent to see how it goes for both."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.enums import FeedbackPoint, FeedbackReaders
from journeys.models import Feedback, FeedbackWish, SharedTrend
from journeys.operations.exchanges import held_open, reached
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

GIVEN_MAIL = "feedback_given"
WISHED_MAIL = "feedback_wished"
WORDS = ("strengths", "work_on", "would_help")


class AlreadyWished(Exception):
    """A wish of this person is open; `wish` is that one."""

    def __init__(self, wish: FeedbackWish) -> None:
        self.wish = wish
        super().__init__(f"{wish.pk} is open")


class Gone(Exception):
    """The feedback or the wish was taken away meanwhile, or answered."""


@transaction.atomic
def give_feedback(
    mentorship: Mentorship,
    *,
    strengths: str,
    work_on: str,
    would_help: str,
    readers: FeedbackReaders = FeedbackReaders.PAIR,
    point: FeedbackPoint = FeedbackPoint.ANY_TIME,
    by: Person,
    now: datetime,
) -> Feedback:
    """Gives feedback to the other one, who gets a letter; an open wish of theirs is answered by it. Pressed twice, it is
    one. Raises StaleState where the mentorship is over, and Apart where no words may go from one to the other."""
    held = held_open(mentorship)
    other = reached(held, by=by)
    said = {"strengths": strengths, "work_on": work_on, "would_help": would_help}
    last = Feedback.objects.filter(mentorship=held, author=by).first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last
    feedback = Feedback.objects.create(
        mentorship=held, author=by, point=point, given_at=now, readers=readers, **said
    )
    wishes = FeedbackWish.objects.filter(mentorship=held, asked_by=other, answered_at__isnull=True)
    wishes.update(answered_at=now)
    key = once_for(GIVEN_MAIL, feedback.pk)
    queue(Draft(GIVEN_MAIL, other.user_id, feedback.pk, key), now=now)
    audit.record("feedback.give", feedback, by=by, now=now, programme_id=held.programme_id)
    return feedback


@transaction.atomic
def change_feedback(
    feedback: Feedback,
    *,
    strengths: str,
    work_on: str,
    would_help: str,
    readers: FeedbackReaders,
    by: Person,
    now: datetime,
) -> list[str]:
    """Changes one's own feedback; returns the names of what is different. Changed words are marked so, who reads them is
    not. Raises StaleState where the mentorship is over, Gone where it was removed, ValueError for somebody else's."""
    _check_own(feedback, by)
    held_open(feedback.mentorship)
    row = Feedback.objects.select_for_update(no_key=True).filter(pk=feedback.pk).first()
    if row is None:
        raise Gone
    said = {"strengths": strengths, "work_on": work_on, "would_help": would_help, "readers": readers}
    changed = [name for name, value in said.items() if getattr(row, name) != value]
    if not changed:
        return []
    if set(changed) & set(WORDS):
        said["changed_at"] = now  # type: ignore[assignment]
    Feedback.objects.filter(pk=row.pk).update(**said)
    for name, value in said.items():
        setattr(feedback, name, value)
    programme_id = feedback.mentorship.programme_id
    audit.record("feedback.change", feedback, by=by, now=now, programme_id=programme_id, fields=changed)
    return changed


@transaction.atomic
def remove_feedback(feedback: Feedback, *, by: Person, now: datetime) -> None:
    """Takes one's own feedback away, for both and for good, after the end too. Raises ValueError for somebody else's."""
    _check_own(feedback, by)
    programme_id = feedback.mentorship.programme_id
    audit.record("feedback.remove", feedback, by=by, now=now, programme_id=programme_id)
    Feedback.objects.filter(pk=feedback.pk).delete()


def _check_own(feedback: Feedback, by: Person) -> None:
    if feedback.author_id != by.pk:
        raise ValueError("people change their own feedback")


@transaction.atomic
def wish_feedback(mentorship: Mentorship, *, question: str, by: Person, now: datetime) -> FeedbackWish:
    """Asks the other one how they see it; they get a letter. Raises StaleState where the mentorship is over, Apart where no
    words may go from one to the other, and AlreadyWished while an earlier wish is open."""
    held = held_open(mentorship)
    other = reached(held, by=by)
    earlier = open_wish(held, by)
    if earlier is not None:
        raise AlreadyWished(earlier)
    wish = FeedbackWish.objects.create(mentorship=held, asked_by=by, asked_at=now, question=question)
    queue(Draft(WISHED_MAIL, other.user_id, wish.pk, once_for(WISHED_MAIL, wish.pk)), now=now)
    audit.record("feedback.wish", wish, by=by, now=now, programme_id=held.programme_id)
    return wish


def open_wish(mentorship: Mentorship, person: Person) -> FeedbackWish | None:
    """The wish of `person` that nobody answered yet; one query."""
    return FeedbackWish.objects.filter(
        mentorship=mentorship, asked_by=person, answered_at__isnull=True
    ).first()


@transaction.atomic
def take_back_wish(mentorship: Mentorship, *, by: Person, now: datetime) -> bool:
    """Takes one's open wish away; returns False where there is none. Raises StaleState where the mentorship is over."""
    held = held_open(mentorship)
    wish = open_wish(held, by)
    if wish is None:
        return False
    audit.record("feedback.unwish", wish, by=by, now=now, programme_id=held.programme_id)
    wish.delete()
    return True


@transaction.atomic
def share_trend(mentorship: Mentorship, *, shared: bool, by: Person, now: datetime) -> None:
    """Agrees that the other one sees how it goes for `by`, or takes that back, which is possible after the end too. Raises
    StaleState for an agreement where the mentorship is over, and Apart where one of the two blocked the other."""
    if not shared:
        SharedTrend.objects.filter(mentorship=mentorship, person=by).delete()
        audit.record("trend.keep", mentorship, by=by, now=now, programme_id=mentorship.programme_id)
        return
    held = held_open(mentorship)
    reached(held, by=by)
    _row, new = SharedTrend.objects.get_or_create(mentorship=held, person=by, defaults={"agreed_at": now})
    if new:
        audit.record("trend.share", held, by=by, now=now, programme_id=held.programme_id)
