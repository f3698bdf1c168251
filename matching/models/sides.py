"""Who stands on either side of a request or a mentorship."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q

from accounts.models import Person
from programmes.models import Enrolment


class IsAnyOf(Func):
    """Whether a column is one of what a subquery found: `column = ANY (ARRAY(…))`."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def of_either_side(person: Person) -> Q:
    """The rows whose `mentee` or `mentor` is an enrolment of `person`.

    PostgreSQL looks the enrolments up first, and the rows by its indexes of both columns. Asked by joins it reads every row and
    everybody on the site, since either side may fit."""
    own = ArraySubquery(Enrolment.objects.filter(person=person).order_by().values("pk"))
    return Q(IsAnyOf(F("mentee"), own)) | Q(IsAnyOf(F("mentor"), own))
