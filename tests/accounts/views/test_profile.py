"""The pages about oneself: profile, hours, settings, and the search for skills."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, Person
from tests import factories as make

pytestmark = pytest.mark.django_db

PROFILE = {
    "name": "Amara Okafor", "pronouns": "", "job_title": "Head of analytics", "place": "Lagos", "zone": "Africa/Lagos",
    "languages": ["en", "ar"], "formats": ["video"], "employer": ["Harbour Trust"], "links": ["github.com/amara"],
}  # fmt: skip
SETTINGS = {
    "mail_hour": "8",
    "quiet_from": "22",
    "quiet_until": "6",
    "days_off": ["5", "6"],
    "locale": "en-gb",
}


@pytest.fixture
def amara(client: Client) -> Person:
    person = make.PersonFactory(name="Amara")
    client.force_login(person.user)
    return person


def test_the_profile_is_saved_as_one(client: Client, amara: Person) -> None:
    assert client.post(reverse("accounts:profile"), PROFILE).url == reverse("accounts:profile")
    amara.refresh_from_db()
    assert (amara.name, amara.zone, amara.languages) == ("Amara Okafor", "Africa/Lagos", ["en", "ar"])
    assert list(amara.affiliations.values_list("network__name", flat=True)) == ["Harbour Trust"]
    assert list(amara.links.values_list("kind", "url")) == [("github", "https://github.com/amara")]
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {
        "person.change",
        "person.networks",
        "person.links",
    }


def test_one_mistake_saves_nothing_and_keeps_everything_typed(client: Client, amara: Person) -> None:
    page = client.post(reverse("accounts:profile"), {**PROFILE, "links": ["not an address"], "name": ""})
    text = page.content.decode()
    assert "<title>Error:" in text
    assert "There are 2 things to fix" in text
    assert ('value="Head of analytics"' in text, 'value="not an address"' in text) == (True, True)
    amara.refresh_from_db()
    assert (amara.name, amara.affiliations.count()) == ("Amara", 0)


def test_one_more_row_keeps_what_was_typed_in_every_part(client: Client, amara: Person) -> None:
    text = client.post(reverse("accounts:profile"), {**PROFILE, "more": "employer"}).content.decode()
    assert ('value="Head of analytics"' in text, "Employer 2" in text, "Error:" in text) == (
        True,
        True,
        False,
    )


def test_a_zone_that_the_list_leaves_out_is_not_lost(client: Client, amara: Person) -> None:
    Person.objects.filter(pk=amara.pk).update(zone="Etc/GMT+3")
    assert client.post(reverse("accounts:profile"), {**PROFILE, "zone": "Etc/GMT+3"}).status_code == 302
    amara.refresh_from_db()
    assert amara.zone == "Etc/GMT+3"


def test_languages_that_an_import_brought_stay(client: Client, amara: Person) -> None:
    Person.objects.filter(pk=amara.pk).update(languages=["qaa", "en", "fr"])
    client.post(
        reverse("accounts:profile"), {**PROFILE, "languages": ["fr", "de"], "more_languages": ["Welsh"]}
    )
    amara.refresh_from_db()
    assert amara.languages == ["qaa", "fr", "de", "cy"]


def test_hours_and_zone_are_saved_together(client: Client, amara: Person) -> None:
    client.post(reverse("accounts:availability"), {"zone": "Asia/Tokyo", "availability": ["34-35", "40"]})
    amara.refresh_from_db()
    assert (amara.zone, amara.availability) == ("Asia/Tokyo", [34, 35, 40])
    client.post(reverse("accounts:availability"), {"zone": "Asia/Tokyo"})
    amara.refresh_from_db()
    assert amara.availability == []


def test_settings_are_saved(client: Client, amara: Person) -> None:
    client.post(reverse("accounts:settings"), SETTINGS)
    amara.refresh_from_db()
    assert (amara.mail_hour, amara.quiet_from, amara.quiet_until, amara.days_off) == (8, 22, 6, [5, 6])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"mail_hour": "23"}, "outside your quiet hours"),
        ({"mail_hour": "5"}, "outside your quiet hours"),
        ({"mail_hour": "30"}, "valid choice"),
        ({"days_off": [str(day) for day in range(7)]}, "at least one day"),
    ],
)
def test_settings_that_would_stop_all_mail_are_refused(
    client: Client, amara: Person, changed: dict[str, Any], message: str
) -> None:
    page = client.post(reverse("accounts:settings"), {**SETTINGS, **changed})
    assert message in page.content.decode()
    amara.refresh_from_db()
    assert amara.mail_hour == 9


@pytest.mark.parametrize("name", ["profile", "availability", "settings", "skill_search"])
def test_pages_about_oneself_need_a_sign_in_and_a_person(client: Client, name: str) -> None:
    url = reverse(f"accounts:{name}")
    assert client.get(url).url.startswith(reverse("account_login"))
    client.force_login(make.UserFactory())
    assert client.get(url).status_code == 403


def test_skills_are_found_by_other_words(client: Client, amara: Person) -> None:
    skill = make.SkillFactory(name="Public speaking")
    make.SkillSynonymFactory(skill=skill, text="presenting")
    page = client.get(reverse("accounts:skill_search"), {"q": "presentng"}).content.decode()
    assert "Public speaking" in page
    assert "<h1>" in page
    assert 'name="add"' not in page
    part = client.get(
        reverse("accounts:skill_search"), {"q": "presenting"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert f'name="add" value="{skill.pk}"' in part
    assert "<h1>" not in part


def test_anothers_proposal_is_found_by_nobody_else(client: Client, amara: Person) -> None:
    make.SkillFactory(name="Bell ringing", state="proposed", proposed_by=make.PersonFactory())
    make.SkillFactory(name="Bell casting", state="proposed", proposed_by=amara)
    page = client.get(reverse("accounts:skill_search"), {"q": "bell"}).content.decode()
    assert ("Bell casting" in page, "Bell ringing" in page) == (True, False)


@pytest.mark.parametrize("name", ["profile", "availability", "settings"])
def test_pages_about_oneself_need_the_same_queries_for_little_and_for_much(
    client: Client, amara: Person, name: str
) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"accounts:{name}"))
        return len(queries)

    few = counted()
    make.AffiliationFactory.create_batch(6, person=amara)
    make.ProfileLinkFactory.create_batch(4, person=amara)
    assert counted() == few
