from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from notifications.models import RefusedAddress
from notifications.operations.addresses import lift, refuse
from notifications.queries.addresses import refused
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_an_address_is_refused_in_small_letters_and_what_was_said_last_stands() -> None:
    refuse("Bo@Example.org", code=550, reason="5.1.1 unknown", now=NOW)
    refuse("bo@example.ORG", code=551, reason="x" * 300, now=NOW + timedelta(days=1))
    row = RefusedAddress.objects.get()
    assert (row.address, row.code, row.reason) == ("bo@example.org", 551, "x" * 200)
    assert row.refused_at == NOW + timedelta(days=1)


def test_many_are_asked_about_in_one_query(django_assert_num_queries: Any) -> None:
    for name in "abc":
        refuse(f"{name}@example.org", code=550, reason="gone", now=NOW)
    with django_assert_num_queries(1):
        assert refused(["A@example.org", "b@example.org", "d@example.org"]) == {
            "a@example.org",
            "b@example.org",
        }
    with django_assert_num_queries(0):
        assert refused([]) == set()


def test_a_refusal_is_lifted_unless_it_came_later() -> None:
    refuse("bo@example.org", code=550, reason="gone", now=NOW)
    assert lift("bo@example.org", now=NOW - timedelta(minutes=1)) == 0
    assert lift("Bo@example.org", now=NOW) == 1
    assert lift("bo@example.org", now=NOW) == 0
