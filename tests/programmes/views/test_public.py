from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.limits import LIMITS
from programmes.enums import ProgrammeState
from programmes.guide import CHAPTERS
from programmes.models import Enquiry
from tests.factories import MenteeFactory, MentorFactory, OrganiserFactory, PersonFactory, ProgrammeFactory

ENQUIRIES_AN_HOUR = LIMITS["enquiry"].address
pytestmark = pytest.mark.django_db

GOOD = {"name": "Dana Visitor", "email": "dana@example.org", "message": "May part-time students join?"}


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_home_says_what_to_do_and_shows_what_is_open(client: Client) -> None:
    programme = ProgrammeFactory(name="Nurse leaders")
    page = text(client, "/")
    assert "Find someone who has been there." in page
    assert f'href="/programmes/{programme.slug}/"' in page
    assert "Go to your home" not in page


def test_home_without_a_programme_offers_the_guide(client: Client) -> None:
    page = text(client, "/")
    assert "No programme is open at the moment" in page
    assert page.count('href="/guide/"') >= 2


def test_home_leads_whoever_is_signed_in_to_their_own(client: Client) -> None:
    client.force_login(PersonFactory().user)
    page = text(client, "/")
    assert 'href="/home/">Go to your home' in page
    assert "Find a mentor" not in page


