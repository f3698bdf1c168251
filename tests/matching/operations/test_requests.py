from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEvent
from accounts.transitions import StaleState
from matching.enums import CloseReason, DeclineReason, MentorshipState, PreferenceValue, RequestState
from matching.models import Mentorship, Request
from matching.operations import requests
from matching.operations.requests import CannotAsk
from notifications.models import Notification
from programmes.enums import EnrolmentState, MatchingMode, ProgrammeState
from programmes.models import Enrolment
from programmes.operations.enrolments import NoPlace
from tests.factories import (
    NOW,
    BlockFactory,
    MenteeFactory,
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PreferenceFactory,
    ProgrammeFactory,
    RequestFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@contextmanager
def held(request: Request) -> Iterator[None]:
    """The row of `request` is held by another connection meanwhile."""
    rival = connection.copy()
    rival.set_autocommit(False)
    try:
        with rival.cursor() as cursor:
            cursor.execute("SELECT 1 FROM matching_request WHERE id = %s FOR UPDATE", [request.pk])
        yield
    finally:
        rival.rollback()
        rival.close()


def ask(mentee: Enrolment, mentor: Enrolment, **other: Any) -> Request:
    words = {
        "want": "Lead a first project.",
        "why_you": "",
        "how_often": "open",
        "score": 80.0,
        "reasons": {},
    }
    return requests.ask(mentee=mentee, mentor=mentor, by=mentee.person, **{"now": NOW, **words, **other})


def history(request: Request) -> list[tuple[str, str]]:
    return list(request.history.values_list("from_state", "to_state"))


def mails() -> list[tuple[str, str]]:
    """Every e-mail queued, as pairs of kind and reader's address, in order."""
    return list(
        Notification.objects.order_by("kind", "recipient__email").values_list("kind", "recipient__email")
    )


# --- ask


def test_asking_starts_the_clock_and_tells_the_mentor() -> None:
    mentor = MentorFactory(person__user__email="bob@example.org")
    mentee = MenteeFactory(programme=mentor.programme)
    request = ask(mentee, mentor)
    assert (request.state, request.slot) == (RequestState.PENDING, 1)
    assert request.remind_at - request.sent_at == 7 * DAY
    assert request.expires_at - request.sent_at == 14 * DAY
    assert history(request) == [("", "pending")]
    assert mails() == [("request_received", "bob@example.org")]
    assert AuditEvent.objects.filter(action="request.ask", object_id=str(request.pk)).exists()


def test_slots_are_filled_from_the_lowest_and_the_database_allows_no_more_than_the_programme() -> None:
    programme = ProgrammeFactory(open_requests=2)
    mentee = MenteeFactory(programme=programme)
    first, second = (ask(mentee, MentorFactory(programme=programme)) for _ in range(2))
    assert (first.slot, second.slot) == (1, 2)
    with pytest.raises(CannotAsk) as refused:
        ask(mentee, MentorFactory(programme=programme))
    assert refused.value.code == "too_many"
    requests.withdraw(first, by=mentee.person, now=NOW)
    assert ask(mentee, MentorFactory(programme=programme)).slot == 1
    with pytest.raises(IntegrityError, match="matching_request_slot"), transaction.atomic():
        RequestFactory(mentee=mentee, slot=2)


def refusal(mentee: Enrolment, mentor: Enrolment) -> str:
    with pytest.raises(CannotAsk) as refused:
        ask(mentee, mentor)
    assert str(refused.value)
    assert not Notification.objects.exists()
    return refused.value.code


def test_a_pair_has_one_open_request() -> None:
    request = RequestFactory()
    assert refusal(request.mentee, request.mentor) == "already_asked"
    with pytest.raises(IntegrityError, match="matching_request_one_open_a_pair"), transaction.atomic():
        RequestFactory(mentee=request.mentee, mentor=request.mentor, slot=2)


def test_whoever_is_matched_asks_nobody() -> None:
    mentorship = MentorshipFactory()
    other = MentorFactory(programme=mentorship.programme)
    assert refusal(mentorship.mentee, other) == "matched"


def test_people_who_are_together_do_not_ask_each_other() -> None:
    programme = ProgrammeFactory(mentors_a_mentee=2)
    mentee = MenteeFactory(programme=programme, capacity=2, active_mentorships=1)
    mentorship = MentorshipFactory(mentee=mentee)
    assert refusal(mentee, mentorship.mentor) == "together"


@pytest.mark.parametrize(
    "fields",
    [
        {"capacity": 1, "active_mentorships": 1},
        {"accepting": False},
        {"not_accepting_until": NOW + DAY},
        {"state": EnrolmentState.WITHDRAWN},
    ],
)
def test_a_mentor_without_room_is_not_asked(fields: dict[str, Any]) -> None:
    mentor = MentorFactory(**fields)
    assert refusal(MenteeFactory(programme=mentor.programme), mentor) == "full"


def test_a_mentor_whose_break_is_over_is_asked() -> None:
    mentor = MentorFactory(not_accepting_until=NOW)
    assert ask(MenteeFactory(programme=mentor.programme), mentor).state == RequestState.PENDING


def test_a_mentor_who_helps_as_many_as_they_want_over_all_is_not_asked() -> None:
    person = PersonFactory(mentee_cap=2)
    MentorFactory(person=person, active_mentorships=2)
    mentor = MentorFactory(person=person)
    mentee = MenteeFactory(programme=mentor.programme)
    assert refusal(mentee, mentor) == "full"
    person.mentee_cap = 3
    person.save()
    assert ask(mentee, mentor).state == RequestState.PENDING


def test_nobody_asks_across_programmes_themself_or_as_somebody_else() -> None:
    mentor = MentorFactory()
    assert refusal(MenteeFactory(), mentor) == "not_listed"
    assert refusal(MenteeFactory(programme=mentor.programme, person=mentor.person), mentor) == "not_listed"
    assert (
        refusal(MenteeFactory(programme=mentor.programme), MenteeFactory(programme=mentor.programme))
        == "not_listed"
    )
    assert refusal(MentorFactory(programme=mentor.programme), mentor) == "not_enrolled"


@pytest.mark.parametrize("turned", [False, True])
def test_a_block_reads_as_if_nobody_were_there(turned: bool) -> None:
    mentor = MentorFactory()
    mentee = MenteeFactory(programme=mentor.programme)
    pair = (mentor.person, mentee.person) if turned else (mentee.person, mentor.person)
    BlockFactory(blocker=pair[0], blocked=pair[1])
    assert refusal(mentee, mentor) == "not_listed"


@pytest.mark.parametrize("value", [PreferenceValue.AVOID, PreferenceValue.NOT_AGAIN])
def test_a_private_no_reads_as_if_nobody_were_there(value: PreferenceValue) -> None:
    mentor = MentorFactory()
    mentee = MenteeFactory(programme=mentor.programme)
    PreferenceFactory(by=mentor, about=mentee, value=value)
    assert refusal(mentee, mentor) == "not_listed"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"mode": MatchingMode.COHORT}, "organiser"),
        ({"state": ProgrammeState.CLOSED}, "closed"),
        ({"state": ProgrammeState.DRAFT}, "closed"),
    ],
)
def test_a_programme_may_take_no_requests(fields: dict[str, Any], code: str) -> None:
    mentor = MentorFactory(programme=ProgrammeFactory(**fields))
    assert refusal(MenteeFactory(programme=mentor.programme), mentor) == code


