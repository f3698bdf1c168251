"""A press on a page of meetings: it is done, or the page says what happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.enums import MeetingState
from journeys.models import Meeting, MeetingNote
from journeys.operations.agenda import ItemGone
from journeys.operations.meetings import HasBegun, NotYet, TimeGone
from journeys.views.over import changed_meanwhile


def meanwhile(
    request: HttpRequest,
    pk: UUID,
    person: Person,
    deed: Callable[[], object],
    *,
    typed: Iterable[str] = (),
) -> HttpResponse | None:
    """Does `deed`; None where it was done, and otherwise the page (409) that says what is different now and gives back what
    was `typed`."""
    try:
        deed()
    except (StaleState, TimeGone, HasBegun, NotYet, ItemGone, MeetingNote.DoesNotExist) as fault:
        changed = _words(fault)
        return changed_meanwhile(request, pk, person, here="meetings", changed=changed, typed=typed)
    return None


def _words(fault: Exception) -> str:
    """What happened, in a sentence; empty where the mentorship is over."""
    if isinstance(fault, StaleState):
        return _found(fault)
    words: dict[type[Exception], str] = {
        TimeGone: _(
            "That time is not proposed any more: it is past, or something else was agreed or proposed meanwhile."
        ),
        HasBegun: _(
            "This meeting has begun, so it can no longer be moved or cancelled. If it did not come about, you can say so afterwards."
        ),
        NotYet: _("This meeting has not begun yet. Once it has, you can say whether it took place."),
        ItemGone: _("This topic was taken off the agenda meanwhile."),
        MeetingNote.DoesNotExist: _("You deleted this note meanwhile."),
    }
    return words[type(fault)]


def _found(fault: StaleState) -> str:
    if not isinstance(fault.row, Meeting):
        return ""
    words = {
        MeetingState.PROPOSED: _("No time is agreed for this meeting now."),
        MeetingState.AGREED: _("A time was agreed for this meeting meanwhile."),
        MeetingState.CANCELLED: _("This meeting was cancelled meanwhile, so nothing was changed."),
        MeetingState.HELD: _("It was noted meanwhile that this meeting took place."),
        MeetingState.MISSED: _("It was noted meanwhile that this meeting did not take place."),
    }
    return words.get(MeetingState(fault.found), "")
