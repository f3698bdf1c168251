"""Enrolments with everything that people told at the intake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person, Skill
from matching.enums import OPEN_MENTORSHIP_STATES
from mentorship.demo_people.world import DemoWorld, EnrolmentPlan
from mentorship.seeding.context import Seeding, create
from programmes.conduct import CODE_VERSION, SITE
from programmes.enums import EnrolmentState, Role
from programmes.intake import steps_for
from programmes.models import Enrolment, EnrolmentEvent, Goal, OfferedSkill, Programme, WantedSkill

TO_FINISH = timedelta(minutes=55)
TO_DECIDE = timedelta(hours=22)
UNFINISHED_STEPS = 3


def create_enrolments(
    world: DemoWorld,
    people: Sequence[Person],
    programmes: Mapping[str, Programme],
    organiser: Person,
    seeding: Seeding,
) -> list[Enrolment]:
    """The enrolments in the order of their plans, with histories, consents, goals and skills."""
    taken: Counter[int] = Counter()
    for pair in world.mentorships:
        if pair.state in OPEN_MENTORSHIP_STATES:
            taken.update((pair.mentee, pair.mentor))
    rows = create(
        _enrolment(
            plan, people[plan.person], programmes[plan.programme], organiser, seeding, taken=taken[index]
        )
        for index, plan in enumerate(world.enrolments)
    )
    planned = list(zip(world.enrolments, rows, strict=True))
    create(event for plan, row in planned for event in _history(plan, row, organiser, seeding))
    create(_consents(planned, seeding))
    create(
        Goal(enrolment=row, position=position, text=text)
        for plan, row in planned
        for position, text in enumerate(plan.goals, start=1)
    )
    skills = Skill.objects.in_bulk(field_name="key")
    create(
        WantedSkill(
            enrolment=row,
            skill=skills[one.skill],
            level_now=one.now,
            level_aim=one.aim,
            priority=one.priority,
        )
        for plan, row in planned
        for one in plan.wanted
    )
    create(
        OfferedSkill(enrolment=row, skill=skills[skill], level=level)
        for plan, row in planned
        for skill, level in plan.offered
    )
    return rows


def _enrolment(
    plan: EnrolmentPlan,
    person: Person,
    programme: Programme,
    organiser: Person,
    seeding: Seeding,
    *,
    taken: int,
) -> Enrolment:
    joined = seeding.at(plan.joined)
    submitted = joined + TO_FINISH if plan.finished else None
    decided = None
    if plan.state not in {EnrolmentState.APPLIED, EnrolmentState.WAITLISTED}:
        decided = joined + TO_DECIDE if programme.reviews_applications else joined
    steps = [step.slug for step in steps_for(plan.role, asks=False, must_answer=False, asks_identity=False)]
    return Enrolment(
        id=seeding.id_of("enrolment", f"{person.user.email}/{plan.programme}/{plan.role}"),
        programme=programme,
        person=person,
        role=plan.role,
        state=plan.state,
        created_at=joined,
        submitted_at=submitted,
        decided_at=decided,
        decided_by=organiser if decided and programme.reviews_applications else None,
        steps_done=steps if plan.finished else steps[:UNFINISHED_STEPS],
        capacity=plan.capacity,
        active_mentorships=taken,
        not_accepting_until=seeding.now + plan.full_for if plan.full_for else None,
        headline=plan.headline,
        biography=plan.biography,
        where_i_am=plan.where_i_am,
        where_i_want_to_be=plan.where_i_want_to_be,
        challenges=plan.challenges,
        topics=list(plan.topics),
        topics_note=plan.topics_note,
        qualities=list(plan.qualities) if plan.finished else [],
        qualities_note=plan.qualities_note if plan.finished else "",
        seniority=plan.seniority,
        line_manager_email=plan.line_manager_email,
    )


def _history(
    plan: EnrolmentPlan, row: Enrolment, organiser: Person, seeding: Seeding
) -> list[EnrolmentEvent]:
    applied, approved = EnrolmentState.APPLIED, EnrolmentState.APPROVED
    events = [EnrolmentEvent(enrolment=row, at=row.created_at, by=row.person, to_state=applied)]
    decided = approved if plan.left is not None else EnrolmentState(plan.state)
    if decided != applied:
        at, by = (
            row.decided_at or row.created_at + TO_DECIDE,
            row.decided_by or (organiser if row.decided_at is None else None),
        )
        events.append(EnrolmentEvent(enrolment=row, at=at, by=by, from_state=applied, to_state=decided))
    if plan.left is not None:
        events.append(
            EnrolmentEvent(
                enrolment=row,
                at=seeding.at(plan.left),
                by=row.person,
                from_state=approved,
                to_state=EnrolmentState.WITHDRAWN,
            )
        )
    return events


def _consents(planned: Sequence[tuple[EnrolmentPlan, Enrolment]], seeding: Seeding) -> list[Consent]:
    """Everybody agreed to the code of conduct and to the guidelines of their programme, mentors also to being listed; each
    once, when they first joined."""
    found: dict[tuple[object, ConsentPurpose, str], Consent] = {}
    for plan, row in sorted(planned, key=lambda one: one[1].created_at):
        subject = str(row.programme_id)
        purposes = [
            (ConsentPurpose.CODE_OF_CONDUCT, SITE, CODE_VERSION),
            (ConsentPurpose.CODE_OF_CONDUCT, subject, row.programme.guidelines_version),
        ]
        if plan.role == Role.MENTOR:
            purposes.append((ConsentPurpose.DIRECTORY, subject, "1"))
        for purpose, subject, version in purposes:
            found.setdefault(
                (row.person_id, purpose, subject),
                Consent(
                    person=row.person,
                    purpose=purpose,
                    subject=subject,
                    version=version,
                    given_at=row.created_at,
                ),
            )
    return list(found.values())
