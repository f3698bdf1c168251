"""The organisers' programmes, and the overview of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programmes.access import organised
from programmes.models import Programme
from programmes.organising import panels
from programmes.views.organise.frame import of_programme, page


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:  # type: ignore[union-attr]
        raise Http404(_("There is nothing to organise here."))
    held = organised(request.user).select_related("organisation")  # type: ignore[arg-type]
    return TemplateResponse(request, "programmes/organise/list.html", {"programmes": held})


@require_safe
@of_programme
def overview(request: HttpRequest, programme: Programme) -> HttpResponse:
    shown = panels.of(programme, now=timezone.now())
    return page(request, programme, "programmes/organise/overview.html", {"panels": shown}, tab="overview")
