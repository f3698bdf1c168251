"""The settings of a programme."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import AuditEvent, Person
from programmes.forms.organise_programme import MOMENTS, SettingsForm
from programmes.models import Programme
from programmes.moves import steps_of
from programmes.operations.places import LIMITS, limit_of, taken
from programmes.operations.programmes import ChangedMeanwhile, change_programme
from programmes.organised import heads_of
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor

TEMPLATE = "programmes/organise/settings.html"


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
def settings(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = SettingsForm(request.POST if request.method == "POST" else None, programme=programme)
    if not form.is_bound or not form.is_valid():
        return _page(request, programme, form, status=400 if form.is_bound else 200)
    stamp = form.cleaned_data["loaded"]
    try:
        changed = change_programme(
            programme, changes=form.changes(), stamp=stamp, by=visitor(request), now=timezone.now()
        )
    except ChangedMeanwhile as meanwhile:
        return _meanwhile(request, programme, form, meanwhile)
    if changed:
        messages.success(request, _("Saved."))
        for words in _about_limits(programme, changed):
            messages.info(request, words)
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
    return HttpResponseRedirect(reverse("programmes:organise_settings", args=[programme.slug]))


def _page(
    request: HttpRequest, programme: Programme, form: SettingsForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    def address(route: str, key: str) -> str:
        return request.build_absolute_uri(reverse(route, args=[key]))

    context = {
        "form": form,
        "join_address": address("programmes:join_link", programme.join_code),
        "public_address": address("programmes:programme", programme.slug),
        "steps": steps_of(programme),
        **more,
    }
    return page(request, programme, TEMPLATE, context, tab="settings", status=status)


def _meanwhile(
    request: HttpRequest, programme: Programme, form: SettingsForm, meanwhile: ChangedMeanwhile
) -> HttpResponse:
    """What somebody else saved, and what was typed here. Settings that were left alone here show what is true now."""
    now_so = Programme.objects.select_related("organisation").get(pk=programme.pk)
    fresh = SettingsForm(programme=now_so)
    typed = request.POST.copy()
    alone = form.untouched(request.POST.get("loaded", ""), meanwhile.fields)
    for name in alone:
        _put(typed, name, fresh.initial.get(name))
    typed["loaded"] = fresh.initial["loaded"]
    again = SettingsForm(typed, programme=now_so)
    lines = [
        (again[name].label, again[name].auto_id, shown(now_so, name), name not in alone)
        for name in meanwhile.fields
    ]
    more = {"meanwhile": lines, "who": _last_hand(now_so)}
    return _page(request, now_so, again, status=409, **more)


def _put(data: Any, name: str, value: Any) -> None:
    """As a browser would post it: a box that is not ticked is left out."""
    if value is False:
        data.pop(name, None)
    else:
        data[name] = "" if value is None else "on" if value is True else str(value)


def shown(programme: Programme, name: str) -> str:
    """The value of a setting in words, texts by their beginning."""
    value = getattr(programme, name)
    if value is None or value == "":
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in MOMENTS:
        local = timezone.localtime(value, ZoneInfo(programme.zone))
        return formats.date_format(local, "j F Y, H:i")
    if name.endswith("_on"):
        return formats.date_format(value, "j F Y")
    display = getattr(programme, f"get_{name}_display", None)
    text = str(display() if display else value)
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"


def _last_hand(programme: Programme) -> str:
    event = AuditEvent.objects.filter(action="programme.change", programme_id=programme.pk).first()
    actor_id = event.actor_id if event else None
    actor = Person.objects.filter(pk=actor_id).first() if actor_id else None
    return actor.name if actor else _("Somebody else")


def _about_limits(programme: Programme, changed: list[str]) -> list[str]:
    """What is said of a new limit: that it lies below the people who are in already, or that somebody waits who may come
    in now."""
    heads, said = heads_of([programme.pk])[programme.pk], []
    for role, name in LIMITS.items():
        limit, people = limit_of(programme, role), taken(programme.pk, role)
        if name in changed and limit is not None and people > limit:
            words = ngettext(
                "%(n)s person is enrolled already, more than the places: nobody loses theirs, and whoever comes now "
                "stands on the waiting list.",
                "%(n)s people are enrolled already, more than the places: nobody loses theirs, and whoever comes now "
                "stands on the waiting list.",
                people,
            )
            said.append(f"{role.label}: {words % {'n': people}}")
        elif name in changed and (limit is None or people < limit) and heads.waitlisted:
            said.append(
                _("Nobody comes in from the waiting list by themselves: look who waits, under People.")
            )
    return said
