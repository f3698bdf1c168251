"""The only way from a request to a report about somebody."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Person, User
from programmes.models import Enrolment, SafetyReport
from programmes.safety import cares, in_care_of, made_by


def carer(request: HttpRequest) -> tuple[User, Person | None]:
    """Who asks, as somebody to whom reports come. Raises Http404 for anybody else: for them there is no such page."""
    user, person = request.user, getattr(request, "person", None)
    if not isinstance(user, User) or not cares(user, person):
        raise Http404(_("There is no such page."))
    return user, person


def report_for(request: HttpRequest, pk: UUID) -> SafetyReport:
    """The report `pk`, for whoever looks after it. Raises Http404 for anybody else, in the words used where there is none."""
    user, person = carer(request)
    found = in_care_of(user, person).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such report."))
    return found


def reported_enrolment(report: SafetyReport, pk: UUID) -> Enrolment:
    """A part that whom `report` is about has in its programme. Raises Http404 for any other."""
    rows = Enrolment.objects.select_related("person__user", "programme")
    found = rows.filter(pk=pk, person=report.about_id, programme=report.programme_id).first()
    if found is None:
        raise Http404(_("There is no such person here."))
    return found


def own_report(person: Person, pk: UUID) -> SafetyReport:
    """A report that `person` made. Raises Http404 for anybody else's."""
    found = made_by(person).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such report."))
    return found
