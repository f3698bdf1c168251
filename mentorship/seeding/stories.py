"""Requests with their histories, mentorships, check-ins, shortlists and calls for help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from accounts.models import Person
from journeys.enums import CheckInState
from journeys.models import CheckIn, CheckInEvent, HelpRequest
from journeys.schedule import Past, due, next_look, rhythm_of
from matching.enums import OPEN_REQUEST_STATES, MentorshipState, RequestState
from matching.fit import PairFit
from matching.models import Mentorship, MentorshipEvent, Pause, Request, RequestEvent, Shortlisting
from mentorship.demo_people.world import CheckInPlan, DemoWorld, MentorshipPlan, RequestPlan
from mentorship.seeding.context import Seeding, create
from programmes.models import Enrolment

Fits = Mapping[tuple[int, int], PairFit]
A_LITTLE = timedelta(minutes=5)
BREAK_DAYS = 14


def create_requests(
    world: DemoWorld, enrolments: Sequence[Enrolment], fits: Fits, seeding: Seeding
) -> list[Request]:
    """The requests in the order of their plans, with their histories."""
    open_ones: Counter[int] = Counter()
    rows = []
    for number, plan in enumerate(world.requests):
        if plan.state in OPEN_REQUEST_STATES:
            open_ones[plan.mentee] += 1
        rows.append(_request(number, plan, enrolments, fits, seeding, slot=max(1, open_ones[plan.mentee])))
    create(rows)
    create(
        event
        for plan, row in zip(world.requests, rows, strict=True)
        for event in _history(plan, row, seeding)
    )
    return rows


def _request(
    number: int,
    plan: RequestPlan,
    enrolments: Sequence[Enrolment],
    fits: Fits,
    seeding: Seeding,
    *,
    slot: int,
) -> Request:
    mentee, mentor = enrolments[plan.mentee], enrolments[plan.mentor]
    clock = timedelta(days=mentee.programme.request_days)
    began = seeding.at([step.ago for step in plan.steps if step.to in OPEN_REQUEST_STATES][-1])
    ended = None if plan.state in OPEN_REQUEST_STATES else seeding.at(plan.steps[-1].ago)
    is_answer = plan.state in {RequestState.ACCEPTED, RequestState.DECLINED}
    remind_at = began + clock / 2
    is_reminded = remind_at + A_LITTLE < (ended or seeding.now)
    fit = fits.get((plan.mentee, plan.mentor))
    return Request(
        id=seeding.id_of("request", number),
        programme=mentee.programme,
        mentee=mentee,
        mentor=mentor,
        slot=slot,
        state=plan.state,
        want=plan.want,
        why_you=plan.why_you,
        how_often=plan.how_often,
        score=fit.score / 100 if fit else None,
        reasons=fit.as_json() if fit else {},
        sent_at=seeding.at(plan.steps[0].ago),
        remind_at=remind_at,
        reminded_at=remind_at + timedelta(seconds=40) if is_reminded else None,
        expires_at=began + clock,
        closed_at=ended,
        answered_at=ended if is_answer else None,
        answered_by=mentor.person if is_answer else None,
        decline_reason=plan.decline_reason,
        close_reason=plan.close_reason,
        note=plan.note,
        question=plan.question,
        reply=plan.reply,
    )


def _history(plan: RequestPlan, row: Request, seeding: Seeding) -> Iterable[RequestEvent]:
    people = {"mentee": row.mentee.person, "mentor": row.mentor.person}
    left = ""
    for step in plan.steps:
        yield RequestEvent(
            request=row, at=seeding.at(step.ago), by=people.get(step.by), from_state=left, to_state=step.to
        )
        left = step.to


def create_mentorships(
    world: DemoWorld,
    enrolments: Sequence[Enrolment],
    requests: Sequence[Request],
    fits: Fits,
    organiser: Person,
    seeding: Seeding,
) -> list[Mentorship]:
    """The mentorships in the order of their plans, with histories, pauses and check-ins."""
    rows = create(
        _mentorship(number, plan, enrolments, requests, fits, organiser, seeding)
        for number, plan in enumerate(world.mentorships)
    )
    planned = list(zip(world.mentorships, rows, strict=True))
    create(event for plan, row in planned for event in _turns(plan, row, seeding))
    create(
        Pause(
            mentorship=row,
            paused_at=seeding.at(plan.paused),
            paused_by=row.mentee.person,
            resumes_on=(seeding.now + timedelta(days=BREAK_DAYS)).date(),
        )
        for plan, row in planned
        if plan.paused is not None
    )
    check_ins = create(check_in for plan, row in planned for check_in in _check_ins(plan, row, seeding))
    create(event for check_in in check_ins for event in _answers(check_in))
    return rows


def _mentorship(
    number: int,
    plan: MentorshipPlan,
    enrolments: Sequence[Enrolment],
    requests: Sequence[Request],
    fits: Fits,
    organiser: Person,
    seeding: Seeding,
) -> Mentorship:
    mentee, mentor = enrolments[plan.mentee], enrolments[plan.mentor]
    request = None if plan.request is None else requests[plan.request]
    fit = fits.get((plan.mentee, plan.mentor))
    return Mentorship(
        id=seeding.id_of("mentorship", number),
        programme=mentee.programme,
        mentee=mentee,
        mentor=mentor,
        request=request,
        state=plan.state,
        started_at=seeding.at(plan.started),
        started_by=mentor.person if request else organiser,
        closed_at=None if plan.closed is None else seeding.at(plan.closed),
        closed_by=None if plan.closed is None else mentee.person,
        end_reason=plan.end_reason,
        tended_at=seeding.now,
        score=fit.score / 100 if fit else None,
        reasons=fit.as_json() if fit else {},
    )


def _turns(plan: MentorshipPlan, row: Mentorship, seeding: Seeding) -> Iterable[MentorshipEvent]:
    active = MentorshipState.ACTIVE
    yield MentorshipEvent(mentorship=row, at=row.started_at, by=row.started_by, to_state=active)
    turned = plan.closed or plan.paused
    if turned is not None:
        yield MentorshipEvent(
            mentorship=row, at=seeding.at(turned), by=row.mentee.person, from_state=active, to_state=row.state
        )


def _check_ins(plan: MentorshipPlan, row: Mentorship, seeding: Seeding) -> Iterable[CheckIn]:
    """What was answered or missed; of pairs under way also the next one, waiting or planned.

    The next one of the mentee who signs in is only planned, though it is due, so that the demo's first sweep asks her."""
    for side in ("mentee", "mentor"):
        person = getattr(row, side).person
        rhythm = rhythm_of(row, person)
        told = [
            _check_in(one, row, person, at, seeding)
            for one in plan.check_ins
            if one.side == side and (at := due(rhythm, one.number)) is not None and at < seeding.now
        ]
        yield from told
        last = told[-1].due_at if told else None
        coming = next_look(rhythm, past=Past(last, last), since=last or row.started_at)
        if plan.state == MentorshipState.ACTIVE and coming is not None:
            is_asked = coming <= seeding.now - A_LITTLE and not person.user.has_usable_password()
            yield _coming(
                row,
                side,
                len(told) + 1,
                CheckInState.DUE if is_asked else CheckInState.SCHEDULED,
                coming,
                seeding,
            )
            following = next_look(rhythm, past=Past(coming, coming), since=max(coming, seeding.now))
            if is_asked and following is not None:
                yield _coming(row, side, len(told) + 2, CheckInState.SCHEDULED, following, seeding)


