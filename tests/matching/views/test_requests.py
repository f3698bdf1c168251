from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from matching.enums import CloseReason, DeclineReason, RequestState
from matching.fit import pair_fit
from matching.models import Mentorship, Request
from matching.operations import requests
from matching.queries.requests import requests_page
from programmes.models import Enrolment
from tests.factories import (
    NOW,
    BlockFactory,
    GoalFactory,
    MenteeFactory,
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PreferenceFactory,
    ProgrammeFactory,
    RequestFactory,
    SkillFactory,
    WantedSkillFactory,
)
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GOOD = {"want": "Lead a first project.", "why_you": "You were an analyst too.", "how_often": "monthly"}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def asked(world: World, **fields: Any) -> Request:
    """Alice asked Bob an hour ago, with the reasons of the engine."""
    now = timezone.now() - timedelta(hours=1)
    fit = pair_fit(world.alice, world.bob, now=now)
    times = {"sent_at": now, "remind_at": now + 7 * DAY, "expires_at": now + 14 * DAY}
    return RequestFactory(
        mentee=world.alice,
        mentor=world.bob,
        score=fit.score / 100,
        reasons=fit.as_json(),
        **{**times, **fields},
    )


def ask_url(world: World) -> str:
    return f"/enrolments/{world.alice.pk}/mentors/{world.bob.pk}/ask/"


def requests_url(request: Request, what: str = "") -> str:
    return f"/requests/{request.pk}/{what}"


# --- ask


def test_asking_says_whom_why_and_what_happens_next() -> None:
    here = world()
    shown = page(signed_in(here.alice.person), ask_url(here))
    assert "Ask Bob Baptiste" in shown
    assert "These reasons go along" in shown
    assert "Presenting" in shown
    assert "There are 14 days to answer" in shown
    assert "0 of 3 requests open" in shown


def test_a_request_goes_out_with_its_reasons_and_opens_with_the_clock() -> None:
    here = world()
    client = signed_in(here.alice.person)
    response = client.post(ask_url(here), GOOD)
    request = Request.objects.get()
    assert (response.status_code, response.url) == (302, requests_url(request))
    assert (request.want, request.why_you, request.how_often) == tuple(GOOD.values())
    assert request.reasons["score"] == round(request.score * 100)
    shown = page(client, response.url)
    assert "Bob has your request." in shown
    assert "13 days left" in shown
    assert "Lead a first project." in shown


def test_what_was_typed_is_kept_when_something_is_missing() -> None:
    here = world()
    response = signed_in(here.alice.person).post(ask_url(here), {**GOOD, "want": ""})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: Ask Bob Baptiste" in shown
    assert 'href="#id_want"' in shown
    assert "You were an analyst too." in shown
    assert not Request.objects.exists()


def test_too_much_is_counted_not_cut() -> None:
    here = world()
    response = signed_in(here.alice.person).post(ask_url(here), {**GOOD, "want": "a" * 2001})
    assert "a" * 2001 in response.content.decode()
    assert not Request.objects.exists()


def _three_open(here: World) -> None:
    for mentor, slot in zip(more_mentors(here, 3), (1, 2, 3), strict=True):
        RequestFactory(mentee=here.alice, mentor=mentor, slot=slot)


def _full(here: World) -> None:
    Enrolment.objects.filter(pk=here.bob.pk).update(accepting=False)


def _matched(here: World) -> None:
    Enrolment.objects.filter(pk=here.alice.pk).update(active_mentorships=1)


def _speechless(here: World) -> None:
    Person.objects.filter(pk=here.bob.person_id).update(languages=["xh"])


def _unfinished(here: World) -> None:
    Enrolment.objects.filter(pk=here.alice.pk).update(submitted_at=None)


def _asked(here: World) -> None:
    asked(here)


