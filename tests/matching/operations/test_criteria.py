from __future__ import annotations

import pytest

from matching.defaults import DEFAULTS
from matching.models import Criterion
from matching.operations import criteria
from programmes.enums import ProgrammeState
from tests.factories import NOW, CriterionFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_open_programmes_without_criteria_get_the_usual_ones_once() -> None:
    bare = ProgrammeFactory()
    chosen = CriterionFactory().programme
    ProgrammeFactory(state=ProgrammeState.DRAFT)
    assert criteria.adopt_where_missing(now=NOW) == 1
    assert criteria.adopt_where_missing(now=NOW) == 0
    assert Criterion.objects.filter(programme=bare).count() == len(DEFAULTS)
    assert Criterion.objects.filter(programme=chosen).count() == 1
    assert Criterion.objects.count() == len(DEFAULTS) + 1
