"""What this app does when somebody is erased: they leave their programmes, and what others keep about them by name or address
is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.erasing import Gone
from accounts.models import Person
from accounts.operations.audit import record
from accounts.operations.erasing import GONE_MARK
from programmes.enums import EnrolmentState, EventState, ProgrammeState, SignUpState
from programmes.importing.sheet import NoTable
from programmes.importing.upload import read_sheet, sheets_of
from programmes.models import Enquiry, Enrolment, Organiser, PeopleImport, Programme, SignUp
from programmes.operations.events import sign_off
from programmes.operations.leaving import withdraw_enrolment
from programmes.operations.organisers import dismiss_organiser
from programmes.operations.people_imports import delete_files

OVER = [ProgrammeState.CLOSED, ProgrammeState.ARCHIVED]
STANDING = [EnrolmentState.APPLIED, EnrolmentState.WAITLISTED, EnrolmentState.APPROVED]
EMAIL, NOTES = 1, 6  # places in a line of a report, see import_report.py


def to_hand_over(person: Person) -> Sequence[str]:
    """Programmes under way that would have no organiser without `person`, and those for people under age of which they are the
    safeguarding contact. Two queries."""
    others = Organiser.objects.filter(programme=OuterRef("pk")).exclude(person=person)
    alone = Programme.objects.filter(organisers__person=person).exclude(state__in=OVER)
    words = [
        _("You are the only organiser of “%(programme)s”. Let somebody else organise it too, or close it.")
        % {"programme": name}
        for name in alone.exclude(Exists(others)).values_list("name", flat=True)
    ]
    guarded = Programme.objects.filter(safeguarding_contact=person, for_minors=True)
    words += [
        _(
            "You are the safeguarding contact of “%(programme)s”, which is for people under age. Its organisers must name somebody "
            "else first."
        )
        % {"programme": name}
        for name in guarded.values_list("name", flat=True)
    ]
    return words


def leave_programmes(person: Person, *, now: datetime) -> int:
    """Signs off what is still to come, withdraws every part, and hands back organising; returns how many things that were."""
    coming = SignUp.objects.filter(
        person=person, event__state=EventState.OPEN, event__starts_at__gt=now
    ).exclude(state=SignUpState.OFF)
    done = sum(
        sign_off(sign_up.event, by=person, now=now) is not None
        for sign_up in coming.select_related("event").order_by("event__starts_at")
    )
    for enrolment in Enrolment.objects.filter(person=person, state__in=STANDING).order_by("pk"):
        withdraw_enrolment(enrolment, by=person, now=now)
        done += 1
    for organiser in Organiser.objects.filter(person=person).order_by("pk"):
        dismiss_organiser(organiser, by=None, now=now)
        done += 1
    for programme in Programme.objects.filter(safeguarding_contact=person, for_minors=False):
        Programme.objects.filter(pk=programme.pk).update(safeguarding_contact=None)
        record(
            "programme.safeguarding",
            programme,
            by=None,
            now=now,
            programme_id=programme.pk,
            fields=["safeguarding_contact"],
        )
        done += 1
    return done


def forget_in_programmes(gone: Gone) -> None:
    """Enquiries from their address, their address as somebody's line manager, and their lines in imports of people."""
    by_address, by_manager = Q(), Q()
    for address in gone.addresses:
        by_address |= Q(email__iexact=address)
        by_manager |= Q(line_manager_email__iexact=address)
    Enquiry.objects.filter(by_address).delete()
    Enrolment.objects.filter(by_manager).update(line_manager_email="")
    for row in PeopleImport.objects.select_for_update(of=("self",)).exclude(report=[], path=""):
        _forget_lines(row, gone)


def _forget_lines(row: PeopleImport, gone: Gone) -> None:
    """Of a report their line goes, and any whose notes name them. A file that names them is thrown away: whoever uploaded it
    would bring them back with it."""
    if row.path and _file_names(row, gone):
        transaction.on_commit(partial(delete_files, PeopleImport(path=row.path)), robust=True)
        if row.job_id is None:
            row.delete()
            return
        row.path = ""
    row.report = [line for line in row.report if not gone.mentioned_in(line[EMAIL], *line[NOTES])]
    if gone.mentioned_in(row.file_name):
        row.file_name = GONE_MARK
    row.save(update_fields=["path", "report", "file_name"])


def _file_names(row: PeopleImport, gone: Gone) -> bool:
    """Whether the file of an import names them, in any of its sheets. One that cannot be read is taken to do so."""
    try:
        with default_storage.open(row.path) as file:
            content = file.read()
        held = [read_sheet(content, sheet=sheet) for sheet in sheets_of(content) or [""]]
    except (OSError, NoTable):
        return True
    return any(gone.mentioned_in(sheet.dump().decode()) for sheet in held)