@pytest.mark.parametrize(
    ("arrange", "words", "way_on"),
    [
        (_three_open, "as many open requests as this programme allows", "/requests/"),
        (_full, "no place free just now", "/mentors/"),
        (_matched, "You have a mentor in this programme already", "/mentorships/"),
        (_speechless, "A rule of this programme stands between you two", "/why-not/?q=Bob%20Baptiste"),
        (_unfinished, "Finish your answers first", "/intake/"),
        (_asked, "You have asked this mentor already", "/requests/"),
    ],
)
def test_whoever_cannot_ask_reads_why_and_the_way_on(
    arrange: Callable[[World], None], words: str, way_on: str
) -> None:
    here = world()
    arrange(here)
    client = signed_in(here.alice.person)
    before = Request.objects.count()
    shown = page(client, ask_url(here))
    assert words in shown
    assert way_on in shown
    assert "Send to Bob" not in shown
    late = client.post(ask_url(here), GOOD)
    assert late.status_code == 409
    assert words in late.content.decode()
    assert "You were an analyst too." in late.content.decode()
    assert Request.objects.count() == before


def test_nobody_asks_for_somebody_else_or_whom_they_may_not_see() -> None:
    here = world()
    for somebody in (here.bob.person, PersonFactory()):
        assert signed_in(somebody).post(ask_url(here), GOOD).status_code == 404
    BlockFactory(blocker=here.bob.person, blocked=here.alice.person)
    client = signed_in(here.alice.person)
    assert client.get(ask_url(here)).status_code == client.post(ask_url(here), GOOD).status_code == 404
    assert not Request.objects.exists()


def test_a_private_no_looks_like_nobody() -> None:
    here = world()
    PreferenceFactory(by=here.bob, about=here.alice, value="avoid")
    assert signed_in(here.alice.person).get(ask_url(here)).status_code == 404


# --- the list


def test_the_heading_tells_the_state() -> None:
    mentor = MentorFactory(programme=ProgrammeFactory(name="Open Harbour"))
    client = signed_in(mentor.person)
    assert "Nobody waits for your answer" in page(client, "/requests/")
    for _ in range(3):
        RequestFactory(mentee__programme=mentor.programme, mentor=mentor)
    shown = page(client, "/requests/")
    assert "Three people would like your help" in shown
    assert "0 of 3" in shown
    assert shown.count("Read and answer") == 3


def test_each_tab_has_its_own_requests_and_an_empty_one_says_so() -> None:
    here = world()
    asked(here)
    bob = signed_in(here.bob.person)
    assert "Alice Adeyemi" in page(bob, "/requests/")
    assert "Nobody owes you a reply" in page(bob, "/requests/?tab=reply")
    assert "Nothing answered yet" in page(bob, "/requests/?tab=answered")
    request = Request.objects.get()
    requests.ask_more(request, question="Which?", by=here.bob.person, now=timezone.now())
    assert "Waiting for a reply" in page(bob, "/requests/?tab=reply")
    assert "No request waits for you" in page(bob, "/requests/?tab=waiting")
    requests.withdraw(request, by=here.alice.person, now=timezone.now())
    assert "Taken back" in page(bob, "/requests/?tab=answered")


def test_a_mentor_reads_reasons_from_their_own_side_and_the_skills_wanted() -> None:
    here = world()
    request = asked(here)
    shown = page(signed_in(here.bob.person), "/requests/")
    assert request.reasons["for_mentor"][0]["text"] in shown
    assert "Budgets" in shown


def test_a_mentee_sees_what_they_asked_and_whom_to_ask_next() -> None:
    here = world()
    others = more_mentors(here, 5)
    request = asked(here)
    alice = signed_in(here.alice.person)
    shown = page(alice, "/requests/")
    assert "One mentor is thinking it over" in shown
    assert "Who else could help" not in shown
    requests.decline(request, reason=DeclineReason.FULL, by=here.bob.person, now=timezone.now())
    shown = page(alice, "/requests/")
    assert "No room at the moment" in shown
    assert "Who else could help" in shown
    offered = [other for other in others if f"/mentors/{other.pk}/ask/" in shown]
    assert len(offered) == 3
    assert f"/mentors/{here.bob.pk}/ask/" not in shown


