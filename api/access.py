"""The only way from a token to anything: what is not of its organisation is not there.

Of programmes for people under age a token reads that they are there, and figures; nothing of their people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from accounts.models import Person
from api.enums import Scope
from api.models import Token
from api.secret import digest_of
from matching.models import Mentorship
from matching.models.mentorship import MentorshipQuerySet
from programmes.models import Enrolment, Invitation, Programme
from programmes.models.enrolment import EnrolmentQuerySet
from programmes.models.people import InvitationQuerySet
from programmes.models.programme import ProgrammeQuerySet


class NotLetIn(Exception):
    """Nobody is let in by what was shown; the text says why."""


class MissingScope(Exception):
    """The token may not do this; `scope` is what it lacks."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__(f"The token lacks the scope {scope}.")


def token_by(secret: str, *, now: datetime) -> Token:
    """The token whose secret was shown, with its organisation; one query. Raises NotLetIn for one that is unknown, is over,
    or was revoked."""
    token = Token.objects.select_related("organisation").filter(digest=digest_of(secret)).first()
    if token is None:
        raise NotLetIn("There is no such token. It may have been copied in part.")
    if token.revoked_at is not None:
        raise NotLetIn(f"This token was revoked on {token.revoked_at:%Y-%m-%d}.")
    if token.expires_at is not None and token.expires_at <= now:
        raise NotLetIn(f"This token expired on {token.expires_at:%Y-%m-%d}. Ask for a new one.")
    return token


def check_may(token: Token, scope: Scope) -> None:
    """Raises MissingScope."""
    if scope not in token.scopes:
        raise MissingScope(scope)


def programmes_of(token: Token) -> ProgrammeQuerySet:
    return Programme.objects.filter(organisation=token.organisation_id)


def programme_for(token: Token, pk: UUID) -> Programme:
    """Raises Http404 where it is another organisation's, as where there is none."""
    found = programmes_of(token).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such programme.")
    return found


def enrolments_of(token: Token) -> EnrolmentQuerySet:
    return Enrolment.objects.filter(
        programme__organisation=token.organisation_id,
        programme__for_minors=False,
        person__erased_at__isnull=True,
    )


def enrolment_for(token: Token, pk: UUID) -> Enrolment:
    """With its person and programme. Raises Http404 as `programme_for`."""
    found = enrolments_of(token).select_related("person__user", "programme").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such enrolment.")
    return found


def people_of(token: Token) -> QuerySet[Person]:
    """Those who are, or were, in one of the organisation's programmes."""
    return Person.objects.filter(Exists(enrolments_of(token).filter(person=OuterRef("pk"))))


def mentorships_of(token: Token) -> MentorshipQuerySet:
    return Mentorship.objects.filter(
        programme__organisation=token.organisation_id, programme__for_minors=False
    )


def invitations_of(token: Token) -> InvitationQuerySet:
    return Invitation.objects.filter(
        programme__organisation=token.organisation_id,
        programme__for_minors=False,
        person__erased_at__isnull=True,
    )


def invitation_for(token: Token, pk: UUID) -> Invitation:
    """With its person and programme. Raises Http404 as `programme_for`."""
    found = invitations_of(token).select_related("person__user", "programme").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such invitation.")
    return found
