"""The consent of a guardian: asked for by the mentee, given, refused and taken back by a link that needs no account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from accounts.transitions import StaleState, move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import GUARDIAN_TRANSITIONS, GuardianState, Role
from programmes.models import Enrolment, GuardianConsent
from programmes.signals import clearance_lost

GUARDIAN_MAIL = "guardian_asked"  # to the guardian, in the mentee's name
ANSWERED_MAIL = "guardian_answered"  # to the mentee
TAKEN_BACK_MAIL = "guardian_withdrew"  # to the safeguarding contact


class OwnAddress(ValueError):
    """Nobody is their own guardian."""


@transaction.atomic
def ask_guardian(
    *, enrolment: Enrolment, name: str, email: str, by: Person, now: datetime
) -> GuardianConsent:
    """Writes down who the guardian is, and writes to them. Another address, while there is no answer, takes the place of the
    one before, whose link ends. Raises OwnAddress, ValueError for somebody who needs none, and StaleState once answered."""
    if enrolment.role != Role.MENTEE or not enrolment.programme.for_minors:
        raise ValueError("no guardian is asked here")
    email = email.strip().lower()
    if email in enrolment.person.user.emailaddress_set.values_list("email", flat=True) or (
        email == enrolment.person.user.email.lower()
    ):
        raise OwnAddress
    held, is_new = GuardianConsent.objects.select_for_update(no_key=True).get_or_create(
        enrolment=enrolment,
        defaults={
            "name": name,
            "email": email,
            "version": enrolment.programme.guidelines_version,
            "asked_at": now,
        },
    )
    if not is_new:
        if held.state != GuardianState.ASKED:
            raise StaleState(held, held.state)
        if held.email != email:
            held.asked_at = now
        held.name, held.email = name, email
        held.save(update_fields=["name", "email", "asked_at"])
    _write_to_guardian(held, f"{now:%Y%m%d}", now=now)
    record(
        "guardian.ask", held, by=by, now=now, programme_id=enrolment.programme_id, fields=["email", "name"]
    )
    return held


@transaction.atomic
def remind_guardian(*, consent: GuardianConsent, by: Person, now: datetime) -> bool:
    """Sends the letter once more; False where one went to this address today. Raises StaleState once answered."""
    held = GuardianConsent.objects.select_for_update(no_key=True).get(pk=consent.pk)
    if held.state != GuardianState.ASKED:
        raise StaleState(held, held.state)
    if not _write_to_guardian(held, f"{now:%Y%m%d}", now=now):
        return False
    record("guardian.remind", held, by=by, now=now, programme_id=consent.enrolment.programme_id)
    return True


@transaction.atomic
def answer_guardian(*, consent: GuardianConsent, to: GuardianState, words: str, now: datetime) -> None:
    """The guardian agrees, refuses, or takes the consent back; the mentee is told, and of what is taken back the safeguarding
    contact. What stands on a consent that is taken back ends in the same transaction. Raises StaleState for what cannot be
    any more."""
    enrolment = consent.enrolment
    programme = enrolment.programme
    version = {"version": programme.guidelines_version} if to == GuardianState.GIVEN else {}
    move(consent, to=to, table=GUARDIAN_TRANSITIONS, answered_at=now, words=words, **version)
    turn = f"{now:%Y%m%d%H%M%S}"
    drafts = [
        Draft(ANSWERED_MAIL, enrolment.person.user_id, consent.pk, once_for(ANSWERED_MAIL, consent.pk, turn))
    ]
    if to == GuardianState.WITHDRAWN and programme.safeguarding_contact is not None:
        key = once_for(TAKEN_BACK_MAIL, consent.pk, turn)
        drafts.append(Draft(TAKEN_BACK_MAIL, programme.safeguarding_contact.user_id, consent.pk, key))
    queue(*drafts, now=now)
    if to == GuardianState.GIVEN:
        _write_to_guardian(consent, turn, now=now)
    record(f"guardian.{to.value}", consent, by=None, now=now, programme_id=programme.pk, fields=["state"])
    if to == GuardianState.WITHDRAWN:
        clearance_lost.send(sender=GuardianConsent, enrolment=enrolment, now=now)


@transaction.atomic
def forget_guardian(*, consent: GuardianConsent, by: Person | None, now: datetime) -> None:
    """An organiser lets the mentee name a guardian anew: after a refusal by somebody who is none, say. Raises StaleState while
    a consent stands."""
    held = GuardianConsent.objects.select_for_update(no_key=True).get(pk=consent.pk)
    if held.state == GuardianState.GIVEN:
        raise StaleState(held, held.state)
    record("guardian.forget", held, by=by, now=now, programme_id=consent.enrolment.programme_id)
    held.delete()


def _write_to_guardian(consent: GuardianConsent, turn: str, *, now: datetime) -> bool:
    """Queues the letter to the guardian, once for an address and `turn`; whether it was queued. The outbox keeps it for the
    mentee's account, and it goes to the guardian's address alone."""
    key = once_for(GUARDIAN_MAIL, consent.pk, f"{consent.asked_at:%Y%m%d%H%M%S}", turn)
    return bool(queue(Draft(GUARDIAN_MAIL, consent.enrolment.person.user_id, consent.pk, key), now=now))
