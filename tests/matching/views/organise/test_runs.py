from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.enums import RunState
from matching.models import MatchRun, ProposedPair
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.views.organise.cohort import Cohort, cohort, organising, people

pytestmark = pytest.mark.django_db


def runs_of(held: Cohort) -> str:
    return f"/admin/organise/{held.programme.slug}/runs/"


# --- the list, and beginning one


def test_a_programme_without_runs_says_what_a_run_is_and_who_would_take_part() -> None:
    programme = people(mentees=2)
    _organiser, client = organising(programme)
    html = client.get(f"/admin/organise/{programme.slug}/runs/").content.decode()
    assert "No run yet" in html
    assert "Mentees who wait</dt><dd>3</dd>" in html
    assert "Start the run" in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mode": "self"}, "People choose each other here"),
        ({"state": "closed"}, "The programme is closed"),
        ({"mentees": 0}, "Nobody waits for a mentor"),
        ({"places": 0}, "No mentor has a place free"),
    ],
)
def test_a_programme_that_cannot_run_says_why_and_starts_none(change: dict[str, Any], said: str) -> None:
    programme = people(mentees=0)
    _organiser, client = organising(programme)
    if "mentees" in change:
        Enrolment.objects.mentees().update(state="withdrawn")
    elif "places" in change:
        Enrolment.objects.mentors().update(accepting=False)
    else:
        type(programme).objects.update(**change)
    url = f"/admin/organise/{programme.slug}/runs/"
    assert said in client.get(url).content.decode()
    assert said in client.post(url, {"minimum_score": "none", "levels": "1"}).content.decode()
    assert not MatchRun.objects.exists()


def test_a_run_begins_with_what_was_chosen_and_from_earlier_decisions() -> None:
    held = cohort()
    mentor = held.mentors[0]
    held.post(f"pairs/0/{mentor}/lock/", revision=0, reason="")
    response = held.client.post(
        runs_of(held), {"minimum_score": "0.3", "levels": "3", "started_from": str(held.run.number)}
    )
    begun = MatchRun.objects.get(number=held.run.number + 1)
    assert response.headers["Location"].endswith(f"/runs/{begun.number}/")
    assert (begun.minimum_score, begun.levels, begun.started_from) == (0.3, 3, held.run)
    assert begun.created_by == held.organiser


def test_nothing_of_another_programme_is_there() -> None:
    held = cohort()
    elsewhere = make.ProgrammeFactory(mode="cohort")
    make.OrganiserFactory(programme=elsewhere, person=held.organiser)
    other = f"/admin/organise/{elsewhere.slug}/runs/{held.run.number}/"
    assert held.client.get(other).status_code == 404
    assert held.client.get(f"{other}pairs/0/0/").status_code == 404
    held.get("pairs/0/99/", status=404)
    held.get("mentees/99/swap/", status=404)


# --- under way


