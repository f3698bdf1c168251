"""A programme's own history of what was shown and decided, as the engine learns from it.

A pair counts once: from the first list in which a mentee saw a mentor. It is a choice where the mentee asked that mentor
afterwards. What mentors answered is kept apart: accepted, or declined or left to run out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

import numpy as np
from django.db.models import Count, Max, Min

from matching import engine
from matching.engine.learning import Answers, Decisions
from matching.engine.values import values
from matching.enums import RequestState
from matching.models import Request, Showing, ShownMentor
from matching.snapshot import Snapshot, snapshot_of
from programmes.models import Programme

ANSWERED: dict[str, bool] = {
    RequestState.ACCEPTED: True,
    RequestState.DECLINED: False,
    RequestState.EXPIRED: False,
}


@dataclass(frozen=True)
class History:
    """`labels` and `weights` belong to the criteria of `decisions`, in their order; `mentors` are the enrolments behind the
    mentors' keys. `lists` were shown between `first_at` and `last_at`, None where there were none. `gone` pairs are left
    out because one of the two takes part no more, `asked_before` because the mentee asked before seeing the mentor."""

    decisions: Decisions
    answers: Answers
    labels: tuple[str, ...]
    weights: tuple[float, ...]
    mentors: Mapping[int, UUID]
    lists: int
    first_at: datetime | None
    last_at: datetime | None
    gone: int
    asked_before: int


def history(programme: Programme, *, now: datetime) -> History:
    """Everything that was shown and decided in `programme`, with the values of today's profiles.

    Private criteria, those about identity and wishes, have no part in it. A fixed number of queries."""
    snapshot = snapshot_of(programme, now=now, private=False)
    requests = list(
        Request.objects.filter(programme=programme)
        .order_by("sent_at")
        .values_list("mentee_id", "mentor_id", "state", "sent_at")
    )
    asked: dict[tuple[UUID, UUID], datetime] = {}
    for mentee, mentor, _state, sent_at in requests:
        asked.setdefault((mentee, mentor), sent_at)
    lists = Showing.objects.filter(mentee__programme=programme).aggregate(
        count=Count("pk"), first=Min("shown_at"), last=Max("shown_at")
    )
    first_seen = (
        ShownMentor.objects.filter(showing__mentee__programme=programme)
        .order_by("showing__mentee_id", "mentor_id", "showing__shown_at", "position")
        .distinct("showing__mentee_id", "mentor_id")
        .values_list("showing__mentee_id", "mentor_id", "showing__shown_at", "position")
    )
    pairs: list[tuple[int, int, float, bool]] = []
    gone = asked_before = 0
    for mentee, mentor, shown_at, position in first_seen.iterator(chunk_size=10_000):
        when = asked.get((mentee, mentor))
        if mentee not in snapshot.mentees.place or mentor not in snapshot.mentors.place:
            gone += 1
        elif when is not None and when < shown_at:
            asked_before += 1
        else:
            places = snapshot.mentees.place[mentee], snapshot.mentors.place[mentor]
            pairs.append((*places, float(position), when is not None))
    criteria = [
        criterion for criterion in snapshot.problem.criteria if not (criterion.rule or criterion.private)
    ]
    return History(
        decisions=_decisions(snapshot, criteria, pairs),
        answers=_answers([(row[0], row[1], ANSWERED[row[2]]) for row in requests if row[2] in ANSWERED]),
        labels=tuple(snapshot.criteria[criterion.key].label for criterion in criteria),
        weights=tuple(criterion.weight for criterion in criteria),
        mentors={
            int(key): row.pk for key, row in zip(snapshot.mentors.keys, snapshot.mentors.rows, strict=True)
        },
        lists=lists["count"],
        first_at=lists["first"],
        last_at=lists["last"],
        gone=gone,
        asked_before=asked_before,
    )


def _decisions(
    snapshot: Snapshot, criteria: list[engine.Criterion], pairs: list[tuple[int, int, float, bool]]
) -> Decisions:
    """From (mentee's place, mentor's place, position, chosen)."""
    problem = snapshot.problem
    pairs = sorted(pairs)
    table = np.full((len(pairs), len(criteria)), np.nan)
    start = 0
    for mentee, rows in groupby(pairs, key=itemgetter(0)):
        mentors = np.array([row[1] for row in rows], dtype=np.int64)
        block = slice(start, start + len(mentors))
        for column, criterion in enumerate(criteria):
            found = values(problem, criterion, np.array([mentee]), mentors)
            table[block, column] = np.where(found.known[0], found.value[0], np.nan)
        start = block.stop
    return Decisions(
        mentee=problem.mentee_key[[row[0] for row in pairs]],
        mentor=problem.mentor_key[[row[1] for row in pairs]],
        values=table,
        chosen=np.array([row[3] for row in pairs], dtype=np.bool_),
        position=np.array([row[2] for row in pairs]),
        evidence=np.array([criterion.is_evidence for criterion in criteria], dtype=np.bool_),
    )


def _answers(rows: list[tuple[UUID, UUID, bool]]) -> Answers:
    return Answers(
        mentee=np.array([engine.stable_key(row[0]) for row in rows], dtype=np.int64),
        mentor=np.array([engine.stable_key(row[1]) for row in rows], dtype=np.int64),
        accepted=np.array([row[2] for row in rows], dtype=np.bool_),
    )
