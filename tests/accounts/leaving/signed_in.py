"""Clients of people who have shown lately that it is they, or have not."""

from __future__ import annotations

import time

from django.test import Client

from accounts.models import Person


def signed_in(person: Person, *, lately: bool = True) -> Client:
    client = Client()
    client.force_login(person.user)
    if lately:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.user_id)
        session.save()
    return client