@pytest.mark.parametrize("programmes", [1, 9])
def test_home_asks_three_questions_of_the_database(
    client: Client, programmes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(programmes):
        MentorFactory(programme=ProgrammeFactory())
    with django_assert_num_queries(3):
        client.get("/")


def test_the_guide_leads_to_every_chapter(client: Client) -> None:
    page = text(client, "/guide/")
    for chapter in CHAPTERS:
        assert f'href="/guide/{chapter.slug}/"' in page


@pytest.mark.parametrize("slug", [chapter.slug for chapter in CHAPTERS])
def test_a_chapter_is_read_without_a_query(
    client: Client, slug: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = text(client, f"/guide/{slug}/")
    assert page.count("<h1") == 1


def test_a_chapter_that_does_not_exist(client: Client) -> None:
    assert client.get("/guide/nowhere/").status_code == 404


@pytest.mark.parametrize("path", ["/organisers/", "/who-sees-what/", "/your-data/", "/accessibility/"])
def test_the_promises_are_open_to_everybody(client: Client, path: str) -> None:
    assert text(client, path).count("<h1") == 1


def test_the_list_keeps_what_was_looked_for(client: Client) -> None:
    ProgrammeFactory(name="Nurse leaders")
    found = text(client, "/programmes/?q=nurse")
    assert "Nurse leaders" in found
    assert 'value="nurse"' in found
    assert "No programme speaks of “&lt;b&gt;”" in text(client, "/programmes/?q=<b>")


def test_the_list_has_pages(client: Client) -> None:
    for _ in range(25):
        ProgrammeFactory()
    assert text(client, "/programmes/").count('<li class="card">') == 24
    assert text(client, "/programmes/?page=2").count('<li class="card">') == 1
    assert text(client, "/programmes/?page=nonsense").count('<li class="card">') == 24


def test_a_programme_can_be_shared(client: Client) -> None:
    programme = ProgrammeFactory(
        name="Nurse leaders", summary="For those who lead a ward.", zone="Europe/Oslo"
    )
    page = text(client, f"/programmes/{programme.slug}/")
    assert '<meta property="og:title" content="Nurse leaders · ' in page
    assert f'content="http://testserver/programmes/{programme.slug}/"' in page
    assert "og:image" not in page
    assert f'href="/programmes/{programme.slug}/join/?as=mentee"' in page
    assert "noindex" not in page


def days(number: int) -> object:
    return timezone.now() + timedelta(days=number)


@pytest.mark.parametrize(
    ("changes", "sentence", "joinable"),
    [
        ({"enrolment_opens_at": days(3)}, "Joining opens on", False),
        ({"enrolment_closes_at": days(3)}, "You can join until", True),
        ({}, "You can join at any time.", True),
        ({"enrolment_closes_at": days(-3)}, "Joining closed on", False),
        (
            {"enrolment_closes_at": days(-3), "state": ProgrammeState.RUNNING},
            "takes nobody new in this round",
            False,
        ),
        ({"state": ProgrammeState.CLOSED}, "This programme has ended. Thank you", False),
    ],
)
def test_a_programme_says_where_it_stands_and_what_to_do(
    client: Client, changes: dict[str, object], sentence: str, joinable: bool
) -> None:
    programme = ProgrammeFactory(**changes)
    page = text(client, f"/programmes/{programme.slug}/")
    assert sentence in page
    assert (f"/programmes/{programme.slug}/join/" in page) is joinable
    assert f'href="/programmes/{programme.slug}/enquiry/"' in page


def test_a_full_programme_asks_for_mentors_first(client: Client) -> None:
    mentor = MentorFactory(capacity=1, active_mentorships=1)
    page = text(client, f"/programmes/{mentor.programme.slug}/")
    assert "Every mentor has their hands full" in page
    assert page.index("?as=mentor") < page.index("?as=mentee")


def test_hours_stand_in_the_programmes_zone_and_in_the_readers(client: Client) -> None:
    closes = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=20)
    programme = ProgrammeFactory(zone="Asia/Tokyo", enrolment_closes_at=closes)
    client.force_login(PersonFactory(zone="UTC").user)
    page = text(client, f"/programmes/{programme.slug}/")
    assert "21:00" in page
    assert "Asia/Tokyo" in page
    assert "In yours, UTC, joining closes on" in page
    assert "12:00" in page


@pytest.mark.parametrize("state", [ProgrammeState.DRAFT, ProgrammeState.ARCHIVED])
def test_a_hidden_programme_is_a_blank_to_visitors(client: Client, state: str) -> None:
    organiser = OrganiserFactory(programme__state=state)
    path = f"/programmes/{organiser.programme.slug}/"
    for page in (path, f"{path}enquiry/", f"{path}enquiry/sent/"):
        assert client.get(page).status_code == 404
    client.force_login(organiser.person.user)
    assert client.get(path).status_code == 200


def test_own_enrolments_stand_on_the_page(client: Client) -> None:
    mentee = MenteeFactory(submitted_at=None)
    client.force_login(mentee.person.user)
    page = text(client, f"/programmes/{mentee.programme.slug}/")
    assert "You are part of this" in page
    assert f'href="/enrolments/{mentee.pk}/intake/"' in page
    assert "Join as a mentor too" in page


def test_a_question_is_kept_and_confirmed(client: Client) -> None:
    programme = ProgrammeFactory()
    response = client.post(f"/programmes/{programme.slug}/enquiry/", GOOD, follow=True)
    assert response.redirect_chain == [(f"/programmes/{programme.slug}/enquiry/sent/", 302)]
    assert "Your question is on its way" in response.content.decode()
    assert Enquiry.objects.filter(programme=programme, **GOOD).count() == 1


def test_an_incomplete_question_keeps_what_was_typed(client: Client) -> None:
    path = f"/programmes/{ProgrammeFactory().slug}/enquiry/"
    page = client.post(path, {**GOOD, "email": "dana"}).content.decode()
    assert "<title>Error: " in page
    assert 'role="alert"' in page
    assert page.count("Write the whole address, such as name@example.org.") == 2
    assert GOOD["message"] in page
    assert not Enquiry.objects.exists()


def test_the_form_knows_who_is_signed_in(client: Client) -> None:
    person = PersonFactory(name="Alice Example", user__email="alice@example.org")
    client.force_login(person.user)
    page = text(client, f"/programmes/{ProgrammeFactory().slug}/enquiry/")
    assert 'value="Alice Example"' in page
    assert 'value="alice@example.org"' in page


def test_one_address_cannot_flood_the_organisers(client: Client) -> None:
    path = f"/programmes/{ProgrammeFactory().slug}/enquiry/"
    for _ in range(ENQUIRIES_AN_HOUR):
        assert client.post(path, GOOD).status_code == 302
    refused = client.post(path, GOOD)
    assert refused.status_code == 429
    assert "Nothing you wrote is lost" in refused.content.decode()
    assert GOOD["message"] in refused.content.decode()
    assert Enquiry.objects.count() == ENQUIRIES_AN_HOUR
    assert client.post(path, GOOD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_faulty_forms_do_not_count_towards_the_limit(client: Client) -> None:
    path = f"/programmes/{ProgrammeFactory().slug}/enquiry/"
    for _ in range(ENQUIRIES_AN_HOUR + 1):
        client.post(path, {})
    assert client.post(path, GOOD).status_code == 302
