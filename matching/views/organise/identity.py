"""A criterion about identity: switched on with a reason, off without one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matching.access import identity_criterion_of
from matching.catalogue import KINDS, subjects
from matching.drafts import Draft, mark, meanwhile
from matching.forms.organise_criteria import ReasonForm
from matching.operations.criteria import StaleCriteria, apply_draft
from matching.queries.criteria import agreed_to, criteria_of, happened, looks_at
from programmes.admin.scope import actor
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
def criterion_identity(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    row, rows = identity_criterion_of(programme, key), criteria_of(programme)
    posted, switching_on = request.method == "POST", not row.enabled
    wanted_on = request.POST.get("do") == "on"
    form = ReasonForm(request.POST if posted and wanted_on else None)
    seen, status = request.POST.get("seen", ""), 200
    since = meanwhile(seen, rows) if posted else None
    if posted and (not wanted_on or form.is_valid()):
        draft = Draft(seen, {key: {"enabled": wanted_on}})
        reason = form.cleaned_data["reason"] if wanted_on else ""
        try:
            apply_draft(
                programme=programme, draft=draft, reason=reason, by=actor(request), now=timezone.now()
            )
            messages.success(request, _said(row.label, on=wanted_on))
            return HttpResponseRedirect(reverse("matching:organise_criteria", args=[programme.slug]))
        except StaleCriteria as stale:
            since, status = stale.meanwhile, 409
    context = {
        "row": row,
        "form": form,
        "off": switching_on,
        "agreed": agreed_to(programme, row),
        "looks_at": looks_at(row, {one.field: str(one.label) for one in subjects(programme)}),
        "words": KINDS[row.kind],
        "seen": mark(rows),
        "meanwhile": happened(programme, since, rows) if since else [],
    }
    return page(
        request,
        programme,
        "matching/organise/criterion_identity.html",
        context,
        tab="criteria",
        status=status,
    )


def _said(label: str, *, on: bool) -> str:
    if on:
        return _("%(name)s counts from now on, between two people who both agreed.") % {"name": label}
    return _("%(name)s does not count any more.") % {"name": label}
