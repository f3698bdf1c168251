"""The frame of the organisers' pages: who may see one, and what each shows around its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from programmes.access import programme_for_organiser
from programmes.models import Programme
from programmes.organising import tabs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

P = ParamSpec("P")


def of_programme(
    view: Callable[Concatenate[HttpRequest, Programme, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Gives the view the programme of its address, for one of its organisers; for anybody else it is not there."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, programme_for_organiser(request.user, slug), *args, **kwargs)  # type: ignore[arg-type]

    return found  # type: ignore[return-value]  # Django gives the slug by its name


@dataclass(frozen=True)
class ShownTab:
    label: StrOrPromise
    url: str
    current: bool
    count: int | None


def page(
    request: HttpRequest,
    programme: Programme,
    template: str,
    context: dict[str, Any],
    *,
    tab: str,
    status: int = 200,
) -> TemplateResponse:
    """A page of a programme under the tab called `tab`. Templates extend organise/programme.html."""
    now = timezone.now()
    shown = [
        ShownTab(
            one.label,
            reverse(one.route, args=[programme.slug]),
            one.name == tab,
            one.counted(programme, now=now, beside=tab),
        )
        for one in tabs.in_order()
    ]
    return TemplateResponse(
        request, template, {"programme": programme, "tabs": shown, **context}, status=status
    )
