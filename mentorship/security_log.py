"""What somebody who watches over the site wants to know: who signed in or failed to, what was refused, how signing in changed.

The logger is `mentorship.security`. A line is an event and `key=value` pairs of ids, names of routes and codes: no address, no
name, no words of anybody, and no part of a request that could hold a secret."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

logger = logging.getLogger("mentorship.security")

# 401 and 405 say nothing about anybody; 404 counts where the address is one of ours and the thing behind it is not theirs.
REFUSALS = frozenset({400, 403, 404, 429})


def note(event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """One line. `facts` are ids, codes and names of routes."""
    pairs = " ".join(f"{name}={'-' if value in (None, '') else value}" for name, value in facts.items())
    logger.log(level, "%s %s", event, pairs)


class SecurityLogMiddleware:
    """Notes every request that was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            self._note(request, response)
        return response

    @staticmethod
    def _note(request: HttpRequest, response: HttpResponse) -> None:
        match = request.resolver_match
        if response.status_code in {400, 404} and match is None:
            return
        user = getattr(request, "user", None)
        note(
            "refused",
            level=logging.WARNING,
            status=response.status_code,
            method=request.method,
            route=match.view_name if match else None,
            user=user.pk if user is not None and user.is_authenticated else None,
        )


def typed(login: object) -> str:
    """A short code for what was typed as an address: the same for the same, and no way back to it."""
    return salted_hmac("mentorship.security_log", str(login).strip().lower()).hexdigest()[:12]


def _signed_in(sender: object, user: Any, **more: Any) -> None:
    note("sign_in", user=user.pk)


def _signed_out(sender: object, request: HttpRequest | None, user: Any, **more: Any) -> None:
    if user is not None:
        note("sign_out", user=user.pk)
        if request is not None:
            request.signed_out = True  # type: ignore[attr-defined]  # mentorship.headers tells the browser


def _failed(sender: object, credentials: dict[str, Any], **more: Any) -> None:
    login = credentials.get("email") or credentials.get("username") or credentials.get("login") or ""
    note("sign_in.failed", level=logging.WARNING, account=typed(login))


def _of_user(event: str, level: int = logging.INFO) -> Callable[..., None]:
    def noted(sender: object, user: Any = None, authenticator: Any = None, **more: Any) -> None:
        facts = {"kind": authenticator.type} if authenticator is not None else {}
        note(event, level=level, user=getattr(user, "pk", None), **facts)

    return noted


def _of_social(event: str) -> Callable[..., None]:
    def noted(sender: object, sociallogin: Any = None, socialaccount: Any = None, **more: Any) -> None:
        held = socialaccount or sociallogin.account
        note(event, user=held.user_id, provider=held.provider)

    return noted


# Kept here, because a signal holds what hears it by a weak reference.
HEARD: list[tuple[Any, Callable[..., None]]] = [
    (auth.user_logged_in, _signed_in),
    (auth.user_logged_out, _signed_out),
    (auth.user_login_failed, _failed),
    (account.user_signed_up, _of_user("sign_up")),
    (account.password_set, _of_user("password.set")),
    (account.password_changed, _of_user("password.change")),
    (account.password_reset, _of_user("password.reset")),
    (account.email_added, _of_user("email.add")),
    (account.email_changed, _of_user("email.change")),
    (account.email_removed, _of_user("email.remove")),
    (account.login_code_rejected, _of_user("sign_in.wrong_code", logging.WARNING)),
    (account.password_reset_code_rejected, _of_user("password.wrong_code", logging.WARNING)),
    (account.email_verification_code_rejected, _of_user("email.wrong_code", logging.WARNING)),
    (mfa.authenticator_added, _of_user("second_step.add")),
    (mfa.authenticator_removed, _of_user("second_step.remove", logging.WARNING)),
    (mfa.authenticator_reset, _of_user("second_step.reset", logging.WARNING)),
    (mfa.authentication_failed, _of_user("second_step.failed", logging.WARNING)),
    (social.social_account_added, _of_social("provider.add")),
    (social.social_account_removed, _of_social("provider.remove")),
]


def listen() -> None:
    """Hears allauth and Django from now on; once, however often it is called."""
    for signal, heard in HEARD:
        signal.connect(heard, dispatch_uid=f"mentorship.security_log.{id(heard)}")
