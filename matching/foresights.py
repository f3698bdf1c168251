"""What of this app ends when somebody leaves (see accounts/foresight.py)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.foresight import foresight
from accounts.models import Person
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship, Request


def endings_of(person: Person, *, programme_id: UUID | None) -> Sequence[str]:
    """Mentorships that end, by the other one's name, and how many open requests close. Two queries."""
    theirs = Q(mentee__person=person) | Q(mentor__person=person)
    if programme_id is not None:
        theirs &= Q(programme=programme_id)
    mentorships = Mentorship.objects.filter(theirs, state__in=OPEN_MENTORSHIP_STATES)
    lines = [
        _(
            "Your mentorship with %(name)s in %(programme)s ends. They are told that you left, and nothing else."
        )
        % {
            "name": (row.mentor if row.mentee.person_id == person.pk else row.mentee).person.name,
            "programme": row.programme.name,
        }
        for row in mentorships.select_related("mentee__person", "mentor__person", "programme").order_by(
            "started_at"
        )
    ]
    asked = Request.objects.open().filter(theirs).count()
    if asked:
        lines.append(
            ngettext(
                "%(n)d open request closes, and the other one can ask, or be asked by, somebody else.",
                "%(n)d open requests close, and the others can ask, or be asked by, somebody else.",
                asked,
            )
            % {"n": asked}
        )
    return lines


foresight.register(endings_of)
