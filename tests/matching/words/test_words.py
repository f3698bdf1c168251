from __future__ import annotations

import json
from datetime import date

import pytest

from matching.fit import NOT_LISTED, PairFit, page_fits, pair_fit, whole_shares
from matching.snapshot import snapshot_for
from matching.words.clock import spans_in_words, spelled
from matching.words.pair import listed
from matching.words.terms import shared_terms, word_stems
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.worlds import more_mentors, world

MONDAY = date(2026, 11, 23)


def test_shared_hours_are_told_in_the_readers_zone() -> None:
    slots = [34, 35, 36, 37, 178, 179]
    assert spans_in_words(slots, "Europe/London", MONDAY) == "Mon 17:00 to 19:00, Thu 17:00"
    assert (
        spans_in_words(slots, "Asia/Kolkata", MONDAY) == "Mon 22:30 to 24:00, Tue 00:00 to 00:30, Thu 22:30"
    )


def test_a_half_hour_says_its_end_and_many_times_are_counted() -> None:
    assert spans_in_words([34], "UTC", MONDAY) == "Mon 17:00 to 17:30"
    assert spans_in_words([2, 60, 61, 110, 160, 210], "UTC", MONDAY).endswith("and 2 more times")


@pytest.mark.parametrize(
    ("number", "said"), [(1, "One"), (3, "Three"), (0.5, "Half a"), (2.5, "2½"), (12, "12")]
)
def test_numbers_in_words(number: float, said: str) -> None:
    assert spelled(number) == said


def test_lists_name_three_and_count_the_rest() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_terms_are_telling_words_in_any_ending() -> None:
    ours, theirs = (
        "I want to lead my budget in the street with sponsors",
        "Budgets, a street and a sponsor; I help",
    )
    assert shared_terms(ours, theirs) == ["sponsors"]
    assert shared_terms(ours, theirs, word_stems(("Managing budgets",))) == ["budget", "sponsors"]
    assert shared_terms("I would like to grow", "I would like to grow") == []


@pytest.mark.parametrize(
    ("exact", "total", "caps", "whole"),
    [
        ([33.4, 33.3, 33.3], 100, None, [34, 33, 33]),
        ([38.8, 38.8, 22.4], 100, None, [39, 39, 22]),
        ([38.4, 1.6], 40, [38, 62], [38, 2]),
        ([0.4, 0.4], 1, None, [1, 0]),
        ([], 0, None, []),
    ],
)
def test_whole_points_add_up(
    exact: list[float], total: int, caps: list[int] | None, whole: list[int]
) -> None:
    assert whole_shares(exact, total, caps=caps) == whole


def test_points_beyond_the_caps_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        whole_shares([1.0, 1.0], 5, caps=[2, 2])


@pytest.mark.django_db
def test_parts_add_up_for_everybody_and_never_pass_their_weight() -> None:
    made = world()
    mentors = [made.bob, *more_mentors(made, 30)]
    for fit in page_fits(made.alice, mentors, snapshot_for(made.alice, now=make.NOW)):
        assert sum(part.points for part in fit.parts) == fit.score
        assert sum(part.of for part in fit.parts) == 100
        assert all(0 <= part.points <= part.of for part in fit.parts)
        assert all(part.sentence_mentee and part.sentence_mentor for part in fit.parts)


@pytest.mark.django_db
def test_two_mentors_with_different_data_never_read_alike() -> None:
    made = world()
    mentors = [made.bob, *more_mentors(made, 30)]
    fits = page_fits(made.alice, mentors, snapshot_for(made.alice, now=make.NOW))
    data = {
        (
            tuple(sorted(mentor.offered_skills.values_list("skill", "level"))),
            tuple(mentor.topics),
            tuple(mentor.qualities),
            mentor.seniority,
            tuple(mentor.person.availability),
            mentor.person.zone,
        )
        for mentor in mentors
    }
    assert len(data) == len(mentors)
    told = {
        tuple(part.sentence_mentee.replace(mentor.person.first_name, "") for part in fit.parts)
        for mentor, fit in zip(mentors, fits, strict=True)
    }
    assert len(told) == len(mentors)


@pytest.mark.django_db
def test_reasons_are_facts_of_both_sides() -> None:
    made = world()
    fit = pair_fit(made.alice, made.bob, now=make.NOW)
    said = [reason.text for reason in fit.for_mentee]
    assert "Expert in Presenting (a must) and Strong in Budgets: 2 of the 2 skills you want" in said
    assert "Two shared hours a week: Mon 18:00, Tue 18:00" in said
    assert "Likes to help with “Leading people for the first time”" in said
    assert "Two steps ahead of you: “Leading work or a small team”, and you “First years of work”" in said
    told = [reason.text for reason in fit.for_mentor]
    assert "Wants what you offer: Presenting (you: Expert) and Budgets (you: Strong)" in told
    assert "Would like help with “Leading people for the first time”" in told
    against = [reason.text for reason in fit.for_mentee if not reason.good]
    assert "Bob did not name “Confidence and being heard”" in against
    assert fit.why_not_higher
    assert len(fit.card_reasons) <= 4
    assert any(reason.less for reason in fit.card_reasons)


@pytest.mark.django_db
def test_a_fit_is_stored_and_read_again() -> None:
    made = world()
    fit = pair_fit(made.alice, made.bob, now=make.NOW)
    assert PairFit.from_json(json.loads(json.dumps(fit.as_json()))) == fit
    assert PairFit.from_json({}) is None


@pytest.mark.django_db
def test_of_a_blocked_pair_nothing_is_said() -> None:
    made = world()
    make.BlockFactory(blocker=made.bob.person, blocked=made.alice.person)
    assert pair_fit(made.alice, made.bob, now=make.NOW) is NOT_LISTED


@pytest.mark.django_db
def test_an_empty_profile_is_little_known_and_never_tops_the_list() -> None:
    made = world()
    empty = make.MentorFactory(
        programme=made.programme,
        headline="",
        biography="",
        topics=[],
        seniority=None,
        person__availability=[],
    )
    known, unknown = page_fits(made.alice, [made.bob, empty], snapshot_for(made.alice, now=make.NOW))
    assert unknown.little_known
    assert unknown.score < known.score
    assert any("has not told this yet" in part.sentence_mentee for part in unknown.parts)


@pytest.mark.django_db
def test_answers_that_only_organisers_see_are_not_told() -> None:
    made = world()
    version = make.FormVersionFactory(programme=made.programme)
    question = make.QuestionFactory(version=version, key="unit", kind="choice", visibility="organisers")
    for option in ("harbour", "lighthouse"):
        make.QuestionOptionFactory(question=question, key=option, label=option.title())
    for enrolment, option in ((made.alice, "harbour"), (made.bob, "lighthouse")):
        make.AnswerFactory(enrolment=enrolment, question=question, choices=[option])
    make.CriterionFactory(
        programme=made.programme,
        key="unit",
        kind="different",
        label="Unit",
        weight=9,
        mentee_field="question:unit",
        mentor_field="question:unit",
    )
    fit = pair_fit(made.alice, made.bob, now=make.NOW)
    assert "Lighthouse" not in json.dumps(fit.as_json())
    question.visibility = "match"
    question.save()
    fit = pair_fit(Enrolment.objects.get(pk=made.alice.pk), made.bob, now=make.NOW)
    assert "Unit: you Harbour, Bob Lighthouse" in [reason.text for reason in fit.for_mentee]