def test_a_run_under_way_says_how_far_it_is_and_asks_again_without_a_script() -> None:
    programme = people(mentees=0)
    _organiser, client = organising(programme)
    started = timezone.now() - timedelta(seconds=3)
    job = make.JobFactory(kind="run", state="running", started_at=started)
    options = {"state": "running", "stage": "fair", "timings": {"snapshot": 1.5, "total": 0.5}}
    run = make.MatchRunFactory(
        programme=programme, number=1, job=job, mentees=5, mentors=4, places=6, **options
    )
    url = f"/admin/organise/{programme.slug}/runs/1/"
    html = client.get(url).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "Look again" in html
    assert "You may leave this page" in html
    assert 'aria-current="step"><b>Fairest</b>' in html
    assert "1.5 seconds" in html
    part = client.get(f"{url}?part=progress", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    client.post(f"{url}cancel/")
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    html = client.get(url).content.decode()
    assert "was stopped" in html
    assert "Run it again" in html
    assert "refresh" not in html.partition("</head>")[0]
    assert client.get(f"{url}?part=progress", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_run_that_failed_says_why() -> None:
    programme = people(mentees=0)
    _organiser, client = organising(programme)
    job = make.JobFactory(kind="run", state="failed", failure="Its worker ended 3 times in the middle of it.")
    make.MatchRunFactory(programme=programme, number=1, job=job, state="failed")
    html = client.get(f"/admin/organise/{programme.slug}/runs/1/").content.decode()
    assert "Its worker ended 3 times" in html
    assert "Run it again" in html


# --- the result


def test_the_result_shows_three_aims_and_the_pairs_of_the_chosen_one() -> None:
    held = cohort()
    html = held.get()
    assert html.count('name="aim"') == 3
    for name in ("Highest total fit", "Fairest", "Stable", "Average fit", "Would both rather swap"):
        assert name in html
    assert "Alice Adeyemi" in html
    assert html.count("data-row") == sum(mentor >= 0 for mentor in held.mentors)
    held.post("aim/", aim="total")
    held.run.refresh_from_db()
    assert held.run.aim == "total"


def test_the_table_is_narrowed_ordered_and_searched() -> None:
    held = cohort(mentees=5, mentors=6)
    mentor = held.mentors[0]
    held.post(f"pairs/0/{mentor}/lock/", revision=0)
    assert held.get("?show=locked").count("data-row") == 1
    assert held.get("?q=alice").count("data-row") == 1
    assert "No pair is like that" in held.get("?q=nobody+at+all")
    by_name = held.get("?sort=mentee").partition("data-row")[2]  # above it stands who was locked
    assert by_name.index("Alice Adeyemi") < by_name.index("Mentee 00") < by_name.index("Mentee 04")
    ProposedPair.objects.filter(run=held.run).update(score=0.2)
    assert "Low fit" in held.get("?show=low") or "Lowest fit" in held.get("?show=low")


def test_the_page_costs_the_same_whatever_the_number_of_pairs() -> None:
    counts = []
    held = cohort(mentees=0, mentors=6)
    for _round in range(2):
        held.get()
        with CaptureQueriesContext(connection) as queries:
            held.get()
        counts.append(len(queries))
        for number in range(5):
            person = make.PersonFactory(name=f"Other {number}", languages=["en"], availability=[36, 37])
            make.MenteeFactory(programme=held.programme, person=person)

        held.run = finished_run(held.programme, now=timezone.now())
    # The second run has one before it to compare with: its number is asked for either way.
    assert counts[0] == counts[1]
    assert counts[0] <= 40


def test_what_to_look_at_is_computed_from_the_rows_of_today() -> None:
    held = cohort(mentees=2, mentors=4)
    mentor = held.mentors[0]
    assert "left the programme" not in held.get()
    ids = list(ProposedPair.objects.filter(run=held.run, mentee_place=0, mentor_place=mentor))
    Enrolment.objects.filter(pk=ids[0].mentor_id).update(state="withdrawn")
    make.AuditEventFactory(
        at=timezone.now() + timedelta(minutes=1),
        object_kind="accounts.person",
        object_id=str(ids[0].mentee.person_id),
        action="person.change",
        fields=["availability"],
    )
    make.MenteeFactory(programme=held.programme, submitted_at=timezone.now() + timedelta(minutes=1))
    html = held.get()
    assert "One person of these pairs has left the programme" in html
    assert "One person changed their hours" in html
    assert "One person joined" in html
    assert "Nothing can be published while that is so" in held.get("publish/")


def test_the_lists_beside_the_pairs() -> None:
    held = cohort(mentees=14, mentors=1)
    assert any(mentor < 0 for mentor in held.mentors)
    html = held.get("unmatched/")
    assert "without a mentor" in html
    assert "Choose a mentor" in html
    assert "Every place is taken" in held.get("places/") or "Free" in held.get("places/")
    assert "Nothing decided yet" in held.get("decisions/")


def test_two_runs_stand_side_by_side() -> None:
    held = cohort()
    assert "Nothing to compare with yet" in held.get("compare/")

    held.run = finished_run(held.programme, now=timezone.now())
    assert "Both come to the same pairs" in held.get("compare/")
    mentor = held.mentors[0]
    held.post(f"pairs/0/{mentor}/forbid/", revision=0)
    html = held.get("compare/?with=1")
    assert "Who has another mentor" in html
    assert "Alice Adeyemi" in html or "Mentee" in html


def test_the_proposals_are_a_file_without_formulas() -> None:
    programme = people(mentees=0, mentors=0)
    _organiser, client = organising(programme)
    type(programme.enrolments.mentees().get().person).objects.filter(name="Alice Adeyemi").update(name="=1+1")

    run = finished_run(programme, now=timezone.now())
    response = client.get(f"/admin/organise/{programme.slug}/runs/{run.number}/pairs.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Mentee,Mentor,Fit")
    assert lines[1].startswith("'=1+1,Bob Baptiste,")