def test_both_roles_have_both_lists_and_no_switch() -> None:
    here = world()
    asked(here)
    mentor = MentorFactory(person=here.alice.person)
    RequestFactory(mentee__programme=mentor.programme, mentor=mentor)
    shown = page(signed_in(here.alice.person), "/requests/")
    assert "Asked of you" in shown
    assert "Asked by you" in shown
    assert "One person would like your help" in shown


def test_somebody_without_a_programme_is_shown_the_programmes() -> None:
    assert 'href="/programmes/"' in page(signed_in(PersonFactory()), "/requests/")


def many_requests(number: int) -> Person:
    """Somebody who was asked by `number` mentees and asked as many mentors."""
    programme = ProgrammeFactory(open_requests=20)
    mentor = MentorFactory(programme=programme, capacity=20)
    own = MenteeFactory(person=mentor.person)
    for slot in range(1, number + 1):
        request = RequestFactory(mentee__programme=programme, mentor=mentor)
        for position in range(1, min(slot, 5) + 1):
            GoalFactory(enrolment=request.mentee, position=position)
            WantedSkillFactory(enrolment=request.mentee, skill=SkillFactory())
        RequestFactory(mentee=own, slot=slot)
    return mentor.person


def queries(client: Client, path: str) -> int:
    page(client, path)
    with CaptureQueriesContext(connection) as captured:
        page(client, path)
    return len(captured)


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_asks_seven_questions_for_few_and_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = many_requests(number)
    with django_assert_num_queries(7):
        shown = requests_page(person, tab="", page=1, url="/requests/", now=NOW)
    assert len(shown.received) == len(shown.sent) == number


def test_the_pages_ask_the_same_number_of_questions_for_few_and_many() -> None:
    few, many = many_requests(1), many_requests(10)
    assert queries(signed_in(few), "/requests/") == queries(signed_in(many), "/requests/")
    one, other = (Request.objects.filter(mentor__person=person).latest("pk") for person in (few, many))
    assert queries(signed_in(few), requests_url(one)) == queries(signed_in(many), requests_url(other))


def test_suggestions_ask_the_same_number_of_questions_for_few_and_many() -> None:
    counts = []
    for number in (1, 10):
        here = world()
        more_mentors(here, 3 + number)
        now = timezone.now()
        requests.decline(asked(here), reason=DeclineReason.FULL, by=here.bob.person, now=now)
        for _ in range(number):
            RequestFactory(mentee=here.alice, state=RequestState.EXPIRED, closed_at=now)
        counts.append(queries(signed_in(here.alice.person), "/requests/"))
    assert counts[0] == counts[1]


# --- one request


def test_outsiders_find_nothing_whatever_they_try() -> None:
    request = asked(world())
    charlie = signed_in(PersonFactory())
    assert charlie.get(requests_url(request)).status_code == 404
    for what in ("accept", "decline", "ask-more", "reply", "withdraw"):
        assert charlie.get(requests_url(request, f"{what}/")).status_code == 404
        assert (
            charlie.post(
                requests_url(request, f"{what}/"), {"reason": "full", "question": "?", "text": "!"}
            ).status_code
            == 404
        )
    assert Client().get(requests_url(request)).status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.PENDING


def test_each_side_does_only_what_is_theirs() -> None:
    here = world()
    request = asked(here)
    alice, bob = signed_in(here.alice.person), signed_in(here.bob.person)
    for what in ("accept", "decline", "ask-more"):
        assert (
            alice.post(requests_url(request, f"{what}/"), {"reason": "full", "question": "?"}).status_code
            == 403
        )
    for what in ("reply", "withdraw"):
        assert bob.post(requests_url(request, f"{what}/"), {"text": "!"}).status_code == 403
    request.refresh_from_db()
    assert request.state == RequestState.PENDING


def test_a_blocked_pair_does_not_see_the_request_any_more() -> None:
    here = world()
    request = asked(here)
    BlockFactory(blocker=here.alice.person, blocked=here.bob.person)
    for somebody in (here.alice.person, here.bob.person):
        client = signed_in(somebody)
        assert client.get(requests_url(request)).status_code == 404
        assert client.post(requests_url(request, "accept/")).status_code == 404
        assert "Adeyemi" not in page(signed_in(here.bob.person), "/requests/")


