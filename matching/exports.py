"""The tables of requests and of pairs that organisers take away. What two people write to each other is in none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from matching.enums import CloseReason, DeclineReason, EndReason, Frequency, MentorshipState, RequestState
from matching.models import Mentorship, Request
from programmes.enums import Cadence
from programmes.exporting.cells import Cell
from programmes.exporting.pieces import PIECE
from programmes.exporting.taken import Taken
from programmes.models import Programme

PAIR = (
    "mentee__person__name",
    "mentee__person__user__email",
    "mentor__person__name",
    "mentor__person__user__email",
)


def pair_columns() -> list[str]:
    return [_("Mentee"), _("Mentee's e-mail address"), _("Mentor"), _("Mentor's e-mail address")]


def _label(kind: Any, value: str) -> str:
    return str(kind(value).label) if value in kind.values else value


def _requests(programme: Programme) -> QuerySet[Request]:
    there = {"mentee__person__erased_at__isnull": True, "mentor__person__erased_at__isnull": True}
    return Request.objects.filter(programme=programme, **there)


def count_requests(programme: Programme) -> int:
    return _requests(programme).count()


def requests(programme: Programme) -> Taken:
    """One query."""
    columns = [
        *pair_columns(),
        _("State"),
        _("Sent"),
        _("Answer by"),
        _("Answered"),
        _("Closed"),
        _("Why there was no room"),
        _("Why it was closed"),
        _("How often they would meet"),
        _("Score when sent"),
    ]
    return Taken(columns, _request_rows(programme))


def _request_rows(programme: Programme) -> Iterator[Sequence[Cell]]:
    rows = _requests(programme).order_by("sent_at", "pk")
    facts = ("sent_at", "expires_at", "answered_at", "closed_at", "decline_reason", "close_reason")
    for *pair, state, sent, expires, answered, closed, declined, why, often, score in rows.values_list(
        *PAIR, "state", *facts, "how_often", "score"
    ).iterator(chunk_size=PIECE):
        yield (
            *pair,
            _label(RequestState, state),
            sent,
            expires,
            answered,
            closed,
            _label(DeclineReason, declined),
            _label(CloseReason, why),
            _label(Frequency, often),
            round(score, 2) if score is not None else None,
        )


def _pairs(programme: Programme) -> QuerySet[Mentorship]:
    there = {"mentee__person__erased_at__isnull": True, "mentor__person__erased_at__isnull": True}
    return Mentorship.objects.filter(programme=programme, **there)


def count_pairs(programme: Programme) -> int:
    return _pairs(programme).count()


def pairs(programme: Programme) -> Taken:
    """One query."""
    columns = [
        *pair_columns(),
        _("State"),
        _("Started"),
        _("Closed"),
        _("Reason"),
        _("How often they meet"),
        _("Score at the start"),
    ]
    return Taken(columns, _pair_rows(programme))


def _pair_rows(programme: Programme) -> Iterator[Sequence[Cell]]:
    rows = _pairs(programme).order_by("started_at", "pk")
    for *pair, state, started, closed, reason, cadence, score in rows.values_list(
        *PAIR, "state", "started_at", "closed_at", "end_reason", "cadence", "score"
    ).iterator(chunk_size=PIECE):
        yield (
            *pair,
            _label(MentorshipState, state),
            started,
            closed,
            _label(EndReason, reason),
            _label(Cadence, cadence),
            round(score, 2) if score is not None else None,
        )
