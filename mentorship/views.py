from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from matching.sentences import model_warning
from mentorship.tasks import LAST_TICK


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and beat ticked in the last five minutes, else 503; says in words what is wrong.
    What the site can do without is a warning, and no fault."""
    faults: list[str] = []
    warning = model_warning()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    last = cache.get(LAST_TICK)
    if last is None:
        faults.append("beat or the worker has not ticked since the start")
    elif timezone.now() - datetime.fromisoformat(last) > timedelta(minutes=5):
        faults.append(f"the last tick was at {last}: look at beat and the worker")
    found = {
        "ok": not faults,
        "faults": faults,
        "warnings": [warning] if warning else [],
        "last_tick": last,
    }
    return JsonResponse(
        found, status=503 if faults else 200, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