def test_only_the_enrolled_ask() -> None:
    mentor = MentorFactory()
    mentee = MenteeFactory(programme=mentor.programme, state=EnrolmentState.APPLIED)
    assert refusal(mentee, mentor) == "not_enrolled"


def test_whoever_said_no_is_left_in_peace_for_the_length_of_a_clock() -> None:
    request = RequestFactory()
    requests.decline(request, reason=DeclineReason.NO_TIME, by=request.mentor.person, now=NOW)
    Notification.objects.all().delete()
    assert refusal(request.mentee, request.mentor) == "answered_lately"
    assert ask(request.mentee, request.mentor, now=NOW + 15 * DAY).state == RequestState.PENDING


# --- accept


def test_accepting_fills_a_place_on_both_sides_and_starts_the_mentorship() -> None:
    request = RequestFactory(
        score=81.0, reasons={"why": "kept"}, mentee__person__user__email="alice@example.org"
    )
    mentorship = requests.accept(request, by=request.mentor.person, now=NOW + DAY, note="Tuesday?")
    request.refresh_from_db()
    assert (request.state, request.note, request.answered_by) == (
        "accepted",
        "Tuesday?",
        request.mentor.person,
    )
    assert request.answered_at == request.closed_at == NOW + DAY
    assert (mentorship.state, mentorship.started_at, mentorship.started_by) == (
        "active",
        NOW + DAY,
        request.mentor.person,
    )
    assert (mentorship.mentee, mentorship.mentor) == (request.mentee, request.mentor)
    assert (mentorship.score, mentorship.reasons) == (81.0, {"why": "kept"})
    assert list(mentorship.history.values_list("from_state", "to_state")) == [("", MentorshipState.ACTIVE)]
    assert history(request) == [("pending", "accepted")]
    assert [
        Enrolment.objects.get(pk=pk).active_mentorships for pk in (request.mentee_id, request.mentor_id)
    ] == [1, 1]
    assert mails() == [("request_accepted", "alice@example.org")]