def test_both_sides_read_the_request_with_their_own_reasons() -> None:
    here = world()
    request = asked(here)
    for somebody, side, words in (
        (
            here.bob.person,
            "mentor",
            ["Accept Alice", "Decline kindly", "Ask for more", "Present the budget of my first project"],
        ),
        (here.alice.person, "mentee", ["Take it back", "Bob is thinking it over"]),
    ):
        shown = page(signed_in(somebody), requests_url(request))
        assert request.reasons[f"for_{side}"][0]["text"] in shown
        assert request.reasons["parts"][0][f"sentence_{side}"] in shown
        assert "13 days left" in shown
        for expected in words:
            assert expected in shown
    assert here.alice.person.user.email not in page(signed_in(here.bob.person), requests_url(request))


def test_accepting_says_what_will_happen_then_leads_to_the_mentorship() -> None:
    here = world()
    request = asked(here)
    bob = signed_in(here.bob.person)
    shown = page(bob, requests_url(request, "accept/"))
    assert "What will happen" in shown
    assert "one of the 3 places" in shown
    assert not Mentorship.objects.exists()
    response = bob.post(requests_url(request, "accept/"), {"note": "Tuesday?"})
    mentorship = Mentorship.objects.get()
    assert (response.status_code, response.url) == (302, f"/mentorships/{mentorship.pk}/")
    again = bob.post(requests_url(request, "accept/"), {"note": "Tuesday?"})
    assert (again.status_code, again.url) == (302, f"/mentorships/{mentorship.pk}/")
    assert Mentorship.objects.count() == 1


def test_declining_asks_for_a_reason_and_keeps_what_was_typed() -> None:
    here = world()
    request = asked(here)
    bob = signed_in(here.bob.person)
    missing = bob.post(requests_url(request, "decline/"), {"note": "Try Bo."}).content.decode()
    assert "<title>Error: Decline Alice kindly" in missing
    assert 'href="#id_reason_0"' in missing
    assert "Try Bo." in missing
    response = bob.post(requests_url(request, "decline/"), {"reason": "not_my_area", "note": "Try Bo."})
    assert response.url == requests_url(request)
    shown = page(signed_in(here.alice.person), response.url)
    assert "Somebody else can help better with this" in shown
    assert "Try Bo." in shown


def test_another_reason_is_not_shown() -> None:
    here = world()
    request = asked(here)
    signed_in(here.bob.person).post(requests_url(request, "decline/"), {"reason": "other"})
    assert "Another reason" not in page(signed_in(here.alice.person), requests_url(request))


def test_a_question_goes_to_the_mentee_and_the_reply_back() -> None:
    here = world()
    request = asked(here)
    alice, bob = signed_in(here.alice.person), signed_in(here.bob.person)
    bob.post(requests_url(request, "ask-more/"), {"question": "Which project?"})
    shown = page(alice, requests_url(request))
    assert "Which project?" in shown
    assert "Reply to Bob" in shown
    alice.post(requests_url(request, "reply/"), {"text": "The new ward."})
    shown = page(bob, requests_url(request))
    assert "The new ward." in shown
    assert "Alice replied; the clock started anew" in shown
    request.refresh_from_db()
    assert request.state == RequestState.PENDING


def test_taking_a_request_back_asks_first() -> None:
    here = world()
    request = asked(here)
    alice = signed_in(here.alice.person)
    assert "You can send another request in its place" in page(alice, requests_url(request, "withdraw/"))
    request.refresh_from_db()
    assert request.state == RequestState.PENDING
    alice.post(requests_url(request, "withdraw/"))
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


# --- too late


def test_a_link_to_what_is_over_leads_to_the_page_that_says_so() -> None:
    here = world()
    request = asked(here)
    requests.withdraw(request, by=here.alice.person, now=timezone.now())
    response = signed_in(here.bob.person).get(requests_url(request, "accept/"))
    assert response.url == requests_url(request)
    assert "took the request back" in page(signed_in(here.bob.person), response.url)


