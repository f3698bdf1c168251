"""Who comes to the reports: those whose they are, once they have shown a second factor, as organisers do for their pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.reauthentication import with_next
from accounts.second_factor import gave_second_factor, has_second_factor
from programmes.safety_access import carer

View = Callable[..., HttpResponse]


def for_carers(view: View) -> View:
    """For anybody else than those to whom reports come, there is no such page. Where the site asks organisers for a second
    factor it asks these for one too, staff or not. It stands below the check of methods."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        user, _person = carer(request)
        if not settings.SECOND_FACTOR or gave_second_factor(request):
            return view(request, *args, **keys)
        back = request.get_full_path() if request.method != "POST" else reverse("programmes:safeguarding")
        if not has_second_factor(user):
            return HttpResponseRedirect(with_next(reverse("accounts:second_step"), back))
        ways = get_adapter().get_reauthentication_methods(user)
        first = next(way["url"] for way in ways if way["id"].startswith("mfa_"))
        return HttpResponseRedirect(with_next(first, back))

    return asked
