"""Ending a token, for those who run the site."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import check_runs_the_site
from api.models import Token
from api.operations.tokens import revoke_token


@require_http_methods(["GET", "HEAD", "POST"])
def token_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks, then ends it."""
    check_runs_the_site(request)
    token = get_object_or_404(Token.objects.select_related("organisation"), pk=pk)
    if request.method != "POST":
        return TemplateResponse(request, "api/token_revoke.html", {"token": token})
    by = getattr(request, "person", None)
    if revoke_token(token=token, by=by, now=timezone.now()):
        messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    else:
        messages.info(request, _("“%(name)s” was revoked before.") % {"name": token.name})
    return HttpResponseRedirect(reverse("admin:api_token_changelist"))
