"""What somebody agreed to: the texts as they were, taking a consent back, giving it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_of
from accounts.consents_page import Given, consents_page, own_consent
from accounts.enums import ConsentPurpose
from accounts.limits import limited
from accounts.operations.consents import give_again, withdraw_consent


@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    context = {"shown": consents_page(person_of(request))}
    return TemplateResponse(request, "accounts/leaving/consents.html", context)


@require_POST
@limited("join")
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """At once, by one press: it can be given again beside it. Leaving a programme is asked for on its own page."""
    person = person_of(request)
    given = own_consent(person, pk)
    if not given.purpose.here:
        return HttpResponseRedirect(given.subject.leave_url or reverse("accounts:consents"))
    withdrawn = given.consent.withdrawn_at is None and withdraw_consent(
        person=person,
        purpose=ConsentPurpose(given.consent.purpose),
        subject=given.consent.subject,
        by=person,
        now=timezone.now(),
    )
    if withdrawn:
        messages.success(request, _("Taken back: it holds from now on. You can give it again below."))
    else:
        messages.info(request, _("You had taken that back already."))
    return HttpResponseRedirect(reverse("accounts:consents"))


@require_POST
@limited("join")
def consent_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Again, or to a text that was changed: to the version that the page showed, if that is still the present one."""
    person = person_of(request)
    given = own_consent(person, pk)
    if not given.can_give_again:
        messages.info(request, _("This cannot be given any more: what it was for is over."))
    elif request.POST.get("version") != given.purpose.version:
        messages.warning(request, _("The text was changed meanwhile. Read it below before you agree."))
    else:
        _give(given, request)
        messages.success(request, _("Thank you. We keep what you agreed to, and when."))
    return HttpResponseRedirect(reverse("accounts:consents"))


def _give(given: Given, request: HttpRequest) -> None:
    person = person_of(request)
    give_again(
        person=person,
        purpose=ConsentPurpose(given.consent.purpose),
        subject=given.consent.subject,
        version=given.purpose.version,
        by=person,
        now=timezone.now(),
    )
