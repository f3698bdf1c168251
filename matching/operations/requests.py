"""Every write about a request: ask, ask back, reply, accept, decline, withdraw, and what the clock does.

Two acceptances that share a mentee or a mentor queue up behind that enrolment's row (mentee first, then mentor, then
the person where they set a cap), and the requests an acceptance closes are locked in one statement in the order of their
ids, so that no two acceptances can wait for each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.blocks import are_blocked
from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from matching.enums import (
    REQUEST_TRANSITIONS,
    CloseReason,
    DeclineReason,
    MentorshipState,
    RequestState,
)
from matching.models import Mentorship, MentorshipEvent, Request, RequestEvent
from matching.models.request import RequestQuerySet
from matching.operations import rivals
from matching.queries.apart import are_apart
from notifications.operations.outbox import queue
from programmes.enums import UNDER_WAY, EnrolmentState, MatchingMode, Role
from programmes.models import Enrolment
from programmes.operations.clearance import hold_clear
from programmes.operations.enrolments import is_at_cap, take_place


class CannotAsk(Exception):
    """Why a request cannot be sent, in words for the mentee, with a code for tests and templates."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        super().__init__(words)


@transaction.atomic
def ask(
    *,
    mentee: Enrolment,
    mentor: Enrolment,
    want: str,
    why_you: str,
    how_often: str,
    score: float | None,
    reasons: dict[str, object],
    by: Person,
    now: datetime,
) -> Request:
    """Sends a request and starts its clock; `score` (0 to 1) and `reasons` are those of its PairFit. Raises CannotAsk
    where the two may not, or no slot is free."""
    # Both rows are held, so that nobody fills the mentor or matches the mentee between the look and the write.
    mentee = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme")
        .get(pk=mentee.pk)
    )
    mentor = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=mentor.pk)
    )
    slot = _free_slot(mentee, mentor, now)
    programme = mentee.programme
    clock = timedelta(days=programme.request_days)
    request = Request.objects.create(
        programme=programme,
        mentee=mentee,
        mentor=mentor,
        slot=slot,
        want=want,
        why_you=why_you,
        how_often=how_often,
        score=score,
        reasons=reasons,
        sent_at=now,
        remind_at=now + clock / 2,
        expires_at=now + clock,
    )
    RequestEvent.objects.create(request=request, at=now, by=by, to_state=RequestState.PENDING)
    audit.record("request.ask", request, by=by, now=now, programme_id=programme.pk)
    _notify("request_received", request, mentor, now=now)
    return request


def check_can_ask(*, mentee: Enrolment, mentor: Enrolment, now: datetime) -> None:
    """Raises CannotAsk where `ask` would; for pages, before anything is typed."""
    _free_slot(mentee, mentor, now)


def _free_slot(mentee: Enrolment, mentor: Enrolment, now: datetime) -> int:
    """The lowest slot that no open request of the mentee holds. The codes of CannotAsk, from the most lasting on, are
    not_listed, organiser, closed, not_enrolled, guardian, together, already_asked, answered_lately, matched, full, too_many."""
    if (
        mentee.programme_id != mentor.programme_id
        or mentee.person_id == mentor.person_id
        or mentor.role != Role.MENTOR
        or are_apart(mentee.person_id, mentor.person_id)
    ):
        raise CannotAsk("not_listed", _("This mentor is not listed in your programme."))
    programme = mentee.programme
    if programme.mode == MatchingMode.COHORT:
        raise CannotAsk("organiser", _("In this programme the organiser brings people together."))
    if programme.state not in UNDER_WAY:
        raise CannotAsk("closed", _("This programme takes no requests at present."))
    if mentee.role != Role.MENTEE or mentee.state != EnrolmentState.APPROVED:
        raise CannotAsk("not_enrolled", _("You can ask as soon as you are enrolled in this programme."))
    if programme.for_minors and not Enrolment.objects.filter(pk=mentee.pk).cleared(now).exists():
        raise CannotAsk("guardian", _("You can ask as soon as your guardian agrees."))
    _check_between(mentee, mentor, now)
    if mentee.places_left < 1:
        raise CannotAsk("matched", _("You have a mentor in this programme already."))
    if not Enrolment.objects.taking_requests(now).filter(pk=mentor.pk).exists():
        raise CannotAsk("full", _("This mentor has no place free just now."))
    taken = Request.objects.open().filter(mentee=mentee).values_list("slot", flat=True)
    free = set(range(1, programme.open_requests + 1)) - set(taken)
    if not free:
        raise CannotAsk(
            "too_many",
            _("You have as many open requests as this programme allows. Withdraw one to ask somebody else."),
        )
    return min(free)


