"""The letters that ask: a check-in, once more after some days, and what to change when two in a row went unanswered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journeys.enums import CheckInState
from journeys.links import Purpose, address, works_until
from journeys.models import CheckIn
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL
from journeys.queries.cadence import cadence_of
from journeys.queries.check_ins import next_of, parted
from matching.enums import MentorshipState
from notifications.enums import Delivery, Topic
from notifications.kinds import NO_DIGEST, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from notifications.queries.choices import delivery_of


def load_many(notifications: Sequence[Notification]) -> Mapping[UUID, Letter]:
    """The letters of these notifications by their ids, those left out that nobody wants any more: where the check-in was
    answered or is past, the mentorship rests or is over, one of the two blocked the other, or the reader has left. Four
    queries at most, at any number.

    Each letter has in its context:

    * `other_first`, `programme`, `cadence` (a Cadence), `asked_on` and `works_until` (datetimes), `next_at` (a datetime,
      None where no next one is planned) and `snoozed` (whether the reader put it off before),
    * the answers `went_well_url`, `so_so_url`, `not_yet_url`, `help_url`, and `action_url` with `action_label` for a letter
      that has room for one link alone: the question with nothing filled in,
    * the ways out `later_url`, `rest_url`, `cadence_url`."""
    due = {check_in.pk: check_in for check_in in _due({one.subject_id for one in notifications})}
    asked = [(one, due[one.subject_id]) for one in notifications if one.subject_id in due]
    asked = [(one, check_in) for one, check_in in asked if check_in.person.user_id == one.recipient_id]
    if not asked:
        return {}
    apart = parted([_pair(check_in) for _one, check_in in asked])
    off = _turned_off([one for one, _check_in in asked])
    following = next_of([(check_in.mentorship_id, check_in.person_id) for _one, check_in in asked])
    now = timezone.now()
    letters = {}
    for one, check_in in asked:
        again = one.kind != CHECK_IN_MAIL and check_in.snoozed_at is None
        if _pair(check_in) in apart or (again and one.recipient_id in off):
            continue
        next_at = following.get((check_in.mentorship_id, check_in.person_id))
        letters[one.pk] = _letter(check_in, next_at=next_at, now=now)
    return letters


def _due(ids: Collection[UUID]) -> Sequence[CheckIn]:
    return list(
        CheckIn.objects.select_related(
            "mentorship__programme",
            "mentorship__mentee__person",
            "mentorship__mentor__person",
            "person__user",
        ).filter(
            pk__in=ids,
            state=CheckInState.DUE,
            mentorship__state=MentorshipState.ACTIVE,
            person__user__is_active=True,
            person__erased_at__isnull=True,
        )
    )


def _pair(check_in: CheckIn) -> frozenset[UUID]:
    return frozenset({check_in.mentorship.mentee.person_id, check_in.mentorship.mentor.person_id})


def _turned_off(notifications: Collection[Notification]) -> set[UUID]:
    """The accounts that want no letters about check-ins: they are not asked a second time either."""
    wanted = delivery_of([(one.recipient_id, CHECK_IN_MAIL) for one in notifications])
    return {account for (account, _kind), delivery in wanted.items() if delivery == Delivery.OFF}


def _letter(check_in: CheckIn, *, next_at: datetime | None, now: datetime) -> Letter:
    mentorship, reader = check_in.mentorship, check_in.person
    other = mentorship.mentor.person if mentorship.mentee.person_id == reader.pk else mentorship.mentee.person
    context: dict[str, object] = {
        "other_first": quotable(other.first_name),
        "programme": mentorship.programme.name,
        "cadence": cadence_of(mentorship),
        "asked_on": check_in.due_at,
        "next_at": next_at,
        "snoozed": check_in.snoozed_at is not None,
        "works_until": works_until(now),
        "went_well_url": address(Purpose.ANSWER, check_in.pk, reader.pk, met="yes", pulse="4"),
        "so_so_url": address(Purpose.ANSWER, check_in.pk, reader.pk, met="yes", pulse="3"),
        "not_yet_url": address(Purpose.ANSWER, check_in.pk, reader.pk, met="no"),
        "action_url": address(Purpose.ANSWER, check_in.pk, reader.pk),
        "action_label": _("Answer"),
        "help_url": address(Purpose.CALL, mentorship.pk, reader.pk),
        "later_url": address(Purpose.LATER, check_in.pk, reader.pk),
        "rest_url": address(Purpose.REST, mentorship.pk, reader.pk),
        "cadence_url": address(Purpose.CADENCE, mentorship.pk, reader.pk),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


def _load(notification: Notification) -> Letter | None:
    return load_many([notification]).get(notification.pk)


for kind in (
    Kind(
        name=CHECK_IN_MAIL,
        label=_("Check-ins"),
        about=_("Four short questions, as often as the two of you agreed."),
        why=_(
            "You get this because you are in a mentorship. It comes once per check-in, at your hour for reminders."
        ),
        load=_load,
        load_many=load_many,
        topic=Topic.CHECK_INS,
    ),
    Kind(
        name=FOLLOW_UP_MAIL,
        label=_("A check-in once more"),
        about=_("Once, some days after a check-in that you have not answered, or when you asked for it."),
        why=_(
            "You get this because a check-in waits for you. It comes once, and again only where you ask for it."
        ),
        load=_load,
        load_many=load_many,
        topic=Topic.CHECK_INS,
        deliveries=NO_DIGEST,
    ),
    Kind(
        name=QUIET_MAIL,
        label=_("When check-ins went unanswered"),
        about=_("What could be changed, when you have missed two in a row."),
        why=_("You get this in place of a check-in, because the last ones went unanswered."),
        load=_load,
        load_many=load_many,
        topic=Topic.CHECK_INS,
    ),
):
    registry.register(kind)
