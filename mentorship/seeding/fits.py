"""What the engine says of the demo's people: their words as vectors, and the reasons for each pair that met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from accounts.enums import JobKind
from accounts.models import Job
from matching.fit import PairFit, page_fits
from matching.models import TextVector
from matching.sentences import digest, present_model, sentences
from matching.snapshot import snapshot_of
from mentorship.demo_people.world import DemoWorld
from mentorship.seeding.context import Seeding, create
from programmes.enums import EnrolmentState
from programmes.models import Enrolment

MOST_AT_ONCE = 1000


def is_quick(world: DemoWorld) -> bool:
    """Whether reading all the words and explaining all the pairs takes seconds, and not minutes."""
    return len(world.enrolments) <= MOST_AT_ONCE


def create_vectors(world: DemoWorld, enrolments: Sequence[Enrolment], seeding: Seeding) -> None:
    model = present_model()
    goals = [list(plan.goals) for plan in world.enrolments]
    texts = [sentences(row, own) for row, own in zip(enrolments, goals, strict=True)]
    told = [(row, text) for row, text in zip(enrolments, texts, strict=True) if text]
    vectors = model.embed([text for _row, text in told])
    create(
        TextVector(
            enrolment=row,
            model=model.name,
            digest=digest(text),
            vector=vector.astype("<f4").tobytes(),
            made_at=seeding.now,
        )
        for (row, text), vector in zip(told, vectors, strict=True)
    )


def leave_vectors_to_a_job(seeding: Seeding) -> None:
    Job.objects.create(id=seeding.id_of("job", "embeddings"), kind=JobKind.EMBEDDINGS, created_at=seeding.now)


def fits_of(
    world: DemoWorld, enrolments: Sequence[Enrolment], seeding: Seeding
) -> dict[tuple[int, int], PairFit]:
    """The fit of every pair of a request or mentorship, by the positions of the two enrolments.

    One snapshot a programme serves all its pairs; the demo has no private criteria that it could give away."""
    mentors: dict[int, set[int]] = defaultdict(set)
    pairs = [(one.mentee, one.mentor) for one in world.requests] + [
        (one.mentee, one.mentor) for one in world.mentorships
    ]
    for mentee, mentor in pairs:
        if enrolments[mentee].state == EnrolmentState.APPROVED:
            mentors[mentee].add(mentor)
    programmes = {enrolments[mentee].programme for mentee in mentors}
    snapshots = {programme: snapshot_of(programme, now=seeding.now) for programme in programmes}
    found = {}
    for mentee, asked in mentors.items():
        positions = sorted(asked)
        row = enrolments[mentee]
        fits = page_fits(row, [enrolments[position] for position in positions], snapshots[row.programme])
        found.update({(mentee, position): fit for position, fit in zip(positions, fits, strict=True)})
    return found
