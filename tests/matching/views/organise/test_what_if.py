"""What a change of the criteria would do, before it is saved."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from matching import drafts
from matching.engine import assign_problem
from matching.models import Criterion, Preference
from matching.queries.what_if import what_if
from matching.snapshot import snapshot_of
from matching.what_if import both, outcome, problem_with
from programmes.enums import HelpTopic
from tests import factories as make
from tests.matching.views.organise.test_criteria import listed, made, new, olga, row, rows, url
from tests.matching.worlds import World, more_mentors

pytestmark = pytest.mark.django_db
__all__ = ["made", "olga"]


@pytest.fixture
def cohort(made: World) -> World:
    more_mentors(made, 6)
    chance = random.Random(3)
    for number in range(9):
        mentee = make.MenteeFactory(
            programme=made.programme,
            person=make.PersonFactory(
                name=f"Mentee {number}", availability=sorted(chance.sample(range(336), 60))
            ),
            topics=chance.sample(HelpTopic.values, 3),
            seniority=chance.randint(1, 3),
        )
        make.WantedSkillFactory(enrolment=mentee, skill=chance.choice(made.skills), level_now=0, level_aim=4)
    return made


CHANGES: dict[str, dict[str, Any]] = {
    "weights": {"skills": {"weight": 1.0}, "topics": {"weight": 90.0}},
    "off": {"skills": {"enabled": False}, "hours": {"enabled": False}},
    "rule on": {"some-time": {"enabled": True}},
    "score into rule": {"hours": {"use": "rule", "minimum": 2.0}},
    "measured": {"step": {"parameters": {"best_from": 3.0, "best_to": 5.0}}},
    "new": {
        "teach": {
            "kind": "overlap",
            "label": "Qualities",
            "use": "score",
            "weight": 50.0,
            "mentee_field": "qualities",
            "mentor_field": "qualities",
            "enabled": True,
        }
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_foresees_exactly_what_saving_brings(cohort: World, name: str) -> None:
    was = rows(cohort.programme)
    after = drafts.changed(was, CHANGES[name], cohort.programme)
    kept = snapshot_of(cohort.programme, now=make.NOW, private=False, criteria=both(was, after))
    foreseen = problem_with(kept.problem, after)
    found = what_if(cohort.programme, was, after, aim="fair", now=make.NOW)
    for one in after:
        one.save()
    real = snapshot_of(cohort.programme, now=make.NOW, private=False).problem
    assert {c.key: c for c in foreseen.criteria} == {c.key: c for c in real.criteria}
    assert foreseen.prior_mean == real.prior_mean
    then = outcome(real, assign_problem(real, aim="fair"))
    assert (found.after.matched, round(found.after.average, 3)) == (
        then.matched,
        round(100 * then.average, 3),
    )
    assert len(then.unmatched) == found.after.unmatched


def test_a_change_is_tried_then_saved(olga: Client, cohort: World) -> None:
    sent = listed(cohort.programme, do="try", **{"weight-skills": "1", "weight-topics": "90"})
    before = list(Criterion.objects.values())
    tried = olga.post(url("criteria"), sent)
    assert tried["Location"].startswith(url("what_if"))
    page = olga.get(tried["Location"])
    words = page.content.decode()
    assert "Skills: weight 1 instead of 40." in words
    assert page.context["found"].touched
    assert "Pairs that would come about" in words
    assert "without anybody’s locks" in words
    assert "Worst-off mentee" in words
    assert list(Criterion.objects.values()) == before
    draft = parse_qs(urlsplit(tried["Location"]).query)["draft"][0]
    back = olga.get(page.context["back"]).content.decode()
    assert 'value="90"' in back
    saved = olga.post(url("what_if"), {"draft": draft}, follow=True)
    assert "2 criteria were changed." in saved.content.decode()
    assert (row("skills").weight, row("topics").weight) == (1, 90)


def test_trying_writes_nothing(olga: Client, cohort: World) -> None:
    sent = listed(cohort.programme, do="try", **{"on-some-time": "on"})
    with CaptureQueriesContext(connection) as queries:
        olga.get(olga.post(url("criteria"), sent)["Location"])
    verbs = {query["sql"].split()[0] for query in queries} - {"SELECT", "SAVEPOINT", "RELEASE"}
    assert verbs == set()


def test_one_criterion_is_tried_from_its_own_page_and_found_there_again(olga: Client, cohort: World) -> None:
    sent = new(
        cohort.programme,
        do="try",
        label="My step",
        mentee_field="seniority",
        mentor_field="seniority",
        importance="custom",
        weight="77",
    )
    tried = olga.post(f"{url('criterion_add')}?kind=gap&of=seniority", sent)
    page = olga.get(tried["Location"])
    assert "My step is added." in page.content.decode()
    back = olga.get(page.context["back"]).content.decode()
    assert 'value="77"' in back
    assert "My step" in back
    edited = olga.post(url("criterion", "step"), {**sent, "label": "The step ahead"})
    assert olga.get(olga.get(edited["Location"]).context["back"]).context["form"]["weight"].value() == "77"


def test_a_draft_made_before_somebody_elses_change_is_not_saved(olga: Client, cohort: World) -> None:
    tried = olga.post(url("criteria"), listed(cohort.programme, do="try", **{"weight-skills": "1"}))
    Criterion.objects.filter(key="words").update(weight=99)
    assert olga.get(tried["Location"]).status_code == 409
    draft = parse_qs(urlsplit(tried["Location"]).query)["draft"][0]
    refused = olga.post(url("what_if"), {"draft": draft})
    assert refused.status_code == 409
    assert "counts with 99 now" in refused.content.decode()
    assert row("skills").weight == 40


def test_a_draft_is_of_one_programme_and_nobody_writes_one_by_hand(olga: Client, cohort: World) -> None:
    elsewhere = make.ProgrammeFactory()
    foreign = drafts.Draft("", {"skills": {"weight": 1.0}}).packed(elsewhere)
    for text in (foreign, "made.up", f"{foreign}x"):
        assert olga.get(url("what_if"), {"draft": text})["Location"] == url("criteria")
        assert olga.post(url("what_if"), {"draft": text})["Location"] == url("criteria")
    assert row("skills").weight == 40


@pytest.mark.parametrize("aim", ["fair", "total", "stable", "nonsense"])
def test_without_a_change_it_says_how_it_would_turn_out_now(olga: Client, cohort: World, aim: str) -> None:
    page = olga.get(url("what_if"), {"aim": aim})
    assert page.context["found"].same
    assert "would have a mentor" in page.content.decode()
    assert "Save these" not in page.content.decode()


def test_with_nobody_to_match_it_says_so(olga: Client, made: World) -> None:
    made.alice.delete()
    assert "There is nobody to match yet" in olga.get(url("what_if")).content.decode()


def test_what_people_said_privately_changes_nothing_that_is_shown(olga: Client, cohort: World) -> None:
    """A pair that comes and goes with a wish would tell who made it."""
    before = olga.get(url("what_if")).context["found"]
    for mentor in cohort.programme.enrolments.filter(role="mentor"):
        make.PreferenceFactory(by=cohort.alice, about=mentor, value="prefer")
    assert Preference.objects.count() == 7
    sent = listed(cohort.programme, do="try", **{"on-wishes": "on", "weight-wishes": "900"})
    page = olga.get(olga.post(url("criteria"), sent)["Location"])
    found = page.context["found"]
    assert found.same
    assert found.left_out
    assert (found.before, found.after) == (before.before, before.after)


def test_the_number_of_queries_does_not_grow_with_the_cohort(olga: Client, cohort: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            olga.get(url("what_if"))
        return len(queries)

    olga.get(url("what_if"))
    more_mentors(cohort, 1, seed=8)
    few = count()
    more_mentors(cohort, 8, seed=9)
    for _number in range(8):
        mentee = make.MenteeFactory(programme=cohort.programme)
        make.WantedSkillFactory(enrolment=mentee, skill=cohort.skills[0])
    assert count() == few


def test_a_programme_too_large_to_wait_for_is_not_matched_here(
    olga: Client, cohort: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.views.organise.what_if.seconds_for", lambda *size: 91.0)
    tried = olga.post(url("criteria"), listed(cohort.programme, do="try", **{"weight-skills": "1"}))
    page = olga.get(tried["Location"]).content.decode()
    assert "So many people cannot be matched while you wait." in page
    assert "Save these" in page


def test_the_seconds_it_takes_are_said_beforehand(
    olga: Client, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Trying it saves nothing." in olga.get(url("criteria")).content.decode()
    monkeypatch.setattr("matching.views.organise.criteria.cohort_size", lambda programme: (5000, 1500))
    assert "Trying it takes about 13 seconds." in olga.get(url("criteria")).content.decode()
