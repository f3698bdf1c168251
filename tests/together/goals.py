"""What the world has of goals, things to do and self-assessments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Action, Milestone, PairGoal
from tests import factories as make
from tests.together.scene import Scene

# Alice's alone: on no page of anybody else may these words stand.
SECRET_GOAL = "Find out whether I want to leave"
SECRET_ACTION = "Write to the recruiter"
SECRET_WORDS = (SECRET_GOAL, SECRET_ACTION, "Talked to my sister", "Read three adverts")


@dataclass(frozen=True)
class Things:
    """A shared goal of Alice and Bob with a milestone and something that Bob does; one that was reached; one of Alice's own
    with something that she does; and how she saw her skills."""

    goal: PairGoal
    reached: PairGoal
    dropped: PairGoal
    secret: PairGoal
    milestone: Milestone
    secret_milestone: Milestone
    action: Action
    mine: Action
    secret_action: Action


def build(scene: Scene) -> Things:
    now, alice, bob = scene.now, scene.alice.person, scene.bob.person
    then, week = now - timedelta(days=30), timedelta(days=7)
    pair = {"mentorship": scene.pair, "created_at": then, "changed_at": then, "created_by": alice}
    goal = make.PairGoalFactory(
        **pair, measure="Nobody needs the slides.", due_on=(now + week).date(), progress=40
    )
    goal.skills.add(scene.skill)
    reached = make.PairGoalFactory(
        **pair,
        text="Run the Monday meeting by myself",
        state="reached",
        progress=100,
        closed_at=now - week,
        closed_by=alice,
    )
    dropped = make.PairGoalFactory(
        **pair,
        text="Learn to juggle",
        state="dropped",
        closed_at=now - week,
        closed_by=bob,
        drop_reason="Something else comes first",
    )
    secret = make.PairGoalFactory(**pair, text=SECRET_GOAL, private=True, due_on=(now + week).date())
    for one in (goal, reached, dropped, secret):
        make.PairGoalEventFactory(goal=one, at=then, by=alice)
    make.PairGoalEventFactory(goal=reached, at=now - week, by=alice, from_state="open", to_state="reached")
    make.PairGoalEventFactory(goal=dropped, at=now - week, by=bob, from_state="open", to_state="dropped")
    make.GoalUpdateFactory(goal=goal, at=now - week, by=alice)
    make.GoalUpdateFactory(goal=secret, at=now - week, by=alice, note="Talked to my sister", progress=10)
    steps = {"created_at": then}
    milestone = make.MilestoneFactory(goal=goal, position=1, due_on=(now + week).date(), **steps)
    make.MilestoneFactory(
        goal=goal, text="Rehearse with Bob", position=2, done_at=now - week, done_by=alice, **steps
    )
    secret_milestone = make.MilestoneFactory(goal=secret, text="Read three adverts", position=1, **steps)
    action = make.ActionFactory(
        mentorship=scene.pair,
        owner=bob,
        goal=goal,
        text="Send last year's plan",
        created_at=then,
        created_by=bob,
    )
    mine = make.ActionFactory(
        mentorship=scene.pair,
        owner=alice,
        goal=goal,
        due_on=(now + timedelta(days=3)).date(),
        created_at=then,
        created_by=alice,
    )
    secret_action = make.ActionFactory(
        mentorship=scene.pair,
        owner=alice,
        goal=secret,
        text=SECRET_ACTION,
        private=True,
        due_on=(now + week).date(),
        created_at=then,
        created_by=alice,
    )
    make.AssessedSkillFactory(
        assessment=make.AssessmentFactory(mentorship=scene.pair, person=alice, taken_at=then),
        skill=scene.skill,
        level=2,
    )
    make.SharedAssessmentFactory(mentorship=scene.pair, person=alice, agreed_at=then)
    return Things(goal, reached, dropped, secret, milestone, secret_milestone, action, mine, secret_action)


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    now, alice = scene.now, scene.alice.person
    for state in ("open", "reached"):
        closed = {} if state == "open" else {"closed_at": now, "closed_by": alice}
        goal = make.PairGoalFactory(
            mentorship=scene.pair,
            state=state,
            created_at=now,
            changed_at=now,
            created_by=alice,
            due_on=now.date(),
            **closed,
        )
        goal.skills.add(scene.skill)
        make.PairGoalEventFactory(goal=goal, at=now, by=alice)
        make.MilestoneFactory(goal=goal, created_at=now, done_at=now, done_by=alice)
    make.MilestoneFactory(goal=things.goal, created_at=now)
    make.GoalUpdateFactory(goal=things.goal, at=now, by=alice)
    for owner in (alice, scene.bob.person):
        make.ActionFactory(
            mentorship=scene.pair,
            owner=owner,
            goal=things.goal,
            due_on=now.date(),
            created_at=now,
            created_by=owner,
        )
        make.ActionFactory(
            mentorship=scene.pair, owner=owner, created_at=now, done_at=now, done_by=owner, created_by=owner
        )
    skill = make.SkillFactory()
    make.WantedSkillFactory(enrolment=scene.alice, skill=skill)
