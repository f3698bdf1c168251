"""Asks the whole site as one of the cast, without what the test client keeps of every page."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from tests.world import World


class Browser(RequestFactory):
    """Middleware is included. Unlike the test client it keeps no copy of what every template was given, which takes longer than
    the page."""

    def __init__(self, world: World, role: str, *, just_signed_in: bool = False) -> None:
        """`just_signed_in` has what asks people to show once more that it is they let them in at once."""
        super().__init__()
        if role != "visitor":
            client = Client()
            client.force_login(world.users[role])
            if just_signed_in:
                session = client.session
                session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
                session["account_authentication_methods_user"] = str(world.users[role].pk)
                session.save()
            self.cookies = client.cookies
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **extra: Any) -> Any:
        return self.handler(self._base_environ(**extra))
