"""This app's points of the checklist: that something counts in matching, and that what is about identity has its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditEvent, AuditReason
from matching.enums import CriterionUse
from matching.models import Criterion
from programmes.models import Programme
from programmes.organising import Check, tabs


def points(programme: Programme, now: datetime) -> list[Check]:
    """What the criteria lack before `programme` can open. Three queries at most."""
    rows = list(Criterion.objects.filter(programme=programme, enabled=True))
    any_row = bool(rows) or Criterion.objects.filter(programme=programme).exists()
    checks = [_counting(programme, rows, any_row=any_row)]
    identity = [row for row in rows if row.identity]
    if identity:
        checks.append(_identity(programme, identity))
    return checks


def _address(programme: Programme) -> str:
    known = tabs.by_name.get("criteria")
    return reverse(known.route if known else "programmes:organise_settings", args=[programme.slug])


def _counting(programme: Programme, rows: Sequence[Criterion], *, any_row: bool) -> Check:
    label, url = _("What counts in matching"), _address(programme)
    if not any_row:
        text = _("None chosen: the usual criteria are put in when it opens.")
        return Check(label, False, text, url, needed=False)
    scores = [row for row in rows if row.use == CriterionUse.SCORE]
    weighty = [row for row in scores if row.weight > 0]
    if not scores:
        return Check(
            label, False, _("No criterion gives a score, so nobody fits better than anybody else."), url
        )
    if not weighty:
        return Check(
            label, False, _("All weights are nought: give at least one criterion some importance."), url
        )
    words = ngettext("%(n)s criterion counts.", "%(n)s criteria count.", len(weighty))
    return Check(label, True, words % {"n": len(weighty)}, url)


def _identity(programme: Programme, rows: Sequence[Criterion]) -> Check:
    events = AuditEvent.objects.filter(
        programme_id=programme.pk, object_kind="matching.criterion", object_id__in=[row.pk for row in rows]
    )
    told = dict(events.values_list("pk", "object_id"))
    given = AuditReason.objects.filter(event_id__in=list(told)).values_list("event_id", flat=True)
    with_reason = {told[pk] for pk in given}
    bare = [row.label for row in rows if str(row.pk) not in with_reason]
    text = (
        _("Without a recorded reason: %(names)s. Say why it counts, or switch it off.")
        % {"names": ", ".join(bare)}
        if bare
        else _("Each criterion about identity has a recorded reason.")
    )
    return Check(_("Criteria about identity"), not bare, text, _address(programme))
