"""When we may write to a person, and the way to sign-in and security."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.forms.settings import SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        form.save(by=person, now=timezone.now())
        with override(person.locale):
            messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(reverse("accounts:settings"))
    return TemplateResponse(request, "accounts/settings.html", {"form": form, "own": person})
