"""Everybody of a programme, and a few of them side by side."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programmes.enums import EnrolmentState
from programmes.forms.organise_people import DECISION_CHOICES, PeopleFilterForm
from programmes.models import Enrolment, Programme
from programmes.operations.decisions import MOST_AT_ONCE
from programmes.operations.enrolments import DECISIONS
from programmes.people_list import ENROLLED, LEFT, NO_ROOM, WAITING, people_page
from programmes.person_page import comparison
from programmes.views.organise.frame import of_programme, page

SIDE_BY_SIDE = 4
# What makes sense of people who stand there; of the others everything does.
POSSIBLE = {
    WAITING: {EnrolmentState.APPROVED, EnrolmentState.DECLINED},
    NO_ROOM: {EnrolmentState.APPROVED, EnrolmentState.WAITLISTED},
    ENROLLED: set(),
    LEFT: set(),
}
KEPT = ("view", "q", "role", "paired", "answers", "sort")


def filter_of(request: HttpRequest) -> str:
    """The filter of the list in this address, as the address of a list of the same people has it."""
    query = request.GET.copy()
    for name in [name for name in query if name not in KEPT]:
        del query[name]
    return query.urlencode()


@require_safe
@of_programme
def people(request: HttpRequest, programme: Programme) -> HttpResponse:
    chosen = PeopleFilterForm(request.GET).chosen()
    shown = people_page(programme, chosen, page=request.GET.get("page", 1), now=timezone.now())
    context = {
        "filters": PeopleFilterForm.showing(chosen),
        "people": shown,
        "filter": filter_of(request),
        "decisions": [
            (to, label) for to, label in DECISION_CHOICES if to in POSSIBLE.get(chosen.view, DECISIONS)
        ],
        "most": MOST_AT_ONCE,
        "is_on_several": shown.page.has_other_pages(),
    }
    return page(request, programme, "programmes/organise/people.html", context, tab="people")


@require_safe
@of_programme
def compare(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Up to SIDE_BY_SIDE people of the programme; whoever is not of it is not there."""
    try:
        picked = list(dict.fromkeys(UUID(pk) for pk in request.GET.getlist("pick")))
    except ValueError:
        raise Http404(_("There is no such person here.")) from None
    rows = Enrolment.objects.select_related("person__user", "programme").filter(programme=programme)
    found = {row.pk: row for row in rows.filter(pk__in=picked[:SIDE_BY_SIDE])}
    if len(found) < len(picked[:SIDE_BY_SIDE]):
        raise Http404(_("There is no such person here."))
    several = comparison([found[pk] for pk in picked[:SIDE_BY_SIDE]])
    context = {
        "found": several,
        "too_many": len(picked) > SIDE_BY_SIDE,
        "back": request.GET.get("filter", ""),
        "decisions": DECISION_CHOICES,
    }
    return page(request, programme, "programmes/organise/compare.html", context, tab="people")
