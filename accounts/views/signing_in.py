"""What allauth leaves to us: who it is, asked by a code; one session ended; an organiser's second step; other providers."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from accounts import one_more_code
from accounts.forms.again import AgainForm
from accounts.limits import too_often
from accounts.models import User
from accounts.reauthentication import recently_signed_in, sensitive, with_next
from accounts.second_factor import has_second_factor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def is_it_you(request: HttpRequest) -> HttpResponse:
    """Asks by a code that goes to the account's address. Whoever has a second factor is sent to show that."""
    user, ways = _user(request), get_adapter().get_reauthentication_methods(request.user)
    if all(way["url"] != request.path for way in ways):
        return HttpResponseRedirect(_on(request, ways[0]["url"]))
    if "send" in request.POST:
        if wait := one_more_code.send(request, user):
            return too_often(request, wait)
        return HttpResponseRedirect(_on(request, request.path))
    form = AgainForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="reauthenticate", user=user):
            form.add_error("code", _("Several codes were tried. Wait a minute, then try again."))
        elif one_more_code.accept(request, user, form.cleaned_data["code"]):
            return resume_request(request) or HttpResponseRedirect(reverse("accounts:settings"))
        else:
            form.add_error("code", _("This is not the code of our latest letter, or it is too old."))
    others = [way | {"url": _on(request, way["url"])} for way in ways if way["url"] != request.path]
    context = {
        "form": form,
        "is_waiting": one_more_code.is_waiting(request),
        "email": user.email,
        "next": get_next_redirect_url(request) or "",
        "reauthentication_alternatives": others,
    }
    return TemplateResponse(request, "account/is_it_you.html", context)


@require_POST
@sensitive
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs out one browser."""
    session = UserSession.objects.filter(user=_user(request), pk=pk).first()
    if session is None:
        raise Http404(_("This browser is signed out already."))
    end_sessions(request, [session])
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(reverse("usersessions_list"))


@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Tells an organiser why a second step is needed, and where to set one up; afterwards the way on."""
    back = get_next_redirect_url(request) or reverse("admin:index")
    context = {"next": back, "is_set_up": has_second_factor(_user(request))}
    return TemplateResponse(request, "account/second_step.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends people to their provider, by a page that goes on by itself: browsers refuse a form that ends on another site
    where `form-action` names ours alone, and a provider may send people to a third."""
    connects = request.GET.get("process") == AuthProcess.CONNECT
    if connects and request.method == "POST" and not recently_signed_in(request):
        raise ReauthenticationRequired
    try:
        response = openid_connect.login(request, provider_id)
    except (RequestException, KeyError, ValueError):
        return TemplateResponse(request, "socialaccount/provider_away.html", status=503)
    target = response.headers.get("Location", "")
    if request.method == "POST" and target.startswith(("https://", "http://")):
        return TemplateResponse(request, "socialaccount/login_redirect.html", {"redirect_to": target})
    return response  # type: ignore[no-any-return]


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _on(request: HttpRequest, url: str) -> str:
    """`url`, with where to go on afterwards."""
    back = get_next_redirect_url(request)
    return with_next(url, back) if back else url
