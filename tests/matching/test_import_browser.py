"""From an organiser's spreadsheets to a mentorship, in a browser: the files of a civil-service programme, unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Affiliation, Person
from matching.models import Mentorship
from programmes.enums import Role
from programmes.models import Answer, Enrolment
from tests import factories as make
from tests.matching.test_import_people import DATA, MAPPING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LADDER = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"]
SignIn = Callable[[Page, Any], None]


def rung(enrolment: Enrolment) -> int:
    (key,) = Answer.objects.get(enrolment=enrolment, key="grade").choices
    return [grade.lower().replace(" ", "-") for grade in LADDER].index(key)


def employer(person: Person) -> str:
    return Affiliation.objects.get(person=person).network.name


def agree(page: Page) -> None:
    """Whoever was imported agrees to the code of conduct before they first ask, or say yes; what they typed goes on from there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("First, what we all agree to")
    page.get_by_label("I have read this and will keep to it").check()
    page.get_by_role("button", name="Agree and send").click()


def test_from_spreadsheets_to_a_mentorship(
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    live_server: Any,
    axe: Callable[[Page], list[str]],
) -> None:
    programme = make.ProgrammeFactory(slug="civil-service", name="Across departments", state="running")
    call_command(
        "import_people",
        "civil-service",
        mentees=DATA / "mentees.csv",
        mentors=DATA / "mentors.csv",
        mapping=MAPPING,
    )
    # An HEO of the Department of Joy; every biography is made of the same words, so the grade and profession decide.
    mentee = Enrolment.objects.get(person__user__email="mentee.29@gov.uk", role=Role.MENTEE)
    ours = new_context(base_url=live_server.url).new_page()
    sign_in(ours, mentee.person.user)
    ours.goto(reverse("matching:matches", args=[mentee.pk]))
    cards = ours.locator("main article, main li.card").filter(
        has=ours.get_by_role("link", name=re.compile("^Ask "))
    )
    expect(cards.first).to_be_visible()
    assert axe(ours) == []
    shown = [
        Enrolment.objects.select_related("person").get(pk=pk)
        for pk in dict.fromkeys(re.findall(r"/mentors/([0-9a-f-]{36})/ask/", ours.content()))
    ]
    assert len(shown) >= 5
    assert {employer(mentor.person) for mentor in shown} - {employer(mentee.person)} == {
        employer(mentor.person) for mentor in shown
    }
    steps = [rung(mentor) - rung(mentee) for mentor in shown]
    assert all(1 <= step <= 5 for step in steps), steps
    assert steps[0] in {1, 2}
    first = shown[0]
    expect(cards.first).to_contain_text(re.compile(rf"ahead of you: “?{LADDER[rung(first)]}”?,.*you “?HEO"))

    cards.first.get_by_role("link", name=re.compile("^Ask ")).click()
    ours.get_by_label("What would you like help with?").fill("Going for my next grade.")
    ours.get_by_role("button", name=re.compile("^Send to ")).click()
    agree(ours)
    expect(ours.get_by_role("heading", level=1)).to_contain_text(first.person.name)

    theirs = new_context(base_url=live_server.url).new_page()
    sign_in(theirs, first.person.user)
    theirs.goto(reverse("matching:requests"))
    expect(theirs.get_by_text("Going for my next grade.")).to_be_visible()
    theirs.get_by_role("link", name=re.compile("^Read and answer")).click()
    expect(
        theirs.get_by_text(re.compile(rf"behind you: “?HEO”?,.*you “?{LADDER[rung(first)]}")).first
    ).to_be_visible()
    theirs.get_by_role("link", name=re.compile("^Accept ")).click()
    theirs.get_by_role("button", name=re.compile("^Accept ")).click()
    agree(theirs)
    expect(theirs.get_by_text(f"{mentee.person.name}").first).to_be_visible()

    mentorship = Mentorship.objects.get(programme=programme)
    assert (mentorship.mentee, mentorship.mentor) == (mentee, first)
    for page, other in ((ours, first.person), (theirs, mentee.person)):
        page.goto(reverse("journeys:mentorship", args=[mentorship.pk]))
        expect(page.locator("main")).to_contain_text(other.name)
        expect(page.locator("main")).to_contain_text(other.user.email)
        identity = ["Bisexual", "Lesbian", "Transgender", "Gay", "Non-binary", "Asexual", "haracteristics"]
        assert not [word for word in identity if word in page.content()]
