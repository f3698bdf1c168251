"""What the overview and the report of a programme show: its panels, set beside those of an earlier programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.enums import MatchingMode, ProgrammeState
from programmes.models import Programme
from programmes.models.programme import ProgrammeQuerySet
from programmes.organised import Held
from programmes.organising import Panel, panels
from programmes.organising.figures import Figure, Measured

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class ShownPanel:
    """A panel with its data; `rows` are its figures, each with its like of the earlier programme, where there is one."""

    panel: Panel
    data: dict[str, Any]
    rows: tuple[tuple[Figure, Figure | None], ...] = ()


@dataclass(frozen=True)
class NextStep:
    """The one primary action of a programme's overview."""

    label: StrOrPromise
    url: str


def earlier(programme: Programme, mine: ProgrammeQuerySet) -> list[Programme]:
    """The programmes of the same organisation among `mine` that began before `programme`, the latest first; one query. A
    draft has nothing to compare yet."""
    if programme.state == ProgrammeState.DRAFT:
        return []
    others = (
        mine.filter(organisation=programme.organisation_id)
        .exclude(pk=programme.pk)
        .exclude(state=ProgrammeState.DRAFT)
        .order_by("name", "pk")
    )
    before = [other for other in others if began_on(other) < began_on(programme)]
    return sorted(before, key=began_on, reverse=True)


def began_on(programme: Programme) -> date:
    return programme.starts_on or programme.created_at.date()


def chosen(programme: Programme, candidates: Sequence[Programme], asked: str | None) -> Programme | None:
    """The one to compare with: the one whose address was `asked` for; where nothing was, the latest that matched its
    people in the same way; none for an empty or unknown address."""
    if asked is not None:
        return next((one for one in candidates if one.slug == asked), None)
    return next((one for one in candidates if one.mode == programme.mode), None)


def shown_panels(
    programme: Programme, before: Programme | None, *, now: datetime, only_measured: bool = False
) -> list[ShownPanel]:
    """The panels of `programme`, with the figures of `before` beside them; a fixed number of queries."""
    theirs = (
        {one.panel.name: one.data for one in panels.of(before, now=now, only_measured=True)} if before else {}
    )
    return [
        ShownPanel(one.panel, one.data, _beside(one.data, theirs.get(one.panel.name)))
        for one in panels.of(programme, now=now, only_measured=only_measured)
    ]


def _beside(data: dict[str, Any], theirs: dict[str, Any] | None) -> tuple[tuple[Figure, Figure | None], ...]:
    measured: Measured | None = data.get("measured")
    if measured is None:
        return ()
    other: Measured | None = theirs["measured"] if theirs else None
    return tuple((figure, other.figure(figure.key) if other else None) for figure in measured.figures)


def next_step(held: Held, shown: Sequence[ShownPanel]) -> NextStep | None:
    """What its organiser does next, by its state. None where a panel of the page asks for it itself."""
    programme = held.programme
    if programme.state == ProgrammeState.DRAFT:
        if any(one.panel.name == "checklist" and not one.data.get("missing") for one in shown):
            return None
        return NextStep(_("Go on with the checklist"), _address("programmes:organise_checklist", programme))
    if programme.state in {ProgrammeState.CLOSED, ProgrammeState.ARCHIVED}:
        return NextStep(_("Read the report"), _address("programmes:organise_report", programme))
    if held.heads.waiting:
        return NextStep(_("Answer the applications"), _address("programmes:organise_people", programme))
    if programme.state == ProgrammeState.RUNNING:
        return NextStep(_("See who needs help"), _address("journeys:organise_help", programme))
    if programme.mode != MatchingMode.SELF:
        return NextStep(_("Match people"), _address("matching:organise_runs", programme))
    return NextStep(_("Look at the people"), _address("programmes:organise_people", programme))


def _address(route: str, programme: Programme) -> str:
    return reverse(route, args=[programme.slug])
