"""Signing in with an account that somebody has elsewhere, and how far we believe what is said there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import User

KEPT = ("sub", "name", "email")
EVERY_ADDRESS = "*"


def claims_of(account: SocialAccount) -> dict[str, Any]:
    """What the provider said: of its page about people where it has one, else of its token."""
    said = account.extra_data
    found: dict[str, Any] = said.get("userinfo") or said.get("id_token") or said
    return found


def is_somebody_else(said: Mapping[str, Any]) -> bool:
    """Whether the token is about one person and the page about people names another (OpenID Connect Core, 5.3.2)."""
    page, token = said.get("userinfo"), said.get("id_token")
    return bool(page and token and page.get("sub") != token.get("sub"))


def vouched_for(email: str, *, claims: Mapping[str, Any], domains: list[str]) -> bool:
    """Whether `email` counts as checked: the provider says so in so many words, and may speak for that domain."""
    said = claims.get("email_verified")
    is_said = said is True or (isinstance(said, str) and said.lower() == "true")
    is_this = str(claims.get("email", "")).lower() == email.lower()
    domain = email.rpartition("@")[2].lower()
    return is_said and is_this and (domain in domains or EVERY_ADDRESS in domains)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Providers come from the configuration alone. An address is taken as checked, and opens the account that has it, only
    where `vouches_for` of the provider names its domain; any other gets a code of ours, as everybody does on joining."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "There is an account with this address. Sign in to it first, then connect %s under Settings."
        ),
        "no_verified_email": _(
            "Confirm your e-mail address first: without this account it is your way to sign in."
        ),
    }

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those of the settings; rows of the database make none."""
        return [
            _app(one)
            for one in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
            if provider in {None, one["provider_id"], "openid_connect"}
            and client_id in {None, one["client_id"]}
        ]

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return vouched_for(email, claims=claims_of(login.account), domains=_domains(login))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Stops a login whose parts are about two people, and forgets what was said beyond the name and the address."""
        account = sociallogin.account
        if is_somebody_else(account.extra_data):
            raise ImmediateHttpResponse(
                render(request, "socialaccount/authentication_error.html", status=401)
            )
        claims = claims_of(account)
        vouched = [
            address
            for address in sociallogin.email_addresses
            if vouched_for(address.email, claims=claims, domains=_domains(sociallogin))
        ]
        for address in vouched:
            address.verified = True
        # What nobody vouches for is typed in the form, and confirmed, or is not there.
        sociallogin.email_addresses = vouched
        said = {key: str(claims[key])[:254] for key in KEPT if claims.get(key)}
        account.extra_data = {"userinfo": said}
        if account.pk:
            account.save(update_fields=["extra_data"])
        sociallogin.state["zone"] = str(claims.get("zoneinfo", ""))[:64]

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        claims = claims_of(sociallogin.account)
        found = super().get_signup_form_initial_data(sociallogin)
        zone = sociallogin.state.get("zone") or settings.DEFAULT_PERSON_ZONE
        return {"email": found["email"], "name": str(claims.get("name", ""))[:120], "zone": zone}

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.email = user.email.lower()
        return user

    def validate_disconnect(self, account: SocialAccount, accounts: Any) -> None:
        """Whoever has a confirmed address can sign in without it, by a code."""
        if not EmailAddress.objects.filter(user=account.user_id, verified=True).exists():
            raise self.validation_error("no_verified_email")


def _domains(login: SocialLogin) -> list[str]:
    found: list[str] = login.provider.app.settings.get("vouches_for", [])
    return found


def _app(config: Mapping[str, Any]) -> SocialApp:
    return SocialApp(provider="openid_connect", **config)
