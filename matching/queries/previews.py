"""The mutual preview of a run: what is proposed to one person, and how many answered. What anybody answered is theirs alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Block
from matching import kept_runs
from matching.enums import PreferenceValue, RunState
from matching.fit import PairFit, Reason, ShownPart
from matching.models import Criterion, MatchRun, Preference, ProposedPair, Solution
from matching.snapshot.people import taking_part
from matching.snapshot.stored import DamagedSnapshot
from programmes.enums import Role
from programmes.models import Enrolment

FEW = 5
SHOWN_MENTORS = 3
SHOWN_MENTEES = 30
ANSWERS = (PreferenceValue.PREFER, PreferenceValue.NEUTRAL, PreferenceValue.AVOID)

Places = tuple[int, int]


def is_open(run: MatchRun, *, now: datetime) -> bool:
    """Whether people can answer now."""
    closes = run.preview_closes_at
    return run.state == RunState.READY and run.publishing_id is None and closes is not None and now < closes


def preview_run(enrolment: Enrolment) -> MatchRun | None:
    """The run of the programme whose preview was opened last. One query."""
    runs = MatchRun.objects.filter(programme=enrolment.programme_id, preview_opened_at__isnull=False)
    return runs.order_by("-preview_opened_at").first()


def proposals(run: MatchRun) -> dict[Places, tuple[UUID, UUID]]:
    """Every pair that an aim proposes after the newest decisions, with the enrolments of two who are still here: places to
    mentee and mentor. Two queries."""
    return _current(run, ProposedPair.objects.filter(run=run))


def own_proposals(run: MatchRun, enrolment: Enrolment) -> dict[Places, tuple[UUID, UUID]]:
    """Those of `proposals` that are of this enrolment. Two queries."""
    return _current(run, ProposedPair.objects.filter(Q(mentee=enrolment) | Q(mentor=enrolment), run=run))


def _current(run: MatchRun, pairs: QuerySet[ProposedPair]) -> dict[Places, tuple[UUID, UUID]]:
    solutions = Solution.objects.filter(run=run, revision=run.revision).values_list("mentors", flat=True)
    present = list(solutions)
    rows = pairs.order_by().values_list("mentee_place", "mentor_place", "mentee_id", "mentor_id")
    return {
        (mentee, mentor): (ours, theirs)
        for mentee, mentor, ours, theirs in rows
        if ours and theirs and any(mentors[mentee] == mentor for mentors in present)
    }


@dataclass(frozen=True)
class Proposal:
    """Somebody who is proposed, in the words of the reader's side alone, and what the reader answered before."""

    enrolment: Enrolment
    score: int
    little_known: bool
    reasons: tuple[Reason, ...]
    parts: tuple[ShownPart, ...]
    answer: str

    @property
    def told(self) -> bool:
        """Whether there is anything to say of the two."""
        return bool(self.parts)


@dataclass(frozen=True)
class PreviewPage:
    """What one person sees of a preview. `answered` says whether they answered about everybody shown."""

    run: MatchRun
    enrolment: Enrolment
    proposals: Sequence[Proposal]
    open: bool

    @property
    def answered(self) -> bool:
        return bool(self.proposals) and all(one.answer for one in self.proposals)

    @property
    def of_mentee(self) -> bool:
        return self.enrolment.role == Role.MENTEE


def preview_page(run: MatchRun, enrolment: Enrolment, *, now: datetime) -> PreviewPage:
    """At most twelve queries, however many are proposed."""
    pairs = own_proposals(run, enrolment)
    mentee = enrolment.role == Role.MENTEE
    others = {pair: both[1] if mentee else both[0] for pair, both in pairs.items()}
    here = _meetable(enrolment, set(others.values()))
    shown = [pair for pair in pairs if others[pair] in here]
    answers = dict(
        Preference.objects.filter(by=enrolment, about__in=list(here), value__in=ANSWERS).values_list(
            "about_id", "value"
        )
    )
    found = [
        _proposal(fit, here[others[pair]], answers.get(others[pair], ""), mentee=mentee)
        for pair, fit in zip(shown, _fits(run, shown), strict=True)
    ]
    ordered = sorted(found, key=lambda one: (-one.score, one.enrolment.person.name.casefold()))
    most = SHOWN_MENTORS if mentee else SHOWN_MENTEES
    return PreviewPage(run, enrolment, ordered[:most], is_open(run, now=now))


def _fits(run: MatchRun, pairs: Sequence[Places]) -> list[PairFit | None]:
    """The reasons; none where the files of the run are gone, of which its organiser is told elsewhere."""
    if not pairs:
        return []
    try:
        return list(kept_runs.fits(run, pairs))
    except DamagedSnapshot:
        return [None] * len(pairs)


def _proposal(fit: PairFit | None, other: Enrolment, answer: str, *, mentee: bool) -> Proposal:
    if fit is None or not fit.listed:
        return Proposal(other, 0, little_known=True, reasons=(), parts=(), answer=answer)
    return Proposal(
        enrolment=other,
        score=fit.score,
        little_known=fit.little_known,
        reasons=fit.for_mentee if mentee else fit.for_mentor,
        parts=fit.mentee_parts if mentee else fit.mentor_parts,
        answer=answer,
    )


def _meetable(enrolment: Enrolment, others: set[UUID]) -> dict[UUID, Enrolment]:
    """Those who still take part, and with whom neither blocked the other. Two queries."""
    role = Role.MENTOR if enrolment.role == Role.MENTEE else Role.MENTEE
    rows = taking_part(enrolment.programme, role, others).select_related("person")
    mine = enrolment.person_id
    blocks = Block.objects.filter(Q(blocker=mine) | Q(blocked=mine)).values_list("blocker_id", "blocked_id")
    apart = {person for pair in blocks for person in pair} - {mine}
    return {row.pk: row for row in rows if row.person_id not in apart}


# --- the organiser's side


@dataclass(frozen=True)
class Count:
    """How many were asked and how many of them answered since. `known` is False where fewer than five did: then not even
    how many is told."""

    asked: int
    answered: int

    @property
    def known(self) -> bool:
        return self.answered >= FEW

    @property
    def words(self) -> str:
        if not self.answered or not self.known:
            return _("Fewer than five people have answered so far.")
        return _("%(answered)d of %(asked)d people have answered.") % {
            "answered": self.answered,
            "asked": self.asked,
        }


def count_of(run: MatchRun, pairs: dict[Places, tuple[UUID, UUID]]) -> Count:
    """The people of these pairs, and those who said anything about one of theirs since the preview opened. One query."""
    asked = {pk for both in pairs.values() for pk in both}
    if run.preview_opened_at is None:
        return Count(len(asked), 0)
    said = Preference.objects.filter(
        by__in=asked, about__in=asked, value__in=ANSWERS, given_at__gte=run.preview_opened_at
    )
    return Count(len(asked), said.order_by().values("by").distinct().count())


def wishes_of(run: MatchRun) -> Criterion | None:
    """The criterion by which a "prefer" counts, None where the programme has none."""
    return Criterion.objects.filter(programme=run.programme_id, kind="prefer").first()
