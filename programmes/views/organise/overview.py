"""The organisers' programmes, and the overview of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notifications.replica import from_replica
from programmes.access import organisations_of, organised
from programmes.models import Programme
from programmes.organised import held, in_turn
from programmes.overview import chosen, earlier, next_step, shown_panels
from programmes.views.organise.frame import of_programme, page

ON_A_PAGE = 50


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404(_("There is nothing to organise here."))
    listed = Paginator(in_turn(organised(request.user)), ON_A_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "page": listed,
        "held": held(list(listed.object_list), now=timezone.now()),
        "may_start": organisations_of(request.user).exists(),
    }
    return TemplateResponse(request, "programmes/organise/list.html", context)


@require_safe
@of_programme
@from_replica
def overview(request: HttpRequest, programme: Programme) -> HttpResponse:
    now = timezone.now()
    candidates = earlier(programme, organised(request.user))  # type: ignore[arg-type] # signed in
    before = chosen(programme, candidates, request.GET.get("with"))
    shown = shown_panels(programme, before, now=now)
    (state,) = held([programme], now=now)
    context = {
        "shown": shown,
        "candidates": candidates,
        "before": before,
        "held": state,
        "next_step": next_step(state, shown),
    }
    return page(request, programme, "programmes/organise/overview.html", context, tab="overview")
