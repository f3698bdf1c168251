"""What an organiser's page about one person says of the guardian's consent and of the screening."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from programmes.enums import GuardianState, Role
from programmes.minors import ScreeningStand, guardian_consent, screening_stand
from programmes.models import Enrolment, MentorScreening

GUARDIAN = "programmes/organise/_guardian.html"
SCREENING = "programmes/organise/_screening.html"


def guardian_of(enrolment: Enrolment, now: datetime) -> dict[str, Any] | None:
    """For mentees of a programme for people under age; the guardian's address is the mentee's and the contact's, and stays
    unsaid. One query."""
    if not enrolment.programme.for_minors or enrolment.role != Role.MENTEE:
        return None
    consent = guardian_consent(enrolment)
    return {"consent": consent, "may_forget": consent is not None and consent.state != GuardianState.GIVEN}


def screening_of(enrolment: Enrolment, now: datetime) -> dict[str, Any] | None:
    """For mentors of a programme for people under age. One query."""
    if not enrolment.programme.for_minors or enrolment.role != Role.MENTOR:
        return None
    known = MentorScreening.objects.select_related("recorded_by").filter(enrolment=enrolment).first()
    stand = screening_stand(known, today=now.astimezone(UTC).date())
    tones = {ScreeningStand.HOLDS: "good", ScreeningStand.ENDS_SOON: "warn"}
    return {"known": known, "stand": stand, "label": stand.label, "tone": tones.get(stand, "bad")}
