"""Programmes for people under age: where a guardian's consent and a mentor's screening stand, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from notifications import links
from programmes.enums import EnrolmentState, GuardianState, Role
from programmes.models import Enrolment, GuardianConsent, MentorScreening, Programme

PURPOSE = "guardian"
# A guardian may take the consent back for as long as a programme can go on.
LASTS = timedelta(days=3 * 365)
ENDS_SOON = timedelta(days=30)


class ScreeningStand(TextChoices):
    """What a screening is worth on a day."""

    NONE = "none", _("Not screened yet")
    HOLDS = "holds", _("Screened")
    ENDS_SOON = "ends_soon", _("Screened, and it ends soon")
    ENDED = "ended", _("The screening has ended")


def screening_stand(screening: MentorScreening | None, *, today: date) -> ScreeningStand:
    if screening is None or screening.checked_on > today:
        return ScreeningStand.NONE
    if screening.valid_until < today:
        return ScreeningStand.ENDED
    return ScreeningStand.ENDS_SOON if screening.valid_until - today <= ENDS_SOON else ScreeningStand.HOLDS


def guardian_consent(enrolment: Enrolment) -> GuardianConsent | None:
    """What the guardian was asked, and said; None where nobody is named yet. One query."""
    return GuardianConsent.objects.filter(enrolment=enrolment).first()


def guardian_state(enrolment: Enrolment) -> str:
    """A GuardianState; empty where no guardian is named yet. One query."""
    states = GuardianConsent.objects.filter(enrolment=enrolment).values_list("state", flat=True)
    return states.first() or ""


@dataclass(frozen=True)
class GuardianCard:
    """What a mentee has to see to at home: no guardian is named, or the guardian has not agreed. `consent` is None in the
    first case."""

    enrolment: Enrolment
    consent: GuardianConsent | None


def guardians_awaited(enrolments: Collection[Enrolment]) -> list[GuardianCard]:
    """Those of `enrolments` (with their programmes) whose guardian has yet to agree. No query where no programme of theirs is
    for people under age, else one."""
    needed = [
        one
        for one in enrolments
        if one.role == Role.MENTEE
        and one.programme.for_minors
        and one.state in {EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED}
    ]
    if not needed:
        return []
    found: dict[UUID, GuardianConsent] = {
        row.enrolment_id: row for row in GuardianConsent.objects.filter(enrolment__in=needed)
    }
    cards = (GuardianCard(one, found.get(one.pk)) for one in needed)
    return [card for card in cards if card.consent is None or card.consent.state != GuardianState.GIVEN]


def unscreened(enrolments: Collection[Enrolment], *, now: datetime) -> list[Enrolment]:
    """Those of `enrolments` (with their programmes) that are of mentors who wait to be screened. No query where no programme
    of theirs is for people under age, else one."""
    needed = [one for one in enrolments if one.role == Role.MENTOR and one.programme.for_minors]
    if not needed:
        return []
    clear = Enrolment.objects.filter(pk__in=[one.pk for one in needed]).cleared(now)
    cleared = set(clear.values_list("pk", flat=True))
    return [one for one in needed if one.pk not in cleared]


def watched_by(person: Person | None) -> list[Programme]:
    """The programmes for people under age whose safeguarding contact `person` is, by their names. One query at most."""
    if person is None:
        return []
    return list(Programme.objects.filter(for_minors=True, safeguarding_contact=person).order_by("name", "pk"))


# --- the link of a guardian


def guardian_url(consent: GuardianConsent) -> str:
    """The absolute address of the page on which a guardian answers. Where another address was given since, it is over."""
    return settings.SITE_URL + reverse("programmes:guardian_answer", args=[guardian_token(consent)])


def guardian_token(consent: GuardianConsent) -> str:
    facts = {"consent": str(consent.pk), "asked": f"{consent.asked_at.timestamp():.6f}"}
    return links.sign(PURPOSE, facts)


def consent_by(token: str) -> GuardianConsent | None:
    """The consent that a guardian's link is for, with its people and programme; None for a link that was changed, is too old,
    or went to an address that was put right since."""
    try:
        facts = links.read(token, PURPOSE, lasts=LASTS)
        pk, asked = UUID(facts["consent"]), facts["asked"]
    except (links.LinkBroken, KeyError, ValueError):
        return None
    rows = GuardianConsent.objects.select_related(
        "enrolment__person__user",
        "enrolment__programme__organisation",
        "enrolment__programme__safeguarding_contact__user",
    )
    found = rows.filter(pk=pk).first()
    return found if found is not None and f"{found.asked_at.timestamp():.6f}" == asked else None


# --- for organisers


@dataclass(frozen=True)
class Clearances:
    """How a programme for people under age stands: mentees whose guardian has agreed, is asked or said no, those who have named
    nobody, and mentors who are screened, whose screening ends soon, and who are not."""

    agreed: int
    asked: int
    said_no: int
    nobody: int
    screened: int
    ends_soon: int
    unscreened: int


def clearances_of(programme: Programme, *, now: datetime) -> Clearances:
    """Counts those who are enrolled or apply. One query."""
    today = now.astimezone(UTC).date()
    rows = Enrolment.objects.filter(
        programme=programme,
        state__in=[EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED],
    ).values_list("role", "guardian_consent__state", "screening__checked_on", "screening__valid_until")
    found = dict.fromkeys(Clearances.__dataclass_fields__, 0)
    for role, state, checked_on, valid_until in rows:
        if role == Role.MENTEE:
            found[_GUARDIAN_COLUMN.get(state or "", "said_no")] += 1
        elif checked_on is None or not checked_on <= today <= valid_until:
            found["unscreened"] += 1
        else:
            found["screened"] += 1
            found["ends_soon"] += valid_until - today <= ENDS_SOON
    return Clearances(**found)


_GUARDIAN_COLUMN = {"": "nobody", GuardianState.GIVEN.value: "agreed", GuardianState.ASKED.value: "asked"}
