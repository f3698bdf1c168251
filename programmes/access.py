"""The only way from a request to a programme."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, AuditReason, Person, User
from notifications.prepared import prepared
from programmes.enums import EnrolmentState, ProgrammeState
from programmes.event_list import events_for, meant_for
from programmes.links import invitation_by
from programmes.log import visible
from programmes.models import (
    Enrolment,
    Event,
    FormVersion,
    Invitation,
    Organisation,
    Organiser,
    OrganiserNote,
    PeopleImport,
    Programme,
    Resource,
)
from programmes.models.programme import ProgrammeQuerySet


def organises(person: Person | None, programme: Programme) -> bool:
    """Whether `person` organises `programme`, or runs the whole site."""
    if person is None:
        return False
    return person.user.is_superuser or Organiser.objects.filter(programme=programme, person=person).exists()


def organised(user: User) -> ProgrammeQuerySet:
    """The programmes that `user` may look into as an organiser: their own, and every one for somebody who runs the site."""
    if user.is_superuser:
        return Programme.objects.all()
    if not user.is_active:
        return Programme.objects.none()
    return Programme.objects.filter(organisers__person__user=user)


def programme_for_organiser(user: User, slug: str) -> Programme:
    """The programme called `slug`, for one of its organisers or somebody who runs the site. Raises Http404 for anybody
    else, in the words used where there is none."""
    programme = organised(user).select_related("organisation").filter(slug=slug).first()
    if programme is None:
        raise Http404(_("There is no such programme."))
    return programme


def organisations_of(user: User) -> QuerySet[Organisation]:
    """The organisations in which `user` may start a programme: those whose programmes they organise, and every one for
    somebody who runs the site."""
    if user.is_superuser:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=organised(user).values("organisation"))


def form_version_of(programme: Programme, number: int) -> FormVersion:
    """A version of the programme's application form. Raises Http404 where there is none."""
    version = programme.form_versions.filter(number=number).first()
    if version is None:
        raise Http404(_("The form has no such version."))
    return version


def enrolment_of(programme: Programme, pk: UUID) -> Enrolment:
    """The enrolment `pk` of `programme`, which the asker organises, with its person and account. Raises Http404 where it is
    another's, in the words used where there is none."""
    found = Enrolment.objects.select_related("person__user").filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such person here."))
    found.programme = programme
    return found


