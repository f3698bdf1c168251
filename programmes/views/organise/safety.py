"""What keeps people safe in a programme: its settings, and the screenings and guardians of its people."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import limited
from accounts.transitions import StaleState
from programmes.access import enrolment_of
from programmes.enums import ProgrammeState, Role
from programmes.forms.minors import ScreeningForm
from programmes.forms.organise_safety import SafetyForm
from programmes.minors import clearances_of, guardian_consent
from programmes.models import Enrolment, MentorScreening, Programme
from programmes.operations.guardians import forget_guardian
from programmes.operations.safety_settings import NotDraft, change_safety
from programmes.operations.screenings import record_screening, remove_screening
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor

SETTINGS = "programmes/organise/safety.html"
SCREENING = "programmes/organise/screening.html"


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def safety(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = SafetyForm(request.POST if request.method == "POST" else None, programme=programme)
    if not form.is_bound or not form.is_valid():
        return _settings(request, programme, form, status=400 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        changed = change_safety(
            programme,
            contact=said["person"],
            for_minors=said["for_minors"],
            join_domains=said["join_domains"],
            by=visitor(request),
            now=timezone.now(),
        )
    except NotDraft:
        programme.refresh_from_db()
        form.add_error("for_minors", _("The programme was opened meanwhile, so this stays as it is."))
        return _settings(request, programme, form, status=409)
    if changed:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
    return HttpResponseRedirect(reverse("programmes:organise_safety", args=[programme.slug]))


def _settings(
    request: HttpRequest, programme: Programme, form: SafetyForm, *, status: int
) -> TemplateResponse:
    context = {
        "form": form,
        "draft": programme.state == ProgrammeState.DRAFT,
        "clearances": clearances_of(programme, now=timezone.now()) if programme.for_minors else None,
    }
    return page(request, programme, SETTINGS, context, tab="settings", status=status)


def _mentor(programme: Programme, pk: UUID) -> Enrolment:
    """Raises Http404 for anybody but a mentor of a programme for people under age."""
    enrolment = enrolment_of(programme, pk)
    if enrolment.role != Role.MENTOR or not programme.for_minors:
        raise Http404(_("Nobody is screened here."))
    return enrolment


def _person(enrolment: Enrolment) -> str:
    return reverse("programmes:organise_person", args=[enrolment.programme.slug, enrolment.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def screening(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Writing down that a mentor was screened."""
    enrolment, now = _mentor(programme, pk), timezone.now()
    known = MentorScreening.objects.filter(enrolment=enrolment).first()
    initial = {name: getattr(known, name) for name in ("kind", "checked_on", "valid_until")} if known else {}
    data = request.POST if request.method == "POST" else None
    form = ScreeningForm(data, initial=initial, today=now.astimezone(UTC).date())
    if form.is_bound and form.is_valid():
        record_screening(enrolment=enrolment, **form.cleaned_data, by=visitor(request), now=now)
        messages.success(request, _("Written down. %(name)s counts as screened.") % {"name": enrolment.person.first_name})  # fmt: skip
        return HttpResponseRedirect(_person(enrolment))
    context = {"enrolment": enrolment, "known": known, "form": form}
    status = 400 if form.is_bound else 200
    return page(request, programme, SCREENING, context, tab="people", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def screening_remove(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Taking back what was written down by mistake."""
    enrolment = _mentor(programme, pk)
    known = MentorScreening.objects.filter(enrolment=enrolment).first()
    if known is None:
        return HttpResponseRedirect(_person(enrolment))
    known.enrolment = enrolment
    if request.method != "POST":
        context = {"enrolment": enrolment, "known": known, "person_url": _person(enrolment)}
        return page(request, programme, "programmes/organise/screening_remove.html", context, tab="people")
    remove_screening(screening=known, by=visitor(request), now=timezone.now())
    messages.success(request, _("Taken back. %(name)s does not count as screened any more.") % {"name": enrolment.person.first_name})  # fmt: skip
    return HttpResponseRedirect(_person(enrolment))


@require_POST
@limited("organise")
@of_programme
def guardian_forget(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Lets a mentee name a guardian anew."""
    enrolment = enrolment_of(programme, pk)
    consent = guardian_consent(enrolment)
    if consent is None:
        return HttpResponseRedirect(_person(enrolment))
    consent.enrolment = enrolment
    try:
        forget_guardian(consent=consent, by=visitor(request), now=timezone.now())
    except StaleState:
        messages.warning(request, _("The guardian agreed meanwhile, so it stays."))
    else:
        messages.success(request, _("%(name)s can name a guardian anew.") % {"name": enrolment.person.first_name})  # fmt: skip
    return HttpResponseRedirect(_person(enrolment))
