"""Who is let in: whoever shows a token, by HTTPS. No cookie opens anything here, so no other site can press for somebody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from ninja.security import HttpBearer

from accounts.limits import count
from api.access import check_may, token_by
from api.enums import Scope
from api.models import Token
from api.operations.tokens import note_used
from api.views.problems import Refusal, problem

View = Callable[..., HttpResponse]


class Asked(HttpRequest):
    """A request that was let in."""

    auth: Token


class Bearer(HttpBearer):
    """Lets in whoever shows a token that works and has `scope`; none: whatever it may."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        # A redirect would have shown the token to everybody on the way already, and would go unseen by whoever set this up.
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Refusal(
                "not-https", "The token was sent in the clear. Revoke it, make another, and call by https."
            )
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        now = timezone.now()
        found = token_by(token.strip(), now=now)
        if wait := count(request, "token", about=found.pk):
            raise Refusal("too-often", f"Go on in {wait} seconds.", wait=wait)
        note_used(token=found, now=now)
        if self.scope is not None:
            check_may(found, self.scope)
        return found


def for_programs(view: View) -> View:
    """What all addresses of the API have in common: no session, no cookie, nothing kept on the way, English, HEAD as GET, and
    an ETag, so that what was not changed is not sent again."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        with translation.override("en"):
            response = _conditional(view)(request, *args, **keys)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answered


def _conditional(view: View) -> View:
    @conditional_page
    def answered(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        try:
            response = view(request, *args, **keys)
        finally:
            request.method = asked
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            return problem("wrong-method", f"This address takes {allowed}.", headers={"Allow": allowed})
        return response

    return answered
