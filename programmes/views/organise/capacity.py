"""Places, demand, and the skills that are missing."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from notifications.replica import from_replica
from programmes.access import organised
from programmes.capacity import Capacity, Line, capacity_of
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page
from ui.charts import Chart, Series, bar_chart

IN_CHART = 6
IN_CALL = 8
SHOWN = 60


@require_safe
@of_programme
@from_replica
def capacity(request: HttpRequest, programme: Programme) -> HttpResponse:
    found = capacity_of(programme, others=organised(request.user), now=timezone.now())  # type: ignore[arg-type]
    subject, body = _call(request, programme, found)
    context = {
        "capacity": found,
        "skills": found.skills[:SHOWN],
        "hidden": max(len(found.skills) - SHOWN, 0),
        "chart": _chart(found.lacking[:IN_CHART]),
        "call": body,
        "mailto": f"mailto:?subject={quote(subject)}&body={quote(body)}",
    }
    return page(request, programme, "programmes/organise/capacity.html", context, tab="capacity")


def _chart(lines: list[Line]) -> Chart | None:
    if not lines:
        return None
    worst = lines[0]
    sentence = ngettext(
        "Places missing by skill. The most in %(skill)s, where %(n)s place is missing.",
        "Places missing by skill. The most in %(skill)s, where %(n)s places are missing.",
        worst.gap.missing,
    )
    return bar_chart(
        series=Series(_("Places missing"), [line.gap.missing for line in lines]),
        labels=[line.name for line in lines],
        sentence=sentence % {"skill": worst.name, "n": worst.gap.missing},
        caption=_("Mentees without a mentor who want the skill, less the places of mentors who offer it."),
        low_until=len(lines),
    )


def _call(request: HttpRequest, programme: Programme, found: Capacity) -> tuple[str, str]:
    """A call for mentors, ready to send: the skills missed most, and the way to join."""
    way = (
        request.build_absolute_uri(reverse("programmes:join", args=[programme.slug])) + "?as=mentor"
        if programme.listed
        else request.build_absolute_uri(reverse("programmes:join_link", args=[programme.join_code]))
    )
    alone = found.places.alone
    waiting = ngettext(
        "In %(programme)s, %(n)s person waits for a mentor.",
        "In %(programme)s, %(n)s people wait for a mentor.",
        alone,
    )
    lines = [
        waiting % {"programme": programme.name, "n": alone}
        if alone
        else _("%(programme)s looks for mentors.") % {"programme": programme.name},
        programme.summary,
    ]
    if found.lacking:
        skills = "\n".join(f"- {line.name}" for line in found.lacking[:IN_CALL])
        lines.append(_("Most of all we miss somebody who knows:") + "\n" + skills)
    lines.append(
        _(
            "You say how many people you can help, and never get more. Nobody has to be an expert: a few steps ahead is "
            "enough."
        )
    )
    lines.append(_("Join here, in about ten minutes:") + "\n" + way)
    return _("Mentors wanted for %(programme)s") % {"programme": programme.name}, "\n\n".join(lines)
