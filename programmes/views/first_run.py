"""The page behind the link that a new site writes into its log: it makes the first account of those who run it."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from accounts.models import User
from accounts.operations.first_run import LinkOver, is_run_by_somebody, opens
from programmes.forms.first_run import FirstRunForm
from programmes.operations.first_run import set_up

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
@sensitive_variables("secret")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("link")
def first_run(request: HttpRequest, secret: str) -> HttpResponse:
    """Asks who runs the site, and signs them in. Once somebody runs it there is no such page, whatever the link."""
    now = timezone.now()
    if not opens(secret, now=now):
        return _over(request)
    form = FirstRunForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        status = 400 if form.is_bound else 200
        return TemplateResponse(request, "programmes/first_run.html", {"form": form}, status=status)
    try:
        person = set_up(secret, **form.cleaned_data, language=get_language(), now=now)
    except LinkOver:
        return _over(request)
    _sign_in(request, person.user, has_password=bool(form.cleaned_data["password"]))
    return HttpResponseRedirect(reverse("first_steps"))


def _over(request: HttpRequest) -> HttpResponse:
    if is_run_by_somebody():
        raise Http404(_("This site is set up already."))
    return TemplateResponse(request, "programmes/first_run_over.html", status=410)


def _sign_in(request: HttpRequest, user: User, *, has_password: bool) -> None:
    """They may set up their second step at once, without being asked again who they are."""
    login(request, user, backend=BACKEND)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    record_authentication(request, user, method="password" if has_password else "code", email=user.email)
