"""The whole way, as most people go it: the letter on a phone, one click, one press, and a word more. Without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from journeys.operations.check_ins import CHECK_IN_MAIL
from notifications.operations.delivery import deliver_due
from notifications.operations.outbox import Draft, queue
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_letter_to_a_word_more_without_signing_in(live_server: Any, new_context: Any) -> None:
    now = timezone.now()
    pair = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentor__person__name="Bob Brown",
        started_at=now - timedelta(days=40),
    )
    alice = pair.mentee.person
    alice.quiet_from = alice.quiet_until = 0  # the letter goes out at whatever hour this runs
    alice.save()
    asked = make.CheckInFactory(mentorship=pair, number=2, state="due", due_at=now)
    queue(Draft(CHECK_IN_MAIL, alice.user_id, asked.pk, "once"), now=now)
    assert deliver_due(now=now) == 1
    letter = mail.outbox[0]
    html = str(letter.alternatives[0][0])

    page = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    page.set_content(html.replace(settings.SITE_URL, live_server.url))
    page.get_by_role("link", name="Yes, so-so").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Did you and Bob meet?")
    expect(page.get_by_label("Yes, we met")).to_be_checked()
    expect(page.get_by_label("Fine")).to_be_checked()
    asked.refresh_from_db()
    assert asked.state == "due", "a click changes nothing"

    send = page.get_by_role("button", name="Send")
    box = send.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844, "one press, and nothing to scroll to before it"
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, that is all")
    asked.refresh_from_db()
    assert (asked.state, asked.met, asked.pulse, asked.confidence) == ("answered", True, 3, None)

    page.get_by_label("Quite").check(force=True)
    page.get_by_label(re.compile("anything in the way")).fill("Our weeks do not meet.")
    page.get_by_role("button", name="Add this").click()
    asked.refresh_from_db()
    assert (asked.confidence, asked.blocker) == (4, "Our weeks do not meet.")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_label(re.compile("anything that you would like to add"))).to_be_visible()
