"""A letter that somebody waits for, and that the mail server does not take. It goes through no outbox (docs/adr/0006), so they are
told at once, with the ways in that need no letter."""

from __future__ import annotations

import logging

from anymail.exceptions import AnymailError  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

# smtplib's are all of the first.
FAULTS = (OSError, AnymailError)
AGAIN = 60  # seconds


def say_so(request: HttpRequest) -> HttpResponse:
    """The page (503). It is the same for every address, whether or not it has an account."""
    response = render(request, "account/mail_away.html", status=503)
    response.headers["Retry-After"] = str(AGAIN)
    return response


def note(fault: BaseException, template: str) -> None:
    """For those who run the site: which letter did not go out. `template` is the beginning of its templates' names."""
    logger.error("the letter %s was not taken: it is not tried again", template, exc_info=fault)
