"""That mentors were screened: written down, watched, and told of before it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.kinds import registry
from notifications.models import Notification
from programmes.minors import ScreeningStand, clearances_of, screening_stand
from programmes.models import MentorScreening
from programmes.operations.screenings import record_screening, remove_screening, tend_screenings_due
from tests import factories as make
from tests.factories import NOW
from tests.programmes.minors.test_clearance import DAY, TODAY, mentee_of, mentor_of, young

pytestmark = pytest.mark.django_db


def told() -> list[Any]:
    return sorted(Notification.objects.values_list("recipient", flat=True), key=str)


def test_organisers_hear_thirty_days_before_and_the_contact_when_it_ended() -> None:
    programme = young()
    organiser = make.OrganiserFactory(programme=programme).person
    mentor_of(programme, TODAY + 30 * DAY)
    assert tend_screenings_due(now=NOW - DAY) == 0
    assert tend_screenings_due(now=NOW) == 1
    assert told() == [organiser.user_id]
    assert tend_screenings_due(now=NOW + 30 * DAY) == 0, "its last day counts"
    assert tend_screenings_due(now=NOW + 31 * DAY) == 1
    assert told() == sorted(
        [organiser.user_id, organiser.user_id, programme.safeguarding_contact.user_id], key=str
    )
    assert tend_screenings_due(now=NOW + 60 * DAY) == 0


def test_nothing_due_costs_one_query() -> None:
    mentor_of(young(), TODAY + 31 * DAY)
    with CaptureQueriesContext(connection) as queries:
        assert tend_screenings_due(now=NOW) == 0
    assert len(queries) == 1


@pytest.mark.parametrize("more", [{"state": "closed"}, {}])
def test_of_whom_nobody_is_brought_together_with_nobody_is_told(more: dict[str, Any]) -> None:
    programme = young(**more)
    make.OrganiserFactory(programme=programme)
    mentor_of(programme, TODAY - DAY, **({} if more else {"state": "withdrawn"}))
    assert tend_screenings_due(now=NOW) == 1
    assert not Notification.objects.exists()


def test_a_renewed_one_is_watched_anew_and_its_letter_stays_home() -> None:
    programme = young()
    make.OrganiserFactory(programme=programme)
    today = timezone.now().date()
    mentor = mentor_of(programme, today + 10 * DAY)
    assert tend_screenings_due(now=timezone.now()) == 1
    letter = Notification.objects.get()
    load = registry[letter.kind].load
    assert load(letter) is not None
    record_screening(
        enrolment=mentor, kind="DBS", checked_on=today - DAY, valid_until=today + 900 * DAY, by=None,
        now=timezone.now(),
    )  # fmt: skip
    assert load(letter) is None
    row = MentorScreening.objects.get()
    assert (row.warned_at, row.lapsed_at) == (None, None)
    remove_screening(screening=row, by=None, now=NOW)
    assert not MentorScreening.objects.exists()


@pytest.mark.parametrize(("until", "stand"), [
    (-1, ScreeningStand.ENDED), (0, ScreeningStand.ENDS_SOON), (30, ScreeningStand.ENDS_SOON), (31, ScreeningStand.HOLDS),
])  # fmt: skip
def test_what_a_screening_is_worth(until: int, stand: ScreeningStand) -> None:
    row = MentorScreening(checked_on=TODAY - 90 * DAY, valid_until=TODAY + timedelta(days=until))
    assert screening_stand(row, today=TODAY) == stand
    assert screening_stand(None, today=TODAY) == ScreeningStand.NONE


def test_organisers_write_it_down(client: Client) -> None:
    programme = young()
    mentor = mentor_of(programme, None)
    client.force_login(make.OrganiserFactory(programme=programme).person.user)
    page = f"/admin/organise/{programme.slug}/people/{mentor.pk}/"
    assert "Not screened yet" in client.get(page).text
    today = timezone.now().date()
    late = {"kind": "DBS", "checked_on": today + DAY, "valid_until": today}
    assert client.post(f"{page}screening/", late).status_code == 400
    client.post(f"{page}screening/", {**late, "checked_on": today, "valid_until": today + 365 * DAY})
    assert "Take it back" in client.get(page).text
    assert MentorScreening.objects.get().kind == "DBS"
    assert "counts as not screened" in client.get(f"{page}screening/remove/").text
    client.post(f"{page}screening/remove/")
    assert not MentorScreening.objects.exists()


def test_the_settings_count_them_with_one_query() -> None:
    programme = young()
    for state in ("", "asked", "given", "refused"):
        mentee_of(programme, state)
    for until in (None, TODAY - DAY, TODAY + DAY, TODAY + 99 * DAY):
        mentor_of(programme, until)
    with CaptureQueriesContext(connection) as queries:
        found = clearances_of(programme, now=NOW)
    assert len(queries) == 1
    assert vars(found) == {
        "agreed": 1, "asked": 1, "said_no": 1, "nobody": 1, "screened": 2, "ends_soon": 1, "unscreened": 2,
    }  # fmt: skip
