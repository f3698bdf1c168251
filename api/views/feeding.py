"""What a system may change."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status

from api.access import enrolment_for, enrolments_of, invitation_for, programme_for
from api.enums import Outcome, Scope
from api.operations.feeding import Asked as Answer
from api.operations.feeding import Asking, ask, end, take_back
from api.queries.people import enrolment_shape, invitation_shape
from api.shapes import AskedShape, EndBody, EnrolmentShape, InvitationShape, InviteBody
from api.views.door import Asked
from api.views.kinds import may
from api.views.problems import Refusal
from programmes.enums import InvitationKind, Role

router = Router()


@router.post(
    "/programmes/{uuid:programme_id}/invitations",
    **may(Scope.ENROLMENTS_WRITE, AskedShape, summary="Ask somebody to come", also={201: AskedShape}),
)
def invite(request: Asked, programme_id: UUID, body: InviteBody) -> Status[AskedShape]:
    """Asks one person to come to a programme, or enrols them. 201 where a letter goes out; 200, and nothing is done, where they
    were asked before, take part, or said no. Programme, address and role are the key: it can be sent again at any time."""
    programme, now = programme_for(request.auth, programme_id), timezone.now()
    if programme.for_minors:
        raise Refusal("for-minors", "Its people are invited by its organisers, on their pages.")
    asking = Asking(
        email=body.email,
        name=body.name,
        role=Role(body.role),
        kind=InvitationKind(body.kind),
        message=body.message,
        closes_at=now + timedelta(days=body.days),
    )
    answer = ask(token=request.auth, programme=programme, asking=asking, again=body.ask_again, now=now)
    status = 201 if answer.outcome == Outcome.INVITED else 200
    return Status(status, _asked(request, answer))


def _asked(request: Asked, answer: Answer) -> AskedShape:
    enrolment = answer.enrolment
    return AskedShape(
        outcome=answer.outcome,
        invitation=invitation_shape(answer.invitation) if answer.invitation else None,
        enrolment=enrolment_shape(enrolments_of(request.auth), enrolment.pk) if enrolment else None,
    )


@router.post(
    "/invitations/{uuid:invitation_id}/withdraw",
    **may(Scope.ENROLMENTS_WRITE, InvitationShape, summary="Take an invitation back"),
)
def withdraw(request: Asked, invitation_id: UUID) -> InvitationShape:
    """Its link ends, and nobody is written to. 409 where it was answered. Sent again, it changes nothing."""
    invitation = invitation_for(request.auth, invitation_id)
    take_back(token=request.auth, invitation=invitation, now=timezone.now())
    return invitation_shape(invitation)


@router.post(
    "/enrolments/{uuid:enrolment_id}/end",
    **may(Scope.ENROLMENTS_WRITE, EnrolmentShape, summary="Take somebody out of a programme"),
)
def leave(request: Asked, enrolment_id: UUID, body: EndBody) -> EnrolmentShape | None:
    """For somebody who leaves the organisation: they are told, and their requests and mentorships there are ended within
    minutes. Sent again, it changes nothing."""
    enrolment = enrolment_for(request.auth, enrolment_id)
    end(token=request.auth, enrolment=enrolment, reason=body.reason, now=timezone.now())
    return enrolment_shape(enrolments_of(request.auth), enrolment_id)
