"""`manage.py seed_demo` on a real database: counts, states, sign-ins, and what may never be."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q
from django.test import TestCase

from accounts.models import Affiliation, Block, BoardAnswer, BoardQuestion, Consent, Person, User
from journeys.enums import AgreementState, CheckInState, GoalState, IntroductionState, MeetingState
from journeys.models import Agreement, CheckIn, HelpRequest, Meeting, PairGoal, PairResource
from matching.enums import (
    OPEN_MENTORSHIP_STATES,
    CloseReason,
    MentorInvitationState,
    MentorshipState,
    RequestState,
)
from matching.fit import PairFit
from matching.models import Criterion, MentorInvitation, Mentorship, Request, Shortlisting, TextVector
from mentorship.demo_people import SIGN_INS
from mentorship.management.commands.seed_demo import REFUSAL
from notifications.enums import NotificationState
from notifications.models import Notification
from programmes.enums import (
    EnrolmentState,
    HelpTopic,
    MatchingMode,
    ProgrammeState,
    Quality,
    Role,
    SafetyState,
    SignUpState,
)
from programmes.minors import Clearances, clearances_of
from programmes.models import Enrolment, Event, Goal, PrivateReading, Programme, Resource, SafetyReport
from programmes.readings import readings_of
from programmes.safety import in_care_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def sign_in(role: str) -> Person:
    email = next(email for each, email, _ in SIGN_INS if each == role)
    return Person.objects.get(user__email=email)


class TestSeedDemo(TestCase):
    """Seeded once for all of these, which only look at it."""

    printed: str

    @classmethod
    def setUpTestData(cls) -> None:
        out = StringIO()
        call_command("seed_demo", "--now", NOW.isoformat(), stdout=out)
        cls.printed = out.getvalue()

    def test_tells_what_it_does(self) -> None:
        lines = self.printed.splitlines()
        assert len(lines) >= 5
        assert "327 people" in self.printed

    def test_one_organisation_with_four_kinds_of_programme(self) -> None:
        found = set(Programme.objects.values_list("organisation__name", "state", "mode", "listed"))
        trust = "Harbour Learning Trust"
        assert found == {
            (trust, ProgrammeState.RUNNING, MatchingMode.SELF, True),
            (trust, ProgrammeState.ENROLLING, MatchingMode.BOTH, True),
            (trust, ProgrammeState.RUNNING, MatchingMode.COHORT, True),
            (trust, ProgrammeState.RUNNING, MatchingMode.BOTH, False),
        }
        assert set(Programme.objects.open_to_join(NOW).values_list("slug", flat=True)) == {
            "open-harbour",
            "lighthouse",
            "slipway",
        }
        weights = Criterion.objects.values("programme").annotate(n=Count("pk", filter=Q(weight__gt=0)))
        assert all(row["n"] >= 5 for row in weights)
        assert len(weights) == 4

    def test_numbers_of_people(self) -> None:
        assert Person.objects.filter(enrolments__role=Role.MENTOR).distinct().count() == 80 + 3
        assert (
            Person.objects.count() == 240 + 80 + 6 + 1 + 1
        )  # the six of Slipway, and the one whom Thandiwe invited
        assert (
            Person.objects.filter(enrolments__role=Role.MENTEE)
            .exclude(enrolments__role=Role.MENTOR)
            .distinct()
            .count()
            == 240 + 3
        )
        both = (
            Person.objects.filter(enrolments__role=Role.MENTOR)
            .filter(enrolments__role=Role.MENTEE)
            .distinct()
        )
        assert both.count() >= 3
        assert Person.objects.values("zone").distinct().count() == 12
        assert (
            len({code for codes in Person.objects.values_list("languages", flat=True) for code in codes}) == 9
        )

    def test_every_state_is_there(self) -> None:
        assert set(Request.objects.values_list("state", flat=True)) == set(RequestState.values)
        assert set(Mentorship.objects.values_list("state", flat=True)) == set(MentorshipState.values)
        asked = set(CheckInState.values) - {CheckInState.SKIPPED}  # the demo's site was never down
        assert set(CheckIn.objects.values_list("state", flat=True)) == asked
        assert set(Enrolment.objects.values_list("state", flat=True)) == set(EnrolmentState.values)
        closed = set(Request.objects.filter(state=RequestState.CLOSED).values_list("close_reason", flat=True))
        assert closed == {CloseReason.MENTOR_FULL, CloseReason.MENTEE_MATCHED, CloseReason.PERSON_LEFT}
        assert HelpRequest.objects.filter(handled_at=None).exists()

    def test_nobody_has_more_than_their_capacity(self) -> None:
        open_ones = {"state__in": OPEN_MENTORSHIP_STATES}
        for role, side in ((Role.MENTEE, "mentee"), (Role.MENTOR, "mentor")):
            counted = Counter(Mentorship.objects.filter(**open_ones).values_list(side, flat=True))
            rows = Enrolment.objects.filter(role=role)
            assert all(row.active_mentorships == counted[row.pk] <= row.capacity for row in rows)

    def test_open_requests_could_be_accepted(self) -> None:
        waiting = Request.objects.open().select_related("mentee", "mentor", "programme")
        assert waiting.count() > 20
        for request in waiting:
            assert request.expires_at > NOW
            assert request.sent_at < NOW
            assert request.mentor.active_mentorships < request.mentor.capacity
            assert request.mentee.active_mentorships == 0
        most = waiting.values("mentee").annotate(n=Count("pk")).order_by("-n")[0]["n"]
        assert most <= 3
        full = Enrolment.objects.filter(not_accepting_until__gt=NOW)
        assert full.exists()
        assert not waiting.filter(mentor__in=full).exists()

    def test_rows_agree_with_each_other(self) -> None:
        for model in (Request, Mentorship):
            assert not model.objects.exclude(
                mentee__programme=F("programme"), mentor__programme=F("programme")
            ).exists()
            assert not model.objects.exclude(mentee__role=Role.MENTEE, mentor__role=Role.MENTOR).exists()
            assert not model.objects.filter(mentee__person=F("mentor__person")).exists()
        assert (
            not Mentorship.objects.filter(request__isnull=False)
            .exclude(request__state=RequestState.ACCEPTED)
            .exists()
        )
        assert Request.objects.filter(state=RequestState.ACCEPTED, mentorship=None).count() == 0
        assert not CheckIn.objects.exclude(
            Q(person=F("mentorship__mentee__person")) | Q(person=F("mentorship__mentor__person"))
        ).exists()
        assert not Request.objects.filter(sent_at__lt=F("mentee__created_at")).exists()
        assert not Request.objects.filter(sent_at__lt=F("mentor__created_at")).exists()
        assert not Mentorship.objects.filter(started_at__lt=F("mentee__created_at")).exists()
        assert not Enrolment.objects.filter(created_at__lt=F("person__created_at")).exists()
        assert not CheckIn.objects.filter(answered_at__gt=NOW).exists()

    def test_every_history_is_a_chain_that_ends_in_the_state(self) -> None:
        for model in (
            Request,
            Mentorship,
            Enrolment,
            CheckIn,
            Programme,
            Agreement,
            Meeting,
            PairGoal,
            SafetyReport,
        ):
            for row in model.objects.prefetch_related("history"):
                state, at = CheckInState.SCHEDULED if model is CheckIn else "", None
                for event in row.history.all():
                    assert event.from_state == state
                    assert at is None or event.at >= at
                    state, at = event.to_state, event.at
                assert state == row.state
                assert at is None or at <= NOW

    def test_words_are_known_to_the_forms(self) -> None:
        for row in Enrolment.objects.all():
            assert set(row.topics) <= set(HelpTopic.values)
            assert set(row.qualities) <= set(Quality.values)
            row.clean_fields(exclude=["decided_by"])
        for goal in Goal.objects.all():
            goal.clean_fields()
        for person in Person.objects.all():
            person.clean_fields()

    def test_reasons_are_kept_and_add_up(self) -> None:
        assert TextVector.objects.count() == Enrolment.objects.count()
        sent = Request.objects.filter(mentee__state=EnrolmentState.APPROVED)
        assert sent.exclude(score=None).count() == sent.count()
        for request in sent:
            fit = PairFit.from_json(request.reasons)
            assert fit is not None
            assert fit.score == round(request.score * 100) == sum(part.points for part in fit.parts)

    def test_the_mentee_who_signs_in_has_full_pages(self) -> None:
        thandiwe = sign_in("mentee")
        own = Request.objects.filter(mentee__person=thandiwe)
        assert sorted(own.values_list("state", flat=True)) == [RequestState.DECLINED, RequestState.PENDING]
        assert Shortlisting.objects.filter(mentee__person=thandiwe).count() == 3
        pair = Mentorship.objects.get(mentee__person=thandiwe)
        assert (pair.state, pair.programme.slug) == (MentorshipState.ACTIVE, "crossings")
        assert pair.check_ins.filter(person=thandiwe, state=CheckInState.ANSWERED).exists()
        assert Enrolment.objects.filter(person=thandiwe).count() == 2

    def test_she_and_her_mentor_are_in_the_middle_of_it(self) -> None:
        pair = Mentorship.objects.get(mentee__person=sign_in("mentee"))
        assert pair.mentor.person == sign_in("her mentor")
        assert Agreement.objects.get(mentorship=pair, state=AgreementState.SIGNED).version == 2
        goals = Counter(pair.goals.filter(private=False).values_list("state", flat=True))
        assert goals == {GoalState.OPEN: 2, GoalState.REACHED: 1}
        assert all(goal.progress < 100 for goal in pair.goals.filter(state=GoalState.OPEN))
        meetings = Counter(pair.meetings.values_list("state", flat=True))
        assert meetings == {
            MeetingState.HELD: 4,
            MeetingState.MISSED: 1,
            MeetingState.AGREED: 1,
            MeetingState.PROPOSED: 1,
        }
        introductions = set(pair.introductions.values_list("state", flat=True))
        assert introductions == {IntroductionState.SHARED, IntroductionState.OFFERED}
        assert pair.reviews.filter(answered_at__isnull=False).count() == 2
        assert PairResource.objects.filter(mentorship=pair).exclude(file="").count() == 1
        for topic in (pair.messages, pair.thanks, pair.feedback, pair.assessments, pair.notes):
            assert topic.exists()

    def test_the_mentor_has_one_of_each_ending(self) -> None:
        pairs = Mentorship.objects.filter(mentor__person=sign_in("mentor"))
        assert sorted(pairs.values_list("state", flat=True)) == ["active", "completed", "ended"]
        completed = pairs.get(state=MentorshipState.COMPLETED)
        assert completed.thanks.exclude(author_shares_at=None).exclude(recipient_shares_at=None).count() == 2
        assert completed.closing_answers.exclude(answered_at=None).count() == 2

    def test_what_pairs_did_lies_between_their_beginning_and_their_end(self) -> None:
        held = Meeting.objects.filter(state=MeetingState.HELD)
        assert held.count() > 100
        assert not held.filter(starts_at__lt=F("mentorship__started_at")).exists()
        assert not held.filter(starts_at__gt=F("mentorship__closed_at")).exists()
        assert not held.filter(starts_at__gt=NOW).exists()
        over = {"mentorship__closed_at__isnull": False}
        assert not Agreement.objects.filter(state=AgreementState.PROPOSED, **over).exists()
        assert Mentorship.objects.open().filter(agreements=None).exists()

    def test_programmes_and_communities_offer_something(self) -> None:
        full = Event.objects.get(taken=F("places"))
        assert full.sign_ups.filter(state=SignUpState.WAITING).exists()
        assert Resource.objects.exclude(file="").exists()
        assert BoardAnswer.objects.exclude(thanked_at=None).exists()
        shown = Affiliation.objects.filter(shown_at__isnull=False).values("network", "person")
        for question in BoardQuestion.objects.all():
            assert shown.filter(network=question.network, person=question.author).exists()
        assert MentorInvitation.objects.filter(state=MentorInvitationState.SENT).count() == 1

    def test_the_organiser_looks_after_what_is_reported(self) -> None:
        ingrid = sign_in("organiser")
        reports = in_care_of(ingrid.user, ingrid)
        assert sorted(reports.values_list("state", flat=True)) == [SafetyState.CLOSED, SafetyState.IN_HAND]
        in_hand = reports.get(state=SafetyState.IN_HAND)
        assert "400 instead of 600" not in in_hand.quoted
        assert in_hand.quoted.startswith("Think about it until Friday.")
        assert in_hand.answer_by > NOW
        assert in_hand.readings.count() == 1
        guests = Person.objects.filter(user__email__in=[email for _, email, _ in SIGN_INS])
        assert not reports.filter(Q(about__in=guests) | Q(reported_by__in=guests)).exists()

    def test_the_mentee_who_signs_in_sees_who_opened_what_and_what_she_took_back(self) -> None:
        thandiwe = sign_in("mentee")
        assert len(readings_of(thandiwe)) == 1
        assert not PrivateReading.objects.filter(closes_at__gt=NOW).exists()
        consents = Consent.objects.filter(person=thandiwe, purpose__startswith="identity")
        standing = {row.purpose: row.withdrawn_at is None for row in consents}
        assert standing == {"identity_matching": False, "identity_statistics": True}
        assert Block.objects.filter(blocker=thandiwe).count() == Block.objects.count() == 1

    def test_the_young_are_looked_after(self) -> None:
        slipway = Programme.objects.get(for_minors=True)
        assert slipway.safeguarding_contact == sign_in("organiser")
        assert clearances_of(slipway, now=NOW) == Clearances(
            agreed=1, asked=1, said_no=0, nobody=1, screened=2, ends_soon=1, unscreened=1
        )
        pair = Mentorship.objects.get(programme=slipway)
        cleared = Enrolment.objects.filter(programme=slipway).cleared(NOW)
        assert {pair.mentee, pair.mentor} <= set(cleared)
        assert pair.messages.count() == 3

    def test_letters_of_long_ago_do_not_go_out_now(self) -> None:
        waiting = Notification.objects.filter(state=NotificationState.QUEUED)
        assert 0 < waiting.count() < 20
        assert not waiting.filter(created_at__lt=NOW - timedelta(days=3)).exists()

    def test_the_mentor_who_signs_in_has_three_requests_and_one_place(self) -> None:
        amara = Enrolment.objects.get(person=sign_in("mentor"))
        assert (amara.active_mentorships, amara.capacity) == (1, 2)
        waiting = Request.objects.open().filter(mentor=amara)
        assert waiting.count() == 3
        assert waiting.filter(mentee__person=sign_in("mentee")).exists()
        assert all(request.reasons and request.why_you for request in waiting)
        assert Request.objects.half_time(NOW).filter(mentor=amara).count() == 1

    def test_the_organiser_may_work_in_the_admin(self) -> None:
        ingrid = sign_in("organiser")
        user = ingrid.user
        assert user.is_staff
        assert not user.is_superuser
        assert ingrid.organises.count() == 4
        assert user.has_perms(
            ["programmes.change_programme", "matching.change_criterion", "accounts.view_person"]
        )
        assert not user.has_perm("accounts.change_person")
        assert User.objects.filter(is_staff=True).count() == 1

    def test_sign_ins_work_and_nobody_else_has_a_password(self) -> None:
        for _role, email, password in SIGN_INS:
            assert authenticate(None, username=email, email=email, password=password) is not None
        others = User.objects.exclude(email__in=[email for _, email, _ in SIGN_INS])
        assert not any(user.has_usable_password() for user in others)
        verified = EmailAddress.objects.filter(verified=True, primary=True)
        assert set(User.objects.exclude(pk__in=verified.values("user")).values_list("email", flat=True)) == {
            "nomvula.dlamini@example.net"
        }

    def test_a_second_run_refuses_and_changes_nothing(self) -> None:
        before = Person.objects.count()
        with pytest.raises(CommandError, match="nothing was changed") as refused:
            call_command("seed_demo", stdout=StringIO())
        assert str(refused.value) == REFUSAL
        assert Person.objects.count() == before

    def test_something_happens_within_minutes_of_the_start(self) -> None:
        soon = NOW + timedelta(minutes=1)
        assert Request.objects.half_time(soon).exists()
        assert not Request.objects.past_clock(NOW).exists()

    def test_constraints_that_wait_for_the_end_hold(self) -> None:
        connection.check_constraints()
