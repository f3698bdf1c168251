"""Leaving a programme by oneself, once the page has said what follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.foresight import foresight
from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from programmes.consent_subjects import CAN_LEAVE
from programmes.forms.own_leaving import LeaveProgrammeForm
from programmes.models import Enrolment
from programmes.operations.own_leaving import leave_programme


def _parts(person: Person, slug: str) -> list[Enrolment]:
    """What `person` takes part in there, or has applied for. Raises Http404 where that is nothing, in the words used where
    there is no such programme."""
    found = Enrolment.objects.select_related("programme", "person").filter(
        programme__slug=slug, person=person, state__in=CAN_LEAVE
    )
    parts = list(found.order_by("role"))
    if not parts:
        raise Http404(_("There is no such programme."))
    return parts


@require_http_methods(["GET", "HEAD", "POST"])
@limited("join")
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    parts = _parts(person, slug)
    programme = parts[0].programme
    form = LeaveProgrammeForm(request.POST if request.method == "POST" else None, enrolments=parts)
    if form.is_valid():
        chosen = form.chosen()
        try:
            leave_programme(
                programme=programme,
                enrolments=chosen,
                all_of_them=len(chosen) == len(parts),
                by=person,
                now=timezone.now(),
            )
        except StaleState:
            messages.info(request, _("You had left already."))
        else:
            messages.success(request, _("You have left %(programme)s.") % {"programme": programme.name})
        return HttpResponseRedirect(reverse("journeys:dashboard"))
    context = {
        "programme": programme,
        "form": form,
        "ends": foresight.of(person, programme_id=programme.pk),
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "programmes/leave.html", context, status=status)
