"""What an organiser should look at before publishing a run: computed anew each time, from the rows as they are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditEvent, Person
from matching.kept_runs import opened
from matching.models import MatchRun
from matching.queries.run_review import LOW, Counted, Standing
from matching.words.clock import spelled
from programmes.enums import UNDER_WAY, EnrolmentState, Role
from programmes.models import Enrolment

HOURS = ["availability", "zone"]
MOST_EVENTS = 5000


@dataclass(frozen=True)
class Warned:
    """One thing to look at: `said` leads to `url` where there is a page for it, `more` follows it. `stops` says that
    nothing can be published while that is so."""

    said: str
    more: str
    url: str
    stops: bool = False


class _Now(NamedTuple):
    """An enrolment of the programme as it is now, in the order of _NOW."""

    pk: UUID
    role: str
    state: str
    erased_at: datetime | None
    active: bool
    submitted_at: datetime | None
    capacity: int
    taken: int

    @property
    def here(self) -> bool:
        return self.state == EnrolmentState.APPROVED and self.erased_at is None and self.active

    @property
    def left(self) -> int:
        return self.capacity - self.taken


_NOW = (
    "pk",
    "role",
    "state",
    "person__erased_at",
    "person__user__is_active",
    "submitted_at",
    "capacity",
    "active_mentorships",
)


def warnings(held: Standing, counts: Counted) -> list[Warned]:
    """Everything worth a look, the gravest first; `counts` are those of `held`. Three queries at most beside opening the run."""
    run = held.run
    now = {
        row.pk: row
        for row in map(_Now._make, Enrolment.objects.filter(programme_id=run.programme_id).values_list(*_NOW))
    }
    kept = opened(run)
    pairs = [(kept.mentee_ids[one.mentee], kept.mentor_ids[one.mentor]) for one in held.pairs.values()]
    since = run.job.started_at or run.created_at
    found = [
        _not_under_way(run),
        _gone(pairs, now),
        _taken(pairs, now),
        _full(pairs, now),
        _broken(run, counts),
        _unmatched(held),
        _changed_hours(run, pairs, since),
        _low(held, counts),
        _ambiguous(run, counts),
        _came_since(run, now, since, {*kept.mentee_ids, *kept.mentor_ids}),
    ]
    return [warned for warned in found if warned is not None]


def heading(found: Sequence[Warned]) -> str:
    return ngettext(
        "%(n)s thing to look at before you publish", "%(n)s things to look at before you publish", len(found)
    ) % {"n": spelled(len(found))}


def _table(run: MatchRun, query: str = "") -> str:
    return f"{reverse('matching:organise_run', args=[run.programme.slug, run.number])}{query}#pairs"


def _not_under_way(run: MatchRun) -> Warned | None:
    if run.programme.state in UNDER_WAY:
        return None
    url = reverse("programmes:organise_checklist", args=[run.programme.slug])
    said = _("The programme is “%(state)s”") % {"state": run.programme.get_state_display()}
    return Warned(said, _(": open it before you publish."), url, stops=True)


def _gone(pairs: Sequence[tuple[UUID, UUID]], now: dict[UUID, _Now]) -> Warned | None:
    gone = {pk for pair in pairs for pk in pair if pk not in now or not now[pk].here}
    if not gone:
        return None
    return Warned(
        ngettext(
            "%(n)s person of these pairs has left the programme",
            "%(n)s people of these pairs have left the programme",
            len(gone),
        )
        % {"n": spelled(len(gone))},
        _(" since the run began: run it again, or give their partners somebody else."),
        "",
        stops=True,
    )


def _taken(pairs: Sequence[tuple[UUID, UUID]], now: dict[UUID, _Now]) -> Warned | None:
    taken = [
        mentee for mentee, _mentor in pairs if mentee in now and now[mentee].here and now[mentee].left < 1
    ]
    if not taken:
        return None
    said = ngettext(
        "%(n)s mentee of these pairs has a mentor meanwhile",
        "%(n)s mentees of these pairs have a mentor meanwhile",
        len(taken),
    )
    return Warned(
        said % {"n": spelled(len(taken))}, _(": run it again, from your decisions."), "", stops=True
    )


def _full(pairs: Sequence[tuple[UUID, UUID]], now: dict[UUID, _Now]) -> Warned | None:
    wanted = Counter(mentor for _mentee, mentor in pairs)
    full = [
        pk for pk, pairs_here in wanted.items() if pk in now and now[pk].here and now[pk].left < pairs_here
    ]
    if not full:
        return None
    said = ngettext(
        "%(n)s mentor has fewer places now than pairs here",
        "%(n)s mentors have fewer places now than pairs here",
        len(full),
    )
    return Warned(said % {"n": spelled(len(full))}, _(": run it again, from your decisions."), "", stops=True)


def _broken(run: MatchRun, counts: Counted) -> Warned | None:
    broken = counts.broken
    if not broken:
        return None
    said = ngettext(
        "%(n)s pair that you locked breaks a rule", "%(n)s pairs that you locked break a rule", broken
    )
    return Warned(said % {"n": spelled(broken)}, _(" of the programme."), _table(run, "?show=broken"))


def _unmatched(held: Standing) -> Warned | None:
    left = len(held.unmatched)
    if not left:
        return None
    said = ngettext("%(n)s mentee has no mentor", "%(n)s mentees have no mentor", left)
    run = held.run
    url = reverse("matching:organise_run_unmatched", args=[run.programme.slug, run.number])
    return Warned(said % {"n": spelled(left)}, _(": see what would help each of them."), url)


def _changed_hours(run: MatchRun, pairs: Sequence[tuple[UUID, UUID]], since: datetime) -> Warned | None:
    events = AuditEvent.objects.filter(
        object_kind=Person._meta.label_lower, at__gt=since, fields__overlap=HOURS
    ).order_by()
    people = {UUID(pk) for pk in events.values_list("object_id", flat=True)[:MOST_EVENTS]}
    if not people:
        return None
    theirs = Enrolment.objects.filter(programme_id=run.programme_id, person__in=people)
    known: dict[UUID, UUID] = dict(theirs.values_list("pk", "person_id"))
    changed = {known[pk] for pair in pairs for pk in pair if pk in known}
    if not changed:
        return None
    said = ngettext("%(n)s person changed their hours", "%(n)s people changed their hours", len(changed))
    return Warned(said % {"n": spelled(len(changed))}, _(" after the run began."), "")


def _low(held: Standing, counts: Counted) -> Warned | None:
    low = counts.low
    if not low:
        return None
    said = ngettext("%(n)s pair fits less than %(low)d", "%(n)s pairs fit less than %(low)d", low)
    return Warned(
        said % {"n": spelled(low), "low": LOW},
        _(": the lowest is %(worst)d.") % {"worst": round(held.solution.worst * 100)},
        _table(held.run, "?show=low"),
    )


def _ambiguous(run: MatchRun, counts: Counted) -> Warned | None:
    near = counts.ambiguous
    if not near:
        return None
    said = ngettext(
        "%(n)s pair has an alternative that fits as well",
        "%(n)s pairs have an alternative that fits as well",
        near,
    )
    return Warned(
        said % {"n": spelled(near)}, _(": you may know which is better."), _table(run, "?show=ambiguous")
    )


def _came_since(run: MatchRun, now: dict[UUID, _Now], since: datetime, known: set[UUID]) -> Warned | None:
    come = [
        row
        for pk, row in now.items()
        if row.here
        and pk not in known
        and row.submitted_at is not None
        and row.submitted_at > since
        and (row.role == Role.MENTEE or row.left > 0)
    ]
    if not come:
        return None
    said = ngettext("%(n)s person joined", "%(n)s people joined", len(come))
    url = reverse("matching:organise_runs", args=[run.programme.slug])
    return Warned(said % {"n": spelled(len(come))}, _(" after the run began, and is not in it."), url)
