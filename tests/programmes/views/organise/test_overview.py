"""The overview and the report of a programme: figures that add up, nothing about fewer than five, a fixed cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journeys.queries.figures import check_ins_panel
from matching.models import Mentorship
from matching.queries.figures import answers_panel, quality_panel
from programmes.figures import funnel_panel, places_panel
from programmes.models import Organiser, Programme
from programmes.organising.figures import Measured
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def pair(programme: Programme, **more: Any) -> Mentorship:
    made: Mentorship = make.MentorshipFactory(
        programme=programme, mentee__programme=programme, started_at=timezone.now() - 40 * DAY, **more
    )
    return made


def busy(name: str, pairs: int = 6, **more: Any) -> Organiser:
    """The organiser of a programme in which everything happened."""
    now = timezone.now()
    organiser: Organiser = make.OrganiserFactory(
        programme__name=name, programme__state="running", person__user__is_staff=True, **more
    )
    for number in range(pairs):
        one = pair(organiser.programme, score=0.5 + number / 20)
        fill(one, now)
    return organiser


def fill(one: Mentorship, now: Any) -> None:
    for number, side in enumerate((one.mentee.person, one.mentor.person), start=1):
        times = {"due_at": now - 10 * DAY, "answered_at": now - 9 * DAY}
        make.CheckInFactory(mentorship=one, person=side, number=number, state="answered", met=True, **times)
    make.CheckInFactory(mentorship=one, number=9, state="missed", due_at=now - 2 * DAY)
    sent = {"sent_at": now - 30 * DAY, "remind_at": now, "expires_at": now, "closed_at": now}
    make.RequestFactory(
        mentee=one.mentee, mentor=one.mentor, slot=1, state="accepted", answered_at=now - 28 * DAY, **sent
    )


def client_of(organiser: Organiser) -> Client:
    client = Client()
    client.force_login(organiser.person.user)
    return client


def read(organiser: Organiser, name: str = "organise", query: str = "") -> str:
    answer = client_of(organiser).get(reverse(f"programmes:{name}", args=[organiser.programme.slug]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def figures(panel: Any, programme: Programme) -> dict[str, str]:
    measured: Measured = panel(programme, timezone.now())["measured"]
    return {figure.key: figure.value for figure in measured.figures}


# --- figures


def test_the_funnel_counts_mentees_step_by_step() -> None:
    programme = make.ProgrammeFactory()
    make.MenteeFactory(programme=programme, state="applied", decided_at=None)
    make.MenteeFactory(programme=programme)
    left = make.MenteeFactory(programme=programme, state="withdrawn")
    make.EnrolmentEventFactory(enrolment=left, to_state="approved")
    now = timezone.now()
    met = pair(programme)
    make.CheckInFactory(mentorship=met, state="answered", met=True, answered_at=now, due_at=now)
    done = pair(programme, state="completed", closed_at=now, end_reason="finished")
    make.CheckInFactory(mentorship=done, state="answered", met=False, answered_at=now, due_at=now)
    pair(programme, state="ended", closed_at=now, end_reason="taken_back")
    assert figures(funnel_panel, programme) == {
        "applied": "6",
        "enrolled": "5",
        "matched": "2",
        "first_meeting": "1",
        "active": "1",
        "completed": "1",
    }


def test_the_quality_of_fewer_than_five_pairs_is_nobodys_business() -> None:
    programme = make.ProgrammeFactory()
    assert "No pairs yet" in quality_panel(programme, timezone.now())["measured"].empty
    for number in range(4):
        pair(programme, score=0.6 + number / 10)
    few = quality_panel(programme, timezone.now())["measured"]
    assert (few.figures, few.chart) == ((), None)
    assert "from five on" in few.empty
    pair(programme, score=1.0)
    pair(programme)  # imported, without a score
    measured = quality_panel(programme, timezone.now())["measured"]
    assert figures(quality_panel, programme) == {
        "pairs": "6",
        "median": "80",
        "lowest": "60",
        "highest": "100",
    }
    assert measured.figures[0].note == "5 with a score"
    assert measured.chart is not None
    assert measured.chart.rows[-4:] == (("60s", ("1",)), ("70s", ("1",)), ("80s", ("1",)), ("90s", ("2",)))


def test_check_ins_say_whether_people_met_and_leave_small_weeks_out() -> None:
    organiser = busy("Spring")
    assert figures(check_ins_panel, organiser.programme) == {
        "asked": "18",
        "answered": "12",
        "missed": "6",
        "met": "100%",
    }
    (week,) = {value for _label, values in _chart(organiser).rows for value in values}
    assert week == "100"
    small = busy("Autumn", pairs=2)
    assert check_ins_panel(small.programme, timezone.now())["measured"].figures == ()


def _chart(organiser: Organiser) -> Any:
    return check_ins_panel(organiser.programme, timezone.now())["measured"].chart


def test_answers_are_measured_from_five_requests_on() -> None:
    programme, now = make.ProgrammeFactory(), timezone.now()

    def request(state: str, hours: int | None) -> None:
        sent = now - 30 * DAY
        answered = None if hours is None else sent + timedelta(hours=hours)
        make.RequestFactory(
            mentee__programme=programme,
            state=state,
            sent_at=sent,
            answered_at=answered,
            closed_at=now,
            remind_at=now,
            expires_at=now,
        )

    for hours in (6, 30, 80, 200):
        request("accepted" if hours < 50 else "declined", hours)
    assert answers_panel(programme, now)["measured"].figures == ()  # type: ignore[index]
    request("declined", 400)
    request("expired", None)
    assert figures(answers_panel, programme) == {
        "sent": "6",
        "median": "3.3 days",
        "in_time": "83%",
        "accepted": "40%",
    }
    chart = answers_panel(programme, now)["measured"].chart  # type: ignore[index]
    assert [values[0] for _label, values in chart.rows] == ["1", "1", "1", "1", "1", "1"]
    assert answers_panel(make.ProgrammeFactory(mode="cohort"), now) is None


def test_places_are_set_against_those_who_wait() -> None:
    programme = make.ProgrammeFactory()
    make.MentorFactory(programme=programme, capacity=2, active_mentorships=1)
    make.MenteeFactory.create_batch(3, programme=programme)
    make.MenteeFactory(programme=programme, state="waitlisted")
    assert figures(places_panel, programme) == {
        "places": "2",
        "taken": "1",
        "free": "1",
        "waiting": "3",
        "listed": "1",
    }
    assert places_panel(programme, timezone.now())["measured"].chart.caption.startswith("2 places too few")


# --- pages


def test_an_empty_programme_says_what_will_be_here() -> None:
    organiser = make.OrganiserFactory(programme__state="running", person__user__is_staff=True)
    html = read(organiser)
    assert "Nobody has joined yet." in html
    assert "No pairs yet." in html
    assert "Compare with" not in html


def test_the_next_step_goes_by_the_state() -> None:
    organiser = make.OrganiserFactory(programme__state="running", person__user__is_staff=True)
    slug = organiser.programme.slug
    assert reverse("journeys:organise_help", args=[slug]) + '">See who needs help' in read(organiser)
    make.MenteeFactory(
        programme=organiser.programme, state="applied", decided_at=None, submitted_at=timezone.now()
    )
    assert "Answer the applications" in read(organiser)
    Programme.objects.update(state="closed")
    assert "Read the report" in read(organiser)
    Programme.objects.update(state="draft")
    assert "Go on with the checklist" in read(organiser)


def test_it_is_compared_with_an_earlier_programme_that_one_organises() -> None:
    organiser = busy("Spring", programme__mode="both")
    mine = {"organisation": organiser.programme.organisation, "state": "closed", "mode": "both"}
    long_ago = organiser.programme.created_at - 300 * DAY
    before = make.ProgrammeFactory(name="Autumn", slug="autumn", created_at=long_ago, **mine)
    foreign = make.ProgrammeFactory(name="Foreign", slug="foreign", created_at=long_ago, **mine)
    make.OrganiserFactory(programme=before, person=organiser.person)
    for _number in range(5):
        pair(before, score=0.9)
    html = read(organiser)
    assert "“Earlier” is Autumn." in html
    assert ">90<" in html
    assert foreign.name not in html
    assert "“Earlier”" not in read(organiser, query="?with=")
    assert "“Earlier”" not in read(organiser, query="?with=foreign")
    assert "“Earlier” is Autumn" in read(organiser, "organise_report", "?with=autumn")


def test_the_report_bears_its_date_and_the_same_figures() -> None:
    organiser = busy("Spring")
    html = read(organiser, "organise_report")
    assert "Spring: report" in html
    assert "as of" in html
    for title in (
        "The way of the mentees",
        "How well pairs fit",
        "Check-ins",
        "Answers to requests",
        "Places",
    ):
        assert f">{title}</h2>" in html
    assert "Before it opens" not in html


@pytest.mark.parametrize("name", ["organise", "organise_report"])
def test_the_number_of_queries_does_not_grow(name: str) -> None:
    organiser = busy("Spring", pairs=5)
    before = make.ProgrammeFactory(
        organisation=organiser.programme.organisation,
        state="closed",
        created_at=organiser.programme.created_at - 300 * DAY,
    )
    make.OrganiserFactory(programme=before, person=organiser.person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            read(organiser, name)
        return len(seen)

    first = queries()
    for programme in (before, organiser.programme):
        for _number in range(5):
            fill(pair(programme, score=0.7), timezone.now())
    assert queries() == first