def test_a_mentee_who_found_a_mentor_waits_for_nobody_else() -> None:
    programme = ProgrammeFactory()
    mentee = MenteeFactory(programme=programme)
    chosen, other, asked_back = (
        RequestFactory(mentee=mentee, slot=slot, mentor__person__user__email=f"mentor{slot}@example.org")
        for slot in (1, 2, 3)
    )
    requests.ask_more(asked_back, question="Why?", by=asked_back.mentor.person, now=NOW)
    elsewhere = RequestFactory(mentor=other.mentor, mentee__programme=programme)
    requests.accept(chosen, by=chosen.mentor.person, now=NOW)
    for closed in (other, asked_back):
        closed.refresh_from_db()
        assert (closed.state, closed.close_reason) == (RequestState.CLOSED, CloseReason.MENTEE_MATCHED)
        assert closed.closed_at == NOW
    elsewhere.refresh_from_db()
    assert elsewhere.state == RequestState.PENDING
    told = [who for kind, who in mails() if kind == "request_closed_mentee_matched"]
    assert told == ["mentor2@example.org", "mentor3@example.org"]


def test_a_mentee_with_room_for_another_mentor_keeps_waiting() -> None:
    mentee = MenteeFactory(capacity=2)
    chosen, other = (RequestFactory(mentee=mentee, slot=slot) for slot in (1, 2))
    requests.accept(chosen, by=chosen.mentor.person, now=NOW)
    other.refresh_from_db()
    assert other.state == RequestState.PENDING


def test_at_capacity_everybody_who_waits_is_told() -> None:
    mentor = MentorFactory(capacity=2)
    first, second, third, fourth = (
        RequestFactory(mentee__programme=mentor.programme, mentor=mentor) for _ in range(4)
    )
    requests.accept(first, by=mentor.person, now=NOW)
    assert Request.objects.open().count() == 3
    second = Request.objects.with_people().get(pk=second.pk)
    requests.accept(second, by=mentor.person, now=NOW)
    assert not Request.objects.open().exists()
    for closed in (third, fourth):
        closed.refresh_from_db()
        assert closed.close_reason == CloseReason.MENTOR_FULL
        assert history(closed) == [("pending", "closed")]
    told = {who for kind, who in mails() if kind == "request_closed_mentor_full"}
    assert told == {third.mentee.person.user.email, fourth.mentee.person.user.email}


def test_the_cap_over_all_programmes_holds_and_closes_what_cannot_be() -> None:
    person = PersonFactory(mentee_cap=1)
    here, there = MentorFactory(person=person), MentorFactory(person=person)
    chosen = RequestFactory(mentee__programme=here.programme, mentor=here)
    other = RequestFactory(mentee__programme=there.programme, mentor=there)
    requests.accept(chosen, by=person, now=NOW)
    other.refresh_from_db()
    assert (other.state, other.close_reason) == (RequestState.CLOSED, CloseReason.MENTOR_FULL)


