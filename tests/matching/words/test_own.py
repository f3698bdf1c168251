"""The words an organiser wrote for a criterion."""

from __future__ import annotations

from typing import Any

import pytest

from matching.fit import PairFit, pair_fit
from matching.models import Criterion
from matching.words import own
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.worlds import World, world

pytestmark = pytest.mark.django_db


def fit_with(made: World, key: str, words: str, **more: Any) -> PairFit:
    Criterion.objects.filter(programme=made.programme, key=key).update(explanation=words, **more)
    return pair_fit(made.alice, made.bob, now=make.NOW)


def sentences(fit: PairFit, label: str) -> tuple[str, str]:
    return next((part.sentence_mentee, part.sentence_mentor) for part in fit.parts if part.label == label)


def test_both_sides_read_the_organisers_words_in_place_of_the_usual_ones() -> None:
    fit = fit_with(world(), "skills", "{mentor} can teach {mentee} {both}")
    said = "Bob can teach Alice Presenting and Budgets"
    assert sentences(fit, "Skills") == (f"{said}.", f"{said}.")
    assert said in [reason.text for reason in fit.for_mentee if reason.good]
    assert said in [reason.text for reason in fit.for_mentor if reason.good]


def test_hours_are_told_in_each_readers_own_zone() -> None:
    made = world()
    made.bob.person.zone, made.bob.person.availability = "Europe/Paris", [38, 39, 86, 87]
    made.bob.person.save()
    told = sentences(fit_with(made, "hours", "You could talk {both}."), "Time in common")
    assert told == ("You could talk Mon 18:00, Tue 18:00.", "You could talk Mon 19:00, Tue 19:00.")


def test_what_speaks_against_is_told_as_ever() -> None:
    fit = fit_with(world(), "topics", "Both chose {both}")
    assert sentences(fit, "Areas for development")[0] == (
        "Both chose “Leading people for the first time”. Bob did not name “Confidence and being heard”."
    )


@pytest.mark.parametrize("key", ["network", "words"])
def test_where_the_two_do_not_meet_the_usual_words_stay(key: str) -> None:
    made = world()
    before = pair_fit(made.alice, made.bob, now=make.NOW)
    assert fit_with(made, key, "You are made for each other") == before


def asked(made: World, **more: Any) -> tuple[Criterion, Enrolment]:
    """A criterion over a question that both answered alike."""
    version = make.FormVersionFactory(programme=made.programme)
    question = make.QuestionFactory(version=version, key="site", **more)
    make.QuestionOptionFactory(question=question, key="north", label="The north office")
    for enrolment in (made.alice, made.bob):
        make.AnswerFactory(enrolment=enrolment, question=question, choices=["north"])
    row = make.CriterionFactory(
        programme=made.programme,
        key="site",
        label="Site",
        kind="same",
        weight=5,
        mentee_field="question:site",
        mentor_field="question:site",
        identity=question.identity,
    )
    return row, made.bob


def test_an_answer_for_organisers_alone_is_never_named() -> None:
    made = world()
    asked(made, visibility="organisers")
    assert "north" not in str(fit_with(made, "site", "You both work at {both}"))
    assert "You can meet for lunch" in sentences(fit_with(made, "site", "You can meet for lunch"), "Site")[0]


def test_words_about_identity_are_never_said() -> None:
    made = world()
    asked(made, visibility="match", identity=True)
    assert "lunch" not in str(fit_with(made, "site", "You can meet for lunch"))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("{name}", "skills"),
        ("{mentor.person.email}", "coverage"),
        ("{mentor!r}", "coverage"),
        ("{mentor:>100}", "coverage"),
        ("{", "coverage"),
        ("{both}", "gap"),
        ("{}", "coverage"),
    ],
)
def test_only_the_placeholders_of_the_kind_are_taken(words: str, kind: str) -> None:
    with pytest.raises(own.BadWords):
        own.check(words, kind)


def test_words_without_braces_and_doubled_ones_are_fine() -> None:
    own.check("A {{brace}} and {mentor}", "gap")
    assert own.filled("A {{brace}} and {mentor}", {"mentor": "Bob"}) == "A {brace} and Bob"
