from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from accounts.models import AuditReason
from journeys.models import CheckIn
from matching.enums import RunState
from matching.kept_runs import opened
from matching.models import MatchRun, Mentorship, RunDecision
from matching.operations.publishing import claim_publishing, work_publishing
from notifications.models import Notification
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.views.organise.cohort import Cohort, cohort

pytestmark = pytest.mark.django_db


def publish_now(held: Cohort) -> None:
    """Presses Publish, and does the worker's part."""
    held.run.refresh_from_db()
    held.post("publish/", revision=held.run.revision, aim=held.run.aim, looked="on")
    held.run.refresh_from_db()
    assert held.run.publishing_id is not None
    claimed = claim_publishing(job_id=held.run.publishing_id, now=timezone.now())
    assert claimed is not None
    work_publishing(run=claimed)
    held.run.refresh_from_db()


def test_a_pair_is_locked_by_one_press_and_released_again() -> None:
    held = cohort()
    before = held.mentors
    back = held.url("?show=warnings")
    response = held.post(f"pairs/0/{before[0]}/lock/", revision=0, next=back)
    assert response.headers["Location"] == f"{back}#pairs"
    decision = RunDecision.objects.get(run=held.run)
    assert (decision.kind, decision.mentee_place, decision.made_by) == ("lock", 0, held.organiser)
    assert held.mentors == before
    html = held.get()
    assert "Last change" in html
    assert 'aria-pressed="true"' in html
    held.post(f"decisions/{decision.pk}/undo/", revision=1)
    decision.refresh_from_db()
    assert decision.undone_by == held.organiser


def test_forbidding_shows_what_it_costs_first_and_can_be_undone() -> None:
    held = cohort()
    before = held.mentors
    html = held.get(f"pairs/0/{before[0]}/forbid/")
    for words in ("What it costs", "Average fit", "Lowest fit", "It touches", "Forbid this pair"):
        assert words in html
    assert not RunDecision.objects.exists()
    held.post(f"pairs/0/{before[0]}/forbid/", revision=0, reason="They quarrelled in May.")
    assert held.mentors[0] != before[0]
    assert AuditReason.objects.get().text == "They quarrelled in May."
    html = held.get("decisions/")
    assert "They quarrelled in May." in html
    assert "Olga Organiser" in html
    held.post("decisions/undo/", revision=1)
    assert held.mentors == before


def test_two_mentees_swap_and_nobody_else_has_to() -> None:
    held = cohort(mentees=3, mentors=6)
    before = held.mentors
    other = next(place for place in (1, 2, 3) if before[place] not in (before[0], -1))
    choices = held.get("mentees/0/swap/")
    assert "See what it costs" in choices
    html = held.get(f"mentees/0/swap/?other={other}")
    assert "Swap the two" in html
    held.post("mentees/0/swap/", revision=0, other=other, reason="")
    assert (held.mentors[0], held.mentors[other]) == (before[other], before[0])
    assert RunDecision.objects.filter(run=held.run, kind="lock", undone_at=None).count() == 2


def test_a_mentor_is_chosen_by_hand_from_the_best_or_by_name() -> None:
    held = cohort(mentees=1, mentors=5)
    best = held.get("mentees/0/mentor/")
    assert "Mentors who fit" in best
    assert "Mentors of that name" in held.get("mentees/0/mentor/?q=mentor")
    assert "No mentor of that name" in held.get("mentees/0/mentor/?q=zzz")
    other = int(best.partition("?other=")[2].partition("&")[0])
    assert other != held.mentors[0]
    assert "Match these two" in held.get(f"mentees/0/mentor/?other={other}")
    held.post("mentees/0/mentor/", revision=0, other=other, reason="")
    assert held.mentors[0] == other