def test_the_cap_over_all_programmes_refuses_what_it_did_not_close() -> None:
    person = PersonFactory(mentee_cap=1)
    MentorFactory(person=person, active_mentorships=1)
    mentor = MentorFactory(person=person)
    late = RequestFactory(mentee__programme=mentor.programme, mentor=mentor)
    with pytest.raises(NoPlace) as refused:
        requests.accept(late, by=person, now=NOW)
    assert refused.value.enrolment == mentor
    mentor.refresh_from_db()
    assert mentor.active_mentorships == 0
    assert not Mentorship.objects.exists()


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_no_place_no_mentorship_and_nothing_is_left_behind(side: str) -> None:
    request = RequestFactory()
    Enrolment.objects.filter(pk=getattr(request, side).pk).update(capacity=1, active_mentorships=1)
    with pytest.raises(NoPlace) as refused:
        requests.accept(request, by=request.mentor.person, now=NOW)
    assert refused.value.enrolment == getattr(request, side)
    request.refresh_from_db()
    assert request.state == RequestState.PENDING
    assert not Mentorship.objects.exists()
    assert sum(Enrolment.objects.values_list("active_mentorships", flat=True)) == 1
    assert mails() == []


def test_the_database_itself_keeps_capacity() -> None:
    mentor = MentorFactory(capacity=1, active_mentorships=1)
    with pytest.raises(IntegrityError, match="programmes_enrolment_capacity"), transaction.atomic():
        Enrolment.objects.filter(pk=mentor.pk).update(active_mentorships=2)


@pytest.mark.parametrize("over", ["accepted", "declined", "withdrawn", "expired", "closed"])
def test_what_is_over_cannot_be_answered(over: str) -> None:
    request = RequestFactory(state=over, closed_at=NOW)
    by = request.mentor.person
    with pytest.raises(StaleState) as stale:
        requests.accept(request, by=by, now=NOW)
    assert stale.value.found == over
    with pytest.raises(StaleState):
        requests.decline(request, reason=DeclineReason.FULL, by=by, now=NOW)
    with pytest.raises(StaleState):
        requests.ask_more(request, question="Why?", by=by, now=NOW)
    with pytest.raises(StaleState):
        requests.reply(request, text="So.", by=request.mentee.person, now=NOW)
    with pytest.raises(StaleState):
        requests.withdraw(request, by=request.mentee.person, now=NOW)
    request.refresh_from_db()
    assert (request.state, history(request), mails()) == (over, [], [])
    assert not Enrolment.objects.filter(active_mentorships__gt=0).exists()


def test_a_page_read_before_somebody_moved_it_changes_nothing() -> None:
    request = RequestFactory()
    old = Request.objects.with_people().get(pk=request.pk)
    requests.withdraw(request, by=request.mentee.person, now=NOW)
    with pytest.raises(StaleState) as stale:
        requests.accept(old, by=old.mentor.person, now=NOW)
    assert stale.value.found == RequestState.WITHDRAWN
    assert not Mentorship.objects.exists()


# --- decline, ask back, reply, withdraw


def test_declining_tells_the_mentee_and_keeps_the_reason() -> None:
    request = RequestFactory(mentee__person__user__email="alice@example.org")
    requests.decline(
        request, reason=DeclineReason.NOT_MY_AREA, note="Try Bo.", by=request.mentor.person, now=NOW + DAY
    )
    request.refresh_from_db()
    assert (request.state, request.decline_reason, request.note) == ("declined", "not_my_area", "Try Bo.")
    assert (request.answered_at, request.answered_by) == (NOW + DAY, request.mentor.person)
    assert history(request) == [("pending", "declined")]
    assert mails() == [("request_declined", "alice@example.org")]


def test_a_question_and_its_reply_each_start_the_clock_anew() -> None:
    request = RequestFactory(
        mentee__person__user__email="alice@example.org", mentor__person__user__email="bob@example.org"
    )
    requests.ask_more(request, question="Which project?", by=request.mentor.person, now=NOW + 10 * DAY)
    assert (request.state, request.expires_at) == (RequestState.NEEDS_INFO, NOW + 24 * DAY)
    requests.reply(request, text="The new ward.", by=request.mentee.person, now=NOW + 20 * DAY)
    request.refresh_from_db()
    assert (request.state, request.expires_at, request.reminded_at) == (
        RequestState.PENDING,
        NOW + 34 * DAY,
        None,
    )
    assert (request.question, request.reply) == ("Which project?", "The new ward.")
    assert history(request) == [("pending", "needs_info"), ("needs_info", "pending")]
    assert mails() == [("request_question", "alice@example.org"), ("request_reply", "bob@example.org")]


