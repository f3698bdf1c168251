"""Pages of the frame itself: what people see when something went wrong, and every component in one place (demo mode).

urls.py of the project names the first four as its handlers."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone

from ui.charts import Series, bar_chart, line_chart
from ui.icons import ICONS
from ui.showcase import ALL_TONES, PARTS, REASONS, STAGES, SWATCHES, TABS, SampleForm

logger = logging.getLogger(__name__)


def _where(request: HttpRequest) -> str:
    """What was asked for, for the log: the name of the route and the ids in the address, since other parts of it may be keys
    (an invitation, a calendar). A dash where it is none of ours: it may be a key that somebody mistyped."""
    match = request.resolver_match
    if match is None:
        return "-"
    return " ".join(
        [match.view_name, *(str(key) for key in match.kwargs.values() if isinstance(key, int | UUID))]
    )


def _reference(request: HttpRequest) -> str:
    """What the log calls this request (mentorship.requests)."""
    return getattr(request, "reference", "") or secrets.token_hex(6)


def _page(request: HttpRequest, status: int, template: str, **context: Any) -> HttpResponse:
    reference = _reference(request)
    logger.warning("reference %s: %s %s answered with %s", reference, request.method, _where(request), status)
    return HttpResponse(
        render_to_string(template, {"reference": reference, **context}, request), status=status
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The exception's own words, if it has some, are shown: access checks say kindly what stands in the way."""
    return _page(request, 403, "403.html", why=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "404.html")


def nothing_sent(request: HttpRequest) -> HttpResponse:
    """Somebody reads an address that only takes what a button sends."""
    return _page(request, 405, "405.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors: the database may be what failed."""
    reference = _reference(request)
    logger.error("reference %s: %s %s failed", reference, request.method, _where(request))
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every part and state. Absent outside demo mode."""
    if not settings.DEMO:
        raise Http404
    now = timezone.now()
    context = {
        "form": SampleForm(
            {"name": "Aroha Ngata", "day": "31 November", "week": ["17", "34-35", "36-37", "82-83"]}
        ),
        "fresh": SampleForm(
            auto_id="fresh_%s", initial={"week": [34, 35, 36, 37, 83], "level": "2", "topics": ["meetings"]}
        ),
        "swatches": SWATCHES,
        "topics": ["Presenting", "Stakeholders", "Energy"],
        "common": ["Presenting"],
        "people": ALL_TONES,
        "parts": PARTS,
        "reasons": REASONS,
        "stages": STAGES,
        "tabs": TABS,
        "page": Paginator(range(95), 10).page(4),
        "icons": sorted(ICONS),
        "now": now,
        "soon": now + timedelta(days=3),
        "line": line_chart(
            series=[Series("You", [1, 2, 2, None, 3, 3]), Series("Amara", [2, 2, 3, 2, 3, 4])],
            labels=["9 Oct", "16 Oct", "23 Oct", "30 Oct", "6 Nov", "20 Nov"],
            ticks=["Flying", "Good", "Fine", "Slow", "Stuck"],
            low=0,
            high=4,
            sentence="How it is going, six check-ins. You rose from Slow to Good; Amara from Fine to Flying.",
            caption="Both of you chose to share this.",
        ),
        "bars": bar_chart(
            series=Series("Pairs", [6, 9, 31, 58, 74, 22]),
            labels=["40s", "50s", "60s", "70s", "80s", "90s"],
            sentence="Fit of 200 pairs: most are in the eighties, fifteen below sixty.",
            low_until=2,
        ),
    }
    return TemplateResponse(request, "ui/components.html", context)
