from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.enums import JobState
from accounts.models import AuditEvent, Person
from accounts.site_language import in_words_for
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_visitor_keeps_the_language_on_this_device(client: Client) -> None:
    address = reverse("accounts:language")
    moved = client.post(address, {"language": "de", "next": reverse("programmes:guide")})
    assert moved.headers["Location"] == reverse("programmes:guide")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert '<html lang="de"' in client.get(reverse("programmes:guide")).content.decode()


def test_a_person_keeps_the_language_everywhere(client: Client) -> None:
    person = make.PersonFactory()
    client.force_login(person.user)
    client.post(reverse("accounts:language"), {"language": "de", "next": "/settings/"})
    person.refresh_from_db()
    assert person.locale == "de"
    assert AuditEvent.objects.get(action="person.change").fields == ["locale"]


@pytest.mark.parametrize("unknown", ["", "fr", "xx", "../de"])
def test_a_language_that_the_site_does_not_speak_changes_nothing(client: Client, unknown: str) -> None:
    person = make.PersonFactory()
    client.force_login(person.user)
    client.post(reverse("accounts:language"), {"language": unknown, "next": "/settings/"})
    person.refresh_from_db()
    assert person.locale == "en-gb"


def test_the_way_back_never_leads_elsewhere(client: Client) -> None:
    moved = client.post(
        reverse("accounts:language"), {"language": "de", "next": "https://elsewhere.example/"}
    )
    assert moved.headers["Location"] == "/"


def test_every_page_offers_the_languages_in_their_own_words(client: Client) -> None:
    page = client.get(reverse("programmes:guide")).content.decode()
    assert '<button name="language" value="en-gb" lang="en-gb" aria-current="true">English</button>' in page
    assert '<button name="language" value="de" lang="de">Deutsch</button>' in page


def test_the_chosen_language_is_said_in_that_language(client: Client) -> None:
    person = make.PersonFactory()
    client.force_login(person.user)
    client.post(
        reverse("accounts:settings"),
        {"mail_hour": "8", "quiet_from": "22", "quiet_until": "6", "locale": "de"},
    )
    person.refresh_from_db()
    assert person.locale == "de"
    page = client.get(reverse("accounts:settings")).content.decode()
    assert "Your settings are saved." not in page


def test_a_new_account_has_the_language_in_which_it_was_opened() -> None:
    client = Client(headers={"accept-language": "de"})
    client.post(
        reverse("account_signup"),
        {"email": "dana@example.org", "password1": "a long and quiet word 7", "name": "Dana", "zone": "Europe/Berlin"},
    )  # fmt: skip
    assert EmailAddress.objects.filter(email="dana@example.org").exists()
    assert Person.objects.get(user__email="dana@example.org").locale == "de"


def test_a_worker_writes_in_the_words_of_whoever_asked() -> None:
    for person, word in ((make.PersonFactory(locale="de"), "Fertig"), (None, "Done")):
        with in_words_for(person):
            assert str(JobState.DONE.label) == word
