"""Two organisations, each with a programme and a pair in it, and a token of the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from api.models import Token
from api.secret import fresh_secret
from matching.models import Mentorship
from programmes.models import Enrolment, Invitation, Programme
from tests import factories as make


@dataclass(frozen=True)
class House:
    """One organisation, with one thing behind every address of the API."""

    programme: Programme
    mentee: Enrolment
    mentor: Enrolment
    mentorship: Mentorship
    invitation: Invitation

    def ids(self) -> Mapping[str, UUID]:
        """By the names that the addresses have for them."""
        return {
            "programme_id": self.programme.pk,
            "person_id": self.mentee.person_id,
            "enrolment_id": self.mentee.pk,
            "invitation_id": self.invitation.pk,
            "mentorship_id": self.mentorship.pk,
        }


def build_house(**programme: Any) -> House:
    now = timezone.now()
    held = make.ProgrammeFactory(**programme)
    mentorship = make.MentorshipFactory(mentee__programme=held)
    for enrolment in (mentorship.mentee, mentorship.mentor):
        make.EnrolmentEventFactory(enrolment=enrolment)
    make.MentorshipEventFactory(mentorship=mentorship)
    invitation = make.InvitationFactory(programme=held, invited_at=now, closes_at=now + timedelta(days=14))
    return House(held, mentorship.mentee, mentorship.mentor, mentorship, invitation)


class System:
    """Another system, which shows a token of `house`'s organisation."""

    def __init__(self, house: House, **token: Any) -> None:
        self.secret = fresh_secret()
        self.token: Token = make.TokenFactory(
            organisation=house.programme.organisation, secret=self.secret, **token
        )
        self.client = Client()

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{address}", headers=self._headers(headers))

    def post(self, address: str, body: Mapping[str, Any] | None = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1/{address}", body or {}, content_type="application/json", headers=self._headers(headers)
        )

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.secret}", **named}


def kind_of(response: HttpResponse) -> str:
    """Which problem an answer tells of."""
    assert response.headers["Content-Type"] == "application/problem+json"
    return str(response.json()["type"]).rpartition(":")[2]  # type: ignore[attr-defined]
