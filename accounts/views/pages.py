"""The promises in plain words: who sees what, what happens with data, how accessible the site is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.promises import audiences


@login_not_required
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/who_sees_what.html", {"audiences": audiences()})


@login_not_required
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/your_data.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/accessibility.html")
