"""The table of check-ins that organisers take away: whether two people met, and nothing of what either wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journeys.enums import CheckInState
from journeys.models import CheckIn
from matching.exports import PAIR, pair_columns
from programmes.exporting.cells import Cell
from programmes.exporting.pieces import PIECE
from programmes.exporting.taken import Taken
from programmes.models import Programme


def _check_ins(programme: Programme) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(
        mentorship__programme=programme,
        mentorship__mentee__person__erased_at__isnull=True,
        mentorship__mentor__person__erased_at__isnull=True,
    )


def count_check_ins(programme: Programme) -> int:
    return _check_ins(programme).count()


def check_ins(programme: Programme) -> Taken:
    """One query."""
    columns = [
        *pair_columns(),
        _("Asked"),
        _("Number"),
        _("State"),
        _("Due"),
        _("Answered"),
        _("Did they meet?"),
    ]
    return Taken(columns, _rows(programme))


def _rows(programme: Programme) -> Iterator[Sequence[Cell]]:
    rows = _check_ins(programme).order_by("due_at", "pk")
    pair = tuple(f"mentorship__{name}" for name in PAIR)
    facts = ("person__name", "number", "state", "due_at", "answered_at", "met")
    for *who, number, state, due, answered, met in rows.values_list(*pair, *facts).iterator(chunk_size=PIECE):
        yield (*who, number, str(CheckInState(state).label), due, answered, met)
