"""This app's points of the checklist: words, days, guidelines, organisers, the application form, and mentors."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.enums import MatchingMode, ProgrammeState
from programmes.models import Enrolment, Organiser, Programme
from programmes.organising import Check, checklist, tabs


def points(programme: Programme, now: datetime) -> list[Check]:
    """What the settings, the form and the people lack before `programme` can open. Three queries."""
    return [
        _words(programme),
        _days(programme, now),
        _guidelines(programme),
        _organisers(programme),
        _form(programme),
        _mentors(programme),
    ]


def page_of(tab: str, programme: Programme) -> str:
    """The address of a tab, or of the settings where no app has that tab."""
    known = tabs.by_name.get(tab)
    return reverse(known.route if known else "programmes:organise_settings", args=[programme.slug])


def _settings(programme: Programme, section: str) -> str:
    return f"{page_of('settings', programme)}#{section}"


def _words(programme: Programme) -> Check:
    done = bool(programme.summary.strip() and programme.about.strip())
    text = (
        _("Its page says what it is in a sentence, and more below it.")
        if done
        else _("Write what the programme is: people decide by it whether to join.")
    )
    return Check(_("What people read"), done, text, _settings(programme, "page"))


def _days(programme: Programme, now: datetime) -> Check:
    fault = _fault_in_days(programme, now)
    text = fault or _said_of_days(programme)
    return Check(_("Dates"), not fault, text, _settings(programme, "dates"))


def _fault_in_days(programme: Programme, now: datetime) -> str:
    today = now.astimezone(ZoneInfo(programme.zone)).date()
    closes = programme.enrolment_closes_at
    if closes is not None and closes <= now:
        return _("Joining closed before it opened: choose a later day.")
    if programme.ends_on is not None and programme.ends_on < today:
        return _("Its last day is over: choose a later one.")
    if programme.mode == MatchingMode.COHORT and not (closes and programme.starts_on):
        return _("A cohort needs the day on which joining closes, and its first day.")
    return ""


def _said_of_days(programme: Programme) -> str:
    closes = programme.enrolment_closes_at
    if closes is None:
        return _("People may join for as long as it goes on.")
    day = formats.date_format(closes.astimezone(ZoneInfo(programme.zone)), "j F Y, H:i")
    return _("Joining closes on %(day)s.") % {"day": day}


def _guidelines(programme: Programme) -> Check:
    done = bool(programme.guidelines.strip())
    text = (
        _("Everybody agrees to version %(version)s on joining.") % {"version": programme.guidelines_version}
        if done
        else _("Write what everybody keeps to. Each person agrees to it on joining.")
    )
    return Check(_("Guidelines"), done, text, _settings(programme, "guidelines"))


def _organisers(programme: Programme) -> Check:
    reachable = (
        Organiser.objects.filter(programme=programme, person__user__is_active=True)
        .exclude(person__user__email="")
        .count()
    )
    words = ngettext(
        "%(n)s person organises it and gets people's questions.",
        "%(n)s people organise it and get people's questions.",
        reachable,
    )
    text = (
        words % {"n": reachable}
        if reachable
        else _(
            "Nobody organises it: questions would reach nobody. Somebody who runs the site appoints organisers."
        )
    )
    url = reverse("admin:programmes_programme_change", args=[programme.pk])
    return Check(_("Somebody who can be reached"), bool(reachable), text, url)


def _form(programme: Programme) -> Check:
    published = list(programme.form_versions.values_list("published_at", flat=True))
    drafts, asked = None in published, any(published)
    if asked:
        text = _("The questions of your own are published.")
    elif drafts:
        text = _("Your questions are a draft that nobody is asked: publish them, or throw the draft away.")
    else:
        text = _("None of your own, and none is needed: everybody is asked the site's questions.")
    return Check(_("Application form"), asked or not drafts, text, page_of("form", programme))


def _mentors(programme: Programme) -> Check:
    mentors = Enrolment.objects.mentors().enrolled().filter(programme=programme).count()
    words = ngettext("%(n)s mentor is enrolled.", "%(n)s mentors are enrolled.", mentors)
    text = (
        words % {"n": mentors}
        if mentors
        else _(
            "Nobody yet. Mentees who come first find nobody to ask, so invite mentors before you tell everybody."
        )
    )
    return Check(_("Mentors"), bool(mentors), text, page_of("people", programme), needed=False)


def panel(programme: Programme, now: datetime) -> dict[str, Any] | None:
    """The checklist on the overview of a draft: what is missing, and how much of it is done."""
    if programme.state != ProgrammeState.DRAFT:
        return None
    shown = checklist.of(programme, now=now)
    return {
        "slug": programme.slug,
        "open": [point for point in shown if not point.done],
        "missing": sum(point.needed and not point.done for point in shown),
        "done": sum(point.done for point in shown),
        "total": len(shown),
    }
