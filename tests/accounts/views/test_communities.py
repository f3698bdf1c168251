"""The pages of a community: who comes in, what is shown there, and that nothing leaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Affiliation, BoardAnswer, BoardQuestion, BoardReport, Network, Person
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return make.NetworkFactory(kind="school", name="Leeds University")


def member(network: Network, name: str, *, shown: bool = True) -> Person:
    return make.AffiliationFactory(network=network, person__name=name, shown_at=NOW if shown else None).person


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(name: str, network: Network, *keys: Any) -> str:
    return reverse(f"accounts:{name}", args=[network.pk, *keys])


def test_who_hides_sees_how_to_come_in_and_nothing_else(network: Network) -> None:
    alice, hidden = member(network, "Alice Canary"), member(network, "Hugo Hidden", shown=False)
    question = make.BoardQuestionFactory(network=network, author=alice, title="A canary question?")
    client = browser(hidden)
    page = client.get(url("community", network))
    assert (page.status_code, "Come in by showing yourself" in page.text) == (200, True)
    assert "anary" not in page.text
    for name, keys in (("community_members", ()), ("board_ask", ()), ("board_question", (question.pk,))):
        assert client.get(url(name, network, *keys)).status_code == 302
    shown = client.post(url("community_show", network), {"shown": "1"}, follow=True)
    assert "A canary question?" in shown.text
    assert "Alice Canary" in client.get(url("community_members", network)).text
    stranger = browser(make.PersonFactory())
    answers = [
        stranger.get(url("community", network)),
        stranger.get(reverse("accounts:community", args=[99_999])),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert stranger.post(url("community_show", network), {"shown": "1"}).status_code == 404


def test_after_showing_oneself_the_way_leads_nowhere_else(network: Network) -> None:
    client = browser(member(network, "Alice"))
    for following in ("https://bad.example/", "//bad.example/"):
        answer = client.post(url("community_show", network), {"shown": "0", "next": following})
        assert answer["Location"] == url("community", network)
    assert Affiliation.objects.get().shown_at is None


def test_a_question_is_asked_answered_thanked_and_settled(network: Network) -> None:
    alice, bob = browser(member(network, "Alice")), browser(member(network, "Bob"))
    asked = alice.post(
        url("board_ask", network), {"title": "Who knows?", "text": "<b>One</b>\nhttps://x.example/a"}
    )
    question = BoardQuestion.objects.get()
    assert asked["Location"] == url("board_question", network, question.pk)
    page = bob.get(asked["Location"])
    assert "&lt;b&gt;One&lt;/b&gt;<br>" in page.text
    assert '<a href="https://x.example/a" rel="nofollow">' in page.text
    bob.post(asked["Location"], {"text": "I do."})
    answer = BoardAnswer.objects.get()
    assert bob.post(url("board_thank", network, answer.pk)).status_code == 404
    assert bob.post(url("board_settle", network, question.pk), {"settled": "1"}).status_code == 404
    assert (
        "Your thanks are on their way."
        in alice.post(url("board_thank", network, answer.pk), follow=True).text
    )
    alice.post(url("board_settle", network, question.pk), {"settled": "1"})
    assert "Answered" in bob.get(url("community", network)).text
    assert "Who knows?" in bob.get(url("community", network) + "?q=i+do").text
    assert "Nothing with these words" in bob.get(url("community", network) + "?q=zebra").text


def test_only_ones_own_is_removed_and_what_is_reported_names_nobody(network: Network) -> None:
    alice, bob = member(network, "Alice"), member(network, "Bob")
    question = make.BoardQuestionFactory(network=network, author=alice)
    answer = make.BoardAnswerFactory(question=question, author=bob)
    mine, theirs = browser(alice), browser(bob)
    assert theirs.post(url("board_question_remove", network, question.pk)).status_code == 404
    assert theirs.get(url("board_answer_report", network, answer.pk)).status_code == 302
    assert "Choose the reason" in mine.post(url("board_answer_report", network, answer.pk), {}).text
    for _again in range(2):
        mine.post(url("board_answer_report", network, answer.pk), {"reason": "unkind", "words": "A canary"})
    assert BoardReport.objects.count() == 1
    assert "You reported this." in mine.get(url("board_question", network, question.pk)).text
    assert "eported" not in theirs.get(url("board_question", network, question.pk)).text
    assert "It cannot be put back." in theirs.get(url("board_answer_remove", network, answer.pk)).text
    theirs.post(url("board_answer_remove", network, answer.pk))
    assert answer.text not in mine.get(url("board_question", network, question.pk)).text
    assert mine.post(url("board_question_remove", network, question.pk))["Location"] == url(
        "community", network
    )
    assert mine.get(url("board_question", network, question.pk)).status_code == 404


def test_too_much_within_an_hour_is_kept_and_said(network: Network) -> None:
    alice = browser(member(network, "Alice"))
    for _number in range(10):
        alice.post(url("board_ask", network), {"title": "Who knows?"})
    late = alice.post(url("board_ask", network), {"title": "The eleventh?"})
    assert (late.status_code, "The eleventh?" in late.text, BoardQuestion.objects.count()) == (429, True, 10)


def test_an_operator_takes_off_the_board_what_was_reported(network: Network) -> None:
    report = make.BoardReportFactory(question__network=network, question__title="Buy my course?")
    operator = browser(make.PersonFactory(user__is_staff=True, user__is_superuser=True))
    changelist = reverse("admin:accounts_boardreport_changelist")
    assert "Buy my course?" in operator.get(changelist).text
    chosen = {"_selected_action": [str(report.pk)]}
    assert (
        "1 thing is off the board."
        in operator.post(changelist, {"action": "remove", **chosen}, follow=True).text
    )
    report.refresh_from_db()
    assert (report.removed, report.question.removed_at is not None) == (True, True)
    again = operator.post(changelist, {"action": "leave", **chosen}, follow=True)
    assert "1 report had been looked at before." in again.text


def test_pages_cost_the_same_with_many(network: Network) -> None:
    alice = member(network, "Alice")
    client, question = browser(alice), make.BoardQuestionFactory(network=network, author=alice)
    pages = [
        url("community", network),
        url("community_members", network),
        url("board_question", network, question.pk),
        reverse("matching:network"),
    ]
    counts = []
    for many in (1, 5):
        for number in range(many):
            other = member(network, f"Member {many}{number}")
            asked = make.BoardQuestionFactory(network=network, author=other)
            make.BoardAnswerFactory(question=asked, author=alice)
            make.BoardAnswerFactory(question=question, author=other)
            own = make.AffiliationFactory(person=alice, shown_at=NOW).network
            make.AffiliationFactory(person=other, network=own, shown_at=NOW)
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