def _check_between(mentee: Enrolment, mentor: Enrolment, now: datetime) -> None:
    """Raises CannotAsk for what there is between the two already."""
    if Mentorship.objects.open().filter(mentee=mentee, mentor=mentor).exists():
        raise CannotAsk("together", _("You two are together already."))
    between = Request.objects.filter(mentee=mentee, mentor=mentor)
    if between.open().exists():
        raise CannotAsk("already_asked", _("You have asked this mentor already. The answer is on its way."))
    # Whoever said no is left in peace for as long as an answer may take.
    since = now - timedelta(days=mentee.programme.request_days)
    if between.filter(state=RequestState.DECLINED, answered_at__gt=since).exists():
        raise CannotAsk("answered_lately", _("This mentor answered you only lately and had no room."))


@transaction.atomic
def accept(request: Request, *, by: Person, now: datetime, note: str = "") -> Mentorship:
    """The mentor says yes: fills a place on both sides, starts the mentorship, closes what cannot be any more.

    Raises NoPlace where the mentor is full or the mentee matched, StaleState where the request is not open any more."""
    mentee, mentor = request.mentee, request.mentor
    hold_clear(mentee, mentor, now=now)
    take_place(mentee)
    take_place(mentor)
    # Looked for once the places are held, as whoever blocks somebody holds them too.
    if are_blocked(mentee.person_id, mentor.person_id):
        raise StaleState(request, RequestState.CLOSED)
    falling = _lock_open(request)
    if request.pk not in {one.pk for one in falling}:
        raise StaleState(request, Request.objects.values_list("state", flat=True).get(pk=request.pk))
    _move(
        request,
        RequestState.ACCEPTED,
        by=by,
        now=now,
        answered_at=now,
        answered_by=by,
        closed_at=now,
        note=note,
    )
    mentorship = Mentorship.objects.create(
        programme_id=request.programme_id,
        mentee=mentee,
        mentor=mentor,
        request=request,
        started_at=now,
        started_by=by,
        score=request.score,
        reasons=request.reasons,
    )
    MentorshipEvent.objects.create(mentorship=mentorship, at=now, by=by, to_state=MentorshipState.ACTIVE)
    audit.record("request.accept", request, by=by, now=now, programme_id=request.programme_id)
    _notify("request_accepted", request, mentee, now=now)
    rivals.close([one for one in falling if one.pk != request.pk], matched={mentee.pk}, now=now)
    return mentorship


def _lock_open(request: Request) -> list[Request]:
    """Holds the request and every open one that falls with it, in the order of their ids: the mentee's where they are
    matched now, the mentor's where they are full, and those in other programmes where their cap over all is reached."""
    falls = Q(pk=request.pk)
    if request.mentee.places_left < 1:
        falls |= Q(mentee_id=request.mentee_id)
    if request.mentor.places_left < 1:
        falls |= Q(mentor_id=request.mentor_id)
    if is_at_cap(request.mentor.person):
        falls |= Q(mentor__person_id=request.mentor.person_id)
    return rivals.hold_open(falls)


@transaction.atomic
def decline(request: Request, *, reason: DeclineReason, note: str = "", by: Person, now: datetime) -> None:
    """The mentor says that it does not fit now. Raises StaleState where the request is not open any more."""
    _move(
        request,
        RequestState.DECLINED,
        by=by,
        now=now,
        answered_at=now,
        answered_by=by,
        closed_at=now,
        decline_reason=reason,
        note=note,
    )
    audit.record("request.decline", request, by=by, now=now, programme_id=request.programme_id)
    _notify("request_declined", request, request.mentee, now=now)


