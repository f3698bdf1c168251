"""What a new site says in its log, and to whoever asks it: the link that makes the first account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.operations.first_run import LASTS, make_link


def link(*, now: datetime) -> str | None:
    """The address of a new link, which ends the one before; None where somebody runs the site already."""
    secret = make_link(now=now)
    return None if secret is None else settings.SITE_URL + reverse("programmes:first_run", args=[secret])


def words(address: str) -> str:
    """One line, as it goes into logs."""
    hours = int(LASTS.total_seconds() // 3600)
    return (
        f"Nobody runs this site yet. The first account is made at this link, which works once and within {hours} hours, and ends "
        f"when a newer one is printed: {address}"
    )


def announce(say: Callable[..., None]) -> None:
    """Says how to make the first account, where nobody runs the site; for web as it starts. Raises nothing, and leaves no
    connection behind that processes would share which are forked after."""
    try:
        address = link(now=timezone.now())
    except Exception as error:  # noqa: BLE001 - a site that starts before its database goes on as soon as that is there
        say(
            "Whether anybody runs this site cannot be told yet (%s): manage.py doctor says what is wrong.",
            type(error).__name__,
        )
        return
    finally:
        connections.close_all()
    if address:
        say("%s", words(address))
