"""Blocking and reporting somebody from wherever they are met, and one's own reports."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.blocks import has_blocked
from accounts.limits import limited
from accounts.operations.blocks import block as block_person
from programmes.enums import SafetyReason
from programmes.forms.safety import ReportForm
from programmes.operations.safety import report_person
from programmes.safety import contact_for, made_by
from programmes.safety_access import own_report
from programmes.sightings import sightings

BOTH_WAYS = ["GET", "HEAD", "POST"]
A_PAGE = 20


@require_safe
def choose(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """The two things that one can do, and what each does."""
    person = person_of(request)
    found = sightings.find(person, kind, pk, now=timezone.now())
    context = {"sighting": found, "kind": kind, "pk": pk, "is_blocked": has_blocked(person, found.about)}
    return TemplateResponse(request, "programmes/safety/choose.html", context)


@require_http_methods(BOTH_WAYS)
@limited("block")
def block(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Says what ends, and then blocks."""
    person, now = person_of(request), timezone.now()
    found = sightings.find(person, kind, pk, now=now)
    if request.method == "POST":
        block_person(other=found.about, by=person, now=now)
        messages.success(
            request, _("You and %(name)s see nothing of each other any more.") % {"name": found.about.name}
        )
        return HttpResponseRedirect(reverse("accounts:blocks"))
    ends = sightings.ends(person, found.about)
    context = {"sighting": found, "kind": kind, "pk": pk, "ends": ends}
    return TemplateResponse(request, "programmes/safety/block.html", context)


@require_http_methods(BOTH_WAYS)
@limited("report")
def report(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Tells the safeguarding contact about somebody."""
    person, now = person_of(request), timezone.now()
    found = sightings.find(person, kind, pk, now=now)
    if not found.programmes:
        raise Http404(_("There is nothing here that you could report."))
    is_blocked = has_blocked(person, found.about)
    form = ReportForm(
        request.POST if request.method == "POST" else None, programmes=found.programmes, is_blocked=is_blocked
    )
    if form.is_valid():
        made = report_person(
            found,
            programme=form.chosen,
            reason=SafetyReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
            blocks=form.cleaned_data.get("blocks", False),
            by=person,
            now=now,
        )
        messages.success(request, _("Thank you. Your report has arrived, and somebody reads it."))
        return HttpResponseRedirect(reverse("programmes:my_report", args=[made.pk]))
    context = {
        "sighting": found,
        "kind": kind,
        "pk": pk,
        "form": form,
        "ends": [] if is_blocked else sightings.ends(person, found.about),
        "contact": contact_for(found.programmes[0], [found.about, person]),
        "several": len(found.programmes) > 1,
    }
    return TemplateResponse(request, "programmes/safety/report.html", context)


@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    page = Paginator(made_by(person_of(request)), A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "programmes/safety/my_reports.html", {"page": page})


@require_safe
def my_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report as whoever made it reads it: what they wrote, where it stands, and the answer."""
    person = person_of(request)
    made = own_report(person, pk)
    context = {
        "report": made,
        "is_blocked": has_blocked(person, made.about),
        "contact": contact_for(made.programme, [made.about, person]),
    }
    return TemplateResponse(request, "programmes/safety/my_report.html", context)
