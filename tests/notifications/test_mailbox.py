"""The demo's mailbox: every e-mail can be read there, and only in demo mode."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client, override_settings
from django.urls import NoReverseMatch, clear_url_caches, reverse

from notifications import urls
from notifications.models import DemoMail
from tests import factories as make

pytestmark = pytest.mark.django_db

LETTER = "<html><head><style>p { color: teal }</style></head><body><p>Hello <a href='/home/'>you</a></p></body></html>"


@pytest.fixture
def without_demo() -> Iterator[None]:
    """The routes as production has them."""
    import mentorship.urls

    def reload() -> None:
        importlib.reload(urls)
        importlib.reload(mentorship.urls)
        clear_url_caches()

    with override_settings(DEMO=False):
        reload()
        yield
    reload()


def test_every_message_is_kept_with_its_html() -> None:
    connection = get_connection("notifications.mailbox.MailboxBackend")
    message = EmailMultiAlternatives(
        "Subject", "Words", to=["a@example.org", "b@example.org"], headers={"Message-ID": "<1@x>"}
    )
    message.attach_alternative(LETTER, "text/html")
    connection.send_messages([message])
    kept = list(DemoMail.objects.order_by("to").values_list("to", "subject", "text", "html", "message_id"))
    assert kept == [(to, "Subject", "Words", LETTER, "<1@x>") for to in ("a@example.org", "b@example.org")]


def test_anybody_reads_the_mailbox_and_narrows_it_to_one_address(client: Client) -> None:
    make.DemoMailFactory(to="alice@example.org", subject="For Alice")
    make.DemoMailFactory(to="bob@example.org", subject="For Bob")
    html = client.get(reverse("notifications:mailbox")).content.decode()
    assert "For Alice" in html
    assert "For Bob" in html
    html = client.get(reverse("notifications:mailbox"), {"to": " Alice@example.org "}).content.decode()
    assert "For Alice" in html
    assert "For Bob" not in html


def test_an_empty_mailbox_says_what_to_do(client: Client) -> None:
    assert "No e-mail yet" in client.get(reverse("notifications:mailbox")).content.decode()
    assert (
        "No e-mail to this address"
        in client.get(reverse("notifications:mailbox"), {"to": "x"}).content.decode()
    )


def test_a_letter_is_shown_in_a_frame_that_can_do_nothing_but_follow_a_link(client: Client) -> None:
    mail = make.DemoMailFactory(html=LETTER, text="The same <b>as text")
    html = client.get(reverse("notifications:mailbox_message", args=[mail.pk])).content.decode()
    assert 'sandbox="allow-top-navigation-by-user-activation"' in html
    assert reverse("notifications:mailbox_html", args=[mail.pk]) in html
    assert "The same &lt;b&gt;as text" in html
    answer = client.get(reverse("notifications:mailbox_html", args=[mail.pk]))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in answer.content.decode()


def test_what_is_for_calendars_is_a_file(client: Client) -> None:
    connection = get_connection("notifications.mailbox.MailboxBackend")
    message = EmailMultiAlternatives("You meet on Monday", "Words", to=["a@example.org"])
    message.attach_alternative("BEGIN:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    connection.send_messages([message])
    mail, other = DemoMail.objects.get(), make.DemoMailFactory()
    url = reverse("notifications:mailbox_calendar", args=[mail.pk])
    assert url in client.get(reverse("notifications:mailbox_message", args=[mail.pk])).content.decode()
    answer = client.get(url)
    assert answer.content == b"BEGIN:VCALENDAR\r\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    url = reverse("notifications:mailbox_calendar", args=[other.pk])
    assert url not in client.get(reverse("notifications:mailbox_message", args=[other.pk])).content.decode()
    assert client.get(url).status_code == 404


def test_a_letter_without_html_is_shown_as_text(client: Client) -> None:
    mail = make.DemoMailFactory(text="Your code: 1234 https://example.org/x")
    html = client.get(reverse("notifications:mailbox_message", args=[mail.pk])).content.decode()
    assert "<iframe" not in html
    assert "Your code: 1234" in html


def test_there_is_no_mailbox_outside_the_demo(client: Client, without_demo: None) -> None:
    mail = make.DemoMailFactory()
    for path in (
        "/mailbox/",
        f"/mailbox/{mail.pk}/",
        f"/mailbox/{mail.pk}/html/",
        f"/mailbox/{mail.pk}/calendar/",
    ):
        assert client.get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("notifications:mailbox")
