"""Asking to be erased: what happens, two weeks to think it over, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_of
from accounts.foresight import fates, foresight
from accounts.forms.leaving import EraseForm
from accounts.leaving import obstacles, open_erasure
from accounts.limits import limited
from accounts.operations.erasures import GRACE, CannotLeave, ask_to_be_erased, take_back_erasure
from accounts.reauthentication import sensitive
from accounts.transitions import StaleState
from ui.words import local_date


@require_http_methods(["GET", "HEAD", "POST"])
@limited("erase")
def erase(request: HttpRequest) -> HttpResponseBase:
    """What happens, and the box to tick; who has asked sees until when they can take it back."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _ask(request, form)
    return _page(request, form, status=400 if form.errors else 200)


@sensitive
def _ask(request: HttpRequest, form: EraseForm) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    try:
        erasure = ask_to_be_erased(person=person, by=person, now=now)
    except CannotLeave as cannot:
        form.add_error(None, _("Something must be handed over first: %(what)s") % {"what": cannot})
        return _page(request, form, status=409)
    except StaleState:
        messages.info(request, _("You had asked already."))
    else:
        words = _("You will be erased on %(day)s. Until then you can take it back at any time.")
        messages.success(request, words % {"day": local_date(timezone.localdate(erasure.due_at))})
    return HttpResponseRedirect(reverse("accounts:erase"))


def _page(request: HttpRequest, form: EraseForm, *, status: int) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    whole, partly = fates()
    context = {
        "form": form,
        "erasure": open_erasure(person),
        "obstacles": obstacles(person),
        "ends": foresight.of(person),
        "due": now + GRACE,
        "whole": whole,
        "partly": partly,
        "now": now,
    }
    return TemplateResponse(request, "accounts/leaving/erase.html", context, status=status)


@require_POST
@limited("erase")
def erase_take_back(request: HttpRequest) -> HttpResponse:
    """One press, from whichever page: nothing has happened yet that would have to be undone."""
    person = person_of(request)
    erasure = open_erasure(person)
    try:
        if erasure is not None:
            take_back_erasure(erasure=erasure, by=person, now=timezone.now())
    except StaleState:
        messages.warning(request, _("It is being done already, and cannot be taken back any more."))
        return HttpResponseRedirect(reverse("accounts:erase"))
    messages.success(request, _("Good to have you here: you are not erased."))
    return HttpResponseRedirect(reverse("accounts:your_data"))
