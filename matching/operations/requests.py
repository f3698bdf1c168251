"""Every write about a request: ask, ask back, reply, accept, decline, withdraw, and what the clock does.

Two acceptances that share a mentee or a mentor queue up behind that enrolment's row (mentee first, then mentor), and
the requests an acceptance closes are locked in one statement in the order of their ids, so that no two acceptances can
wait for each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Block, Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from matching.enums import REQUEST_TRANSITIONS, CloseReason, DeclineReason, MentorshipState, RequestState
from matching.models import Mentorship, MentorshipEvent, Request, RequestEvent
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Enrolment
from programmes.operations.enrolments import take_place


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
    """Sends a request and starts its clock. Raises CannotAsk where the two may not, or no slot is free."""
    # Both rows are held, so that nobody fills the mentor or matches the mentee between the look and the write.
    mentee = Enrolment.objects.select_for_update(no_key=True).select_related("programme").get(pk=mentee.pk)
    mentor = Enrolment.objects.select_for_update(no_key=True).get(pk=mentor.pk)
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


def _free_slot(mentee: Enrolment, mentor: Enrolment, now: datetime) -> int:
    open_ones = dict(Request.objects.open().filter(mentee=mentee).values_list("slot", "mentor_id"))
    if mentor.pk in open_ones.values():
        raise CannotAsk("already_asked", _("You have asked this mentor already. The answer is on its way."))
    if mentee.places_left < 1:
        raise CannotAsk("matched", _("You have a mentor in this programme already."))
    if (
        mentee.programme_id != mentor.programme_id
        or mentee.person_id == mentor.person_id
        or _blocked(mentee, mentor)
    ):
        raise CannotAsk("not_listed", _("This mentor is not listed in your programme."))
    if not Enrolment.objects.taking_requests(now).filter(pk=mentor.pk).exists():
        raise CannotAsk("full", _("This mentor has no place free just now."))
    free = set(range(1, mentee.programme.open_requests + 1)) - set(open_ones)
    if not free:
        raise CannotAsk(
            "too_many",
            _("You have as many open requests as this programme allows. Withdraw one to ask somebody else."),
        )
    return min(free)


def _blocked(mentee: Enrolment, mentor: Enrolment) -> bool:
    pair = [mentee.person_id, mentor.person_id]
    return Block.objects.filter(blocker__in=pair, blocked__in=pair).exists()


@transaction.atomic
def accept(request: Request, *, by: Person, now: datetime, note: str = "") -> Mentorship:
    """The mentor says yes: fills a place on both sides, starts the mentorship, closes what cannot be any more.

    Raises NoPlace where the mentor is full or the mentee matched, StaleState where the request is not open any more."""
    mentee, mentor = request.mentee, request.mentor
    take_place(mentee)
    take_place(mentor)
    full = mentor.places_left < 1
    matched = mentee.places_left < 1
    rivals = _lock_open(request, with_mentee=matched, with_mentor=full)
    if request.pk not in {r.pk for r in rivals}:
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
    for rival in rivals:
        if rival.pk != request.pk:
            _close(
                rival,
                CloseReason.MENTEE_MATCHED if rival.mentee_id == mentee.pk else CloseReason.MENTOR_FULL,
                now=now,
            )
    return mentorship


def _lock_open(request: Request, *, with_mentee: bool, with_mentor: bool) -> list[Request]:
    """Holds the request and every open one that falls with it, in the order of their ids."""
    falls = Q(pk=request.pk)
    if with_mentee:
        falls |= Q(mentee_id=request.mentee_id)
    if with_mentor:
        falls |= Q(mentor_id=request.mentor_id)
    return list(
        Request.objects.open()
        .filter(falls)
        .select_for_update(of=("self",))
        .select_related("mentee__person", "mentor__person")
        .order_by("pk")
    )


def _close(request: Request, reason: CloseReason, *, now: datetime) -> None:
    _move(request, RequestState.CLOSED, by=None, now=now, close_reason=reason, closed_at=now)
    if reason == CloseReason.MENTEE_MATCHED:
        _notify("request_closed_mentee_matched", request, request.mentor, now=now)
    else:
        _notify("request_closed_mentor_full", request, request.mentee, now=now)


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
    return sum(
        _expire(request, now=now)
        for request in Request.objects.past_clock(now).with_people().order_by("expires_at")[:limit]
    )


@transaction.atomic
def _expire(request: Request, *, now: datetime) -> bool:
    try:
        _move(request, RequestState.EXPIRED, by=None, now=now, closed_at=now)
    except StaleState:
        return False
    _notify("request_expired", request, request.mentee, now=now)
    return True


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Reminds whose turn it is at half time of the clock: the mentor of an answer, the mentee of a reply; returns how many."""
    return sum(
        _remind(request, now=now)
        for request in Request.objects.half_time(now).with_people().order_by("remind_at")[:limit]
    )


@transaction.atomic
def _remind(request: Request, *, now: datetime) -> bool:
    if not Request.objects.filter(pk=request.pk, reminded_at__isnull=True, state=request.state).update(
        reminded_at=now
    ):
        return False
    waiting_for_reply = request.state == RequestState.NEEDS_INFO
    kind = "request_reply_reminder" if waiting_for_reply else "request_half_time"
    _notify(
        kind,
        request,
        request.mentee if waiting_for_reply else request.mentor,
        now=now,
        again=request.remind_at,
    )
    return True


def _new_clock(request: Request, now: datetime) -> dict[str, datetime | None]:
    clock = timedelta(days=request.programme.request_days)
    return {"remind_at": now + clock / 2, "expires_at": now + clock, "reminded_at": None}


def _move(request: Request, to: RequestState, *, by: Person | None, now: datetime, **changes: object) -> None:
    left = move(request, to=to, table=REQUEST_TRANSITIONS, **changes)
    RequestEvent.objects.create(request=request, at=now, by=by, from_state=left, to_state=to)


def _notify(
    kind: str, request: Request, reader: Enrolment, *, now: datetime, again: datetime | None = None
) -> None:
    """One e-mail of this kind for this request; `again` tells apart rounds that may come more than once."""
    key = once_for(kind, request.pk, *([int(again.timestamp())] if again else []))
    queue(Draft(kind, reader.person.user_id, request.pk, key), now=now)
