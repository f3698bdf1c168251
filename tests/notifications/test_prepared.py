"""Prepared queries: what is kept is the statement alone, and nothing of one caller reaches another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import TruncDate
from pytest_django import DjangoAssertNumQueries

from accounts.models import Block, Person, ProfileLink
from notifications.prepared import LONGEST, asked_once, prepared
from tests.factories import NOW, BlockFactory, PersonFactory, ProfileLinkFactory

pytestmark = pytest.mark.django_db


@prepared
def blocked_by(blocker: Person) -> QuerySet[Block, str]:
    return Block.objects.filter(blocker=blocker).values_list("blocked__name", flat=True)


@prepared
def those_since(people: list[Person], since: datetime) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=[one.pk for one in people], created_at__gte=since).order_by("name")


@prepared
def first(*, limit: int, backwards: bool) -> QuerySet[Person, str]:
    names = Person.objects.order_by("-name" if backwards else "name")
    return names.values_list("name", flat=True)[:limit]


def cast() -> tuple[Person, Person, Person]:
    alice, bob, charlie = (PersonFactory.create(name=name) for name in ("Alice", "Bob", "Charlie"))
    return alice, bob, charlie


def test_each_caller_has_their_own() -> None:
    alice, bob, charlie = cast()
    BlockFactory.create(blocker=alice, blocked=bob)
    BlockFactory.create(blocker=bob, blocked=charlie)
    for _again in range(2):
        assert [blocked_by(one) for one in (alice, bob, charlie)] == [["Bob"], ["Charlie"], []]


def test_each_call_asks_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    alice, bob, _charlie = cast()
    assert blocked_by(alice) == []
    BlockFactory.create(blocker=alice, blocked=bob)
    bob.name = "Robert"
    bob.save()
    with django_assert_num_queries(1):
        assert blocked_by(alice) == ["Robert"]


def test_a_page_asks_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    alice, bob, charlie = cast()
    BlockFactory.create(blocker=alice, blocked=bob)
    with django_assert_num_queries(2), asked_once():
        blocked_by(alice).clear()  # of the caller's own list
        with asked_once():
            assert [blocked_by(one) for one in (alice, bob, alice)] == [["Bob"], [], ["Bob"]]
    BlockFactory.create(blocker=alice, blocked=charlie)
    with django_assert_num_queries(1), asked_once():  # however long a list is
        many = [alice, bob, *(PersonFactory.build() for _ in range(LONGEST))]
        assert those_since(many, NOW) == those_since(many, NOW) == [alice, bob]
    for _page in range(2):
        with django_assert_num_queries(1), asked_once():
            assert set(blocked_by(alice)) == {"Bob", "Charlie"}


def test_lists_of_any_length_and_moments() -> None:
    alice, bob, charlie = cast()
    many = [PersonFactory.create(name=f"Dora {n:02}") for n in range(LONGEST + 1)]
    for some in ([], [bob], [charlie, alice], many):
        assert those_since(some, NOW) == sorted(some, key=lambda one: one.name)
        assert those_since(some, NOW + timedelta(seconds=1)) == []


def test_decides_by_words_and_numbers() -> None:
    cast()
    assert first(limit=2, backwards=False) == ["Alice", "Bob"]
    assert first(limit=1, backwards=True) == ["Charlie"]
    assert first(limit=3, backwards=True) == ["Charlie", "Bob", "Alice"]


def test_what_is_prefetched_by_name_is_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    alice, bob, _charlie = cast()
    links = {one: ProfileLinkFactory.create(person=one) for one in (alice, bob)}

    @prepared
    def linked(person: Person) -> QuerySet[Person]:
        return Person.objects.filter(pk=person.pk).prefetch_related("links")

    for one, link in links.items():
        (found,) = linked(one)
        with django_assert_num_queries(0):
            assert list(found.links.all()) == [link]


def reckons(since: datetime) -> QuerySet[Any]:
    return Person.objects.filter(created_at__gte=since - timedelta(days=1))


def turns_into_words(day: date) -> QuerySet[Any]:
    return Person.objects.filter(place=day.isoformat())


def looks_at_it(person: Person, other: Person) -> QuerySet[Any]:
    return Person.objects.all() if person == other else Person.objects.filter(pk=other.pk)


def looks_into_it(person: Person) -> QuerySet[Any]:
    return Person.objects.filter(zone=person.zone)


def looks_at_the_clock_of_the_reader(person: Person) -> QuerySet[Any]:
    return Person.objects.filter(pk=person.pk).annotate(day=TruncDate("created_at"))


def has_a_prefetch(person: Person) -> QuerySet[Any]:
    links = Prefetch("links", ProfileLink.objects.filter(person=person))
    return Person.objects.filter(pk=person.pk).prefetch_related(links)


@pytest.mark.parametrize(
    ("build", "args", "error"),
    [
        (reckons, [NOW], TypeError),
        (turns_into_words, [NOW.date()], TypeError),
        (looks_at_it, ["alice", "bob"], TypeError),
        (looks_into_it, ["alice"], Person.DoesNotExist),
        (looks_at_the_clock_of_the_reader, ["alice"], TypeError),
        (has_a_prefetch, ["alice"], TypeError),
        (reckons, [7], TypeError),
    ],
)
def test_refuses_what_would_keep_a_value_of_one_caller(
    build: Callable[..., QuerySet[Any]], args: list[Any], error: type[Exception]
) -> None:
    alice, bob, _charlie = cast()
    named = {"alice": alice, "bob": bob}
    with pytest.raises(error):
        prepared(build)(*(named.get(one, one) if isinstance(one, str) else one for one in args))
