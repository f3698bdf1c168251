"""The skills of the site's vocabulary, searched as somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import person_of
from accounts.queries import skills_like


@require_safe
def skill_search(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx only the suggestions, whose buttons belong to the form that asked."""
    found = skills_like(request.GET.get("q", ""), person=person_of(request))
    part = "#found" if request.headers.get("HX-Request") else ""
    return TemplateResponse(
        request, f"accounts/skill_search.html{part}", {"found": found, "choosing": bool(part)}
    )
