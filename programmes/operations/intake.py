"""Writes of the guided intake: the answers of one enrolment, a step at a time, and handing them in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from accounts.consent_texts import current_version
from accounts.enums import ConsentPurpose
from accounts.models import Person
from accounts.operations.audit import record
from accounts.operations.consents import give_consent, withdraw_consent
from accounts.operations.profile import change_person
from accounts.transitions import move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import ENROLMENT_TRANSITIONS, AnswerSource, EnrolmentState, QuestionKind, Role
from programmes.intake import QUESTIONS, Step, missing
from programmes.models import Answer, Enrolment, EnrolmentEvent, Goal, OfferedSkill, Question, WantedSkill
from programmes.operations.enrolments import DECISION_MAIL
from programmes.operations.places import hold_place
from programmes.queries import answers_of, intake_of

Value = str | list[str] | Decimal | bool | date | None


class Consented(TypedDict):
    person: Person
    purpose: ConsentPurpose
    subject: str


class NotFinished(Exception):
    """Steps that must be answered are not: `steps`."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        super().__init__(", ".join(step.slug for step in steps))


@dataclass(frozen=True)
class Wanted:
    """A skill that a mentee wants: today's level (0-4), the level aimed at, above it, and the priority (1-3)."""

    skill_id: UUID
    level_now: int
    level_aim: int
    priority: int


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


def _noted(enrolment: Enrolment, *, by: Person | None, now: datetime, fields: Iterable[str]) -> None:
    record("enrolment.change", enrolment, by=by, now=now, programme_id=enrolment.programme_id, fields=fields)


@transaction.atomic
def change_enrolment(
    *, enrolment: Enrolment, changes: Mapping[str, object], by: Person | None, now: datetime
) -> list[str]:
    """Sets the fields named in `changes`; returns the names of those that were different before."""
    row = _locked(enrolment)
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changes:
        setattr(enrolment, name, changes[name])
    if changed:
        enrolment.save(update_fields=changed)
        _noted(enrolment, by=by, now=now, fields=changed)
    return changed


@transaction.atomic
def set_goals(*, enrolment: Enrolment, texts: Sequence[str], by: Person | None, now: datetime) -> None:
    """Makes the goals exactly these, the first of them first. A goal that only moved or changed its words stays the same row."""
    _locked(enrolment)
    goals = {goal.position: goal for goal in enrolment.goals.all()}
    if [goals[at].text for at in sorted(goals)] == list(texts):
        return
    for position, text in enumerate(texts, start=1):
        Goal.objects.update_or_create(enrolment=enrolment, position=position, defaults={"text": text})
    enrolment.goals.filter(position__gt=len(texts)).delete()
    _noted(enrolment, by=by, now=now, fields=["goals"])


@transaction.atomic
def set_wanted_skills(
    *, enrolment: Enrolment, wanted: Sequence[Wanted], by: Person | None, now: datetime
) -> None:
    """Makes the skills wanted exactly these."""
    _locked(enrolment)
    enrolment.wanted_skills.exclude(skill_id__in=[each.skill_id for each in wanted]).delete()
    rows = [
        WantedSkill(
            enrolment=enrolment,
            skill_id=w.skill_id,
            level_now=w.level_now,
            level_aim=w.level_aim,
            priority=w.priority,
        )
        for w in wanted
    ]
    WantedSkill.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "skill"],
        update_fields=["level_now", "level_aim", "priority"],
    )
    _noted(enrolment, by=by, now=now, fields=["wanted_skills"])


@transaction.atomic
def set_offered_skills(
    *, enrolment: Enrolment, levels: Mapping[UUID, int], by: Person | None, now: datetime
) -> None:
    """Makes the skills offered exactly these, each with its level from 1 to 4."""
    _locked(enrolment)
    enrolment.offered_skills.exclude(skill_id__in=levels).delete()
    rows = [
        OfferedSkill(enrolment=enrolment, skill_id=skill_id, level=level)
        for skill_id, level in levels.items()
    ]
    OfferedSkill.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["enrolment", "skill"], update_fields=["level"]
    )
    _noted(enrolment, by=by, now=now, fields=["offered_skills"])


@transaction.atomic
def set_capacity(
    *, enrolment: Enrolment, capacity: int, cap: int | None, by: Person | None, now: datetime
) -> bool:
    """Sets how many mentees at once here, and `cap`, the most in all programmes together (None: no such limit).

    Nobody loses a mentee by it: below what is taken the capacity stays at what is taken and the mentor takes no further
    requests. Returns whether that was so."""
    row = _locked(enrolment)
    is_below = capacity < row.active_mentorships
    changes: dict[str, object] = {"capacity": max(capacity, row.active_mentorships)}
    if is_below:
        changes["accepting"] = False
    change_enrolment(enrolment=enrolment, changes=changes, by=by, now=now)
    change_person(person=enrolment.person, changes={"mentee_cap": cap}, by=by, now=now)
    return is_below


