"""What an organiser does in the admin, in a browser. That its pages are clean is seen by the crawl of tests/pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from programmes.models import Enrolment
from tests import factories as make
from tests.admin.test_scope import change, changelist

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_application_is_decided_with_the_keyboard(
    new_context: Callable[..., BrowserContext], sign_in: Callable[[Page, Any], None], live_server: Any
) -> None:
    programme = make.ProgrammeFactory(reviews_applications=True)
    make.MenteeFactory(programme=programme, person__name="Alice Adeyemi", state="applied", decided_at=None)
    organiser = make.OrganiserFactory(programme=programme).person
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in(page, organiser.user)
    page.goto(changelist(Enrolment))
    page.get_by_role("row").filter(has_text="Alice Adeyemi").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("approve")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).first.press("Enter")
    page.get_by_role("button", name="Approve, and write to 1 person").press("Enter")
    expect(page.get_by_text("1 person is enrolled, and gets the letter.")).to_be_visible()
    assert Enrolment.objects.get().state == "approved"


def test_a_page_with_rows_below_it_is_saved(
    new_context: Callable[..., BrowserContext], sign_in: Callable[[Page, Any], None], live_server: Any
) -> None:
    programme = make.ProgrammeFactory()
    organiser = make.OrganiserFactory(programme=programme).person
    mentor = make.MentorFactory(programme=programme, capacity=1)
    make.OfferedSkillFactory(enrolment=mentor, skill__name="Negotiation")
    make.EnrolmentEventFactory(enrolment=mentor)
    make.ProgrammeEventFactory(programme=programme)
    page = new_context(base_url=live_server.url).new_page()
    sign_in(page, organiser.user)
    page.goto(change(mentor))
    expect(page.get_by_role("cell", name="Negotiation")).to_be_visible()
    page.get_by_label("Capacity").fill("4")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    mentor.refresh_from_db()
    assert (mentor.capacity, mentor.offered_skills.count(), mentor.history.count()) == (4, 1, 1)
    page.goto(change(programme))
    page.get_by_role("button", name="Close the programme").click()
    expect(page.locator(".messagelist")).to_contain_text("is now “Closed”")
    assert list(programme.history.values_list("to_state", flat=True).order_by("id"))[-1] == "closed"
