"""What base.html needs on every page: the navigation of this person, and what kind of site this is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    return {
        "demo": settings.DEMO,
        "site_name": settings.SITE_NAME,
        "nav": [],
        "person": getattr(request, "person", None),
    }
