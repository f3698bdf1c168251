"""What is counted at the door, and how nobody can shut it for somebody else.

Failed passwords are counted by account and address together: whoever guesses is stopped, and its owner, elsewhere, is not. Against
guessing from many addresses the account is counted as a whole; that one does not hold for browsers from which its owner signed in
before (accounts.devices). Letters with codes are counted in the same two ways by mailbox, whether or not it has an account. A
passkey is not guessed, and always opens."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from accounts import mail_away
from accounts.addresses import client_address, counted_address
from accounts.devices import fingerprint, known_devices
from accounts.limits import count, seconds_to_wait, too_often
from accounts.models import User
from accounts.notices import NOTICE

# Anybody may have these sent to any mailbox, without signing in.
ON_DEMAND = {
    f"account/email/{name}"
    for name in (
        "login_code",
        "unknown_account",
        "password_reset_code",
        "account_already_exists",
        "email_confirmation_signup",
    )
}
# These tell of what is done already: it stays so, whether or not its letter goes out.
AFTERWARDS = {NOTICE}
LINKS = {"signup_url": "account_signup", "password_reset_url": "account_reset_password"}


def _is_known(request: HttpRequest, email: str) -> bool:
    """Whether the owner of `email` signed in from such a browser and network before. As much work where nobody owns it."""
    address = client_address(request)
    owner = User.objects.filter(email__iexact=email).first() or User()
    here = fingerprint(request.META.get("HTTP_USER_AGENT", ""), address) if address else ""
    return here in known_devices(owner)


class CountingAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """Raises PermissionDenied where there is no address, which no server with a network has."""
        address = client_address(request)
        if address is None:
            raise PermissionDenied("no network address")
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{counted_address(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials.get("email", "").lower()
        if seconds_to_wait(request, "password", about=email) and not _is_known(request, email):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        count(request, "password", about=credentials.get("email", "").lower())
        super().authentication_failed(request, **credentials)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises ImmediateHttpResponse, with the page that says when it goes on, where a mailbox got enough, and where the mail
        server does not take a letter without which its reader cannot go on."""
        if template_prefix in ON_DEMAND:
            self._check_mailbox(email.lower())
        # allauth would make these of the host that was asked for, which whoever asked may have chosen.
        links = {name: settings.SITE_URL + reverse(route) for name, route in LINKS.items()}
        try:
            super().send_mail(template_prefix, email, {**context, **links})
        except mail_away.FAULTS as fault:
            mail_away.note(fault, template_prefix)
            if template_prefix not in AFTERWARDS:
                raise ImmediateHttpResponse(mail_away.say_so(allauth_context.request)) from fault

    def _check_mailbox(self, email: str) -> None:
        request = allauth_context.request
        wait = count(request, "code_letter", about=email)
        if not wait and (full := count(request, "mailbox", about=email)) and not _is_known(request, email):
            wait = full
        if wait:
            raise ImmediateHttpResponse(too_often(request, wait))
