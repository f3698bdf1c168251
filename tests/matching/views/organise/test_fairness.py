"""The fairness page of a real run: who is counted, who is not, and what stands on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Consent
from matching.models import MatchRun, Solution
from programmes.models import Enrolment, Programme, Question
from tests import factories as make
from tests.factories import NOW
from tests.matching.runs import finished_run

pytestmark = pytest.mark.django_db

WAYS = {"a": 12, "b": 11, "c": 3}


def counted(mentee: Enrolment, question: Question, *, agrees: bool = True, **answer: Any) -> None:
    make.AnswerFactory(enrolment=mentee, question=question, source="import", **answer)
    if agrees:
        make.ConsentFactory(
            person=mentee.person,
            purpose="identity_statistics",
            subject=f"{question.version.programme_id}:{question.key}",
        )


@pytest.fixture
def programme(client: Client) -> Programme:
    """Forty mentees and mentors with places for all; some said who they are and agreed to be counted."""
    organiser = make.OrganiserFactory(programme__slug="open-doors", programme__mode="cohort")
    client.force_login(organiser.person.user)
    programme: Programme = organiser.programme
    make.CriterionFactory(programme=programme, key="topics")
    version = make.FormVersionFactory(programme=programme, number=1)
    origin = make.QuestionFactory(version=version, key="origin", text="Your origin?", identity=True)
    for rung, (key, label) in enumerate({"a": "One way", "b": "Another", "c": "A third"}.items()):
        make.QuestionOptionFactory(question=origin, key=key, label=label, ordinal=rung)
    make.QuestionFactory(
        version=version, key="faith", kind="short_text", text="Your faith?", identity=True, position=9
    )
    ways = [key for key, number in WAYS.items() for _one in range(number)]
    for number in range(40):
        mentee = make.MenteeFactory(programme=programme)
        if number < len(ways):
            counted(mentee, origin, choices=[ways[number]])
        elif number < 36:
            counted(mentee, origin, choices=["c"], agrees=False)
    for _number in range(10):
        make.MentorFactory(programme=programme, capacity=4)
    return programme


def url(run: MatchRun) -> str:
    return f"/admin/organise/open-doors/runs/{run.number}/fairness/"


def rows(page: Any) -> dict[str, Any]:
    table = page.context["fairness"].tables[0]
    return {row.label: (row.people, row.share) for row in table.rows or []}


def test_those_who_agreed_are_counted_in_groups_of_five_or_more(client: Client, programme: Programme) -> None:
    run = finished_run(programme)
    page = client.get(url(run))
    fairness = page.context["fairness"]
    assert (fairness.figures.matched, fairness.figures.unmatched, fairness.idle) == (40, 0, 0)
    # Three gave the third answer and agreed, ten more gave it and did not: the next smallest group is silent as well.
    assert rows(page) == {
        "One way": (12, 100),
        "Another": (None, None),
        "A third": (None, None),
        "Not counted: no answer, or not agreed": (14, 100),
    }
    assert fairness.tables[1].words
    assert "What this means, and what it does not" in page.text


def test_who_takes_consent_back_is_counted_no_more(client: Client, programme: Programme) -> None:
    run = finished_run(programme)
    consents = Consent.objects.filter(purpose="identity_statistics")
    consents.filter(pk__in=consents.values("pk")[:30]).update(withdrawn_at=NOW)
    assert rows(client.get(url(run))) == {}
    assert "Too few mentees agreed" in client.get(url(run)).text


def test_consent_to_matching_is_not_consent_to_be_counted(client: Client, programme: Programme) -> None:
    run = finished_run(programme)
    Consent.objects.filter(purpose="identity_statistics").update(purpose="identity_matching")
    assert rows(client.get(url(run))) == {}


def test_it_is_the_chosen_aim_after_the_last_decision(client: Client, programme: Programme) -> None:
    run = finished_run(programme)
    solution = Solution.objects.get(run=run, aim=run.aim, revision=0)
    mentors = [*solution.mentors[:39], -1]
    make.SolutionFactory(run=run, aim=run.aim, revision=2, mentors=mentors, matched=39, total=20.0)
    MatchRun.objects.filter(pk=run.pk).update(revision=3)
    fairness = client.get(url(run)).context["fairness"]
    assert (fairness.figures.matched, fairness.figures.unmatched, fairness.stale) == (39, 1, True)


def test_without_its_snapshot_the_page_says_so(client: Client, programme: Programme) -> None:
    run = finished_run(programme)
    MatchRun.objects.filter(pk=run.pk).update(digest="0" * 64)
    page = client.get(url(run))
    assert page.context["fairness"].lost
    assert "cannot be read any more" in page.text


def test_a_run_without_a_result_has_no_such_page(client: Client, programme: Programme) -> None:
    run = make.MatchRunFactory(programme=programme, state="running")
    assert client.get(url(run)).status_code == 404
    other = make.MatchRunFactory(state="ready")
    assert client.get(url(other)).status_code == 404


def test_the_queries_do_not_grow_with_the_people(client: Client, programme: Programme) -> None:
    def count(run: MatchRun) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(run)).status_code == 200
        return len(queries)

    first = finished_run(programme)
    count(first)
    before = count(first)
    origin = Question.objects.get(key="origin")
    for _number in range(6):
        counted(make.MenteeFactory(programme=programme), origin, choices=["a"])
    assert count(finished_run(programme)) == before