@transaction.atomic
def set_answers(
    *, enrolment: Enrolment, answers: Mapping[Question, Value], by: Person | None, now: datetime
) -> None:
    """Keeps what was answered here to each question; None, "" and [] take an answer back."""
    _locked(enrolment)
    for question, value in answers.items():
        if value is None or value in ("", []):
            Answer.objects.filter(enrolment=enrolment, key=question.key).delete()
            continue
        defaults = {
            **_columns(question, value),
            "question": question,
            "source": AnswerSource.SELF,
            "given_at": now,
        }
        Answer.objects.update_or_create(enrolment=enrolment, key=question.key, defaults=defaults)
    _noted(enrolment, by=by, now=now, fields=[f"answer:{question.key}"[:60] for question in answers])


def _columns(question: Question, value: Value) -> dict[str, object]:
    columns: dict[str, object] = {"text": "", "choices": [], "number": None, "date": None, "yes": None}
    match QuestionKind(question.kind):
        case QuestionKind.CHOICE | QuestionKind.LADDER:
            columns["choices"] = [value]
        case QuestionKind.CHOICES:
            columns["choices"] = value
        case QuestionKind.NUMBER:
            columns["number"] = value
        case QuestionKind.YES_NO:
            columns["yes"] = value
        case QuestionKind.DATE:
            columns["date"] = value
        case _:
            columns["text"] = value
    return columns


def identity_subject(question: Question, enrolment: Enrolment) -> str:
    """What a consent to count an answer about identity is about."""
    return f"{enrolment.programme_id}:{question.key}"


@transaction.atomic
def set_identity_consents(
    *,
    enrolment: Enrolment,
    asked: Collection[Question],
    agreed: Collection[Question],
    counted: Collection[Question] = (),
    by: Person,
    now: datetime,
) -> None:
    """Of the questions `asked`, lets the answers to those `agreed` count in matching and to those `counted` be counted in
    fairness figures, and takes the others out. The two are separate: neither follows from the other."""
    for question in asked:
        subject = identity_subject(question, enrolment)
        for purpose, given in (
            (ConsentPurpose.IDENTITY_MATCHING, agreed),
            (ConsentPurpose.IDENTITY_STATISTICS, counted),
        ):
            about: Consented = {"person": enrolment.person, "purpose": purpose, "subject": subject}
            if question in given:
                give_consent(**about, version=current_version(purpose), by=by, now=now)
            else:
                withdraw_consent(**about, by=by, now=now)


@transaction.atomic
def finish_step(*, enrolment: Enrolment, step: str) -> None:
    """Remembers that the step called `step` was answered."""
    row = _locked(enrolment)
    if step not in row.steps_done:
        row.steps_done.append(step)
        row.save(update_fields=["steps_done"])
    enrolment.steps_done = row.steps_done


def open_steps(enrolment: Enrolment) -> list[Step]:
    """The steps that keep the answers from being handed in; six queries at most. A question that the organiser added since counts."""
    intake = intake_of(enrolment)
    answered = answers_of(enrolment)
    # What was handed in elsewhere, by an import for instance, went through no steps.
    done = (
        set(enrolment.steps_done) if enrolment.submitted_at is None else {step.slug for step in intake.steps}
    )
    if any(question.required and question.key not in answered for question in intake.questions):
        done.discard(QUESTIONS)
    return missing(intake.steps, done)


@transaction.atomic
def submit(*, enrolment: Enrolment, by: Person, now: datetime) -> None:
    """Hands the answers in: where organisers do not review, the enrolment is approved at once, or stands on the waiting
    list where all places of its programme are taken.

    A mentor consents by it to being shown to mentees of the programme. Doing it twice changes nothing. Raises NotFinished
    where steps are open."""
    has_place = hold_place(enrolment.programme_id, enrolment.role)
    row = (
        Enrolment.objects.select_for_update(no_key=True, of=["self"])
        .select_related("programme", "person")
        .get(pk=enrolment.pk)
    )
    if row.submitted_at is None:
        left = open_steps(row)
        if left:
            raise NotFinished(left)
        Enrolment.objects.filter(pk=row.pk).update(submitted_at=now)
        record("enrolment.submit", row, by=by, now=now, programme_id=row.programme_id)
        if row.role == Role.MENTOR:
            give_consent(
                person=row.person,
                purpose=ConsentPurpose.DIRECTORY,
                subject=str(row.programme_id),
                version=current_version(ConsentPurpose.DIRECTORY),
                by=by,
                now=now,
            )
        if row.state == EnrolmentState.APPLIED and not row.programme.reviews_applications:
            _settle(row, to=EnrolmentState.APPROVED if has_place else EnrolmentState.WAITLISTED, now=now)
    enrolment.refresh_from_db(fields=["state", "submitted_at", "decided_at"])


def _settle(row: Enrolment, *, to: EnrolmentState, now: datetime) -> None:
    """What the site decides by itself. Who has to wait gets it in writing; who is enrolled sees it on the next page."""
    left = move(row, to=to, table=ENROLMENT_TRANSITIONS, decided_at=now)
    event = EnrolmentEvent.objects.create(enrolment=row, at=now, by=None, from_state=left, to_state=row.state)
    if to == EnrolmentState.WAITLISTED:
        key = once_for(DECISION_MAIL, event.pk)
        queue(Draft(DECISION_MAIL, row.person.user_id, row.pk, key), now=now)
