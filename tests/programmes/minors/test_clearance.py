"""Nobody under age is brought together with anybody before the guardian agrees and the mentor is screened: not by asking, not
by an answer, not by a run, and not in any list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from matching.enums import CloseReason, EndReason, MentorshipState, RequestState
from matching.models import Mentorship, Request
from matching.operations import requests, runs
from matching.operations.invitations import CannotInvite, check_can_invite
from matching.operations.requests import CannotAsk
from matching.operations.uncleared import part_uncleared
from matching.queries.entrance import Wait, waits_for
from matching.snapshot.people import load_people, taking_part
from notifications.models import Notification
from programmes.enums import GuardianState, Role
from programmes.models import Enrolment, MentorScreening, Programme
from programmes.operations.clearance import NotCleared
from programmes.operations.guardians import answer_guardian, ask_guardian
from programmes.operations.screenings import record_screening, tend_screenings_due
from tests import factories as make
from tests.factories import NOW
from tests.matching.operations.test_publishing import published
from tests.matching.runs import finished_run

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = NOW.date()


def young(**more: Any) -> Programme:
    """A programme for people under age with its safeguarding contact."""
    made: Programme = make.ProgrammeFactory(
        **{
            "for_minors": True,
            "safeguarding_contact": make.PersonFactory(name="Sofia Safe"),
            "state": "running",
            **more,
        }
    )
    return made


def mentee_of(programme: Programme, state: str = GuardianState.GIVEN, **more: Any) -> Enrolment:
    enrolment: Enrolment = make.MenteeFactory(programme=programme, **more)
    if state:
        make.GuardianConsentFactory(enrolment=enrolment, state=state, answered_at=NOW)
    return enrolment


def mentor_of(programme: Programme, until: date | None = TODAY + 90 * DAY, **more: Any) -> Enrolment:
    enrolment: Enrolment = make.MentorFactory(programme=programme, **more)
    if until is not None:
        make.MentorScreeningFactory(enrolment=enrolment, checked_on=TODAY - 400 * DAY, valid_until=until)
    return enrolment


def ask(mentee: Enrolment, mentor: Enrolment) -> Request:
    return requests.ask(
        mentee=mentee, mentor=mentor, want="A first job.", why_you="", how_often="open", score=0.5,
        reasons={}, by=mentee.person, now=NOW,
    )  # fmt: skip


UNAGREED = ["", GuardianState.ASKED, GuardianState.REFUSED, GuardianState.WITHDRAWN]
UNSCREENED = [None, TODAY - DAY]


@pytest.mark.parametrize("state", UNAGREED)
def test_without_a_guardian_nobody_asks_is_listed_or_is_matched(state: str) -> None:
    programme = young()
    mentee, mentor = mentee_of(programme, state), mentor_of(programme)
    with pytest.raises(CannotAsk) as cannot:
        ask(mentee, mentor)
    assert cannot.value.code == "guardian"
    assert waits_for(mentee) == Wait.GUARDIAN
    assert not taking_part(programme, Role.MENTEE).exists()
    assert not load_people(programme, Role.MENTEE).rows
    assert not Request.objects.exists()


@pytest.mark.parametrize("until", UNSCREENED)
def test_without_a_screening_a_mentor_takes_no_requests(until: date | None) -> None:
    programme = young()
    mentee, mentor = mentee_of(programme), mentor_of(programme, until)
    with pytest.raises(CannotAsk) as cannot:
        ask(mentee, mentor)
    assert cannot.value.code == "full"
    assert not Enrolment.objects.taking_requests(NOW).exists()
    assert load_people(programme, Role.MENTOR).capacity_left({}, NOW).sum() == 0


def test_a_screening_counts_through_its_last_day_and_not_before_its_first() -> None:
    programme = young()
    mentor = mentor_of(programme, TODAY)
    clear = Enrolment.objects.filter(pk=mentor.pk)
    assert clear.cleared(NOW).exists()
    assert not clear.cleared(NOW + DAY).exists()
    MentorScreening.objects.update(checked_on=TODAY + DAY, valid_until=TODAY + 9 * DAY)
    assert not clear.cleared(NOW).exists()


def test_who_is_seen_to_have_ended_is_in_no_list() -> None:
    programme = young()
    mentor_of(programme, TODAY - DAY)
    assert taking_part(programme, Role.MENTOR).exists()  # the sweep has not come by; they have no place
    assert tend_screenings_due(now=NOW) == 1
    assert not taking_part(programme, Role.MENTOR).exists()


def test_in_other_programmes_nothing_of_this_is_asked() -> None:
    programme = make.ProgrammeFactory(state="running")
    mentee, mentor = make.MenteeFactory(programme=programme), make.MentorFactory(programme=programme)
    assert requests.accept(ask(mentee, mentor), by=mentor.person, now=NOW).pk
    assert waits_for(mentee) is None


@pytest.mark.parametrize("lost", ["guardian", "screening"])
def test_a_yes_is_looked_at_again_in_the_database(lost: str) -> None:
    """What held when it was asked does not hold any more when it is answered."""
    programme = young()
    mentee, mentor = mentee_of(programme), mentor_of(programme)
    asked = ask(mentee, mentor)
    if lost == "guardian":
        type(mentee.guardian_consent).objects.update(state=GuardianState.WITHDRAWN)
    else:
        MentorScreening.objects.update(valid_until=TODAY - DAY)
    with pytest.raises(NotCleared) as barred:
        requests.accept(asked, by=mentor.person, now=NOW)
    assert barred.value.enrolment == (mentee if lost == "guardian" else mentor)
    assert not Mentorship.objects.exists()
    assert not Enrolment.objects.filter(active_mentorships__gt=0).exists()


def test_a_mentor_whose_screening_ended_meanwhile_is_told_so_kindly(client: Client) -> None:
    programme = young()
    mentee, mentor = mentee_of(programme), mentor_of(programme, timezone.now().date() + DAY)
    asked = make.RequestFactory(
        programme=programme, mentee=mentee, mentor=mentor, sent_at=timezone.now(),
        expires_at=timezone.now() + 9 * DAY,
    )  # fmt: skip
    MentorScreening.objects.update(valid_until=timezone.now().date() - DAY)
    client.force_login(mentor.person.user)
    answer = client.post(f"/requests/{asked.pk}/accept/", {"note": "Gladly."})
    assert answer.status_code == 409
    assert "Gladly." in answer.text


@pytest.mark.parametrize("lost", ["guardian", "screening"])
def test_publishing_refuses_a_pair_that_is_not_cleared_any_more(lost: str) -> None:
    today = timezone.now().date()
    programme = young(mode="cohort")
    mentee, mentor = mentee_of(programme), mentor_of(programme, today + 90 * DAY)
    stranger = mentee_of(programme, GuardianState.ASKED)
    run = finished_run(programme)
    assert run.mentees == 1, f"{stranger} is in no run"
    if lost == "guardian":
        type(mentee.guardian_consent).objects.update(state=GuardianState.WITHDRAWN)
    else:
        MentorScreening.objects.update(valid_until=today - DAY)
    assert published(run) is False
    assert not Mentorship.objects.exists()
    assert mentor.mentorships_as_mentor.count() == 0


def test_a_run_of_nobody_says_so() -> None:
    programme = young(mode="cohort")
    mentee_of(programme, GuardianState.ASKED)
    mentor_of(programme)
    with pytest.raises(runs.NobodyToMatch):
        runs.start_run(programme=programme, by=None, now=timezone.now())


def test_taking_it_back_ends_what_stands_on_it() -> None:
    programme = young(mentors_a_mentee=2)
    mentee = mentee_of(programme, capacity=2)
    mentorship = requests.accept(ask(mentee, mentor := mentor_of(programme)), by=mentor.person, now=NOW)
    waiting = ask(mentee, mentor_of(programme))
    consent = mentee.guardian_consent
    Notification.objects.all().delete()
    answer_guardian(consent=consent, to=GuardianState.WITHDRAWN, words="", now=NOW)
    mentorship.refresh_from_db()
    waiting.refresh_from_db()
    assert (mentorship.state, mentorship.end_reason) == (MentorshipState.ENDED, EndReason.OTHER)
    assert (waiting.state, waiting.close_reason) == (RequestState.CLOSED, CloseReason.PERSON_LEFT)
    assert not Enrolment.objects.filter(active_mentorships__gt=0).exists()
    assert sorted(Notification.objects.values_list("kind", flat=True)) == [
        "guardian_answered",
        "guardian_withdrew",
        "mentorship_ended",
        "mentorship_ended",
    ]
    assert part_uncleared(enrolment=mentee, now=NOW) == 0


def test_mentors_from_outside_are_not_invited() -> None:
    with pytest.raises(CannotInvite) as cannot:
        check_can_invite(mentee=mentee_of(young()), now=NOW)
    assert cannot.value.code == "minors"


def test_each_draft_is_asked_of_the_right_people() -> None:
    with pytest.raises(ValueError, match="no guardian"):
        ask_guardian(
            enrolment=mentor_of(young()), name="G", email="g@example.org", by=make.PersonFactory(), now=NOW
        )
    with pytest.raises(ValueError, match="nobody is screened"):
        record_screening(
            enrolment=mentee_of(young()),
            kind="DBS",
            checked_on=TODAY,
            valid_until=TODAY + DAY,
            by=None,
            now=NOW,
        )
