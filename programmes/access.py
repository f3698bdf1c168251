"""The only way from a request to a programme."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Person, User
from programmes.enums import EnrolmentState, ProgrammeState
from programmes.models import Enrolment, Organiser, Programme
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
    own = Enrolment.objects.select_related("programme__organisation", "person").filter(pk=pk, person=person)
    enrolment = own.first() if person is not None else None
    if enrolment is None:
        raise Http404(_("There is no such enrolment."))
    return enrolment


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
