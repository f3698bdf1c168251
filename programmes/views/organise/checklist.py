"""What is missing before a programme can open, and the steps from one state to the next."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import limited
from accounts.transitions import StaleState
from programmes.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from programmes.models import Enrolment, Programme
from programmes.moves import consequences, steps_of
from programmes.operations.programmes import NotReady, missing_points, move_programme
from programmes.organising import Check, checklist
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor


@require_safe
@of_programme
def points(request: HttpRequest, programme: Programme) -> HttpResponse:
    shown = checklist.of(programme, now=timezone.now())
    context = {
        "points": sorted(shown, key=lambda point: (point.done, not point.needed)),
        "missing": sum(point.needed and not point.done for point in shown),
        "done": sum(point.done for point in shown),
        "steps": steps_of(programme),
    }
    return page(request, programme, "programmes/organise/checklist.html", context, tab="overview")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def move(request: HttpRequest, programme: Programme, to: str) -> HttpResponse:
    """Says what opening, starting, closing or archiving does, and does it."""
    if to not in ProgrammeState.values:
        raise Http404(_("There is no such step."))
    wanted = ProgrammeState(to)
    if request.method != "POST":
        return _ask(request, programme, wanted, missing=_missing(programme, wanted))
    if programme.state != wanted:
        try:
            move_programme(programme, to=wanted, by=visitor(request), now=timezone.now())
        except NotReady as refused:
            return _ask(request, programme, wanted, missing=refused.points, status=400)
        except StaleState:
            return _ask(request, Programme.objects.get(pk=programme.pk), wanted, status=409)
        said = _("%(programme)s is now “%(state)s”.")
        words = {"programme": programme.name, "state": programme.get_state_display()}
        messages.success(request, said % words)
    return HttpResponseRedirect(reverse("programmes:organise", args=[programme.slug]))


def _missing(programme: Programme, to: ProgrammeState) -> Sequence[Check]:
    if (programme.state, to) != (ProgrammeState.DRAFT, ProgrammeState.ENROLLING):
        return ()
    return missing_points(programme, now=timezone.now())


def _ask(
    request: HttpRequest,
    programme: Programme,
    to: ProgrammeState,
    *,
    missing: Sequence[Check] = (),
    status: int = 200,
) -> HttpResponse:
    steps = [step for step in steps_of(programme) if step.to == to]
    people = Enrolment.objects.enrolled().filter(programme=programme).values("person").distinct().count()
    possible = to in PROGRAMME_TRANSITIONS[ProgrammeState(programme.state)]
    context = {
        "step": steps[0] if steps else None,
        "lines": consequences(programme, to=to, people=people) if possible else [],
        "missing": missing,
        "wanted": to.label,
    }
    return page(
        request, programme, "programmes/organise/programme_state.html", context, tab="overview", status=status
    )