def _coming(
    row: Mentorship, side: str, number: int, state: CheckInState, at: datetime, seeding: Seeding
) -> CheckIn:
    return CheckIn(
        id=seeding.id_of("check-in", f"{row.pk}/{side}/{number}"),
        mentorship=row,
        person=getattr(row, side).person,
        number=number,
        state=state,
        due_at=at,
    )


def _check_in(plan: CheckInPlan, row: Mentorship, person: Person, at: datetime, seeding: Seeding) -> CheckIn:
    is_answered = plan.state == CheckInState.ANSWERED
    answered = min(at + timedelta(minutes=9 + person.id.int % 900 + 31 * plan.number), seeding.now)
    return CheckIn(
        id=seeding.id_of("check-in", f"{row.pk}/{plan.side}/{plan.number}"),
        mentorship=row,
        person=person,
        number=plan.number,
        state=plan.state,
        due_at=at,
        answered_at=answered if is_answered else None,
        met=plan.met if is_answered else None,
        pulse=plan.pulse if is_answered else None,
        confidence=plan.confidence if is_answered and plan.side == "mentee" else None,
        blocker=plan.blocker,
    )


def _answers(check_in: CheckIn) -> Iterable[CheckInEvent]:
    """Asked when it fell due, then answered, or given up when the next one came."""
    scheduled, asked = CheckInState.SCHEDULED, CheckInState.DUE
    if check_in.state == scheduled:
        return
    yield CheckInEvent(check_in=check_in, at=check_in.due_at, from_state=scheduled, to_state=asked)
    if check_in.answered_at is not None:
        at, by = check_in.answered_at, check_in.person
        yield CheckInEvent(check_in=check_in, at=at, by=by, from_state=asked, to_state=check_in.state)
    elif check_in.state == CheckInState.MISSED:
        at = check_in.due_at + 2 * rhythm_of(check_in.mentorship, check_in.person).least_gap
        yield CheckInEvent(check_in=check_in, at=at, from_state=asked, to_state=check_in.state)


def create_smaller_things(
    world: DemoWorld, enrolments: Sequence[Enrolment], mentorships: Sequence[Mentorship], seeding: Seeding
) -> None:
    """Saved mentors, and the calls for help that wait for the organiser."""
    create(
        Shortlisting(mentee=enrolments[mentee], mentor=enrolments[mentor], added_at=seeding.at(ago))
        for mentee, mentor, ago in world.shortlists
    )
    create(
        HelpRequest(
            id=seeding.id_of("help", number),
            mentorship=mentorships[call.mentorship],
            asked_by=getattr(mentorships[call.mentorship], call.side).person,
            asked_at=seeding.at(call.ago),
            message=call.message,
        )
        for number, call in enumerate(world.calls_for_help)
    )
