from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, AuditReason
from matching.enums import DecisionKind, RunAim
from matching.kept_runs import KeptRun, opened
from matching.models import MatchRun, ProposedPair, Solution
from matching.operations import run_decisions, runs
from matching.operations.run_decisions import CannotDecide, Change, Effect, StaleRun
from programmes.enums import EnrolmentState
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.worlds import more_mentors, world

pytestmark = pytest.mark.django_db

LOCK, FORBID = DecisionKind.LOCK, DecisionKind.FORBID


@pytest.fixture
def run() -> MatchRun:
    """Six mentees, of whom alice is one, and seven mentors, of whom bob has one place."""
    made = world(mode="cohort")
    more_mentors(made, 6)
    for number in range(5):
        make.MenteeFactory(
            programme=made.programme, topics=["leading"] if number % 2 else ["confidence", "leading"]
        )
    Enrolment.objects.filter(pk=made.bob.pk).update(capacity=1)
    return finished_run(made.programme)


def kept(run: MatchRun) -> tuple[KeptRun, int, int]:
    """The run opened, and the places of alice and bob."""
    found = opened(run)
    alice, bob = (Enrolment.objects.get(person__name__startswith=name).pk for name in ("Alice", "Bob"))
    return found, found.mentee_ids.index(alice), found.mentor_ids.index(bob)


def mentors(run: MatchRun) -> list[int]:
    return list(run_decisions.solution_of(run).mentors)


def decide(run: MatchRun, *changes: Change, reason: str = "", **more: Any) -> Effect:
    return run_decisions.decide(
        run=run,
        changes=changes,
        reason=reason,
        revision=more.pop("revision", run.revision),
        by=more.pop("by", None),
        now=timezone.now(),
    )


def undo(run: MatchRun) -> Effect | None:
    return run_decisions.undo(run=run, revision=run.revision, by=None, now=timezone.now())


def standing(run: MatchRun) -> set[tuple[str, int, int]]:
    return {
        (one.kind, one.mentee_place, one.mentor_place) for one in run.decisions.filter(undone_at__isnull=True)
    }


def test_a_lock_is_previewed_made_and_kept_around_exactly(run: MatchRun) -> None:
    _found, _alice, bob = kept(run)
    before = mentors(run)
    mentee = next(place for place, mentor in enumerate(before) if mentor != bob)
    change = Change(LOCK, mentee, bob)
    looked = run_decisions.preview(run=run, changes=[change], now=make.NOW)
    assert (run.decisions.count(), run.solutions.count(), MatchRun.objects.get().revision) == (0, 3, 0)
    organiser = make.PersonFactory()
    done = decide(run, change, reason="They know each other’s town.", by=organiser)
    assert done == looked
    after = mentors(run)
    assert after[mentee] == bob
    assert (run.revision, standing(run)) == (1, {("lock", mentee, bob)})
    assert set(done.appeared) == {
        (place, mentor) for place, mentor in enumerate(after) if mentor >= 0 and mentor != before[place]
    }
    assert set(done.vanished) == {
        (place, mentor) for place, mentor in enumerate(before) if mentor >= 0 and mentor != after[place]
    }
    assert (done.before.total, done.after.total) == (
        Solution.objects.get(run=run, aim="fair", revision=0).total,
        Solution.objects.get(run=run, aim="fair", revision=1).total,
    )
    # The pairs that are new can be explained as well.
    assert ProposedPair.objects.filter(run=run, mentee_place=mentee, mentor_place=bob).exists()
    decision = run.decisions.get()
    event = AuditEvent.objects.get(action="run.lock")
    assert (event.actor_id, event.object_id) == (organiser.pk, str(decision.pk))
    assert AuditReason.objects.get(event_id=event.pk).text == "They know each other’s town."
    assert (decision.mentor_id, decision.made_by) == (opened(run).mentor_ids[bob], organiser)


def test_a_forbidden_pair_is_parted_and_undoing_brings_it_back(run: MatchRun) -> None:
    before = mentors(run)
    pair = next((place, mentor) for place, mentor in enumerate(before) if mentor >= 0)
    effect = decide(run, Change(FORBID, *pair))
    assert mentors(run)[pair[0]] != pair[1]
    assert pair in effect.vanished
    back = undo(run)
    assert back is not None
    assert pair in back.appeared
    assert (mentors(run), run.revision, standing(run)) == (before, 2, set())
    assert undo(run) is None
    assert AuditEvent.objects.filter(action="run.undo").count() == 1


def test_a_swap_is_two_locks_made_and_undone_together(run: MatchRun) -> None:
    before = mentors(run)
    one = 0
    other = next(place for place, mentor in enumerate(before) if mentor >= 0 and mentor != before[one])
    changes = run_decisions.swap(run, one, other)
    decide(run, *changes)
    after = mentors(run)
    assert (after[one], after[other]) == (before[other], before[one])
    assert len(standing(run)) == 2
    undo(run)
    assert (mentors(run), standing(run)) == (before, set())
    with pytest.raises(CannotDecide, match="not the same one"):
        run_decisions.swap(run, one, one)


