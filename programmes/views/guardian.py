"""The consent of a guardian: the mentee names one, and the guardian answers behind the link of a letter, without an account.
Opening the link changes nothing: mail programs open links to look at them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_of
from accounts.limits import limited
from accounts.transitions import StaleState
from programmes.access import enrolment_for
from programmes.enums import EnrolmentState, GuardianState, Role
from programmes.forms.minors import GuardianAnswerForm, GuardianForm
from programmes.minors import consent_by, guardian_consent
from programmes.models import Enrolment, GuardianConsent
from programmes.operations.guardians import OwnAddress, answer_guardian, ask_guardian, remind_guardian

ANSWERS = {
    "agree": GuardianState.GIVEN,
    "refuse": GuardianState.REFUSED,
    "withdraw": GuardianState.WITHDRAWN,
}


def _mentee(request: HttpRequest, pk: UUID) -> Enrolment:
    """The reader's enrolment as a mentee of a programme for people under age. Raises Http404 for any other."""
    enrolment = enrolment_for(person_of(request), pk)
    if enrolment.role != Role.MENTEE or not enrolment.programme.for_minors:
        raise Http404(_("No guardian is asked here."))
    return enrolment


@require_http_methods(["GET", "HEAD", "POST"])
@limited("guardian")
def guardian(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who the guardian is, and how it stands."""
    enrolment = _mentee(request, pk)
    consent = guardian_consent(enrolment)
    known = {"name": consent.name, "email": consent.email} if consent else {}
    form = GuardianForm(request.POST if request.method == "POST" else None, initial=known)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            ask_guardian(enrolment=enrolment, **form.cleaned_data, by=enrolment.person, now=timezone.now())
        except OwnAddress:
            form.add_error("email", _("This is your own address. The letter goes to your guardian."))
        except StaleState:
            consent, status = guardian_consent(enrolment), 409
        else:
            name = form.cleaned_data["name"]
            messages.success(request, _("A letter is on its way to %(name)s.") % {"name": name})
            return HttpResponseRedirect(reverse("programmes:guardian", args=[pk]))
    context = {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "consent": consent,
        "form": form,
        "late": status == 409,
        "open": consent is None or consent.state == GuardianState.ASKED,
    }
    return TemplateResponse(request, "programmes/minors/guardian.html", context, status=status)


@require_POST
@limited("guardian")
def guardian_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sends the letter to the guardian once more."""
    enrolment = _mentee(request, pk)
    consent = guardian_consent(enrolment)
    if consent is None:
        raise Http404(_("No guardian is named yet."))
    consent.enrolment = enrolment
    try:
        sent = remind_guardian(consent=consent, by=enrolment.person, now=timezone.now())
    except StaleState:
        messages.info(request, _("Your guardian has answered meanwhile."))
    else:
        said = (
            _("The letter is sent once more.")
            if sent
            else _("A letter went today. Tomorrow you can send it again.")
        )
        messages.success(request, said)
    return HttpResponseRedirect(reverse("programmes:guardian", args=[pk]))


@sensitive_variables("token")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("letter")
def guardian_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the guardian is asked, what they answered, and the way to take it back."""
    consent = consent_by(token)
    if consent is None or consent.enrolment.state in {EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED}:
        gone = consent is not None
        context = {"gone": gone, "consent": consent}
        status = 410 if gone else 404
        return TemplateResponse(request, "programmes/minors/answer_stale.html", context, status=status)
    form = GuardianAnswerForm(request.POST if request.method == "POST" else None)
    to = ANSWERS.get(request.POST.get("answer", ""))
    if to is None or not form.is_valid():
        return _answer_page(request, consent, form, status=400 if form.is_bound else 200)
    if consent.state == to:  # pressed twice
        return HttpResponseRedirect(request.path)
    try:
        answer_guardian(consent=consent, to=to, words=form.cleaned_data["words"], now=timezone.now())
    except StaleState:
        consent.refresh_from_db()
        return _answer_page(request, consent, form, late=True, status=409)
    return HttpResponseRedirect(request.path)


def _answer_page(
    request: HttpRequest,
    consent: GuardianConsent,
    form: GuardianAnswerForm,
    *,
    late: bool = False,
    status: int = 200,
) -> HttpResponse:
    programme = consent.enrolment.programme
    context = {
        "consent": consent,
        "mentee": consent.enrolment.person,
        "programme": programme,
        "organisation": programme.organisation,
        "contact": programme.safeguarding_contact,
        "form": form,
        "late": late,
    }
    return TemplateResponse(request, "programmes/minors/answer.html", context, status=status)
