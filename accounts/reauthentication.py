"""Whoever changes how they sign in, takes their data away or leaves shows first that it is still they.

A sign-in of the last minutes counts, in whichever way. After that people give their password or a second step again; those
who have neither get a code by e-mail, as they do to sign in (accounts.views.signing_in)."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def recently_signed_in(request: HttpRequest) -> bool:
    """Whether somebody showed in this session, in the last minutes, that it is they."""
    if not request.user.is_authenticated:
        return False
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record["at"] >= since for record in get_authentication_records(request, request.user))


def sensitive(view: View) -> View:
    """A view for those who have shown lately that it is they. Everybody else is asked first and comes back to where they
    were; what they had posted is then carried out (files and passwords are not kept: ask for those on a page of their own).

    It stands below the check of methods."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not recently_signed_in(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked


def with_next(url: str, back: str) -> str:
    """`url`, from which people come back to `back`."""
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}"
