"""Home and calendar, for every kind of person; never blank, and at a fixed cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from journeys.cards import Column, Provider, Registry, registry
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def home(person: Person, name: str = "dashboard") -> str:
    client = Client()
    client.force_login(person.user)
    answer = client.get(reverse(f"journeys:{name}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_somebody_without_a_programme_is_shown_the_way_to_one() -> None:
    html = home(make.PersonFactory(name="Nora Nobody"))
    assert "Find a programme to join" in html
    assert reverse("programmes:programme_list") in html


def test_an_unfinished_intake_names_its_step() -> None:
    enrolment = make.EnrolmentFactory(
        state="applied",
        submitted_at=None,
        decided_at=None,
        steps_done=["about", "story"],
        programme__name="Open mentoring",
    )
    html = home(enrolment.person)
    assert "Go on with your answers for Open mentoring" in html
    assert "Step 3 of 10" in html
    assert reverse("programmes:intake", args=[enrolment.pk]) in html


def test_a_mentor_answers_the_most_urgent_request_first() -> None:
    mentor, now = make.MentorFactory(), timezone.now()
    late = make.RequestFactory(mentor=mentor, expires_at=now + 9 * DAY, mentee__person__name="Lena Late")
    soon = make.RequestFactory(mentor=mentor, expires_at=now + 2 * DAY, mentee__person__name="Sam Soon")
    html = home(mentor.person)
    assert "Answer Sam" in html
    assert html.index(str(soon.pk)) < html.index(str(late.pk))
    assert "They would like your help" in html


def test_a_mentee_with_nobody_yet_is_led_to_ask() -> None:
    mentee = make.MenteeFactory()
    make.MentorFactory(programme=mentee.programme)
    html = home(mentee.person)
    assert "See who could help you" in html
    assert reverse("matching:matches", args=[mentee.pk]) in html
    assert "The way ahead" in html


def test_both_roles_stand_on_one_page() -> None:
    mentee = make.MenteeFactory(active_mentorships=1)
    make.MentorshipFactory(mentee=mentee, mentor__person__name="Amara Okafor", started_at=timezone.now())
    mentor = make.MentorFactory(person=mentee.person, programme=make.ProgrammeFactory())
    make.RequestFactory(
        mentor=mentor, mentee__person__name="Kwame Mensah", expires_at=timezone.now() + 9 * DAY
    )
    html = home(mentee.person)
    assert "Amara Okafor" in html
    assert "Kwame Mensah" in html
    assert "Your places" in html


def test_an_organiser_sees_their_programmes_and_no_others() -> None:
    organiser = make.OrganiserFactory(programme__name="Ours")
    make.OrganiserFactory(programme__name="Theirs")
    make.HelpRequestFactory(
        mentorship__programme=organiser.programme, mentorship__mentee__programme=organiser.programme
    )
    html = home(organiser.person)
    assert "1 person asked for help in Ours" in html
    assert "1 call for help" in html
    assert "Theirs" not in html


def test_a_request_between_blocked_people_is_nowhere() -> None:
    request = make.RequestFactory(expires_at=timezone.now() + DAY, mentee__person__name="Mallory Moss")
    make.BlockFactory(blocker=request.mentor.person, blocked=request.mentee.person)
    for name in ("dashboard", "calendar"):
        assert "Mallory" not in home(request.mentor.person, name)


def test_an_account_that_belongs_to_nobody_goes_to_the_administration(client: Client) -> None:
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(reverse("journeys:dashboard"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("programmes:organise_list"))
    client.force_login(make.UserFactory())
    assert client.get(reverse("journeys:dashboard")).status_code == 403


@pytest.mark.parametrize("name", ["dashboard", "calendar"])
def test_the_cost_does_not_grow_with_rows(
    name: str, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    organiser = make.OrganiserFactory()
    person, programme = organiser.person, organiser.programme
    mentee = make.MenteeFactory(person=person, programme=programme, capacity=9, active_mentorships=1)
    mentor = make.MentorFactory(person=person, programme=programme, capacity=9, active_mentorships=1)
    client.force_login(person.user)
    now = timezone.now()

    def more(slot: int) -> None:
        make.RequestFactory(mentee=mentee, slot=slot, expires_at=now + 5 * DAY)
        make.RequestFactory(mentor=mentor, mentee__programme=programme, expires_at=now + 5 * DAY)
        pair = make.MentorshipFactory(mentee=mentee, started_at=now)
        make.CheckInFactory(mentorship=pair, state="due")
        make.CheckInFactory(mentorship=pair, number=2)
        make.HelpRequestFactory(mentorship=pair)
        make.MeetingFactory(mentorship=pair, state="agreed", agreed_at=now, starts_at=now + slot * DAY)
        make.ActionFactory(mentorship=pair, owner=person, due_on=now.date())
        make.MessageFactory(mentorship=pair, author=pair.mentor.person)
        make.OrganiserFactory(person=person)

    def cost() -> int:
        with django_assert_max_num_queries(45) as queries:
            assert client.get(reverse(f"journeys:{name}")).status_code == 200
        return len(queries)

    more(1)
    few = cost()
    for slot in range(2, 7):
        more(slot)
    assert cost() == few


def test_the_calendar_groups_by_the_readers_own_day() -> None:
    mentor = make.MentorFactory(person__zone="Pacific/Auckland")
    tomorrow = (timezone.now() + 3 * DAY).replace(hour=13, minute=30)
    make.RequestFactory(mentor=mentor, expires_at=tomorrow, mentee__person__name="Kwame Mensah")
    day = tomorrow.date() + DAY
    html = home(mentor.person, "calendar")
    assert f'id="day-{day.isoformat()}"' in html
    assert "Answer Kwame Mensah by then" in html


def test_the_calendar_shows_check_ins_pauses_and_programmes() -> None:
    today = timezone.now().date()
    pair = make.MentorshipFactory(mentor__person__name="Amara Okafor", started_at=timezone.now() - 20 * DAY)
    make.CheckInFactory(mentorship=pair, state="due", due_at=timezone.now() - 6 * DAY)
    make.CheckInFactory(mentorship=pair, number=2, due_at=timezone.now() + 8 * DAY)
    pair.programme.ends_on = today + 60 * DAY
    pair.programme.save()
    html = home(pair.mentee.person, "calendar")
    assert "Waits for you" in html
    assert "Check-in about you and Amara" in html
    assert f"{pair.programme.name} ends" in html
    pair.state = "paused"
    pair.save()
    make.PauseFactory(mentorship=pair, resumes_on=today + 9 * DAY)
    html = home(pair.mentee.person, "calendar")
    assert "You and Amara take it up again" in html
    assert "Check-in about" not in html


def test_home_and_calendar_tell_what_waits_in_a_mentorship() -> None:
    now = timezone.now()
    pair = make.MentorshipFactory(mentor__person__name="Amara Okafor", started_at=now - 2 * DAY)
    meeting = make.MeetingFactory(mentorship=pair, state="proposed", starts_at=None)
    make.ProposedTimeFactory(meeting=meeting, starts_at=now + 3 * DAY, proposed_by=pair.mentor.person)
    html = home(pair.mentee.person)
    title = '<h2 id="next">Amara proposes a time to meet</h2>'
    assert title in html
    assert "Choose a time" in html
    assert title not in home(pair.mentor.person)
    assert "Amara proposes a time to meet" in home(pair.mentee.person, "calendar")
    meeting.state, meeting.starts_at, meeting.agreed_at = "agreed", now + 3 * DAY, now
    meeting.save()
    assert "you meet " in home(pair.mentee.person)
    assert "Meeting with Amara" in home(pair.mentee.person, "calendar")


def test_an_empty_calendar_says_what_to_do() -> None:
    assert "Nothing has a date yet" in home(make.PersonFactory(), "calendar")


def test_a_card_of_a_later_app_stands_where_its_priority_puts_it() -> None:
    cards = Registry()
    for name, priority in (("later", 20), ("first", 10), ("silent", 1)):
        provide = (lambda home: None) if name == "silent" else (lambda home: {})
        cards.register(Provider(name, Column.MAIN, priority, f"{name}.html", provide))
    assert [card.template for card in cards.cards(None, Column.MAIN)] == ["first.html", "later.html"]  # type: ignore[arg-type]
    assert cards.cards(None, Column.SIDE) == []  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two cards"):
        cards.register(Provider("first", Column.SIDE, 1, "x.html", lambda home: {}))
    assert {"requests", "pairs", "welcome"} <= set(registry.providers)
