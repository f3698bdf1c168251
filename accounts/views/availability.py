"""When a person could usually meet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.forms.profile import ZoneAndHoursForm


@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = ZoneAndHoursForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        form.save(by=person, now=timezone.now())
        messages.success(request, _("Your hours are saved."))
        return HttpResponseRedirect(reverse("accounts:availability"))
    return TemplateResponse(request, "accounts/availability.html", {"form": form})
