"""Leaving a programme, coming back to it, and being moved to another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from accounts.transitions import move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.answered import fits
from programmes.enums import ENROLMENT_TRANSITIONS, EnrolmentState, Role
from programmes.models import (
    Answer,
    Enrolment,
    EnrolmentEvent,
    Goal,
    OfferedSkill,
    Programme,
    Question,
    WantedSkill,
)

LEFT_MAIL = "enrolment_left"
MOVED_MAIL = "enrolment_moved"
BACK_MAIL = "enrolment_back"

# What somebody wrote about themself in one programme, as far as it says something in another.
WORDS = (
    "headline biography where_i_am where_i_want_to_be challenges topics topics_note qualities qualities_note seniority "
    "line_manager_email steps_done"
).split()


class AlreadyThere(Exception):
    """The person has that part in the other programme already."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        super().__init__(f"{enrolment.pk} is there already")


class LeftThemself(Exception):
    """The person left of their own accord: nobody else brings them back."""


def _event(
    enrolment: Enrolment, left: str, *, by: Person | None, now: datetime, message: str = ""
) -> EnrolmentEvent:
    return EnrolmentEvent.objects.create(
        enrolment=enrolment, at=now, by=by, from_state=left, to_state=enrolment.state, message=message
    )


@transaction.atomic
def withdraw_enrolment(
    enrolment: Enrolment, *, by: Person | None, now: datetime, reason: str = "", message: str = ""
) -> None:
    """Takes somebody out of a programme, or out of their application. Where an organiser does it the person is told, with
    the organiser's `message`; `reason` is for the audit log alone.

    Open requests and mentorships follow: their own sweeps look for people who left. Raises StaleState where they have
    left already or were told that there is no room."""
    left = move(enrolment, to=EnrolmentState.WITHDRAWN, table=ENROLMENT_TRANSITIONS)
    event = _event(enrolment, left, by=by, now=now, message=message)
    if by is None or by.pk != enrolment.person_id:
        key = once_for(LEFT_MAIL, event.pk)
        queue(Draft(LEFT_MAIL, enrolment.person.user_id, enrolment.pk, key), now=now)
    record(
        "enrolment.withdraw",
        enrolment,
        by=by,
        now=now,
        programme_id=enrolment.programme_id,
        fields=["state"],
        reason=reason,
    )


def left_from(enrolment: Enrolment) -> EnrolmentEvent | None:
    """The event by which somebody who has left did so; one query."""
    if enrolment.state != EnrolmentState.WITHDRAWN:
        return None
    return enrolment.history.filter(to_state=EnrolmentState.WITHDRAWN).order_by("-at", "-pk").first()


@transaction.atomic
def bring_back(enrolment: Enrolment, *, by: Person | None, now: datetime) -> None:
    """Takes back that an organiser took somebody out: they stand where they stood, and are told. Their requests and
    mentorships stay as they are by now.

    Raises StaleState where they have not left, and LeftThemself where they did so of their own accord."""
    gone = left_from(enrolment)
    if gone is not None and gone.by_id == enrolment.person_id:
        raise LeftThemself
    before = gone.from_state if gone else EnrolmentState.APPLIED
    _return(enrolment, to=before, by=by, now=now)
    key = once_for(BACK_MAIL, enrolment.pk, gone.pk if gone else 0)
    queue(Draft(BACK_MAIL, enrolment.person.user_id, enrolment.pk, key), now=now)
    record(
        "enrolment.bring_back",
        enrolment,
        by=by,
        now=now,
        programme_id=enrolment.programme_id,
        fields=["state"],
    )


def _return(
    enrolment: Enrolment, *, to: str, by: Person | None, now: datetime, message: str = ""
) -> EnrolmentEvent:
    """From having left to where they stood, by way of having applied; the last event bears the message."""
    left = move(enrolment, to=EnrolmentState.APPLIED, table=ENROLMENT_TRANSITIONS)
    if to not in {EnrolmentState.APPROVED, EnrolmentState.WAITLISTED}:
        return _event(enrolment, left, by=by, now=now, message=message)
    _event(enrolment, left, by=by, now=now)
    left = move(enrolment, to=to, table=ENROLMENT_TRANSITIONS, decided_at=now, decided_by=by)
    return _event(enrolment, left, by=by, now=now, message=message)