@pytest.mark.parametrize(
    ("state", "close_reason", "words"),
    [
        (RequestState.WITHDRAWN, "", "Alice took the request back meanwhile"),
        (RequestState.EXPIRED, "", "The time ran out meanwhile"),
        (RequestState.CLOSED, CloseReason.MENTEE_MATCHED, "Alice found a mentor meanwhile"),
        (RequestState.CLOSED, CloseReason.MENTOR_FULL, "The last place was taken meanwhile"),
    ],
)
def test_whoever_comes_too_late_reads_what_happened_and_keeps_their_words(
    state: str, close_reason: str, words: str
) -> None:
    here = world()
    request = asked(here)
    Request.objects.filter(pk=request.pk).update(
        state=state, close_reason=close_reason, closed_at=timezone.now()
    )
    bob = signed_in(here.bob.person)
    for what, data in (("accept/", {"note": "My words."}), ("ask-more/", {"question": "My words."})):
        response = bob.post(requests_url(request, what), data)
        assert response.status_code == 409
        assert words in response.content.decode()
        assert "My words." in response.content.decode()
        assert 'href="/requests/"' in response.content.decode()
    assert not Mentorship.objects.exists()


def test_a_full_mentor_with_a_request_still_open_reads_how_to_go_on() -> None:
    here = world()
    request = asked(here)
    Enrolment.objects.filter(pk=here.bob.pk).update(active_mentorships=3)
    response = signed_in(here.bob.person).post(requests_url(request, "accept/"), {"note": "Yes."})
    assert response.status_code == 409
    assert "Your places are all taken" in response.content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.PENDING


# --- taking requests


def taking_url(mentor: Enrolment) -> str:
    return f"/enrolments/{mentor.pk}/taking-requests/"


def test_a_mentor_takes_a_break_until_a_day_in_their_own_zone_and_comes_back() -> None:
    mentor = MentorFactory(person__zone="Pacific/Auckland")
    client = signed_in(mentor.person)
    day = (timezone.now() + 20 * DAY).date()
    response = client.post(taking_url(mentor), {"taking": "until", "day": day.isoformat()})
    assert response.url == "/requests/"
    mentor.refresh_from_db()
    assert mentor.accepting
    assert mentor.not_accepting_until.astimezone(timezone.get_fixed_timezone(13 * 60)).date() == day
    shown = page(client, "/requests/")
    assert "You take no new requests until" in shown
    client.post(taking_url(mentor), {"taking": "yes"})
    mentor.refresh_from_db()
    assert (mentor.accepting, mentor.not_accepting_until) == (True, None)


def test_a_mentor_stops_until_they_say_so() -> None:
    mentor = MentorFactory()
    client = signed_in(mentor.person)
    client.post(taking_url(mentor), {"taking": "no"})
    mentor.refresh_from_db()
    assert not mentor.accepting
    assert "until you say so" in page(client, "/requests/")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Name the day"),
        ("2020-01-01", "Choose a day after today"),
        ("2999-01-01", "within a year"),
        ("soon", "Choose a day such as"),
    ],
)
def test_a_break_needs_a_day_that_comes(day: str, words: str) -> None:
    mentor = MentorFactory()
    response = signed_in(mentor.person).post(taking_url(mentor), {"taking": "until", "day": day})
    assert response.status_code == 200
    assert words in response.content.decode()
    mentor.refresh_from_db()
    assert mentor.not_accepting_until is None


def test_only_the_mentor_themself_takes_a_break() -> None:
    mentor, mentee = MentorFactory(), MenteeFactory()
    assert signed_in(PersonFactory()).post(taking_url(mentor), {"taking": "no"}).status_code == 404
    assert signed_in(mentee.person).post(taking_url(mentee), {"taking": "no"}).status_code == 404


def test_a_place_that_is_full_says_so() -> None:
    mentorship = MentorshipFactory(mentor__capacity=1, mentor__active_mentorships=1)
    shown = page(signed_in(mentorship.mentor.person), "/requests/")
    assert "All your places are taken" in shown
