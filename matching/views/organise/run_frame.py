"""What the pages of one run have in common: its heading, its parts, where a form leads back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import Person
from matching.enums import RunState
from matching.models import MatchRun
from matching.queries.run_review import Counted, Standing
from matching.queries.runs import is_publishing
from programmes.models import Programme
from programmes.organising import tabs
from programmes.views.organise.frame import page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Part:
    """One tab below a run's heading."""

    label: StrOrPromise
    url: str
    current: bool
    count: int | None = None


def url_of(run: MatchRun, name: str = "organise_run", *places: int) -> str:
    return reverse(f"matching:{name}", args=[run.programme.slug, run.number, *places])


def run_page(
    request: HttpRequest, run: MatchRun, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    shown = {"run": run, "can_change": can_change(run), "run_url": url_of(run), **context}
    return page(request, run.programme, f"matching/organise/{template}", shown, tab="runs", status=status)


def can_change(run: MatchRun) -> bool:
    """Whether pairs of the run may still be decided about."""
    return run.state == RunState.READY and not is_publishing(run)


def parts(held: Standing, counts: Counted, current: str) -> list[Part]:
    run, decided = held.run, len(held.locks) + counts.forbidden
    rows = [
        ("pairs", _("Pairs"), url_of(run), len(held.pairs)),
        ("unmatched", _("Without a mentor"), url_of(run, "organise_run_unmatched"), len(held.unmatched)),
        ("places", _("Mentors with free places"), url_of(run, "organise_run_places"), None),
        ("decisions", _("Decisions"), url_of(run, "organise_run_decisions"), decided or None),
    ]
    return [Part(label, url, name == current, count) for name, label, url, count in rows]


def acting(request: HttpRequest) -> Person | None:
    """Who acts; None for an account that belongs to nobody, such as an operator's."""
    person: Person | None = getattr(request, "person", None)
    return person


def way_back(request: HttpRequest, run: MatchRun) -> str:
    """Where a form of the run leads back to: `next` where it is a page of ours, else the run's."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    own = url_of(run)
    if not safe:
        return f"{own}#pairs"
    return f"{asked}#pairs" if asked.partition("?")[0] == own else asked


def tab_url(programme: Programme, name: str) -> str:
    """The address of a tab of the programme; empty where there is none of that name."""
    tab = tabs.by_name.get(name)
    return reverse(tab.route, args=[programme.slug]) if tab else ""
