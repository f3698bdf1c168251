"""Confirmations that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string


def said_with_undo(request: HttpRequest, said: str, *, url: str, fields: Mapping[str, str]) -> None:
    """A message on the next page, with a button that posts `fields` to `url`. What people typed is escaped in `said`."""
    context = {"said": said, "url": url, "fields": fields}
    messages.success(request, render_to_string("journeys/_undo.html", context, request=request))
