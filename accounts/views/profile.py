"""What others see of a person, on one page."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.forms.kept import KeptForm
from accounts.forms.profile import AboutForm, LinksForm, MeetingForm, NetworksForm
from accounts.forms.rows import MORE

PARTS = {"about": AboutForm, "meeting": MeetingForm, "networks": NetworksForm, "links": LinksForm}


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    draft = request.POST if MORE in request.POST else None
    data = request.POST if request.method == "POST" and draft is None else None
    forms: dict[str, KeptForm] = {
        name: part(data, person=person, draft=draft) for name, part in PARTS.items()
    }
    # Every part is judged, so that the summary names all that is to fix.
    judged = [form.is_valid() for form in forms.values()]
    if all(judged):
        now = timezone.now()
        with transaction.atomic():
            for form in forms.values():
                form.save(by=person, now=now)
        messages.success(request, _("Your profile is saved."))
        return HttpResponseRedirect(reverse("accounts:profile"))
    return TemplateResponse(request, "accounts/profile.html", {"forms": forms, "own": person})
