"""What happens when rows of this app go."""

from __future__ import annotations

from datetime import datetime

from django.db.models.signals import post_delete
from django.dispatch import Signal, receiver

from accounts.enums import ConsentPurpose
from accounts.erasing import erasing
from accounts.models import Person
from accounts.signals import consent_given_again, consent_withdrawn
from programmes.models import Enrolment, Resource
from programmes.operations.enrolments import set_taking_requests
from programmes.operations.erasing import forget_in_programmes, leave_programmes, to_hand_over
from programmes.operations.resources import drop_file


@receiver(post_delete, sender=Resource)
def delete_its_file(instance: Resource, **kwargs: object) -> None:
    """However the row went: by a press, in the admin, or with its programme."""
    drop_file(instance.file.name)


@receiver([consent_withdrawn, consent_given_again])
def be_found_or_not(
    *, signal: Signal, person: Person, purpose: ConsentPurpose, subject: str, now: datetime, **_: object
) -> None:
    """A mentor who takes back that the mentees of a programme may find them is asked by nobody there, until they give it again."""
    if purpose != ConsentPurpose.DIRECTORY:
        return
    found = signal is consent_given_again
    theirs = Enrolment.objects.mentors().of(person).select_related("programme").filter(accepting=not found)
    for enrolment in theirs:
        if str(enrolment.programme_id) == subject:
            set_taking_requests(enrolment, accepting=found, until=None, by=person, now=now)


erasing.register(leave=leave_programmes, obstacle=to_hand_over, erase=forget_in_programmes)
