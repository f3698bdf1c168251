from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import person_of
from matching.access import can_look, mentee_for, mentors_of
from matching.queries.mentor import compared, comparison

MOST = 3


@require_safe
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Up to three mentors side by side. Of more the first three are shown, and it says so; who may not be listed is left
    out in silence, as is anybody who is not there."""
    mentee = can_look(mentee_for(person_of(request), pk))
    chosen = compared(request.GET.getlist("compare"))
    found = comparison(mentee, mentors_of(mentee, chosen[:MOST]), now=timezone.now())
    return TemplateResponse(
        request, "matching/compare.html", {"mentee": mentee, "found": found, "too_many": len(chosen) > MOST}
    )
