"""The board of a community: who sees what, and what each press does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.boards import answers_seen, board_page, questions_seen
from accounts.communities import Chosen, fellows, members_of, memberships
from accounts.models import Affiliation, BoardReport, Network, Person
from accounts.operations.board import (
    MOST_AN_HOUR,
    TooMany,
    answer_question,
    ask_question,
    handle_reports,
    remove_post,
    report_post,
    settle_question,
    thank_answer,
)
from accounts.operations.communities import show_in
from notifications.models import Notification
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return make.NetworkFactory(kind="school", name="Leeds University")


def member(network: Network, name: str, *, shown: bool = True) -> Person:
    affiliation: Affiliation = make.AffiliationFactory(
        network=network, person__name=name, shown_at=NOW if shown else None
    )
    return affiliation.person


def test_only_those_who_both_show_themselves_see_each_other(network: Network) -> None:
    alice, bob = member(network, "Alice"), member(network, "Bob")
    hidden = member(network, "Hidden", shown=False)
    gone, erased = member(network, "Gone"), member(network, "Erased")
    gone.user.is_active = False
    gone.user.save()
    Person.objects.filter(pk=erased.pk).update(erased_at=NOW)
    elsewhere = make.AffiliationFactory(shown_at=NOW).person
    assert [list(fellows(one, Chosen())) for one in (alice, bob, hidden, elsewhere)] == [
        [bob],
        [alice],
        [],
        [],
    ]
    assert [(one.network, one.shown, one.members) for one in memberships(hidden)] == [(network, False, 2)]
    show_in(Affiliation.objects.get(person=bob), shown=False, by=bob, now=NOW)
    assert list(fellows(alice, Chosen())) == []


def test_a_filter_narrows_and_says_nothing_of_what_is_not_shared(network: Network) -> None:
    alice, bob = member(network, "Alice"), member(network, "Bob Baptiste")
    guild = make.NetworkFactory(kind="professional_body")
    make.AffiliationFactory(network=guild, person=bob, shown_at=NOW)
    assert list(fellows(alice, Chosen(name="bapt"))) == [bob]
    assert list(fellows(alice, Chosen(kind="school", network=network.pk))) == [bob]
    for chosen in (Chosen(name="zed"), Chosen(kind="professional_body"), Chosen(network=guild.pk)):
        assert list(fellows(alice, chosen)) == []


@pytest.mark.parametrize("way", ["blocks", "blocked"])
def test_a_block_hides_both_from_each_other_everywhere(network: Network, way: str) -> None:
    alice, bob, carol = (member(network, name) for name in ("Alice", "Bob", "Carol"))
    pair = {"blocker": alice, "blocked": bob} if way == "blocks" else {"blocker": bob, "blocked": alice}
    make.BlockFactory(**pair)
    theirs = ask_question(network, title="A canary of Bob?", text="", by=bob, now=NOW)
    carols = ask_question(network, title="Carol asks?", text="", by=carol, now=NOW)
    answer_question(carols, text="A canary answer", by=bob, now=NOW)
    assert list(fellows(alice, Chosen())) == list(members_of(network, reader=alice)) == [carol]
    assert memberships(alice)[0].members == 1
    assert list(questions_seen(network, alice)) == [carols]
    assert list(answers_seen(network, alice)) == []
    lines = board_page(network, reader=alice, words="", number=None).object_list
    assert [(line.question, line.answers) for line in lines] == [(carols, 0)]
    assert list(board_page(network, reader=alice, words="canary", number=None).object_list) == []
    assert set(questions_seen(network, carol)) == {theirs, carols}


def test_an_answer_is_told_to_who_asked_and_thanks_to_who_answered(network: Network) -> None:
    alice, bob = member(network, "Alice"), member(network, "Bob")
    question = ask_question(network, title="Who knows?", text="", by=alice, now=NOW)
    answer = answer_question(question, text="I do.", by=bob, now=NOW)
    own = answer_question(question, text="Thank you all.", by=alice, now=NOW)
    assert [thank_answer(answer, by=alice, now=NOW) for _again in range(2)] == [True, False]
    assert not thank_answer(own, by=alice, now=NOW)
    told = set(Notification.objects.values_list("kind", "recipient"))
    assert told == {("board_answered", alice.user_id), ("board_thanked", bob.user_id)}
    assert settle_question(question, settled=True, by=alice, now=NOW)
    assert not settle_question(question, settled=True, by=alice, now=NOW)


def test_nobody_floods_a_board(network: Network) -> None:
    alice = member(network, "Alice")
    question = ask_question(network, title="Who knows?", text="", by=alice, now=NOW)
    for _number in range(MOST_AN_HOUR - 1):
        answer_question(question, text="Me.", by=alice, now=NOW)
    with pytest.raises(TooMany):
        ask_question(network, title="And this?", text="", by=alice, now=NOW)
    ask_question(network, title="And this?", text="", by=alice, now=NOW + timedelta(hours=1, minutes=1))


def test_what_three_members_report_is_hidden_until_it_was_looked_at(network: Network) -> None:
    operator = make.UserFactory(is_superuser=True, is_staff=True)
    author = member(network, "Author")
    question = ask_question(network, title="Buy my course?", text="", by=author, now=NOW)
    readers = [member(network, f"Reader {number}") for number in range(3)]
    for reader in readers:
        assert list(questions_seen(network, readers[0])) == [question]
        for first in (True, False):
            assert report_post(question, reason="advert", words="", by=reader, now=NOW) is first  # type: ignore[arg-type]
    assert list(questions_seen(network, readers[0])) == []
    assert Notification.objects.filter(kind="board_reported", recipient=operator).count() == 3
    reports = list(BoardReport.objects.all())
    assert handle_reports(reports[:1], remove=False, by=None, now=NOW) == (1, 0)
    assert list(questions_seen(network, readers[0])) == [question]
    assert handle_reports(list(BoardReport.objects.all()), remove=True, by=None, now=NOW) == (0, 3)


def test_what_is_removed_is_there_for_nobody(network: Network) -> None:
    alice, bob = member(network, "Alice"), member(network, "Bob")
    question = ask_question(network, title="A canary?", text="", by=alice, now=NOW)
    answer_question(question, text="A canary answer", by=bob, now=NOW)
    assert [remove_post(question, by=alice, now=NOW) for _again in range(2)] == [True, False]
    for reader in (alice, bob):
        assert not questions_seen(network, reader).exists()
        assert not answers_seen(network, reader).exists()


def test_who_leaves_is_a_former_member(network: Network) -> None:
    alice, bob = member(network, "Alice"), member(network, "Bob")
    ask_question(network, title="Who knows?", text="", by=alice, now=NOW)
    Affiliation.objects.filter(person=alice).delete()
    line = board_page(network, reader=bob, words="", number=None).object_list[0]
    assert (line.author, line.mine) == (None, False)
