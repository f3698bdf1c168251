"""What was shown and decided, against rows that a reader can count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching import engine
from matching.queries.history import History, history
from matching.snapshot import snapshot_of
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def show(mentee: Enrolment, *mentors: Enrolment, days: int = 0, first: int = 1) -> None:
    showing = make.ShowingFactory(mentee=mentee, shown_at=make.NOW + days * DAY)
    for position, mentor in enumerate(mentors, start=first):
        make.ShownMentorFactory(showing=showing, mentor=mentor, position=position, score=50)


def request(
    mentee: Enrolment, mentor: Enrolment, *, days: int = 0, state: str = "pending", **more: Any
) -> None:
    closed = {} if state == "pending" else {"closed_at": make.NOW + 20 * DAY}
    make.RequestFactory(
        mentee=mentee, mentor=mentor, sent_at=make.NOW + days * DAY, state=state, **closed, **more
    )


def read(made: World) -> History:
    return history(made.programme, now=make.NOW)


def pairs(found: History) -> dict[tuple[Any, Any], tuple[bool, float]]:
    """(mentee's key, mentor's enrolment) to whether asked and at which position."""
    decisions = found.decisions
    assert decisions.position is not None
    return {
        (mentee, found.mentors[mentor]): (bool(chosen), float(position))
        for mentee, mentor, chosen, position in zip(
            decisions.mentee.tolist(),
            decisions.mentor.tolist(),
            decisions.chosen,
            decisions.position,
            strict=True,
        )
    }


def test_a_pair_counts_once_from_where_it_was_first_seen() -> None:
    made = world()
    carol, dave, erin = more_mentors(made, 3)
    show(made.alice, carol, made.bob, days=1)
    show(made.alice, made.bob, carol, dave, days=2)
    show(made.alice, erin, days=3, first=13)
    request(made.alice, made.bob, days=2)
    alice = engine.stable_key(made.alice.pk)
    assert pairs(read(made)) == {
        (alice, made.bob.pk): (True, 2.0),
        (alice, carol.pk): (False, 1.0),
        (alice, dave.pk): (False, 3.0),
        (alice, erin.pk): (False, 13.0),
    }
    found = read(made)
    assert (found.lists, found.first_at, found.last_at) == (3, make.NOW + DAY, make.NOW + 3 * DAY)


def test_who_left_and_who_was_asked_before_is_counted_and_left_out() -> None:
    made = world()
    carol, dave = more_mentors(made, 2)
    show(made.alice, made.bob, carol, dave, days=5)
    request(made.alice, carol, days=4)
    request(made.alice, carol, days=6, state="withdrawn", slot=2)
    Enrolment.objects.filter(pk=dave.pk).update(state="withdrawn")
    other = make.MenteeFactory()  # of another programme
    show(other, make.MentorFactory(programme=other.programme))
    found = read(made)
    assert list(pairs(found)) == [(engine.stable_key(made.alice.pk), made.bob.pk)]
    assert (found.gone, found.asked_before, found.lists) == (1, 1, 1)


def test_an_answer_is_a_yes_a_no_or_a_request_that_ran_out() -> None:
    made = world()
    mentors = more_mentors(made, 6)
    states = ["accepted", "declined", "expired", "withdrawn", "closed", "pending"]
    for mentor, state in zip(mentors, states, strict=True):
        request(made.alice, mentor, state=state)
    answers = read(made).answers
    said = {mentor: bool(yes) for mentor, yes in zip(answers.mentor.tolist(), answers.accepted, strict=True)}
    keys = [engine.stable_key(mentor.pk) for mentor in mentors]
    assert said == {keys[0]: True, keys[1]: False, keys[2]: False}
    assert set(answers.mentee.tolist()) == {engine.stable_key(made.alice.pk)}


def test_values_are_those_the_page_explains() -> None:
    made = world()
    mentors = [made.bob, *more_mentors(made, 8)]
    zoe = make.MenteeFactory(programme=made.programme, topics=["confidence"])
    for mentee in (made.alice, zoe):
        show(mentee, *mentors)
    found, snapshot = read(made), snapshot_of(made.programme, now=make.NOW, private=False)
    problem = snapshot.problem
    decisions = found.decisions
    for row in range(decisions.size):
        mentee = int(np.flatnonzero(problem.mentee_key == decisions.mentee[row])[0])
        mentor = int(np.flatnonzero(problem.mentor_key == decisions.mentor[row])[0])
        parts = engine.explain(problem, mentee, mentor).parts
        expected = [np.nan if part.value is None else part.value for part in parts]
        np.testing.assert_allclose(decisions.values[row], expected, atol=1e-5)
    assert found.labels == tuple(snapshot.criteria[part.criterion].label for part in parts)
    assert found.weights == tuple(snapshot.criteria[part.criterion].weight for part in parts)


def test_identity_and_private_wishes_have_no_part_in_it() -> None:
    made = world()
    version = make.FormVersionFactory(programme=made.programme)
    question = make.QuestionFactory(version=version, key="heritage", kind="choice", identity=True)
    make.CriterionFactory(
        programme=made.programme,
        key="heritage",
        label="Heritage",
        kind="same",
        identity=True,
        mentee_field="question:heritage",
        mentor_field="question:heritage",
    )
    made.programme.criteria.update_or_create(
        key="wishes", defaults={"label": "Wishes", "kind": "prefer", "weight": 10, "enabled": True}
    )
    for enrolment in (made.alice, made.bob):
        make.AnswerFactory(enrolment=enrolment, question=question, choices=["one"])
        make.ConsentFactory(
            person=enrolment.person,
            purpose="identity_matching",
            subject=f"{made.programme.pk}:heritage",
        )
    make.PreferenceFactory(by=made.alice, about=made.bob, value="prefer")
    show(made.alice, made.bob)
    labels = read(made).labels
    assert "Skills" in labels
    assert not {"Heritage", "Wishes"} & set(labels)


def test_a_rule_is_no_weight_and_a_weight_of_nought_may_be_learned() -> None:
    made = world()
    made.programme.criteria.filter(key="network").update(weight=0)
    show(made.alice, made.bob)
    found = read(made)
    weights = dict(zip(found.labels, found.weights, strict=True))
    assert weights["A network in common"] == 0
    assert "A language in common" not in weights


def test_the_number_of_queries_does_not_grow() -> None:
    made = world()
    show(made.alice, made.bob)
    read(made)
    counts = []
    for more in (1, 12):
        mentors = more_mentors(made, more, seed=more)
        for _ in range(more):
            mentee = make.MenteeFactory(programme=made.programme)
            make.WantedSkillFactory(enrolment=mentee, skill=made.skills[0])
            show(mentee, *mentors)
            request(mentee, mentors[0], days=1)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = read(made)
        counts.append(len(captured))
    assert found.decisions.size == 1 + 1 + 144
    assert counts[0] == counts[1]


def test_an_empty_history_is_empty() -> None:
    found = read(world())
    assert (found.decisions.size, len(found.answers.accepted), found.lists) == (0, 0, 0)