def note_of(programme: Programme, pk: UUID) -> OrganiserNote:
    """The note `pk` about somebody of `programme`. Raises Http404 as `enrolment_of`."""
    notes = OrganiserNote.objects.select_related("enrolment__person")
    found = notes.filter(enrolment__programme=programme, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such note."))
    return found


def check_can_change_note(person: Person | None, note: OrganiserNote) -> None:
    """Raises PermissionDenied unless `person` wrote the note; one whose author is gone belongs to all organisers."""
    if note.written_by_id is not None and (person is None or note.written_by_id != person.pk):
        raise PermissionDenied(_("A note is changed by whoever wrote it. You can write one of your own."))


def invitation_of(programme: Programme, pk: UUID) -> Invitation:
    """The invitation `pk` to `programme`. Raises Http404 as `enrolment_of`."""
    found = Invitation.objects.select_related("person__user").filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such invitation."))
    found.programme = programme
    return found


def invitation_for_link(token: str) -> Invitation:
    """The invitation of a letter's link. Raises Http404 for a link that was changed, or is older than links may be."""
    found = invitation_by(token)
    if found is None:
        raise Http404(_("This link is not complete, or it is too old."))
    return found


def reason_of(programme: Programme, pk: int) -> tuple[AuditEvent, str]:
    """The row `pk` of the log of `programme`, with the reason that stands beside it. Raises Http404 where its organisers
    see no such row, or no reason was given or it was erased."""
    event = visible(programme).filter(pk=pk).first()
    reason = AuditReason.objects.filter(event_id=pk).first()
    if event is None or reason is None:
        raise Http404(_("There is no such reason."))
    return event, reason.text


def programme_for_visitor(slug: str, *, person: Person | None, codes: Collection[str] = ()) -> Programme:
    """The programme whose public page is called `slug`, for whoever asks.

    Listed programmes are for everybody, an unlisted one for those who hold its join code (`codes`) or are in it, drafts
    and archived ones for their organisers alone. Raises Http404 for anybody else, in the words used where there is none."""
    programme = Programme.objects.select_related("organisation").filter(slug=slug).first()
    if programme is None or not (_is_public(programme, person, codes) or organises(person, programme)):
        raise Http404(_("There is no such programme."))
    return programme


def programme_by_code(code: str) -> Programme | None:
    """The programme that is joined with `code`, typed in any case and with spaces or dashes, or None."""
    typed = "".join(code.split())
    if not typed:
        return None
    spelled = Q(join_code__iexact=typed) | Q(join_code__iexact=typed.replace("-", ""))
    hidden = [ProgrammeState.DRAFT, ProgrammeState.ARCHIVED]
    return Programme.objects.select_related("organisation").filter(spelled).exclude(state__in=hidden).first()


def enrolment_for(person: Person | None, pk: UUID) -> Enrolment:
    """The enrolment `pk` of `person`, with its programme. Raises Http404 for anybody else's, in the words used where
    there is none."""
    enrolment = next(iter(_enrolments(pk, person)), None) if person is not None else None
    if enrolment is None:
        raise Http404(_("There is no such enrolment."))
    return enrolment


@prepared
def _enrolments(pk: UUID, person: Person) -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("programme__organisation", "person").filter(pk=pk, person=person)


def intake_for(person: Person | None, pk: UUID) -> Enrolment:
    """The enrolment `pk` of `person`, whose answers they may write.

    Raises Http404 as `enrolment_for`, and PermissionDenied, with the reason, where the answers are closed."""
    enrolment = enrolment_for(person, pk)
    if enrolment.programme.state in {ProgrammeState.CLOSED, ProgrammeState.ARCHIVED}:
        raise PermissionDenied(
            _("%(programme)s has finished, so its answers are kept as they are.")
            % {"programme": enrolment.programme}
        )
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise PermissionDenied(
            _("You left %(programme)s. Join it again to go on.") % {"programme": enrolment.programme}
        )
    if enrolment.state == EnrolmentState.DECLINED:
        raise PermissionDenied(
            _("%(programme)s has no room at the moment, so there is nothing to fill in.")
            % {"programme": enrolment.programme}
        )
    return enrolment


def _is_public(programme: Programme, person: Person | None, codes: Collection[str]) -> bool:
    if programme.state in {ProgrammeState.DRAFT, ProgrammeState.ARCHIVED}:
        return False
    if programme.listed or programme.join_code in codes:
        return True
    return person is not None and Enrolment.objects.filter(programme=programme, person=person).exists()


def import_of(programme: Programme, pk: UUID) -> PeopleImport:
    """The import `pk` of `programme`, with its job. Raises Http404 for one of another programme, in the words used where
    there is none."""
    found = (
        PeopleImport.objects.select_related("job", "uploaded_by").filter(programme=programme, pk=pk).first()
    )
    if found is None:
        raise Http404(_("There is no such import here. It may have been thrown away."))
    found.programme = programme
    return found


def programme_for_member(person: Person, slug: str) -> Programme:
    """The programme called `slug`, for those who are enrolled in it and its organisers. Raises Http404 for anybody else, in
    the words used where there is none."""
    programme = Programme.objects.select_related("organisation").filter(slug=slug).first()
    if programme is None or not (
        Enrolment.objects.enrolled().filter(programme=programme, person=person).exists()
        or organises(person, programme)
    ):
        raise Http404(_("There is no such programme."))
    return programme


def events_seen(person: Person, programme: Programme) -> QuerySet[Event]:
    """The events of `programme` that `person` may look at: its organisers all of them, others what is for them."""
    found = Event.objects if organises(person, programme) else events_for(person)
    return found.filter(programme=programme)


def event_for(person: Person, slug: str, pk: UUID) -> Event:
    """The event `pk` of the programme called `slug`, for those whom it is for, those who signed up for it, and its organisers.
    Raises Http404 for anybody else."""
    programme = Programme.objects.select_related("organisation").filter(slug=slug).first()
    found = None if programme is None else events_seen(person, programme).filter(pk=pk).first()
    if programme is None or found is None:
        raise Http404(_("There is no such event."))
    found.programme = programme
    return found


def event_of(programme: Programme, pk: UUID) -> Event:
    """The event `pk` of `programme`, for one of its organisers. Raises Http404 for one of another programme."""
    found = Event.objects.filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such event."))
    found.programme = programme
    return found


def resources_seen(person: Person, programme: Programme) -> QuerySet[Resource]:
    """What of the shelf of `programme` is for `person`: for its organisers all of it."""
    found = Resource.objects if organises(person, programme) else Resource.objects.filter(meant_for(person))
    return found.filter(programme=programme)


def resource_for(person: Person, slug: str, pk: UUID) -> Resource:
    """The resource `pk` on the shelf of the programme called `slug`, for those whom it is for and its organisers. Raises
    Http404 for anybody else."""
    programme = Programme.objects.filter(slug=slug).first()
    found = None if programme is None else resources_seen(person, programme).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such thing on the shelf."))
    return found


def resource_of(programme: Programme, pk: UUID) -> Resource:
    """The resource `pk` of `programme`, for one of its organisers. Raises Http404 for one of another programme."""
    found = Resource.objects.filter(programme=programme, pk=pk).prefetch_related("skills").first()
    if found is None:
        raise Http404(_("There is no such thing on the shelf."))
    found.programme = programme
    return found
