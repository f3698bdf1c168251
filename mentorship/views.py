from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from matching.sentences import model_warning
from mentorship.glance import glance
from notifications.enums import Part
from notifications.health import Area, cautions, faults


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest, area: str = "") -> JsonResponse:
    """200 while all is well with the site, or with one area of it, else 503; says in words what is wrong and what to do,
    and names no machines: anybody may read it. What the site can do without is a warning, and no fault."""
    facts = glance(now=timezone.now())
    found = faults(facts, [Area(area)] if area else tuple(Area))
    tick = facts.latest(Part.TICK)
    warning = model_warning()
    answer = {
        "ok": not found,
        "faults": [fault.words for fault in found],
        "warnings": [*cautions(facts), *([warning] if warning else [])],
        "workers": len(facts.workers),
        "last_tick": tick.at.isoformat() if tick else None,
    }
    return JsonResponse(
        answer, status=503 if found else 200, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )


@login_not_required
@never_cache
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """200 where this process reaches the database, else 503: whether it can be given work. Everything else that may be wrong
    is wrong for all processes alike, and sending people elsewhere would help nobody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
