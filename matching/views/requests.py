"""Requests: a mentee asks, a mentor answers, both watch the clock."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from matching.access import mentee_for, mentor_of, mentoring_for, request_for
from matching.fit import PairFit, fit_for_each, pair_fit
from matching.forms.requests import AskForm, TakingRequestsForm
from matching.models import Request
from matching.operations import requests as operations
from matching.operations.requests import CannotAsk
from matching.queries.requests import open_requests, request_page, requests_page
from programmes.models import Enrolment
from programmes.operations.enrolments import set_taking_requests
from programmes.views.conduct import agreed_first

BOTH_WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH_WAYS)
@limited("request")
def ask(request: HttpRequest, pk: UUID, mentor_pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    mentee = mentee_for(person, pk)
    if (first := agreed_first(request, mentee.programme)) is not None:
        return first
    mentor = mentor_of(mentee, mentor_pk)
    posted = request.method == "POST"
    form, fit, refusal = AskForm(request.POST if posted else None), None, None
    try:
        fit = _fit(mentee, mentor)
        if posted and form.is_valid():
            asked = operations.ask(
                mentee=mentee,
                mentor=mentor,
                score=fit.score / 100,
                reasons=fit.as_json(),
                by=person,
                now=now,
                **form.cleaned_data,
            )
            messages.success(request, _("%(name)s has your request.") % {"name": mentor.person.first_name})
            return HttpResponseRedirect(reverse("matching:request", args=[asked.pk]))
        operations.check_can_ask(mentee=mentee, mentor=mentor, now=now)
    except CannotAsk as cannot:
        if cannot.code == "not_listed":
            raise Http404(str(cannot)) from None
        refusal = cannot
    context = {
        "mentee": mentee,
        "mentor": mentor,
        "programme": mentee.programme,
        "fit": fit,
        "form": form,
        "refusal": refusal,
        "typed": posted,
        "open_requests": open_requests(mentee, now=now),
    }
    return TemplateResponse(request, "matching/ask.html", context, status=409 if posted and refusal else 200)


def _fit(mentee: Enrolment, mentor: Enrolment) -> PairFit:
    """How well the two fit. Raises CannotAsk where they may not come together."""
    now = timezone.now()
    operations.check_can_ask(mentee=mentee, mentor=mentor, now=now)
    try:
        fit = fit_for_each(mentee, mentor, lambda: pair_fit(mentee, mentor, now=now))
    except LookupError:
        raise CannotAsk(
            "unfinished", _("Finish your answers first: a mentor reads them with your request.")
        ) from None
    if not fit.listed:
        raise CannotAsk("not_listed", _("This mentor is not listed in your programme."))
    if not fit.eligible:
        raise CannotAsk("rule", _("A rule of this programme stands between you two."))
    return fit


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = requests_page(
        person_of(request),
        tab=request.GET.get("tab", ""),
        page=request.GET.get("page", "1"),
        url=reverse("matching:requests"),
        now=now,
    )
    return TemplateResponse(request, "matching/requests.html", {"page": page, "now": now})


@require_safe
def request(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    asked: Request = request_for(person, pk)
    return TemplateResponse(
        request, "matching/request.html", {"page": request_page(asked, person=person, now=now), "now": now}
    )


@require_http_methods(BOTH_WAYS)
def taking_requests(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    mentor = mentoring_for(person, pk)
    form = TakingRequestsForm(request.POST if request.method == "POST" else None, mentor=mentor, now=now)
    if form.is_valid():
        set_taking_requests(mentor, accepting=form.accepting, until=form.until, by=person, now=now)
        messages.success(
            request,
            _("Saved. Mentees find you.")
            if form.accepting
            else _("Saved. Nobody new can ask you meanwhile."),
        )
        return HttpResponseRedirect(reverse("matching:requests"))
    return TemplateResponse(request, "matching/taking_requests.html", {"form": form, "mentor": mentor})
