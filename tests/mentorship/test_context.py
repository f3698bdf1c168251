"""The navigation: by role, with what waits, at two queries at most."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from mentorship.context import frame
from tests import factories as make

pytestmark = pytest.mark.django_db


def framed(person: Person | None, path: str = "/home/") -> dict[str, object]:
    request = RequestFactory().get(path)
    request.user = person.user if person else AnonymousUser()
    request.person = person  # type: ignore[attr-defined]
    request.resolver_match = resolve(path)
    return frame(request)


def labels(person: Person | None) -> list[str]:
    return [str(item.label) for item in framed(person)["nav"]]  # type: ignore[attr-defined]


def test_a_visitor_has_no_navigation_of_their_own(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert labels(None) == []


def test_the_entries_follow_from_the_roles() -> None:
    mentee, mentor = make.MenteeFactory().person, make.MentorFactory().person
    both = make.MentorFactory(person=make.MenteeFactory().person).person
    organiser = make.OrganiserFactory().person
    assert labels(mentee) == ["Home", "Mentors", "Mentorships", "Calendar"]
    assert labels(mentor) == ["Home", "Requests", "Mentorships", "Calendar"]
    assert labels(both) == ["Home", "Mentors", "Requests", "Mentorships", "Calendar"]
    assert labels(organiser) == ["Home", "Programmes", "Organise", "Calendar"]
    assert labels(make.PersonFactory()) == ["Home", "Programmes", "Calendar"]
    assert labels(make.MenteeFactory(state="withdrawn").person) == ["Home", "Programmes", "Calendar"]


def test_counts_tell_what_waits_for_this_person() -> None:
    mentor = make.MentorFactory(active_mentorships=1)
    make.RequestFactory(mentor=mentor)
    make.RequestFactory(mentor=mentor, state="needs_info")
    hidden = make.RequestFactory(mentor=mentor)
    make.BlockFactory(blocker=hidden.mentee.person, blocked=mentor.person)
    make.RequestFactory()
    pair = make.MentorshipFactory(mentor=mentor)
    make.CheckInFactory(mentorship=pair, person=mentor.person, state="due")
    make.CheckInFactory(mentorship=pair, person=mentor.person, number=2)
    make.CheckInFactory(mentorship=pair, state="due")
    counts = {str(item.label): item.count for item in framed(mentor.person)["nav"]}  # type: ignore[attr-defined]
    assert counts == {"Home": 0, "Requests": 1, "Mentorships": 1, "Calendar": 0}


def test_it_costs_two_queries_at_most_and_none_until_it_is_shown(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = make.MentorFactory(person=make.MenteeFactory().person).person
    with django_assert_num_queries(0):
        context = framed(person)
    with django_assert_num_queries(2):
        assert context["nav"]
        assert not context["is_organiser"]
    mentee = make.MenteeFactory().person
    with django_assert_num_queries(1):
        assert framed(mentee)["nav"]


def test_the_current_entry_is_marked_on_the_pages_under_it(client: Client) -> None:
    pair = make.MentorshipFactory()
    client.force_login(pair.mentee.person.user)
    for name, expected in (("mentorships", "Mentorships"), ("calendar", "Calendar"), ("dashboard", "Home")):
        nav = client.get(reverse(f"journeys:{name}")).context["nav"]
        assert [str(item.label) for item in nav if item.current] == [expected]
    nav = client.get(reverse("journeys:help", args=[pair.pk])).context["nav"]
    assert [str(item.label) for item in nav if item.current] == ["Mentorships"]


def test_organisers_are_told_apart() -> None:
    assert framed(make.OrganiserFactory().person)["is_organiser"]
    assert framed(make.PersonFactory(user__is_staff=True))["is_organiser"]
    assert not framed(make.MenteeFactory().person)["is_organiser"]
