"""Two people, two browsers: alice asks, bob asks back, alice replies, bob says yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from matching.enums import DeclineReason, RequestState
from matching.models import Mentorship, Request
from matching.operations import requests
from notifications.models import Notification
from tests.factories import MenteeFactory, RequestFactory
from tests.matching.worlds import more_mentors, world

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 900}
Contexts = Callable[..., BrowserContext]
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


def look(page: Page, axe: Axe) -> None:
    """Nothing for axe in either theme, and nothing beyond the edge of a small phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(WIDE)


def test_alice_asks_and_bob_says_yes(
    live_server: Any, new_context: Contexts, sign_in: SignIn, axe: Axe
) -> None:
    here = world()
    alice, bob = (new_context(base_url=live_server.url, viewport=WIDE).new_page() for _ in range(2))
    sign_in(alice, here.alice.person.user)
    sign_in(bob, here.bob.person.user)

    alice.goto(f"/enrolments/{here.alice.pk}/mentors/{here.bob.pk}/ask/")
    alice.get_by_role("button", name="Send to Bob").click()
    expect(alice.get_by_role("alert")).to_be_focused()
    expect(alice).to_have_title("Error: Ask Bob Baptiste · Mentorship")
    look(alice, axe)
    alice.get_by_label("What would you like help with?").fill("I present my first budget in March.")
    alice.get_by_label("Every two weeks").check()
    alice.get_by_role("button", name="Send to Bob").click()
    expect(alice.get_by_role("heading", name="Bob is thinking it over")).to_be_visible()
    expect(alice.get_by_text("13 days left").first).to_be_visible()
    look(alice, axe)

    bob.goto("/requests/")
    expect(bob.get_by_role("heading", name="One person would like your help")).to_be_visible()
    look(bob, axe)
    bob.get_by_role("link", name="Read and answer").click()
    expect(bob.get_by_text("I present my first budget in March.")).to_be_visible()
    look(bob, axe)
    bob.get_by_role("link", name="Ask for more").click()
    bob.get_by_label("What would you like to know?").fill("To whom do you present it?")
    bob.get_by_role("button", name="Send the question").click()
    expect(bob.get_by_text("Alice has your question.").first).to_be_visible()

    alice.goto("/requests/")
    alice.get_by_role("link", name="Read and reply").click()
    alice.get_by_role("link", name="Reply to Bob").click()
    expect(alice.get_by_text("To whom do you present it?")).to_be_visible()
    look(alice, axe)
    alice.get_by_label("Your reply").fill("To four sponsors.")
    alice.get_by_role("button", name="Send the reply").click()
    expect(alice.get_by_text("Bob has your reply.").first).to_be_visible()

    request = Request.objects.get()
    bob.goto(f"/requests/{request.pk}/")
    expect(bob.get_by_text("To four sponsors.")).to_be_visible()
    bob.get_by_role("link", name="Accept Alice").click()
    look(bob, axe)
    bob.get_by_label("A first word").fill("Does Tuesday suit you?")
    bob.get_by_role("button", name="Accept Alice").click()
    bob.wait_for_url("**/mentorships/*/")
    mentorship = Mentorship.objects.get()
    assert bob.url.endswith(f"/mentorships/{mentorship.pk}/")
    alice.goto(f"/requests/{request.pk}/")
    expect(alice.get_by_text("Bob said yes.")).to_be_visible()
    expect(alice.get_by_text("Does Tuesday suit you?")).to_be_visible()
    look(alice, axe)
    kinds = set(Notification.objects.filter(subject_id=request.pk).values_list("kind", flat=True))
    assert kinds == {"request_received", "request_question", "request_reply", "request_accepted"}


def test_whoever_comes_too_late_keeps_their_words(
    live_server: Any, new_context: Contexts, sign_in: SignIn, axe: Axe
) -> None:
    here = world()
    request = RequestFactory(
        mentee=here.alice, mentor=here.bob, expires_at=timezone.now() + timedelta(days=3)
    )
    bob = new_context(base_url=live_server.url, viewport=WIDE).new_page()
    sign_in(bob, here.bob.person.user)
    bob.goto(f"/requests/{request.pk}/accept/")
    bob.get_by_label("A first word").fill("Does Tuesday suit you?")
    requests.withdraw(request, by=here.alice.person, now=timezone.now())
    bob.get_by_role("button", name="Accept Alice").click()
    expect(bob.get_by_role("heading", name="Alice took the request back meanwhile")).to_be_visible()
    expect(bob.get_by_text("Does Tuesday suit you?")).to_be_visible()
    look(bob, axe)


def test_every_other_page_about_requests_is_whole(
    live_server: Any, new_context: Contexts, sign_in: SignIn, axe: Axe
) -> None:
    """Declining, taking back, a break, both roles on one page, suggestions, and nothing at all."""
    here = world()
    more_mentors(here, 4)
    now = timezone.now()
    over = RequestFactory(mentee=here.alice, mentor=here.bob)
    requests.decline(over, reason=DeclineReason.NO_TIME, note="Try Bo.", by=here.bob.person, now=now)
    waiting = RequestFactory(
        mentee=MenteeFactory(programme=here.programme), mentor=here.bob, expires_at=now + timedelta(days=1)
    )
    own = RequestFactory(mentee=MenteeFactory(person=here.bob.person), state=RequestState.PENDING)
    page = new_context(base_url=live_server.url, viewport=WIDE).new_page()
    sign_in(page, here.alice.person.user)
    for path in ("/requests/", f"/requests/{over.pk}/"):
        page.goto(path)
        expect(page.get_by_role("heading", name="Who else could help")).to_be_visible()
        look(page, axe)
    sign_in(page, here.bob.person.user)
    for path in (
        "/requests/",
        "/requests/?tab=answered",
        "/requests/?tab=reply",
        f"/requests/{waiting.pk}/decline/",
        f"/requests/{own.pk}/withdraw/",
        f"/enrolments/{here.bob.pk}/taking-requests/",
    ):
        page.goto(path)
        look(page, axe)
    sign_in(page, MenteeFactory().person.user)
    page.goto("/requests/")
    expect(page.get_by_role("heading", name="You have not asked anybody yet")).to_be_visible()
    look(page, axe)
