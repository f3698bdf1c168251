"""What opening, starting, closing and archiving a programme mean, in words: what happens, to whom, and what undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programmes.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DRAFT, ENROLLING, RUNNING = ProgrammeState.DRAFT, ProgrammeState.ENROLLING, ProgrammeState.RUNNING
CLOSED, ARCHIVED = ProgrammeState.CLOSED, ProgrammeState.ARCHIVED

_OPEN = gettext_lazy("Open for joining")
VERBS: Mapping[tuple[ProgrammeState, ProgrammeState], StrOrPromise] = {
    (DRAFT, ENROLLING): _OPEN,
    (ENROLLING, DRAFT): gettext_lazy("Take back to a draft"),
    (ENROLLING, RUNNING): gettext_lazy("Start the programme"),
    (ENROLLING, CLOSED): gettext_lazy("Close the programme"),
    (RUNNING, ENROLLING): gettext_lazy("Back to open for joining"),
    (RUNNING, CLOSED): gettext_lazy("Close the programme"),
    (CLOSED, RUNNING): gettext_lazy("Take it up again"),
    (CLOSED, ARCHIVED): gettext_lazy("Archive the programme"),
    (ARCHIVED, CLOSED): gettext_lazy("Take out of the archive"),
}
# The way a programme goes; what leads back is offered more quietly.
ONWARD = {DRAFT: ENROLLING, ENROLLING: RUNNING, RUNNING: CLOSED, CLOSED: ARCHIVED}


@dataclass(frozen=True)
class Step:
    """One way out of the state a programme is in: `onward` the usual one, `final` one that ends something for people."""

    to: ProgrammeState
    verb: StrOrPromise
    onward: bool
    final: bool


def steps_of(programme: Programme) -> list[Step]:
    """Where `programme` can go from here, the usual way first."""
    here = ProgrammeState(programme.state)
    steps = [
        Step(to, VERBS[here, to], onward=ONWARD.get(here) == to, final=to in {CLOSED, ARCHIVED})
        for to in ProgrammeState
        if to in PROGRAMME_TRANSITIONS[here]
    ]
    return sorted(steps, key=lambda step: not step.onward)


def consequences(programme: Programme, *, to: ProgrammeState, people: int) -> list[str]:
    """What happens when `programme` goes to `to`, to whom, and what undoes it, a sentence or two each. `people` are in it
    now. Raises KeyError where it cannot go there."""
    move = (ProgrammeState(programme.state), to)
    VERBS[move]
    return [*_WHAT[move](programme, people), _UNDO[move]()]


def _opening(programme: Programme, people: int) -> list[str]:
    found = (
        _("Its page can be found by everybody.")
        if programme.listed
        else _("Whoever has the link or the code finds its page; it stands in no list.")
    )
    joining = (
        _("People can join from the day that stands under Dates.")
        if programme.enrolment_opens_at
        else _("People can join at once.")
    )
    return [f"{found} {joining}", _("Nobody is written to: send the link to those who should know.")]


def _hiding(programme: Programme, people: int) -> list[str]:
    return [
        _("Nobody can join, and its page is hidden."),
        _in_it(people)
        + " "
        + _(
            "They keep what they wrote, but their home pages do not show the programme until you open it again."
        ),
    ]


def _starting(programme: Programme, people: int) -> list[str]:
    return [
        _("Its page says that it runs. Joining goes on until it closes by its date, if it has one."),
        _("Nobody is written to."),
    ]


def _reopening(programme: Programme, people: int) -> list[str]:
    return [_("Its page says again that people can join. Pairs that meet go on as before.")]


def _closing(programme: Programme, people: int) -> list[str]:
    return [
        _("Nobody can join any more, and what people told about themselves is kept as it is."),
        _("Requests that are open are closed within some minutes; their pages say why."),
        _in_it(people) + " " + _("Mentorships are not ended by it: pairs that still meet keep their page."),
        _("Nobody is written to."),
    ]


def _resuming(programme: Programme, people: int) -> list[str]:
    return [
        _("People can ask each other again, and join where no closing date is over."),
        _("Requests that were closed stay closed."),
    ]


def _archiving(programme: Programme, people: int) -> list[str]:
    return [
        _("Its public page is gone, and it leaves the home pages of those who took part."),
        _in_it(people)
        + " "
        + _("Their mentorships stay readable by their own links. You still see everything."),
    ]


def _unarchiving(programme: Programme, people: int) -> list[str]:
    return [_("Its page says again that it has ended, and those who took part see it on their home pages.")]


def _in_it(people: int) -> str:
    words = ngettext("%(n)s person is enrolled.", "%(n)s people are enrolled.", people)
    return words % {"n": people} if people else _("Nobody is enrolled.")


_WHAT = {
    (DRAFT, ENROLLING): _opening,
    (ENROLLING, DRAFT): _hiding,
    (ENROLLING, RUNNING): _starting,
    (ENROLLING, CLOSED): _closing,
    (RUNNING, ENROLLING): _reopening,
    (RUNNING, CLOSED): _closing,
    (CLOSED, RUNNING): _resuming,
    (CLOSED, ARCHIVED): _archiving,
    (ARCHIVED, CLOSED): _unarchiving,
}
_UNDO = {
    (DRAFT, ENROLLING): lambda: _("You can take it back to a draft at any time."),
    (ENROLLING, DRAFT): lambda: _("You can open it again at any time."),
    (ENROLLING, RUNNING): lambda: _("You can go back to open for joining."),
    (ENROLLING, CLOSED): lambda: _("You can take it up again; closed requests do not come back."),
    (RUNNING, ENROLLING): lambda: _("You can start it again at any time."),
    (RUNNING, CLOSED): lambda: _("You can take it up again; closed requests do not come back."),
    (CLOSED, RUNNING): lambda: _("You can close it again at any time."),
    (CLOSED, ARCHIVED): lambda: _("You can take it out of the archive at any time."),
    (ARCHIVED, CLOSED): lambda: _("You can archive it again at any time."),
}
