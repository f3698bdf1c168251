"""What a safeguarding contact reads of mentorships beside a report: those of the two, and whom else the person is paired with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from matching.models.mentorship import MentorshipQuerySet
from programmes.models import SafetyReport
from programmes.safety import Panel, panels


def _theirs(report: SafetyReport) -> MentorshipQuerySet:
    """Every mentorship of the two in the programme, and what goes on between the person and others there."""
    about, by = report.about_id, report.reported_by_id
    both = Q(mentee__person=about, mentor__person=by) | Q(mentee__person=by, mentor__person=about)
    going_on = Q(state__in=OPEN_MENTORSHIP_STATES) & (Q(mentee__person=about) | Q(mentor__person=about))
    return Mentorship.objects.filter(both | going_on, programme=report.programme_id).with_people()


def mentorships_for(report: SafetyReport, now: datetime) -> dict[str, Any] | None:
    """The mentorships of the two, and the others of the person that go on; None where there is none. One query."""
    rows = list(_theirs(report).order_by("-started_at", "pk"))
    by = report.reported_by_id
    between = [row for row in rows if by in {row.mentee.person_id, row.mentor.person_id}]
    others = [row for row in rows if row not in between]
    if not rows:
        return None
    return {"report": report, "between": between, "others": others}


def reported_mentorship(report: SafetyReport, pk: UUID) -> Mentorship:
    """One of those on the page of a report. Raises Http404 for any other."""
    found = _theirs(report).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such mentorship."))
    return found


panels.register(Panel("mentorships", 10, "matching/safeguarding/_mentorships.html", mentorships_for))
