"""What goes in and out of the API, version 1. A field, once given, stays for as long as the version does: what is here only
grows (tests/api/test_contract.py)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict

from api.enums import Outcome, Scope
from matching.enums import MentorshipState
from programmes.enums import (
    EnrolmentState,
    InvitationKind,
    InvitationState,
    MatchingMode,
    ProgrammeState,
    Role,
)

MOST = 200  # rows of a page
USUAL = 50


def _address(value: str) -> str:
    """In small letters, as accounts have it."""
    value = value.strip().lower()
    try:
        validate_email(value)
    except ValidationError as fault:
        raise ValueError("is no e-mail address") from fault
    return value


def _line(value: str) -> str:
    """Without what no name holds: line breaks and the like."""
    if not all(character.isprintable() for character in value):
        raise ValueError("holds a character that cannot be written")
    return " ".join(value.split())


def _words(value: str) -> str:
    value = value.replace("\r\n", "\n").strip()
    if not all(character.isprintable() or character in "\n\t" for character in value):
        raise ValueError("holds a character that cannot be written")
    return value


Address = Annotated[
    str, Field(max_length=254, json_schema_extra={"format": "email"}), AfterValidator(_address)
]
Line = Annotated[str, Field(max_length=120), AfterValidator(_line)]
Words = Annotated[str, Field(max_length=2000), AfterValidator(_words)]


class Shape(Schema):
    model_config = ConfigDict(frozen=True)


# --- out


class OrganisationShape(Shape):
    id: UUID
    name: str


class TokenShape(Shape):
    """What the token that asks may do, and for how long."""

    name: str
    organisation: OrganisationShape
    scopes: list[Scope]
    expires_at: datetime | None = Field(description="From then on it opens nothing; null: no end.")


class ProgrammeShape(Shape):
    id: UUID
    name: str
    summary: str
    page: str = Field(description="The address of its public page.")
    state: ProgrammeState
    matching: MatchingMode
    for_minors: bool = Field(description="For people under age: nothing of its people is given.")
    enrolment_opens_at: datetime | None
    enrolment_closes_at: datetime | None
    matching_on: date | None
    starts_on: date | None
    ends_on: date | None


class PartShape(Shape):
    """One enrolment of a person, in short."""

    id: UUID
    programme: UUID
    role: Role
    state: EnrolmentState


class PersonShape(Shape):
    id: UUID
    name: str
    email: str
    enrolments: list[PartShape]


class EnrolmentShape(Shape):
    id: UUID
    programme: UUID
    person: UUID
    role: Role
    state: EnrolmentState
    joined_at: datetime
    decided_at: datetime | None
    places: int = Field(description="Mentorships at once, at most.")
    places_taken: int
    changed_at: datetime = Field(description="When its state last changed.")


class SideShape(Shape):
    """One of the two; null once they are erased."""

    enrolment: UUID | None
    person: UUID | None


class MentorshipShape(Shape):
    id: UUID
    programme: UUID
    mentee: SideShape
    mentor: SideShape
    state: MentorshipState
    started_at: datetime
    closed_at: datetime | None
    changed_at: datetime = Field(description="When its state last changed.")


class InvitationShape(Shape):
    id: UUID
    programme: UUID
    email: str
    role: Role
    kind: InvitationKind
    state: InvitationState
    invited_at: datetime
    closes_at: datetime = Field(description="Until then it may be answered.")
    answered_at: datetime | None


class AskedShape(Shape):
    """What became of asking somebody: how they stand, their last invitation, and their enrolment, if there are any."""

    outcome: Outcome
    invitation: InvitationShape | None
    enrolment: EnrolmentShape | None


class MonthShape(Shape):
    """The check-ins that fell due in one month that is over, by the programme's zone. What would speak of fewer than five
    mentorships is null, and so is `met` where fewer than five answered."""

    month: str = Field(description="As 2026-05.", pattern=r"^\d{4}-\d{2}$")
    asked: int | None
    answered: int | None
    missed: int | None
    met: int | None = Field(description="Of those who answered, how many had met.")


class FiguresShape(Shape):
    programme: UUID
    months: list[MonthShape]


class ProgrammePage(Shape):
    items: list[ProgrammeShape]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class PersonPage(Shape):
    items: list[PersonShape]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class EnrolmentPage(Shape):
    items: list[EnrolmentShape]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class MentorshipPage(Shape):
    items: list[MentorshipShape]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class InvitationPage(Shape):
    items: list[InvitationShape]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class FaultShape(Shape):
    detail: str
    pointer: str | None = Field(default=None, description="Where in the body, as #/email.")
    parameter: str | None = Field(default=None, description="Which part of the address.")


class Problem(Shape):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(description="Names the kind of problem; programs look at this one.")
    title: str
    status: int
    detail: str = Field(description="What is wrong this time, for people.")
    errors: list[FaultShape] | None = None


# --- in

SINCE = "Only what changed at this moment or later."


class Paged(Schema):
    limit: int = Field(USUAL, ge=1, le=MOST, description="Rows of a page.")
    cursor: str = Field("", max_length=120, description="`next` of the page before.")


class PersonFilter(Paged):
    programme: UUID | None = None
    email: Address | None = Field(None, description="Exactly this address, in any case.")
    changed_since: AwareDatetime | None = Field(
        None, description="Only people of whom an enrolment changed its state at this moment or later."
    )


class EnrolmentFilter(Paged):
    programme: UUID | None = None
    person: UUID | None = None
    role: Role | None = None
    state: EnrolmentState | None = None
    changed_since: AwareDatetime | None = Field(None, description=SINCE)


class MentorshipFilter(Paged):
    programme: UUID | None = None
    person: UUID | None = Field(None, description="As mentee or as mentor.")
    state: MentorshipState | None = None
    changed_since: AwareDatetime | None = Field(None, description=SINCE)


class InvitationFilter(Paged):
    programme: UUID | None = None
    email: Address | None = None
    role: Role | None = None
    state: InvitationState | None = None


class Body(Schema):
    """A field that is not known is refused: somebody misspelled it."""

    model_config = ConfigDict(extra="forbid")


class InviteBody(Body):
    email: Address
    role: Role
    name: Line = Field("", description="How they are called until they say so themselves.")
    kind: Literal["join", "enrolled"] = Field(
        "join",
        description="`join` asks them; `enrolled` enrols them at once, and they may opt out until the invitation closes.",
    )
    message: Words = Field("", description="Words that stand in the letter.")
    days: int = Field(21, ge=1, le=30, description="How long the invitation is open.")
    ask_again: bool = Field(
        False,
        description="Ask somebody once more who declined, did not answer, left, or whose invitation was taken back.",
    )


class EndBody(Body):
    reason: Words = Field(
        "",
        max_length=500,
        description="For the programme's log, which its organisers read. Not sent to the person.",
    )


def known_names(shape: type[Schema]) -> set[str]:
    """What may stand behind the question mark."""
    return set(shape.model_fields)


def as_json(problem: Problem) -> dict[str, Any]:
    """Without what it does not say."""
    return problem.model_dump(mode="json", exclude_none=True)