def test_a_new_lock_of_a_mentee_replaces_the_older_one_until_it_is_undone(run: MatchRun) -> None:
    found, alice, bob = kept(run)
    other = next(
        place for place, left in enumerate(found.problem.capacity_left.tolist()) if place != bob and left
    )
    decide(run, Change(LOCK, alice, bob))
    decide(run, Change(LOCK, alice, other))
    assert standing(run) == {("lock", alice, other)}
    # A forbid of the locked pair releases it.
    decide(run, Change(FORBID, alice, other))
    assert standing(run) == {("forbid", alice, other)}
    # And a lock of what was forbidden allows it again.
    decide(run, Change(LOCK, alice, other))
    assert standing(run) == {("lock", alice, other)}
    seen = []
    while undo(run) is not None:
        seen.append(standing(run))
    assert seen == [{("forbid", alice, other)}, {("lock", alice, other)}, {("lock", alice, bob)}, set()]


def test_one_decision_is_released_and_the_others_stand(run: MatchRun) -> None:
    found, alice, bob = kept(run)
    decide(run, Change(LOCK, alice, bob))
    mentee = (alice + 1) % len(found.mentee_ids)
    decide(run, Change(FORBID, mentee, bob))
    lock = run.decisions.get(kind=LOCK)
    run_decisions.release(run=run, decision=lock, revision=2, by=None, now=timezone.now(), reason="No need")
    assert (standing(run), run.revision) == ({("forbid", mentee, bob)}, 3)
    with pytest.raises(StaleRun):
        run_decisions.release(run=run, decision=lock, revision=3, by=None, now=timezone.now())


def test_of_two_who_decide_at_once_one_is_told_to_look_again(run: MatchRun) -> None:
    _found, alice, bob = kept(run)
    other = MatchRun.objects.select_related("programme").get(pk=run.pk)
    decide(run, Change(FORBID, alice, bob))
    with pytest.raises(StaleRun):
        decide(run, Change(FORBID, alice, bob + 1 if bob == 0 else 0), revision=0)
    with pytest.raises(StaleRun):  # this one was read before the first decided
        decide(other, Change(LOCK, alice, bob), revision=0)
    assert run.decisions.count() == 1
    runs.discard_run(run=run, by=None, now=make.NOW)
    with pytest.raises(StaleRun):
        decide(run, Change(LOCK, alice, bob))


def test_what_no_solution_could_keep_is_refused_in_words(run: MatchRun) -> None:
    found, alice, bob = kept(run)
    others = [place for place in range(len(found.mentee_ids)) if place != alice]
    free = [
        place for place, left in enumerate(found.problem.capacity_left.tolist()) if place != bob and left > 0
    ]

    def refused(words: str, *changes: Change) -> None:
        with pytest.raises(CannotDecide, match=words):
            run_decisions.preview(run=run, changes=changes, now=make.NOW)

    refused("nothing to decide")
    refused("not in this run", Change(LOCK, 99, 0))
    refused("only once", Change(LOCK, alice, bob), Change(FORBID, alice, bob))
    refused("one mentor only", Change(LOCK, alice, bob), Change(LOCK, alice, free[0]))
    refused("has 1 place in this run", Change(LOCK, alice, bob), Change(LOCK, others[0], bob))
    decide(run, Change(LOCK, alice, bob))
    refused("decided already", Change(LOCK, alice, bob))
    refused("Bob Baptiste has 1 place", Change(LOCK, others[0], bob))
    Enrolment.objects.filter(pk=found.mentee_ids[others[0]]).update(state=EnrolmentState.WITHDRAWN)
    refused("no longer takes part", Change(LOCK, others[0], free[0]))
    assert run.decisions.count() == 1


def test_people_of_whom_one_wants_nothing_to_do_with_the_other_are_not_brought_together() -> None:
    made = world(mode="cohort")
    more_mentors(made, 3)
    make.BlockFactory(blocker=made.bob.person, blocked=made.alice.person)
    run = finished_run(made.programme)
    _found, alice, bob = kept(run)
    with pytest.raises(CannotDecide, match=r"^These two cannot be brought together\.$"):
        decide(run, Change(LOCK, alice, bob))
    decide(run, Change(FORBID, alice, bob))  # which they are anyway


def test_a_rule_can_be_overruled_by_hand() -> None:
    made = world(mode="cohort")
    more_mentors(made, 3)
    make.CriterionFactory(
        programme=made.programme, key="apart", kind="language", use="rule", mentee_field="languages"
    )
    made.bob.person.languages = ["de"]
    made.bob.person.save()
    run = finished_run(made.programme)
    _found, alice, bob = kept(run)
    assert mentors(run)[alice] != bob
    decide(run, *run_decisions.place(run, alice, bob))
    assert mentors(run)[alice] == bob
    assert not ProposedPair.objects.get(run=run, mentee_place=alice, mentor_place=bob).eligible


def test_the_other_aims_are_solved_when_they_are_asked_for(run: MatchRun) -> None:
    _found, alice, bob = kept(run)
    decide(run, Change(LOCK, alice, bob))
    assert set(run.solutions.filter(revision=1).values_list("aim", flat=True)) == {"fair"}
    solution = runs.set_aim(run=run, aim=RunAim.STABLE, by=None, now=make.NOW)
    assert (solution.revision, solution.mentors[alice]) == (1, bob)
    assert mentors(run) == solution.mentors
    pairs = {(place, mentor) for place, mentor in enumerate(solution.mentors) if mentor >= 0}
    assert pairs <= set(ProposedPair.objects.filter(run=run).values_list("mentee_place", "mentor_place"))
