"""Whose requests and mentorships, found by the enrolments of a person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q

from matching.models import Mentorship, Request
from matching.models.sides import of_either_side
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_it_finds_the_rows_of_both_sides_and_no_other() -> None:
    both = make.PersonFactory()
    asks = make.RequestFactory(mentee__person=both)
    is_asked = make.RequestFactory(mentor__person=both)
    make.RequestFactory()
    helped = make.MentorshipFactory(mentee__person=both)
    helps = make.MentorshipFactory(mentor__person=both)
    make.MentorshipFactory()
    assert set(Request.objects.filter(of_either_side(both))) == {asks, is_asked}
    assert set(Mentorship.objects.filter(of_either_side(both))) == {helped, helps}
    for person in (both, asks.mentor.person, helps.mentee.person, make.PersonFactory()):
        by_joins = Q(mentee__person=person) | Q(mentor__person=person)
        assert set(Mentorship.objects.filter(of_either_side(person))) == set(
            Mentorship.objects.filter(by_joins)
        )
        assert set(Request.objects.filter(of_either_side(person))) == set(Request.objects.filter(by_joins))


def plan(person: object) -> str:
    """How PostgreSQL would find them on a table of any size: by its indexes, wherever these can serve."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return str(Mentorship.objects.of(person).explain())  # type: ignore[arg-type]


def test_the_indexes_of_both_columns_serve() -> None:
    shown = plan(make.PersonFactory())
    assert "BitmapOr" in shown, shown
    assert "Join Filter" not in shown, shown
