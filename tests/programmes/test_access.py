import pytest
from django.http import Http404

from programmes.access import programme_by_code, programme_for_visitor
from programmes.enums import ProgrammeState
from tests.factories import MenteeFactory, OrganiserFactory, PersonFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

PUBLIC = [ProgrammeState.ENROLLING, ProgrammeState.RUNNING, ProgrammeState.CLOSED]
HIDDEN = [ProgrammeState.DRAFT, ProgrammeState.ARCHIVED]


@pytest.mark.parametrize("state", PUBLIC)
def test_a_listed_programme_is_for_everybody(state: str) -> None:
    programme = ProgrammeFactory(state=state)
    assert programme_for_visitor(programme.slug, person=None) == programme


@pytest.mark.parametrize("state", HIDDEN)
def test_drafts_and_archives_are_for_their_organisers(state: str) -> None:
    organiser = OrganiserFactory(programme__state=state)
    programme = organiser.programme
    assert programme_for_visitor(programme.slug, person=organiser.person) == programme
    enrolled = MenteeFactory(programme=programme).person
    for person in (None, enrolled, OrganiserFactory().person):
        with pytest.raises(Http404):
            programme_for_visitor(programme.slug, person=person, codes=[programme.join_code])


def test_an_unlisted_programme_is_for_those_with_the_code_and_those_in_it() -> None:
    programme = ProgrammeFactory(listed=False)
    inside = [OrganiserFactory(programme=programme).person, MenteeFactory(programme=programme).person]
    for person in inside:
        assert programme_for_visitor(programme.slug, person=person) == programme
    assert programme_for_visitor(programme.slug, person=None, codes=[programme.join_code]) == programme
    for person in (None, PersonFactory()):
        with pytest.raises(Http404):
            programme_for_visitor(programme.slug, person=person, codes=["OTHER"])


def test_whoever_runs_the_site_sees_every_programme() -> None:
    programme = ProgrammeFactory(state=ProgrammeState.DRAFT)
    assert programme_for_visitor(programme.slug, person=PersonFactory(user__is_superuser=True)) == programme


@pytest.mark.parametrize("typed", ["HARBOUR26", "harbour26", " Harbour 26 ", "harbour-26"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    programme = ProgrammeFactory(join_code="HARBOUR26")
    assert programme_by_code(typed) == programme


@pytest.mark.parametrize("typed", ["", " ", "-", "HARBOUR", "HARBOUR2%"])
def test_a_wrong_code_finds_nothing(typed: str) -> None:
    ProgrammeFactory(join_code="HARBOUR26")
    assert programme_by_code(typed) is None


@pytest.mark.parametrize("state", HIDDEN)
def test_the_code_of_a_draft_opens_nothing(state: str) -> None:
    assert programme_by_code(ProgrammeFactory(state=state).join_code) is None
