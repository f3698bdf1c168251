"""What somebody agreed to, taking it back, giving it again, and leaving a programme."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import consent_texts
from accounts.consent_texts import PURPOSES, Purpose
from accounts.consents_page import outdated
from accounts.enums import ConsentPurpose
from accounts.models import AuditEvent, Consent, Person
from matching.snapshot.questions import consenting
from programmes.models import Enrolment
from tests import factories as make
from tests.accounts.leaving.signed_in import signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PAGE = "/your-data/consents/"
MATCHING = ConsentPurpose.IDENTITY_MATCHING


@pytest.fixture
def mentor() -> Enrolment:
    cache.clear()
    enrolment: Enrolment = make.EnrolmentFactory(
        role="mentor",
        person__name="Ben Carter",
        programme__name="Winter 2026",
        programme__guidelines="Be kind.",
    )
    version = make.FormVersionFactory(programme=enrolment.programme, number=1, published_at=NOW)
    make.QuestionFactory(version=version, key="faith", text="Do you pray?", identity=True)
    return enrolment


def gave(enrolment: Enrolment, purpose: str, *, key: str = "", version: str = "1") -> Consent:
    subject = f"{enrolment.programme_id}:{key}" if key else str(enrolment.programme_id)
    row, _is_new = Consent.objects.update_or_create(
        person=enrolment.person,
        purpose=purpose,
        subject=subject,
        withdrawn_at=None,
        defaults={"given_at": NOW, "version": version},
    )
    return row


def press(person: Person, name: str, row: Consent, **data: str) -> str:
    address = reverse(f"accounts:consent_{name}", args=[row.pk])
    return signed_in(person, lately=False).post(address, data, follow=True).content.decode()


def test_every_purpose_has_a_title_and_a_text() -> None:
    assert set(PURPOSES) == set(ConsentPurpose)
    assert [purpose for purpose, known in PURPOSES.items() if known.here and not known.texts] == []


def test_the_page_shows_each_consent_with_its_text(mentor: Enrolment) -> None:
    gave(mentor, MATCHING, key="faith")
    gave(mentor, ConsentPurpose.CODE_OF_CONDUCT)
    page = signed_in(mentor.person).get(PAGE).content.decode()
    assert "Winter 2026: Do you pray?" in page
    assert "Only where the other person agreed as well." in page
    assert "Be kind." in page
    assert reverse("programmes:leave", args=[mentor.programme.slug]) in page


def test_a_text_that_was_changed_is_not_passed_off_as_the_one_agreed_to(mentor: Enrolment) -> None:
    gave(mentor, ConsentPurpose.CODE_OF_CONDUCT, version="0")
    page = signed_in(mentor.person).get(PAGE).content.decode()
    assert "Be kind." not in page
    assert "You agreed to version 0." in page


def test_an_identity_consent_taken_back_counts_in_matching_no_more(mentor: Enrolment) -> None:
    row = gave(mentor, MATCHING, key="faith")
    assert consenting(mentor.programme, ["faith"]) == {"faith": {mentor.person_id}}
    assert "Taken back" in press(mentor.person, "withdraw", row)
    assert consenting(mentor.programme, ["faith"]) == {"faith": frozenset()}
    assert "taken that back already" in press(mentor.person, "withdraw", row)
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert "Thank you" in press(mentor.person, "give", row, version="1")
    assert consenting(mentor.programme, ["faith"]) == {"faith": {mentor.person_id}}
    assert Consent.objects.filter(person=mentor.person, purpose=MATCHING).count() == 2
    actions = AuditEvent.objects.filter(action__startswith="consent").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["consent.withdraw", "consent.give"]


def test_nobody_touches_the_consents_of_others(mentor: Enrolment) -> None:
    row = gave(mentor, MATCHING, key="faith")
    charlie = signed_in(make.PersonFactory())
    for name in ("withdraw", "give"):
        assert charlie.post(reverse(f"accounts:consent_{name}", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert "Do you pray?" not in charlie.get(PAGE).content.decode()


def test_when_a_text_changes_what_was_agreed_to_counts_no_more(
    mentor: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = gave(mentor, MATCHING, key="faith")
    assert outdated(mentor.person) == 0
    known = PURPOSES[MATCHING]
    changed = Purpose(known.title, known.where, known.ending, {**known.texts, "2": "A new text"})
    monkeypatch.setattr(consent_texts, "PURPOSES", {**PURPOSES, MATCHING: changed})
    monkeypatch.setattr("accounts.consents_page.PURPOSES", {**PURPOSES, MATCHING: changed})
    assert consenting(mentor.programme, ["faith"]) == {"faith": frozenset()}
    assert outdated(mentor.person) == 1
    page = signed_in(mentor.person).get(PAGE).content.decode()
    assert "Does not count any more" in page
    assert "A new text" in page
    assert "text was changed meanwhile" in press(mentor.person, "give", row, version="1")
    press(mentor.person, "give", row, version="2")
    assert consenting(mentor.programme, ["faith"]) == {"faith": {mentor.person_id}}
    assert outdated(mentor.person) == 0


def test_a_mentor_who_does_not_want_to_be_found_is_asked_by_nobody(mentor: Enrolment) -> None:
    row = gave(mentor, ConsentPurpose.DIRECTORY)
    press(mentor.person, "withdraw", row)
    mentor.refresh_from_db()
    assert mentor.accepting is False
    press(mentor.person, "give", row, version="1")
    mentor.refresh_from_db()
    assert mentor.accepting is True


def test_what_is_over_cannot_be_given_again(mentor: Enrolment) -> None:
    row = gave(mentor, MATCHING, key="faith")
    press(mentor.person, "withdraw", row)
    Enrolment.objects.filter(pk=mentor.pk).update(state="withdrawn")
    assert "what it was for is over" in press(mentor.person, "give", row, version="1")


def test_the_code_of_conduct_is_taken_back_by_leaving(mentor: Enrolment) -> None:
    row = gave(mentor, ConsentPurpose.CODE_OF_CONDUCT)
    gave(mentor, MATCHING, key="faith")
    address = reverse("programmes:leave", args=[mentor.programme.slug])
    client = signed_in(mentor.person)
    answer = client.post(reverse("accounts:consent_withdraw", args=[row.pk]))
    assert answer.headers["Location"] == address
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert "Leave Winter 2026" in client.get(address).content.decode()
    assert "You have left Winter 2026" in client.post(address, follow=True).content.decode()
    mentor.refresh_from_db()
    assert mentor.state == "withdrawn"
    standing = Consent.objects.standing().filter(person=mentor.person)
    assert not standing.filter(subject__startswith=str(mentor.programme_id)).exists()
    assert client.get(address).status_code == 404


def test_who_has_two_parts_leaves_one_and_stays_in_the_other(mentor: Enrolment) -> None:
    gave(mentor, ConsentPurpose.CODE_OF_CONDUCT)
    mentee = make.EnrolmentFactory(role="mentee", person=mentor.person, programme=mentor.programme)
    address = reverse("programmes:leave", args=[mentor.programme.slug])
    client = signed_in(mentor.person)
    assert client.post(address, {}).status_code == 400
    client.post(address, {"parts": ["mentee"]})
    mentee.refresh_from_db()
    mentor.refresh_from_db()
    assert (mentee.state, mentor.state) == ("withdrawn", "approved")
    conduct = Consent.objects.standing().filter(person=mentor.person, purpose=ConsentPurpose.CODE_OF_CONDUCT)
    assert conduct.filter(subject=str(mentor.programme_id)).exists()


def test_the_page_costs_the_same_with_many_consents(mentor: Enrolment) -> None:
    client = signed_in(mentor.person)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    gave(mentor, MATCHING, key="faith")
    one = cost()
    for number in range(4):
        other = make.EnrolmentFactory(person=mentor.person, role="mentee")
        gave(other, ConsentPurpose.CODE_OF_CONDUCT)
        gave(mentor, MATCHING, key=f"k{number}")
        Consent.objects.create(
            person=mentor.person,
            purpose=MATCHING,
            subject=f"{other.programme_id}:faith",
            version="1",
            given_at=NOW,
            withdrawn_at=NOW + timedelta(hours=number),
        )
    assert cost() == one


def test_no_cookies_but_those_that_your_data_names() -> None:
    person = make.PersonFactory()
    client = signed_in(person)
    client.get("/programmes/")
    client.post("/language/", {"language": "de", "next": "/"})
    client.post("/settings/", {})
    client.post(reverse("accounts:erase_take_back"))
    named = {"session", "csrf", "language", "messages"}
    assert {name.removeprefix("__Host-") for name in client.cookies} <= named
    assert 'id="cookies"' in client.get("/your-data/").content.decode()