def test_a_second_question_is_a_letter_of_its_own() -> None:
    request = RequestFactory()
    for day in (1, 3):
        requests.ask_more(request, question="And?", by=request.mentor.person, now=NOW + day * DAY)
        requests.reply(request, text="So.", by=request.mentee.person, now=NOW + (day + 1) * DAY)
    assert [kind for kind, _ in mails()] == [
        "request_question",
        "request_question",
        "request_reply",
        "request_reply",
    ]


def test_withdrawing_frees_the_slot_and_writes_to_nobody() -> None:
    request = RequestFactory()
    requests.withdraw(request, by=request.mentee.person, now=NOW)
    request.refresh_from_db()
    assert (request.state, request.closed_at) == (RequestState.WITHDRAWN, NOW)
    assert history(request) == [("pending", "withdrawn")]
    assert mails() == []
    assert ask(request.mentee, request.mentor).slot == 1


# --- the clock


def test_what_ran_out_expires_once_and_nothing_else() -> None:
    due = RequestFactory(mentee__person__user__email="alice@example.org")
    asked_back = RequestFactory(state=RequestState.NEEDS_INFO, mentee__person__user__email="ann@example.org")
    later = RequestFactory(expires_at=NOW + 15 * DAY)
    over = RequestFactory(state=RequestState.DECLINED, closed_at=NOW)
    assert requests.expire_due(now=NOW + 14 * DAY - timedelta(seconds=1)) == 0
    assert requests.expire_due(now=NOW + 14 * DAY) == 2
    assert requests.expire_due(now=NOW + 14 * DAY) == 0
    states = [Request.objects.get(pk=one.pk).state for one in (due, asked_back, later, over)]
    assert states == ["expired", "expired", "pending", "declined"]
    assert history(due) == [("pending", "expired")]
    assert due.history.get().by is None
    assert mails() == [("request_expired", "alice@example.org"), ("request_expired", "ann@example.org")]


def test_one_reminder_at_half_time_to_whoever_is_asked_now() -> None:
    RequestFactory(mentor__person__user__email="bob@example.org")
    RequestFactory(state=RequestState.NEEDS_INFO, mentee__person__user__email="alice@example.org")
    RequestFactory(state=RequestState.WITHDRAWN, closed_at=NOW)
    assert requests.remind_due(now=NOW + 7 * DAY - timedelta(seconds=1)) == 0
    assert requests.remind_due(now=NOW + 7 * DAY) == 2
    assert requests.remind_due(now=NOW + 8 * DAY) == 0
    assert mails() == [
        ("request_half_time", "bob@example.org"),
        ("request_reply_reminder", "alice@example.org"),
    ]


def test_each_round_of_the_clock_has_its_own_reminder() -> None:
    request = RequestFactory()
    requests.remind_due(now=NOW + 7 * DAY)
    requests.ask_more(request, question="And?", by=request.mentor.person, now=NOW + 8 * DAY)
    requests.reply(request, text="So.", by=request.mentee.person, now=NOW + 9 * DAY)
    assert requests.remind_due(now=NOW + 15 * DAY) == 0
    assert requests.remind_due(now=NOW + 16 * DAY) == 1
    assert [kind for kind, _ in mails()].count("request_half_time") == 2


def test_nobody_is_reminded_of_what_has_run_out() -> None:
    RequestFactory()
    assert requests.remind_due(now=NOW + 14 * DAY) == 0


