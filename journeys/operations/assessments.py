"""How the two see the mentee's skills at the start, in the middle and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.enums import Level
from accounts.models import Person
from accounts.operations import audit
from journeys.enums import AssessmentPoint
from journeys.models import AssessedSkill, Assessment, SharedAssessment
from journeys.operations.open_pair import hold_open
from matching.models import Mentorship


@transaction.atomic
def assess(
    mentorship: Mentorship,
    *,
    point: AssessmentPoint,
    levels: Mapping[UUID, Level],
    by: Person,
    now: datetime,
) -> Assessment:
    """Keeps how `by` sees the mentee's skills (levels by the skill's id) at `point`, in the place of what they said of it
    before. Raises StaleState where the mentorship is over, and ValueError for no level at all."""
    if not levels:
        raise ValueError("there is nothing to keep")
    held = hold_open(mentorship)
    assessment, _is_new = Assessment.objects.update_or_create(
        mentorship=held, person=by, point=point, defaults={"taken_at": now}
    )
    assessment.skills.all().delete()
    AssessedSkill.objects.bulk_create(
        AssessedSkill(assessment=assessment, skill_id=skill, level=level) for skill, level in levels.items()
    )
    audit.record("assessment.take", assessment, by=by, now=now, programme_id=held.programme_id)
    return assessment


@transaction.atomic
def agree_to_compare(mentorship: Mentorship, *, by: Person, now: datetime) -> None:
    """`by` agrees that both views stand side by side; they do once both agree. Said twice, it is so once. Raises StaleState
    where the mentorship is over."""
    held = hold_open(mentorship)
    shared, is_new = SharedAssessment.objects.get_or_create(
        mentorship=held, person=by, defaults={"agreed_at": now}
    )
    if is_new:
        audit.record("assessment.share", shared, by=by, now=now, programme_id=held.programme_id)


@transaction.atomic
def stop_comparing(mentorship: Mentorship, *, by: Person, now: datetime) -> None:
    """`by` takes that back: from now on neither sees the other's view. Possible after the end as well."""
    shared = SharedAssessment.objects.select_for_update().filter(mentorship=mentorship, person=by).first()
    if shared is not None:
        audit.record("assessment.unshare", shared, by=by, now=now, programme_id=mentorship.programme_id)
        shared.delete()
