"""Letters that did not arrive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.models import Programme
from programmes.returned_letters import LATELY, returned_page
from programmes.views.organise.frame import of_programme, page


@require_safe
@of_programme
def returned(request: HttpRequest, programme: Programme) -> HttpResponse:
    found = returned_page(programme, page=request.GET.get("page", "1"), now=timezone.now())
    context = {"returned": found, "page": found.page, "days": LATELY.days}
    return page(request, programme, "programmes/organise/returned.html", context, tab="people")
