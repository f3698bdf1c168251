"""What a change of the criteria would do, before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from matching.drafts import Draft, changed, mark, meanwhile, unpacked
from matching.enums import RunAim
from matching.operations.criteria import StaleCriteria, apply_draft
from matching.queries.criteria import criteria_of, happened
from matching.queries.what_if import cohort_size
from matching.queries.what_if import what_if as compared
from matching.views.organise.criteria import say_saved
from matching.what_if import AIMS, TOO_LONG, chosen_aim, seconds_for
from matching.words.changes import change_words
from programmes.admin.scope import actor
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def what_if(request: HttpRequest, programme: Programme) -> HttpResponse:
    """GET shows what would happen, and writes nothing; POST saves the draft."""
    rows, status = criteria_of(programme), 200
    given = (request.POST if request.method == "POST" else request.GET).get("draft", "")
    draft = unpacked(given, programme) if given else Draft(mark(rows))
    if draft is None:
        messages.info(request, _("These changes are too old to be read. Please make them again."))
        return HttpResponseRedirect(reverse("matching:organise_criteria", args=[programme.slug]))
    if request.method == "POST":
        try:
            made = apply_draft(programme=programme, draft=draft, by=actor(request), now=timezone.now())
            say_saved(request, made)
            return HttpResponseRedirect(reverse("matching:organise_criteria", args=[programme.slug]))
        except StaleCriteria:
            status, rows = 409, criteria_of(programme)
    since = meanwhile(draft.seen, rows)
    aim, now = chosen_aim(request.GET.get("aim", "")), timezone.now()
    after = changed(rows, draft.changes, programme)
    too_large = seconds_for(*cohort_size(programme)) > TOO_LONG
    context: dict[str, Any] = {
        "draft": given,
        "changes": change_words(rows, draft.changes),
        "aims": _aims(given, aim),
        "back": _back(programme, draft, given),
        "meanwhile": happened(programme, since, rows) if since else [],
        "found": None if since or too_large else compared(programme, rows, after, aim=aim, now=now),
        "too_large": too_large,
    }
    return page(
        request,
        programme,
        "matching/organise/what_if.html",
        context,
        tab="criteria",
        status=409 if since else status,
    )


def _aims(given: str, chosen: str) -> list[dict[str, Any]]:
    """The aims as tabs, each with the same draft."""
    draft = {"draft": given} if given else {}
    return [
        {"label": RunAim(aim).label, "current": aim == chosen, "url": f"?{urlencode({**draft, 'aim': aim})}"}
        for aim in AIMS
    ]


def _back(programme: Programme, draft: Draft, given: str) -> str:
    """The page on which the changes were made, with them."""
    query = {"draft": given} if given else {}
    if draft.page.startswith("+"):
        kind, _space, field = draft.page[1:].partition(" ")
        address = reverse("matching:organise_criterion_add", args=[programme.slug])
        query = {"kind": kind, "of": field, **query}
    elif draft.page:
        address = reverse("matching:organise_criterion", args=[programme.slug, draft.page])
    else:
        address = reverse("matching:organise_criteria", args=[programme.slug])
    return f"{address}?{urlencode(query)}" if query else address