def test_who_decides_too_late_is_told_what_was_decided() -> None:
    held = cohort()
    mentor = held.mentors[0]
    held.post(f"pairs/0/{mentor}/lock/", revision=0)
    response = held.post(f"pairs/0/{mentor}/forbid/", revision=0, reason="I saw it otherwise.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody decided meanwhile" in html
    assert "Olga Organiser" in html
    assert "I saw it otherwise." in html
    assert held.post("decisions/undo/", revision=0).status_code == 409


def test_what_cannot_be_decided_is_said_in_the_form() -> None:
    held = cohort()
    mentor = held.mentors[0]
    held.post(f"pairs/0/{mentor}/lock/", revision=0)
    response = held.post(f"pairs/0/{mentor}/lock/", revision=1)
    assert response.status_code == 200
    assert "That is decided already." in response.content.decode()


def test_any_two_people_are_explained_and_private_things_are_not() -> None:
    held = cohort()
    mentor = held.mentors[0]
    html = held.get(f"pairs/0/{mentor}/")
    assert html.count(" reads</h2>") == 2
    assert "of 100" in html
    other = next(place for place in range(held.run.mentors) if place != mentor)
    assert "Why not " in held.get(f"why-not/?mentee=0&mentor={other}")
    assert "Error: " in held.get("why-not/?mentee=0&mentor=99")


def test_a_block_is_never_named() -> None:
    held = cohort()
    alice = held.programme.enrolments.mentees().get(person__name="Alice Adeyemi")
    bob = held.programme.enrolments.mentors().get(person__name="Bob Baptiste")
    make.BlockFactory(blocker=alice.person, blocked=bob.person)
    held.run = finished_run(held.programme, now=timezone.now())
    kept = opened(held.run)
    places = kept.mentee_ids.index(alice.pk), kept.mentor_ids.index(bob.pk)
    html = held.get("why-not/?mentee={}&mentor={}".format(*places))
    assert "not listed for each other" in html
    assert "block" not in html.lower()


def test_publishing_says_what_happens_and_is_taken_back_as_a_whole() -> None:
    held = cohort()
    html = held.get("publish/")
    for words in ("mentorships begin, all in one step", "e-mails go out", "You can take it all back until"):
        assert words in html
    publish_now(held)
    assert held.run.state == RunState.PUBLISHED
    pairs = Mentorship.objects.filter(run=held.run)
    assert pairs.count() == sum(mentor >= 0 for mentor in held.mentors)
    html = held.get()
    assert "Take it all back" in html
    assert "Lock" not in html.partition("Pairs to review")[2].partition("</table>")[0].replace("Locked", "")
    assert held.get("take-back/").count("button--danger") == 1
    held.post("take-back/")
    assert MatchRun.objects.get(pk=held.run.pk).state == RunState.READY
    assert not pairs.filter(state="active").exists()
    assert Notification.objects.exists()


def test_what_has_met_is_not_taken_back() -> None:
    held = cohort()
    publish_now(held)
    pair = Mentorship.objects.filter(run=held.run)[0]
    CheckIn.objects.filter(mentorship=pair).delete()
    make.CheckInFactory(mentorship=pair, number=1, state="answered", answered_at=timezone.now(), met=True)
    assert "cannot be taken back any more" in held.get("take-back/")
    assert held.post("take-back/").status_code == 409
    held.run.refresh_from_db()
    assert held.run.state == RunState.PUBLISHED


def test_after_its_time_nothing_is_taken_back() -> None:
    held = cohort()
    publish_now(held)
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(hours=100)):
        assert "cannot be taken back any more" in held.get("take-back/")


def test_a_publishing_that_came_to_nothing_says_why_on_the_run() -> None:
    held = cohort()
    job = make.JobFactory(kind="publishing", state="failed", failure="Nothing was published: run it again.")
    MatchRun.objects.filter(pk=held.run.pk).update(publishing=job)
    html = held.get()
    assert "The pairs were not published" in html
    assert "Nothing was published: run it again." in html


def test_a_run_is_put_aside_and_fetched_back() -> None:
    held = cohort()
    held.post("aside/")
    html = held.get()
    assert "put aside" in html
    assert "Fetch it back" in html
    assert held.post(f"pairs/0/{held.mentors[0]}/lock/", revision=0).status_code == 409
    held.post("aside/")
    held.run.refresh_from_db()
    assert held.run.state == RunState.READY
