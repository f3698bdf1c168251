from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.notices import NOTICES, notice
from notifications.letters import quotable

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
USER_AGENT = 120  # characters


class AccountAdapter(DefaultAccountAdapter):
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
            template_prefix = "account/email/notice"
        super().send_notification_mail(template_prefix, user, facts, email)
