"""How the mentee's skills grow, in the eyes of each of the two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_of
from journeys.access import mentorship_for
from journeys.forms.goals import SkillsForm
from journeys.operations.assessments import agree_to_compare, assess, stop_comparing
from journeys.queries.assessments import levels_said, point_now, skills_page, wanted_skills
from journeys.queries.room import Room, room_of
from journeys.views.undo import while_open


@require_safe
def skills(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    found = mentorship_for(person, pk)
    context = {
        "room": room_of(found, reader=person, here="goals"),
        "page": skills_page(found, reader=person, now=timezone.now()),
    }
    return TemplateResponse(request, "journeys/goals/skills.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@while_open("assess", tab="goals")
def now(request: HttpRequest, room: Room) -> HttpResponse:
    """A level for each skill, at the point that the mentorship has come to. It can be changed while it is that point."""
    at = timezone.now()
    point = point_now(room.mentorship, reader=room.reader, now=at)
    form = SkillsForm(
        request.POST if request.method == "POST" else None,
        wanted=wanted_skills(room.mentorship),
        said=levels_said(room.mentorship, point=point, reader=room.reader),
        is_mentee=room.is_mentee,
    )
    if form.is_bound and form.is_valid():
        assess(room.mentorship, point=point, levels=form.levels, by=room.reader, now=at)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("journeys:assess", args=[room.mentorship.pk]))
    return TemplateResponse(
        request, "journeys/goals/assess.html", {"room": room, "form": form, "point": point}
    )


@require_POST
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agrees that both views stand side by side, or takes that back, which can be done after the end as well."""
    if request.POST.get("do") == "stop":
        person = person_of(request)
        stop_comparing(mentorship_for(person, pk), by=person, now=timezone.now())
        messages.success(request, _("Taken back. From now on you each see your own view alone."))
        return HttpResponseRedirect(reverse("journeys:assess", args=[pk]))
    return _agree(request, pk)


@while_open("assess", tab="goals")
def _agree(request: HttpRequest, room: Room) -> HttpResponse:
    agree_to_compare(room.mentorship, by=room.reader, now=timezone.now())
    said = _("You agreed. Both views stand side by side once %(name)s agrees too.")
    messages.success(request, said % {"name": room.other.first_name})
    return HttpResponseRedirect(reverse("journeys:assess", args=[room.mentorship.pk]))
