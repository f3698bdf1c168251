from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.limits import LIMITS
from accounts.models import Consent
from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment, Programme
from tests.factories import MenteeFactory, MentorFactory, PersonFactory, ProgrammeFactory, UserFactory

WRONG_CODES_AN_HOUR = LIMITS["code"].address
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def path(programme: Programme) -> str:
    return f"/programmes/{programme.slug}/join/"


def test_joining_needs_a_sign_in_and_comes_back(client: Client) -> None:
    programme = ProgrammeFactory()
    response = client.get(f"{path(programme)}?as=mentor")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={path(programme)}%3Fas%3Dmentor"


@pytest.mark.parametrize(
    ("part", "roles"), [("mentee", ["mentee"]), ("mentor", ["mentor"]), ("both", ["mentee", "mentor"])]
)
def test_joining_leads_to_the_intake(client: Client, part: str, roles: list[str]) -> None:
    programme, person = ProgrammeFactory(), PersonFactory()
    client.force_login(person.user)
    response = client.post(path(programme), {"part": part, "accept": "on", "version": "1"})
    enrolments = list(Enrolment.objects.filter(programme=programme, person=person).order_by("role"))
    assert [e.role for e in enrolments] == roles
    assert (response.status_code, response["Location"]) == (302, f"/enrolments/{enrolments[0].pk}/intake/")
    assert Consent.objects.filter(person=person, subject=str(programme.pk), version="1").count() == 1


def test_the_part_is_chosen_in_advance_by_the_button_pressed(client: Client) -> None:
    client.force_login(PersonFactory().user)
    page = client.get(f"{path(ProgrammeFactory())}?as=mentor").content.decode()
    assert page.count("checked") - page.count('value="" checked') == 1
    assert 'value="mentor"' in page


def test_nobody_joins_without_accepting_the_guidelines(client: Client) -> None:
    client.force_login(PersonFactory().user)
    page = client.post(path(ProgrammeFactory()), {"part": "mentee", "version": "1"}).content.decode()
    assert "<title>Error: " in page
    assert page.count("Everybody in a programme keeps to its guidelines.") == 2
    assert not Enrolment.objects.exists()


def test_guidelines_that_changed_meanwhile_are_shown_again(client: Client) -> None:
    programme = ProgrammeFactory(guidelines="Be kind and be early.", guidelines_version="2")
    client.force_login(PersonFactory().user)
    page = client.post(path(programme), {"part": "mentee", "accept": "on", "version": "1"}).content.decode()
    assert "The guidelines changed while you read them." in page
    assert "Be kind and be early." in page
    assert 'name="version" value="2"' in page
    assert not Consent.objects.exists()


def test_whoever_is_a_mentee_can_still_become_a_mentor_and_nothing_else(client: Client) -> None:
    mentee = MenteeFactory()
    client.force_login(mentee.person.user)
    page = client.get(path(mentee.programme)).content.decode()
    assert "You are part of this already" in page
    assert 'value="mentee"' not in page
    refused = client.post(path(mentee.programme), {"part": "mentee", "accept": "on", "version": "1"})
    assert refused.status_code == 200
    client.post(path(mentee.programme), {"part": "mentor", "accept": "on", "version": "1"})
    assert set(mentee.person.enrolments.values_list("role", flat=True)) == {Role.MENTEE, Role.MENTOR}


@pytest.mark.parametrize(
    ("state", "submitted", "sentence"),
    [
        (EnrolmentState.APPROVED, False, "A few questions are still open"),
        (EnrolmentState.APPROVED, True, "You are enrolled."),
        (EnrolmentState.APPLIED, True, "Your answers are with the organisers."),
        (EnrolmentState.WAITLISTED, True, "You are on the waiting list."),
        (EnrolmentState.DECLINED, True, "no room for you at the moment"),
    ],
)
def test_whoever_is_in_already_reads_where_they_stand(
    client: Client, state: str, submitted: bool, sentence: str
) -> None:
    when = timezone.now() if submitted else None
    mentee = MenteeFactory(state=state, submitted_at=when)
    MentorFactory(programme=mentee.programme, person=mentee.person)
    client.force_login(mentee.person.user)
    page = client.get(path(mentee.programme)).content.decode()
    assert "There is nothing more to join." in page
    assert sentence in page


def test_a_shut_programme_says_so_and_takes_nobody(client: Client) -> None:
    programme = ProgrammeFactory(enrolment_closes_at=timezone.now() - timedelta(hours=1))
    client.force_login(PersonFactory().user)
    for response in (
        client.get(path(programme)),
        client.post(path(programme), {"part": "mentee", "accept": "on", "version": "1"}),
    ):
        assert "Joining has closed" in response.content.decode()
    assert not Enrolment.objects.exists()


def test_an_account_without_a_profile_cannot_join(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(path(ProgrammeFactory())).status_code == 403


def test_a_code_opens_an_unlisted_programme_for_this_visitor_alone(client: Client) -> None:
    programme = ProgrammeFactory(listed=False, join_code="HARBOUR26")
    page = f"/programmes/{programme.slug}/"
    assert client.get(page).status_code == 404
    assert client.post("/join/", {"code": "harbour 26"})["Location"] == page
    assert client.get(page).status_code == 200
    assert "noindex" in client.get(page).content.decode()
    assert Client().get(page).status_code == 404


def test_a_link_opens_it_too_and_the_right_survives_signing_in(client: Client) -> None:
    programme = ProgrammeFactory(listed=False, join_code="HARBOUR26")
    assert client.get("/join/HARBOUR26/")["Location"] == f"/programmes/{programme.slug}/"
    client.force_login(PersonFactory().user)
    assert client.get(path(programme)).status_code == 200


def test_a_new_code_shuts_out_those_with_the_old_one(client: Client) -> None:
    programme = ProgrammeFactory(listed=False, join_code="HARBOUR26")
    client.get("/join/HARBOUR26/")
    Programme.objects.filter(pk=programme.pk).update(join_code="HARBOUR27")
    assert client.get(f"/programmes/{programme.slug}/").status_code == 404
    stale = client.get("/join/HARBOUR26/")
    assert stale.status_code == 404
    assert "This link does not lead to a programme any more." in stale.content.decode()


def test_a_wrong_code_is_named_and_kept(client: Client) -> None:
    page = client.post("/join/", {"code": "NOTHING"}).content.decode()
    assert "No programme has this code." in page
    assert 'value="NOTHING"' in page


def test_codes_cannot_be_guessed_at_leisure(client: Client) -> None:
    ProgrammeFactory(listed=False, join_code="HARBOUR26")
    for number in range(WRONG_CODES_AN_HOUR):
        client.post("/join/", {"code": f"GUESS{number}"})
    assert client.post("/join/", {"code": "HARBOUR26"}).status_code == 429
    assert client.get("/join/HARBOUR26/").status_code == 429
    assert client.post("/join/", {"code": "HARBOUR26"}, REMOTE_ADDR="192.0.2.7").status_code == 302
