"""How somebody wants a kind of mail: what is kept, and what holds where nothing was chosen."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.enums import Delivery, Topic
from notifications.kinds import registry
from notifications.models import MailChoice
from notifications.operations.choices import choose
from notifications.queries.choices import choices_of, delivery_of
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FREE, KEPT, ALWAYS = "request_declined", "request_received", "help_requested"


@pytest.fixture
def user() -> User:
    user: User = make.UserFactory()
    return user


def test_what_differs_from_the_usual_way_is_kept_and_nothing_else(user: User) -> None:
    choose(user_id=user.pk, kind=FREE, delivery=Delivery.OFF, now=NOW)
    choose(user_id=user.pk, kind=FREE, delivery=Delivery.DIGEST, now=NOW)
    assert list(MailChoice.objects.values_list("kind", "delivery", "chosen_at")) == [(FREE, "digest", NOW)]
    choose(user_id=user.pk, kind=FREE, delivery=Delivery.AT_ONCE, now=NOW)
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize(
    ("kind", "delivery"),
    [(KEPT, Delivery.OFF), ("no_such_kind", Delivery.OFF), ("invitation", Delivery.DIGEST)],
)
def test_a_kind_comes_in_its_own_ways_alone(user: User, kind: str, delivery: Delivery) -> None:
    with pytest.raises(ValueError, match="does not come"):
        choose(user_id=user.pk, kind=kind, delivery=delivery, now=NOW)
    assert not MailChoice.objects.exists()


def test_deliveries_are_found_in_one_query_for_any_number(user: User) -> None:
    other = make.UserFactory()
    choose(user_id=user.pk, kind=FREE, delivery=Delivery.OFF, now=NOW)
    choose(user_id=other.pk, kind=KEPT, delivery=Delivery.DIGEST, now=NOW)
    pairs = [(user.pk, FREE), (user.pk, KEPT), (other.pk, FREE), (other.pk, KEPT), (uuid4(), "no_such_kind")]
    with CaptureQueriesContext(connection) as queries:
        found = delivery_of(pairs)
    assert len(queries) == 1
    ways = [Delivery.OFF, Delivery.AT_ONCE, Delivery.AT_ONCE, Delivery.DIGEST, Delivery.AT_ONCE]
    assert [found[pair] for pair in pairs] == ways
    with CaptureQueriesContext(connection) as queries:
        assert delivery_of([]) == {}
    assert len(queries) == 0


def test_a_choice_that_is_no_longer_offered_does_not_count(user: User) -> None:
    """A kind that became essential comes again to those who had stopped it."""
    make.MailChoiceFactory(user=user, kind=KEPT, delivery="off")
    assert delivery_of([(user.pk, KEPT)]) == {(user.pk, KEPT): Delivery.AT_ONCE}
    assert choices_of(user.pk)[KEPT] == Delivery.AT_ONCE
    assert set(choices_of(user.pk)) == set(registry.kinds)


def test_every_kind_says_what_it_is() -> None:
    """To those who choose, in half a sentence that fits a list; the daily letter is not chosen by itself."""
    silent = [kind.name for kind in registry.kinds.values() if not kind.about and kind.topic != Topic.SITE]
    long = [kind.name for kind in registry.kinds.values() if len(str(kind.about)) > 90]
    assert (silent, long) == ([], [])