@transaction.atomic
def ask_more(request: Request, *, question: str, by: Person, now: datetime) -> None:
    """The mentor asks something back; the clock starts anew for the mentee. Raises StaleState unless it is pending."""
    _move(request, RequestState.NEEDS_INFO, by=by, now=now, question=question, **_new_clock(request, now))
    _notify("request_question", request, request.mentee, now=now, again=now)


@transaction.atomic
def reply(request: Request, *, text: str, by: Person, now: datetime) -> None:
    """The mentee answers the mentor's question; the clock starts anew for the mentor. Raises StaleState unless one is open."""
    _move(request, RequestState.PENDING, by=by, now=now, reply=text, **_new_clock(request, now))
    _notify("request_reply", request, request.mentor, now=now, again=now)


@transaction.atomic
def withdraw(request: Request, *, by: Person, now: datetime) -> None:
    """The mentee takes the request back; its slot is free at once. Raises StaleState where it is not open any more."""
    _move(request, RequestState.WITHDRAWN, by=by, now=now, closed_at=now)
    audit.record("request.withdraw", request, by=by, now=now, programme_id=request.programme_id)


def expire_due(*, now: datetime, limit: int = 500) -> int:
    """Closes the requests whose clock ran out, each in its own transaction; returns how many."""
    due = Request.objects.past_clock(now).order_by("expires_at").values_list("pk", flat=True)
    return sum(_expire(pk, now=now) for pk in due[:limit])


@transaction.atomic
def _expire(pk: UUID, *, now: datetime) -> bool:
    request = _held(Request.objects.past_clock(now), pk)
    if request is None:
        return False
    _move(request, RequestState.EXPIRED, by=None, now=now, closed_at=now)
    _notify("request_expired", request, request.mentee, now=now)
    return True


def close_left_behind(*, now: datetime, limit: int = 500) -> int:
    """Closes open requests whose programme has closed or of which one of the two has left; returns how many."""
    behind = Request.objects.left_behind().order_by("pk").values_list("pk", flat=True)
    return sum(_close_left_behind(pk, now=now) for pk in behind[:limit])


@transaction.atomic
def _close_left_behind(pk: UUID, *, now: datetime) -> bool:
    request = _held(Request.objects.left_behind(), pk)
    if request is None:
        return False
    people_stay = request.mentee.state == request.mentor.state == EnrolmentState.APPROVED
    reason = CloseReason.PROGRAMME_CLOSED if people_stay else CloseReason.PERSON_LEFT
    _move(request, RequestState.CLOSED, by=None, now=now, close_reason=reason, closed_at=now)
    return True


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Reminds whose turn it is at half time of the clock: the mentor of an answer, the mentee of a reply; returns how many."""
    due = Request.objects.half_time(now).order_by("remind_at").values_list("pk", flat=True)
    return sum(_remind(pk, now=now) for pk in due[:limit])


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> bool:
    request = _held(Request.objects.half_time(now), pk)
    if request is None:
        return False
    Request.objects.filter(pk=pk).update(reminded_at=now)
    if request.state == RequestState.NEEDS_INFO:
        _notify("request_reply_reminder", request, request.mentee, now=now, again=request.remind_at)
    else:
        _notify("request_half_time", request, request.mentor, now=now, again=request.remind_at)
    return True


def _held(due: RequestQuerySet, pk: UUID) -> Request | None:
    """The request, held, if it is due still. One that somebody else holds is being answered: the next tick looks again."""
    return (
        due.filter(pk=pk)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("mentee__person", "mentor__person")
        .first()
    )


def _new_clock(request: Request, now: datetime) -> dict[str, datetime | None]:
    clock = timedelta(days=request.programme.request_days)
    return {"remind_at": now + clock / 2, "expires_at": now + clock, "reminded_at": None}


def _move(request: Request, to: RequestState, *, by: Person | None, now: datetime, **changes: object) -> None:
    left = move(request, to=to, table=REQUEST_TRANSITIONS, **changes)
    RequestEvent.objects.create(request=request, at=now, by=by, from_state=left, to_state=to)


def _notify(
    kind: str, request: Request, reader: Enrolment, *, now: datetime, again: datetime | None = None
) -> None:
    queue(rivals.draft(kind, request, reader, again=again), now=now)
