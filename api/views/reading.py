"""What a system may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import ValidationError

from api.access import (
    enrolments_of,
    invitation_for,
    invitations_of,
    mentorships_of,
    people_of,
    programme_for,
    programmes_of,
)
from api.enums import Scope
from api.queries.mentorships import mentorship_page, mentorship_shape
from api.queries.people import (
    enrolment_page,
    enrolment_shape,
    invitation_page,
    invitation_shape,
    person_page,
    person_shape,
)
from api.queries.programmes import figures_of, programme_page, programme_shape
from api.shapes import (
    EnrolmentFilter,
    EnrolmentPage,
    EnrolmentShape,
    FiguresShape,
    InvitationFilter,
    InvitationPage,
    InvitationShape,
    MentorshipFilter,
    MentorshipPage,
    MentorshipShape,
    OrganisationShape,
    Paged,
    PersonFilter,
    PersonPage,
    PersonShape,
    ProgrammePage,
    ProgrammeShape,
    TokenShape,
    known_names,
)
from api.views.door import Asked
from api.views.kinds import may

router = Router()


def _check_names(request: HttpRequest, shape: type[Schema]) -> None:
    """A filter that is misspelled would be one that is left out. Raises ValidationError."""
    unknown = sorted(set(request.GET) - known_names(shape))
    if unknown:
        raise ValidationError([{"loc": ("query", name), "msg": "is no parameter here"} for name in unknown])


def _found(shape: Any, what: str) -> Any:
    if shape is None:
        raise Http404(f"There is no such {what}.")
    return shape


@router.get("/", **may(None, TokenShape, summary="What this token may do"))
def token(request: Asked) -> TokenShape:
    held = request.auth
    organisation = OrganisationShape(id=held.organisation.pk, name=held.organisation.name)
    return TokenShape(
        name=held.name,
        organisation=organisation,
        scopes=[Scope(scope) for scope in held.scopes],
        expires_at=held.expires_at,
    )


@router.get("/programmes", **may(Scope.PROGRAMMES_READ, ProgrammePage, summary="Programmes"))
def programmes(request: Asked, asked: Query[Paged]) -> ProgrammePage:
    """All programmes of the organisation, drafts and archived ones too."""
    _check_names(request, Paged)
    return programme_page(programmes_of(request.auth), cursor=asked.cursor, limit=asked.limit)


@router.get(
    "/programmes/{uuid:programme_id}", **may(Scope.PROGRAMMES_READ, ProgrammeShape, summary="A programme")
)
def programme(request: Asked, programme_id: UUID) -> ProgrammeShape:
    return programme_shape(programme_for(request.auth, programme_id))


@router.get(
    "/programmes/{uuid:programme_id}/figures",
    **may(Scope.FIGURES_READ, FiguresShape, summary="Check-ins of a programme, by month"),
)
def figures(request: Asked, programme_id: UUID) -> FiguresShape:
    """How many were asked, answered, and had met, in every month that is over."""
    return figures_of(programme_for(request.auth, programme_id), now=timezone.now())


@router.get("/people", **may(Scope.PEOPLE_READ, PersonPage, summary="People"))
def people(request: Asked, asked: Query[PersonFilter]) -> PersonPage:
    """Those who are, or were, in a programme of the organisation, with their enrolments there."""
    _check_names(request, PersonFilter)
    return person_page(people_of(request.auth), enrolments_of(request.auth), asked)


@router.get("/people/{uuid:person_id}", **may(Scope.PEOPLE_READ, PersonShape, summary="A person"))
def person(request: Asked, person_id: UUID) -> PersonShape:
    found = person_shape(people_of(request.auth), enrolments_of(request.auth), person_id)
    shape: PersonShape = _found(found, "person")
    return shape


@router.get("/enrolments", **may(Scope.PEOPLE_READ, EnrolmentPage, summary="Enrolments"))
def enrolments(request: Asked, asked: Query[EnrolmentFilter]) -> EnrolmentPage:
    _check_names(request, EnrolmentFilter)
    return enrolment_page(enrolments_of(request.auth), asked)


@router.get(
    "/enrolments/{uuid:enrolment_id}", **may(Scope.PEOPLE_READ, EnrolmentShape, summary="An enrolment")
)
def enrolment(request: Asked, enrolment_id: UUID) -> EnrolmentShape:
    shape: EnrolmentShape = _found(enrolment_shape(enrolments_of(request.auth), enrolment_id), "enrolment")
    return shape


@router.get("/invitations", **may(Scope.PEOPLE_READ, InvitationPage, summary="Invitations"))
def invitations(request: Asked, asked: Query[InvitationFilter]) -> InvitationPage:
    _check_names(request, InvitationFilter)
    return invitation_page(invitations_of(request.auth), asked)


@router.get(
    "/invitations/{uuid:invitation_id}", **may(Scope.PEOPLE_READ, InvitationShape, summary="An invitation")
)
def invitation(request: Asked, invitation_id: UUID) -> InvitationShape:
    return invitation_shape(invitation_for(request.auth, invitation_id))


@router.get("/mentorships", **may(Scope.MENTORSHIPS_READ, MentorshipPage, summary="Mentorships"))
def mentorships(request: Asked, asked: Query[MentorshipFilter]) -> MentorshipPage:
    _check_names(request, MentorshipFilter)
    return mentorship_page(mentorships_of(request.auth), asked)


@router.get(
    "/mentorships/{uuid:mentorship_id}",
    **may(Scope.MENTORSHIPS_READ, MentorshipShape, summary="A mentorship"),
)
def mentorship(request: Asked, mentorship_id: UUID) -> MentorshipShape:
    found = mentorship_shape(mentorships_of(request.auth), mentorship_id)
    shape: MentorshipShape = _found(found, "mentorship")
    return shape
