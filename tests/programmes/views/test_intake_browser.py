"""The mentee's way from joining to handing in, with a keyboard and no script; the skill picker with script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Person
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Programme
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Any], None]
FURTHEST = 60


@pytest.fixture
def programme() -> Programme:
    for name in ("Negotiation", "Public speaking"):
        make.SkillFactory(name=name)
    return make.ProgrammeFactory(name="Open doors")


@pytest.fixture
def alice() -> Person:
    return make.PersonFactory(name="Alice Adeyemi", languages=[], availability=[], formats=[])


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until one of `target` has the focus, as somebody without a mouse would."""
    for _press in range(FURTHEST):
        if target.evaluate_all("found => found.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {target}")


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, label: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Space")


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_visible()
    tab_to(page, button)
    page.keyboard.press("Enter")


def choose(page: Page, group: str, option: str) -> None:
    """Moves within a row of radio buttons with the arrow keys."""
    buttons = page.get_by_role("group", name=group).get_by_role("radio")
    wanted = page.get_by_role("group", name=group).get_by_label(option, exact=True)
    expect(wanted).to_be_attached()
    tab_to(page, buttons)
    page.keyboard.press("Space")
    for _press in range(buttons.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowRight")
    pytest.fail(f"{option} cannot be chosen")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def test_a_mentee_joins_and_hands_in_without_a_mouse_or_script(
    new_context: Any, live_server: Any, sign_in: SignIn, programme: Programme, alice: Person
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice.user)
    page.goto(live_server.url + reverse("programmes:join", args=[programme.slug]) + "?as=mentee")
    tab_to(page, page.locator("input[name=accept]"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    heading(page, "First, who are you?")
    choose(page, "Where you are in your working life", "Practised")
    press(page, "Save and continue")
    heading(page, "Where are you, and where would you like to be?")
    press(page, "Save and continue")
    expect(page).to_have_title(re.compile("^Error: "))
    write(page, "Where I want to be", "Leading a first project.")
    press(page, "Save and continue")
    heading(page, "What would you like to work on?")
    tick(page, "Leading people for the first time")
    page.keyboard.press("Enter")

    heading(page, "What would you like to have achieved?")
    write(page, "Goal 1", "Lead a project")
    write(page, "Goal 2", "Say no to a sponsor")
    press(page, "Add another goal")
    expect(page.get_by_label("Goal 3")).to_be_focused()
    page.keyboard.type("Speak at the review")
    press(page, "Save and continue")

    heading(page, "Which skills do you want to grow?")
    write(page, "Add a skill", "negociation")
    page.keyboard.press("Enter")
    press(page, "Add Negotiation")
    choose(page, "Where you are today", "Able")
    choose(page, "Where you want to be", "Able")
    choose(page, "How much it matters", "A must")
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Choose an aim above today's level.")
    choose(page, "Where you want to be", "Strong")
    press(page, "Save and continue")

    heading(page, "What should your mentor be like?")
    press(page, "Save and continue")
    heading(page, "How would you like to meet?")
    tick(page, "English")
    press(page, "Save and continue")
    heading(page, "When could you usually meet?")
    tab_to(page, page.locator(".week .slot input:visible").nth(3))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    heading(page, "Where do you belong?")
    press(page, "Save and stop here")
    page.wait_for_url("**" + reverse("journeys:dashboard"))
    page.goto(live_server.url + reverse("programmes:intake", args=[Enrolment.objects.get().pk]))
    heading(page, "Where can people read more about you?")
    press(page, "Save and continue")
    heading(page, "Check your answers")
    press(page, "Hand in my answers")
    heading(page, "You are ready to meet your mentor")

    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.where_i_want_to_be, enrolment.topics) == (
        EnrolmentState.APPROVED,
        "Leading a first project.",
        ["leading"],
    )
    assert enrolment.submitted_at is not None
    assert list(enrolment.goals.values_list("text", flat=True)) == [
        "Lead a project",
        "Say no to a sponsor",
        "Speak at the review",
    ]
    assert list(enrolment.wanted_skills.values_list("skill__name", "level_now", "level_aim", "priority")) == [
        ("Negotiation", 2, 3, 3)
    ]
    alice.refresh_from_db()
    assert (alice.languages, len(alice.availability)) == (["en"], 2)


def test_skills_are_suggested_while_typing_and_the_rest_of_the_page_is_kept(
    page: Page,
    live_server: Any,
    sign_in: SignIn,
    programme: Programme,
    alice: Person,
    axe: Callable[[Page], list[str]],
) -> None:
    enrolment = make.MenteeFactory(programme=programme, person=alice, submitted_at=None)
    sign_in(page, alice.user)
    page.goto(live_server.url + reverse("programmes:intake_step", args=[enrolment.pk, "skills"]))
    page.get_by_label("Add a skill").press_sequentially("speaking in pub")
    page.get_by_role("button", name="Add Public speaking").click()
    expect(page.get_by_role("heading", level=2, name="Public speaking")).to_be_focused()
    page.get_by_role("group", name="Where you want to be").get_by_label("Expert").check(force=True)
    page.get_by_label("Add a skill").press_sequentially("bell ringing")
    page.get_by_role("button", name="Use “bell ringing” as my own word").click()
    expect(page.get_by_role("heading", level=2, name="bell ringing")).to_be_focused()
    expect(page.get_by_role("group", name="Public speaking").get_by_label("Expert").last).to_be_checked()
    assert axe(page) == []
    page.get_by_role("button", name="Remove bell ringing").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.type") == "radio"


def test_pages_of_every_kind_fit_a_narrow_phone_in_the_dark_and_axe_finds_nothing(
    new_context: Any,
    live_server: Any,
    sign_in: SignIn,
    programme: Programme,
    alice: Person,
    axe: Callable[[Page], list[str]],
) -> None:
    page = new_context(viewport={"width": 320, "height": 640}, color_scheme="dark").new_page()
    mentee = make.MenteeFactory(programme=programme, person=alice, submitted_at=None, steps_done=["about"])
    mentor = make.MentorFactory(programme=programme, person=alice)
    make.WantedSkillFactory(enrolment=mentee)
    make.QuestionFactory(version__programme=programme, identity=True)
    sign_in(page, alice.user)
    paths = [
        reverse("programmes:intake_step", args=[mentee.pk, step]) for step in ("goals", "skills", "identity")
    ]
    paths += [
        reverse("programmes:intake_check", args=[mentee.pk]),
        reverse("programmes:intake_done", args=[mentor.pk]),
    ]
    paths += [reverse(f"accounts:{name}") for name in ("profile", "availability", "settings")]
    for path in paths:
        page.goto(live_server.url + path)
        assert (path, axe(page)) == (path, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 320)
