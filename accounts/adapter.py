from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.devices import fingerprint, hand_on, known_devices
from accounts.entrance import CountingAdapter
from accounts.notices import NEW_DEVICE, NOTICE, NOTICES, notice
from accounts.reauthentication import recently_signed_in
from accounts.second_factor import has_second_factor
from notifications.letters import quotable

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
USER_AGENT = 120  # characters


class AccountAdapter(CountingAdapter):
    """Sign-in mail goes out at once and not through the outbox: a code lives in the session, is worthless minutes later,
    and the person who waits can ask for another (docs/adr/0006)."""

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        site = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        return super().render_mail(
            template_prefix, email, {**site, **context}, headers={**AUTOMATIC, **(headers or {})}
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Says by one letter what changed, when, and from where; whoever did not do it is led to a new password."""
        facts = context or {}
        if template_prefix in NOTICES:
            facts = {
                **facts,
                "changed": notice(template_prefix, facts),
                "program": quotable(self.get_http_user_agent(self.request), USER_AGENT),
                "action_url": settings.SITE_URL + reverse("account_reset_password"),
            }
            template_prefix = NOTICE
        super().send_notification_mail(template_prefix, user, facts, email)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **facts: Any) -> HttpResponse:
        """Tells people of a sign-in from a browser or a network that they did not use before. Whoever was never here yet
        has no other to compare with."""
        known = known_devices(user)  # type: ignore[arg-type]
        program = request.META.get("HTTP_USER_AGENT", "")
        here = fingerprint(program, self.get_client_ip(request))
        response: HttpResponse = super().post_login(request, user, **facts)
        hand_on(request.session.session_key, known)
        if known and here not in known:
            self.send_notification_mail(NEW_DEVICE, user)
        return response

    # --- who it is, asked once more

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for minutes after signing in, in whichever way."""
        return not recently_signed_in(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """As allauth has them; and a code by e-mail for those who have no second factor, which it must not replace."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not has_second_factor(user):  # type: ignore[arg-type]
            code = {
                "id": "code",
                "description": _("Send me a code by e-mail"),
                "url": reverse("accounts:is_it_you"),
            }
            return [*ways, code]
        return ways
