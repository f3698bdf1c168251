"""Programmes for addresses at some domains: the decision, and the doors."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programmes.domains import clean_domains, may_join, shown, spelled
from programmes.models import Enrolment
from programmes.operations.joining import NotAtHome, join
from tests import factories as make

DOMAINS = ["example.org", "xn--mnchen-3ya.de", "staff.example.net"]


@pytest.mark.parametrize(
    "address",
    [
        "amara@example.org",
        "amara@EXAMPLE.Org",
        "amara+mentoring@example.org",
        "'odd@name'@example.org",
        "amara@staff.example.net",
        "amara@münchen.de",
        "amara@xn--mnchen-3ya.de",
        "amara@MÜNCHEN.de",
    ],
)
def test_an_address_at_the_domain_may_join(address: str) -> None:
    assert may_join(DOMAINS, [address])


@pytest.mark.parametrize(
    "address",
    [
        "amara@example.org.evil.com",
        "amara@sub.example.org",
        "amara@notexample.org",
        "amara@example.org@evil.com",
        "amara@example.orgs",
        "amara@example.net",
        "amara@ex\u0430mple.org",  # a Cyrillic a
        "amara@example.org.",
        "amara@.example.org",
        "amara@example\u200b.org",
        "amara@example。com",
        "amara@munchen.de",
        "amara+example.org@evil.com",
        "example.org",
        "",
        "@",
    ],
)
def test_an_address_that_only_looks_like_it_may_not(address: str) -> None:
    assert not may_join(["example.org", "xn--mnchen-3ya.de"], [address])


def test_none_of_nothing_may_join_and_everybody_where_no_domain_is_named() -> None:
    assert not may_join(DOMAINS, [])
    assert may_join([], [])
    assert may_join(DOMAINS, ["a@elsewhere.com", "a@example.org"])


def test_domains_are_kept_in_one_spelling() -> None:
    text = "Example.org, @staff.example.net\nexample.ORG.\n  münchen.de; straße.example"
    assert clean_domains(text) == [
        "example.org",
        "staff.example.net",
        "xn--mnchen-3ya.de",
        "xn--strae-oqa.example",
    ]
    assert clean_domains(" \n") == []
    assert shown(["example.org", "xn--mnchen-3ya.de"]) == ["example.org", "münchen.de"]


@pytest.mark.parametrize(
    "word",
    ["localhost", "127.0.0.1", "a@example.org", "-x.org", "*.org", "x..org", "e_x.org", "a" * 64 + ".org"],
)
def test_what_is_no_domain_is_named(word: str) -> None:
    assert spelled(word) is None
    with pytest.raises(ValidationError) as said:
        clean_domains(f"example.org\n{word}")
    assert word[:60] in said.value.messages[0]


def test_there_is_a_most() -> None:
    with pytest.raises(ValidationError, match="51"):
        clean_domains("\n".join(f"d{number}.org" for number in range(51)))


@pytest.mark.django_db
def test_the_page_says_what_to_do_and_opens_once_the_address_is_confirmed(client: Client) -> None:
    programme = make.ProgrammeFactory(slug="closed-circle", join_domains=["example.org"])
    person = make.PersonFactory(user__email="rosa@elsewhere.com")
    EmailAddress.objects.create(user=person.user, email="rosa@elsewhere.com", verified=True, primary=True)
    unverified = EmailAddress.objects.create(user=person.user, email="rosa@example.org", verified=False)
    client.force_login(person.user)
    address = reverse("programmes:join", args=[programme.slug])
    assert (
        "It is for people with an e-mail address at example.org"
        in client.get(f"/programmes/{programme.slug}/").text
    )

    for answer in (client.get(address), client.post(address, {"part": "mentee", "accept": "on"})):
        assert "This programme is for addresses at example.org" in answer.text
        assert reverse("account_email") in answer.text
    assert not Enrolment.objects.exists()

    unverified.verified = True
    unverified.save()
    assert "This programme is for addresses" not in client.get(address).text
    join(
        programme=programme,
        person=person,
        roles=["mentee"],
        accepted_version="1",
        by=person,
        now=timezone.now(),
    )
    assert Enrolment.objects.filter(person=person).count() == 1


@pytest.mark.django_db
def test_nobody_joins_past_the_page() -> None:
    programme = make.ProgrammeFactory(join_domains=["example.org"])
    person = make.PersonFactory(user__email="rosa@elsewhere.com")
    # An address that was never confirmed proves nothing, the account's own neither.
    EmailAddress.objects.create(user=person.user, email="rosa@example.org", verified=False, primary=True)
    with pytest.raises(NotAtHome):
        join(
            programme=programme,
            person=person,
            roles=["mentee"],
            accepted_version="1",
            by=person,
            now=timezone.now(),
        )
    assert not Enrolment.objects.exists()
