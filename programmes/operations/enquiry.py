"""Enquiries: a visitor's question reaches the organisers of a programme."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person, User
from accounts.operations.audit import record
from notifications.kinds import once_for
from notifications.operations.outbox import drafts_for, queue
from programmes.models import Enquiry, Programme

ENQUIRY_MAIL = "enquiry"


@transaction.atomic
def enquire(
    *, programme: Programme, name: str, email: str, message: str, by: Person | None, now: datetime
) -> Enquiry:
    """Keeps the question and queues one e-mail to each organiser; the answer goes to `email`.

    The visitor gets no e-mail, so that nobody can use the form to write to strangers."""
    enquiry = Enquiry.objects.create(
        programme=programme, name=name, email=email, message=message, created_at=now
    )
    organisers = User.objects.filter(person__organises__programme=programme, is_active=True).order_by("pk")
    queue(
        *drafts_for(ENQUIRY_MAIL, organisers, subject_id=enquiry.pk, key=once_for(ENQUIRY_MAIL, enquiry.pk)),
        now=now,
    )
    record("enquiry.send", enquiry, by=by, now=now, programme_id=programme.pk)
    return enquiry


@transaction.atomic
def mark_answered(enquiry: Enquiry, *, by: Person | None, now: datetime) -> bool:
    """Notes that somebody answered; returns False, and changes nothing, where it was answered before."""
    if not Enquiry.objects.filter(pk=enquiry.pk, answered_at__isnull=True).update(
        answered_at=now, answered_by=by
    ):
        return False
    enquiry.refresh_from_db(fields=["answered_at", "answered_by"])
    record("enquiry.answered", enquiry, by=by, now=now, programme_id=enquiry.programme_id)
    return True
