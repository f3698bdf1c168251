"""A fit that is kept: each side of it in the language of its person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import gettext, override

from matching.fit import NOT_LISTED, PairFit, PartView, Reason, fit_for_each
from programmes.enums import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def made() -> PairFit:
    said = gettext("Languages in common: %(both)s") % {"both": "x"}
    return replace(
        NOT_LISTED,
        parts=(PartView("Language", 1, 1, said, said),),
        for_mentee=(Reason(said, good=True),),
        for_mentor=(Reason(said, good=True),),
    )


def test_each_of_the_two_has_their_own_words() -> None:
    mentee = make.EnrolmentFactory(person__locale="de")
    mentor = make.EnrolmentFactory(role=Role.MENTOR, person__locale="en-gb")
    fit = fit_for_each(mentee, mentor, made)
    assert fit.for_mentee == (Reason("Gemeinsame Sprachen: x", good=True),)
    assert fit.for_mentor == (Reason("Languages in common: x", good=True),)
    assert (fit.parts[0].sentence_mentee, fit.parts[0].sentence_mentor) == (
        "Gemeinsame Sprachen: x",
        "Languages in common: x",
    )


def test_two_of_one_language_are_asked_about_once() -> None:
    people = [make.EnrolmentFactory(role=role, person__locale="de") for role in Role]
    calls: list[PairFit] = []

    def counted() -> PairFit:
        calls.append(made())
        return calls[-1]

    with override("en-gb"):
        assert fit_for_each(people[0], people[1], counted).for_mentor[0].text == "Gemeinsame Sprachen: x"
    assert len(calls) == 1
