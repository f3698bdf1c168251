"""The panels of an overview that this app can fill: the funnel, and the places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment, EnrolmentEvent, Programme
from programmes.organising.figures import Figure, Measured, in_words, share, whole
from programmes.organising.funnel import Stage, funnel
from ui.charts import Series, bar_chart


def applied(programme: Programme) -> int:
    return Enrolment.objects.filter(programme=programme).mentees().count()


def enrolled(programme: Programme) -> int:
    """Those who were ever enrolled, whatever became of it."""
    event = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk"), to_state=EnrolmentState.APPROVED)
    were = Q(state=EnrolmentState.APPROVED) | (Q(state=EnrolmentState.WITHDRAWN) & Exists(event))
    return Enrolment.objects.filter(were, programme=programme).mentees().count()


STAGES = (
    Stage("applied", gettext_lazy("Applied"), 10, applied),
    Stage("enrolled", gettext_lazy("Enrolled"), 20, enrolled),
)


def funnel_panel(programme: Programme, now: datetime) -> dict[str, Any]:
    """The way of the mentees, stage by stage; a query a stage and one for the mentors."""
    stages = funnel.of(programme)
    counts = [count for _stage, count in stages]
    people = Enrolment.objects.filter(programme=programme).enrolled().mentors()
    mentors = people.aggregate(all=Count("pk"), helping=Count("pk", filter=Q(active_mentorships__gt=0)))
    if not any(counts) and not mentors["all"]:
        empty = _("Nobody has joined yet. As soon as somebody does, their way is counted here, step by step.")
        return {"measured": Measured(empty=empty)}
    base = dict(zip((stage.name for stage, _count in stages), counts, strict=True)).get("enrolled", 0)
    figures = [
        Figure(stage.name, stage.label, whole(count), _of_enrolled(count, base, stage.order))
        for stage, count in stages
    ]
    helping = ngettext(
        "One mentor is enrolled, and %(helping)s help somebody now.",
        "%(n)s mentors are enrolled, and %(helping)s of them help somebody now.",
        mentors["all"],
    ) % {"n": whole(mentors["all"]), "helping": whole(mentors["helping"])}
    labels = [str(stage.label) for stage, _count in stages]
    chart = bar_chart(
        series=Series(_("Mentees"), counts),
        labels=[str(stage.short or stage.label) for stage, _count in stages],
        sentence=_("Mentees by how far they came. %(list)s.") % {"list": in_words(labels, counts)},
        caption=helping,
    )
    return {"measured": Measured(tuple(figures), chart)}


def _of_enrolled(count: int, enrolled: int, order: int) -> str:
    """The share of those enrolled, for the stages that come after it."""
    if order <= STAGES[-1].order or not share(count, enrolled):
        return ""
    return _("%(share)s of enrolled") % {"share": share(count, enrolled)}


def places_panel(programme: Programme, now: datetime) -> dict[str, Any]:
    """Places of mentors against mentees who wait; one query."""
    mentors, mentees = Q(role=Role.MENTOR), Q(role=Role.MENTEE)
    approved = Q(state=EnrolmentState.APPROVED)
    found = Enrolment.objects.filter(programme=programme).aggregate(
        places=Sum("capacity", filter=mentors & approved, default=0),
        taken=Sum("active_mentorships", filter=mentors & approved, default=0),
        waiting=Count(
            "pk", filter=mentees & approved & Q(active_mentorships__lt=F("capacity"), active_mentorships=0)
        ),
        listed=Count("pk", filter=Q(state=EnrolmentState.WAITLISTED)),
    )
    url, action = reverse("programmes:organise_capacity", args=[programme.slug]), _("Places and skills")
    if not any(found.values()):
        empty = _("No mentor is enrolled yet, so there is no place to fill.")
        return {"measured": Measured(empty=empty, url=url, action=action)}
    free = max(found["places"] - found["taken"], 0)
    figures = (
        Figure("places", _("Places of mentors"), whole(found["places"])),
        Figure("taken", _("Taken"), whole(found["taken"]), share(found["taken"], found["places"])),
        Figure("free", _("Free"), whole(free)),
        Figure("waiting", _("Mentees without a mentor"), whole(found["waiting"])),
        Figure("listed", _("On the waiting list"), whole(found["listed"])),
    )
    labels, values = [_("Taken"), _("Free"), _("Without a mentor")], [found["taken"], free, found["waiting"]]
    lacking = found["waiting"] - free
    caption = (
        ngettext(
            "One place too few for the mentees who wait.",
            "%(n)s places too few for the mentees who wait.",
            lacking,
        )
        % {"n": whole(lacking)}
        if lacking > 0
        else _("There are enough places for the mentees who wait.")
    )
    chart = bar_chart(
        series=Series(_("Places and people"), values),
        labels=labels,
        sentence=_("Places against mentees who wait. %(list)s.") % {"list": in_words(labels, values)},
        caption=caption,
    )
    return {"measured": Measured(figures, chart, url=url, action=action)}