@transaction.atomic
def move_enrolment(
    enrolment: Enrolment,
    *,
    to: Programme,
    by: Person | None,
    now: datetime,
    reason: str = "",
    message: str = "",
) -> Enrolment:
    """Moves somebody to the programme `to`: the enrolment there has their words, goals, skills and those answers whose
    questions are asked there too; the old one is withdrawn. Who was enrolled is enrolled there, everybody else has applied.

    Consents are not moved: they hand their answers in once more, and are told so. Raises AlreadyThere where they have that
    part there, and StaleState where they have left here or are told that there is no room."""
    known = (
        Enrolment.objects.select_for_update(no_key=True)
        .filter(programme=to, person=enrolment.person_id, role=enrolment.role)
        .first()
    )
    if known is not None and known.state != EnrolmentState.WITHDRAWN:
        raise AlreadyThere(known)
    source = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    was_in = source.state == EnrolmentState.APPROVED
    left = move(source, to=EnrolmentState.WITHDRAWN, table=ENROLMENT_TRANSITIONS)
    _event(source, left, by=by, now=now)
    enrolment.state = source.state
    moved = known or Enrolment(programme=to, person=source.person, role=source.role, created_at=now)
    _write(moved, source, capacity=source.capacity if source.role == Role.MENTOR else to.mentors_a_mentee)
    there = EnrolmentState.APPROVED if was_in else EnrolmentState.APPLIED
    if known is not None:
        event = _return(moved, to=there, by=by, now=now, message=message)
    else:
        event = _arrive(moved, there, by=by, now=now, message=message)
    _copy_rows(source, moved, to, now=now)
    key = once_for(MOVED_MAIL, event.pk)
    queue(Draft(MOVED_MAIL, source.person.user_id, moved.pk, key), now=now)
    for row, action in ((source, "enrolment.move_out"), (moved, "enrolment.move_in")):
        record(
            action, row, by=by, now=now, programme_id=row.programme_id, fields=["programme"], reason=reason
        )
    return moved


def _write(moved: Enrolment, source: Enrolment, *, capacity: int) -> None:
    for name in WORDS:
        setattr(moved, name, getattr(source, name))
    moved.capacity = max(capacity, moved.active_mentorships)
    moved.submitted_at = None
    if not moved._state.adding:
        moved.save(update_fields=[*WORDS, "capacity", "submitted_at"])


def _arrive(
    moved: Enrolment, state: EnrolmentState, *, by: Person | None, now: datetime, message: str
) -> EnrolmentEvent:
    moved.state = state
    if state == EnrolmentState.APPROVED:
        moved.decided_at, moved.decided_by = now, by
    moved.save(force_insert=True)
    return _event(moved, "", by=by, now=now, message=message)


def _copy_rows(source: Enrolment, moved: Enrolment, to: Programme, *, now: datetime) -> None:
    """Goals, skills and answers, in place of what may have stood there before."""
    for model in (Goal, WantedSkill, OfferedSkill):
        model._default_manager.filter(enrolment=moved).delete()
        rows: list[Any] = list(model._default_manager.filter(enrolment=source))
        for row in rows:
            row.pk, row.enrolment = None, moved
        model._default_manager.bulk_create(rows)
    Answer.objects.filter(enrolment=moved).delete()
    asked = {(q.key, q.kind): q for q in _questions(to)}
    given = []
    for answer in source.answers.select_related("question"):
        question = asked.get((answer.key, answer.question.kind))
        if question is None or question.identity or answer.question.identity:
            continue
        if fits(question, answer):
            answer.pk, answer.enrolment, answer.question, answer.given_at = None, moved, question, now
            given.append(answer)
    Answer.objects.bulk_create(given)


def _questions(programme: Programme) -> list[Question]:
    latest = programme.form_versions.filter(published_at__isnull=False).order_by("-number").values("pk")[:1]
    return list(Question.objects.filter(version__in=latest).prefetch_related("options"))
