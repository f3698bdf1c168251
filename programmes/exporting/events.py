"""Who signed up for the events of a programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programmes.enums import EventState, SignUpState
from programmes.exporting.cells import Cell
from programmes.exporting.pieces import PIECE
from programmes.exporting.taken import Taken
from programmes.models import Programme, SignUp


def _sign_ups(programme: Programme) -> QuerySet[SignUp]:
    return SignUp.objects.filter(event__programme=programme, person__erased_at__isnull=True)


def count_sign_ups(programme: Programme) -> int:
    return _sign_ups(programme).count()


def sign_ups(programme: Programme) -> Taken:
    """One query."""
    columns = [
        _("Event"),
        _("Starts"),
        _("State of the event"),
        _("Name"),
        _("E-mail address"),
        _("State"),
        _("Signed up"),
    ]
    return Taken(columns, _rows(programme))


def _rows(programme: Programme) -> Iterator[Sequence[Cell]]:
    facts = (
        "event__title",
        "event__starts_at",
        "event__state",
        "person__name",
        "person__user__email",
        "state",
        "asked_at",
    )
    rows = _sign_ups(programme).order_by("event__starts_at", "event", "asked_at", "pk")
    for title, starts, held, name, email, state, asked in rows.values_list(*facts).iterator(chunk_size=PIECE):
        labels = str(EventState(held).label), str(SignUpState(state).label)
        yield (title, starts, labels[0], name, email, labels[1], asked)
