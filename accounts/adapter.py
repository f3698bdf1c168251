from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in mail goes out at once and not through the outbox: a code lives in the session, is worthless minutes later,
    and the person who waits can ask for another (docs/adr/0006)."""
