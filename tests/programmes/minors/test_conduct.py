"""The code of conduct: everybody agrees to it, by every way in, and anew when its words change; nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Consent
from matching.models import Mentorship, Request
from programmes import conduct
from programmes.conduct import owed_by, owed_in
from programmes.models import Programme
from programmes.operations.conduct import agree_to_conduct
from tests import factories as make
from tests.factories import NOW
from tests.matching.worlds import world

pytestmark = pytest.mark.django_db

AGREED = {"conduct": "on", "conduct_version": "1/1"}
WORDS = {"want": "Lead a <first> project.", "why_you": "You did.", "how_often": "monthly"}


def test_what_is_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    person, programme = make.PersonFactory(), make.ProgrammeFactory()
    owed = owed_by(person, programme)
    assert owed is not None
    assert (owed.site, owed.guidelines, owed.before) == (True, True, False)
    agree_to_conduct(person=person, programme=programme, version="1", by=person, now=NOW)
    assert owed_by(person, programme) is None
    programme.guidelines_version = "2"
    owed = owed_by(person, programme)
    assert owed is not None
    assert (owed.site, owed.guidelines, owed.before) == (False, True, True)
    programme.guidelines_version = "1"
    monkeypatch.setattr(conduct, "CODE_VERSION", "2")
    owed = owed_by(person, programme)
    assert owed is not None
    assert (owed.site, owed.guidelines, owed.before) == (True, False, True)


def test_what_is_taken_back_is_owed_again() -> None:
    enrolment = make.MenteeFactory()
    Consent.objects.filter(subject="").update(withdrawn_at=NOW)
    owed = owed_by(enrolment.person, enrolment.programme)
    assert owed is not None
    assert (owed.site, owed.guidelines) == (True, False)


def test_many_programmes_cost_one_query() -> None:
    person = make.PersonFactory()
    programmes = make.ProgrammeFactory.create_batch(3)
    with CaptureQueriesContext(connection) as queries:
        assert len(owed_in(person, programmes)) == 3
    assert len(queries) == 1


def test_a_request_waits_for_a_yes_and_loses_nothing(client: Client) -> None:
    made = world()
    Consent.objects.filter(person=made.alice.person).delete()
    client.force_login(made.alice.person.user)
    page = f"/enrolments/{made.alice.pk}/mentors/{made.bob.pk}/ask/"
    assert client.get(page).status_code == 200, "whoever only looks is not asked"
    between = client.post(page, WORDS)
    assert (between.status_code, Request.objects.count()) == (200, 0)
    assert 'value="Lead a &lt;first&gt; project."' in between.text
    missed = client.post(page, {**WORDS, "conduct_version": "1/1"})
    assert (missed.status_code, Request.objects.count()) == (400, 0)
    assert 'value="You did."' in missed.text
    stale = client.post(page, {**WORDS, **AGREED, "conduct_version": "1/0"})
    assert (stale.status_code, Consent.objects.filter(person=made.alice.person).count()) == (400, 0)
    assert client.post(page, {**WORDS, **AGREED}).status_code == 302
    assert Request.objects.get().want == WORDS["want"]
    assert Consent.objects.filter(person=made.alice.person).count() == 2


def test_a_yes_of_a_mentor_waits_as_well(client: Client) -> None:
    made = world()
    now = timezone.now()
    asked = make.RequestFactory(
        programme=made.programme, mentee=made.alice, mentor=made.bob, sent_at=now,
        remind_at=now + (clock := make.timedelta(days=7)), expires_at=now + 2 * clock,
    )  # fmt: skip
    Programme.objects.update(guidelines_version="2")
    client.force_login(made.bob.person.user)
    page = f"/requests/{asked.pk}/accept/"
    between = client.post(page, {"note": "Gladly."})
    assert (between.status_code, Mentorship.objects.count()) == (200, 0)
    assert "have changed since you agreed" in between.text
    client.post(page, {"note": "Gladly.", "conduct": "on", "conduct_version": "1/2"})
    assert Mentorship.objects.count() == 1
    assert client.post(f"/requests/{asked.pk}/decline/", {}).status_code != 500


def test_home_says_what_is_owed_until_it_is_given(client: Client) -> None:
    enrolment = make.MenteeFactory(agreed=False)
    client.force_login(enrolment.person.user)
    page = f"/programmes/{enrolment.programme.slug}/code-of-conduct/"
    assert page in client.get("/home/").text
    assert client.post(page, {}).status_code == 400
    assert client.post(page, AGREED).status_code == 302
    assert page not in client.get("/home/").text
    assert client.get(page).status_code == 302
    client.force_login(make.PersonFactory().user)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("signed_in", [False, True])
def test_everybody_reads_it(client: Client, *, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make.PersonFactory().user)
    text = client.get("/code-of-conduct/").text
    for words in ("I take a no for a no", "under age", "no money", "Whoever is reported never learns"):
        assert words in text
    assert 'href="/code-of-conduct/"' in client.get("/").text


def test_it_stands_beside_the_guidelines_on_joining(client: Client) -> None:
    programme: Any = make.ProgrammeFactory(state="enrolling", for_minors=False)
    client.force_login(make.PersonFactory().user)
    assert "I take a no for a no" in client.get(f"/programmes/{programme.slug}/join/").text