def test_a_sweep_takes_no_more_than_its_limit_and_the_next_goes_on() -> None:
    for _ in range(3):
        RequestFactory()
    assert [requests.expire_due(now=NOW + 14 * DAY, limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_what_is_being_answered_is_left_to_the_next_tick() -> None:
    request = RequestFactory()
    with held(request):
        assert requests.expire_due(now=NOW + 14 * DAY) == 0
    assert requests.expire_due(now=NOW + 14 * DAY) == 1


# --- at the same moment


def together(*acts: Callable[[], object]) -> list[object]:
    """Runs the acts at one moment, each on a connection of its own; what each returned, or the exception it raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Exception as raised:  # noqa: BLE001 - the test looks at what came
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def accepting(pk: object) -> Callable[[], Mentorship]:
    def act() -> Mentorship:
        request = Request.objects.with_people().get(pk=pk)
        return requests.accept(request, by=request.mentor.person, now=NOW)

    return act


@pytest.mark.django_db(transaction=True)
def test_acceptances_that_close_each_others_requests_never_wait_for_each_other() -> None:
    for _ in range(8):
        programme = ProgrammeFactory()
        mentees = [MenteeFactory(programme=programme) for _ in range(2)]
        mentors = [MentorFactory(programme=programme, capacity=1) for _ in range(2)]
        asked = {
            (i, j): RequestFactory(mentee=mentee, mentor=mentor, slot=j + 1).pk
            for i, mentee in enumerate(mentees)
            for j, mentor in enumerate(mentors)
        }
        outcomes = together(accepting(asked[0, 0]), accepting(asked[1, 1]))
        assert all(isinstance(outcome, Mentorship) for outcome in outcomes), outcomes
        assert not Request.objects.open().exists()


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_of_one_mentee_make_one_pair() -> None:
    for _ in range(8):
        mentee = MenteeFactory()
        asked = [RequestFactory(mentee=mentee, slot=slot).pk for slot in (1, 2)]
        outcomes = together(*map(accepting, asked))
        assert sum(isinstance(outcome, Mentorship) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, NoPlace | StaleState) for outcome in outcomes) == 1
        mentee.refresh_from_db()
        assert mentee.active_mentorships == 1


@pytest.mark.django_db(transaction=True)
def test_the_cap_over_all_programmes_holds_between_two_that_fill_at_one_moment() -> None:
    for _ in range(8):
        person = PersonFactory(mentee_cap=1)
        mentors = [MentorFactory(person=person) for _ in range(2)]
        asked = [RequestFactory(mentee__programme=mentor.programme, mentor=mentor).pk for mentor in mentors]
        outcomes = together(*map(accepting, asked))
        assert sum(isinstance(outcome, Mentorship) for outcome in outcomes) == 1, outcomes
        assert sum(Enrolment.objects.of(person).values_list("active_mentorships", flat=True)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_ways_to_end_a_request_end_it_once() -> None:
    for _ in range(8):
        request = RequestFactory()
        old = Request.objects.with_people().get(pk=request.pk)

        def withdrawing(old: Request = old) -> None:
            requests.withdraw(old, by=old.mentee.person, now=NOW)

        outcomes = together(accepting(request.pk), withdrawing)
        assert sum(isinstance(outcome, StaleState) for outcome in outcomes) == 1, outcomes
        assert len(history(request)) == 1
        request.refresh_from_db()
        taken = Enrolment.objects.get(pk=request.mentor_id).active_mentorships
        assert taken == (request.state == RequestState.ACCEPTED)


def test_what_is_left_behind_is_closed_with_its_reason_and_nothing_else() -> None:
    stays = RequestFactory(state=RequestState.NEEDS_INFO)
    ended = RequestFactory(mentee__programme__state=ProgrammeState.CLOSED)
    left = RequestFactory()
    Enrolment.objects.filter(pk=left.mentor_id).update(state=EnrolmentState.WITHDRAWN)
    assert requests.close_left_behind(now=NOW) == 2
    assert requests.close_left_behind(now=NOW) == 0
    found = {request.pk: (request.state, request.close_reason) for request in Request.objects.all()}
    assert found == {
        stays.pk: (RequestState.NEEDS_INFO, ""),
        ended.pk: (RequestState.CLOSED, CloseReason.PROGRAMME_CLOSED),
        left.pk: (RequestState.CLOSED, CloseReason.PERSON_LEFT),
    }
    assert [event.to_state for event in left.history.all()] == [RequestState.CLOSED]
