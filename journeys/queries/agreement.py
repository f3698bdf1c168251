"""Reads of the working agreement: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import MeetingFormat
from accounts.models import Person
from journeys.enums import AgreementState
from journeys.models import Agreement, Signature
from journeys.queries.cadence import cadence_of
from journeys.queries.goals import goals_seen
from journeys.stages import end_of
from journeys.story import Ahead, Happened
from journeys.terms import USUAL_LENGTH, Difference, Part, Terms, compared, goal_lines, sheet, usual
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.prepared import prepared
from programmes.models import Goal

SETTLING_IN = timedelta(days=3)  # before that the two have better things to do than to write an agreement
ONCE_IN_FORCE = {AgreementState.SIGNED, AgreementState.REPLACED}


@dataclass(frozen=True)
class Signed:
    person: Person
    at: datetime


@dataclass(frozen=True)
class Version:
    """One version as one of the two reads it."""

    row: Agreement
    by: Person
    is_own: bool
    parts: tuple[Part, ...]
    signatures: tuple[Signed, ...]

    @property
    def number(self) -> int:
        return self.row.version

    @property
    def is_in_force(self) -> bool:
        return self.row.state == AgreementState.SIGNED

    @property
    def waits(self) -> bool:
        return self.row.state == AgreementState.PROPOSED

    @property
    def was_in_force(self) -> bool:
        return self.row.state in ONCE_IN_FORCE


@dataclass(frozen=True)
class AgreementPage:
    """`differences` are what the proposal changes in `base`: the version in force, or else the one that it answers.
    `goals` are the lines in force that are no goal of the pair yet, while nothing else is proposed; `versions` are all of them, the newest first."""

    in_force: Version | None
    proposed: Version | None
    base: Version | None
    differences: tuple[Difference, ...]
    goals: tuple[str, ...]
    versions: tuple[Version, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands and nothing waits."""
        return self.in_force is None and self.proposed is None

    @property
    def newest(self) -> int:
        return self.versions[0].number if self.versions else 0


@dataclass(frozen=True)
class VersionPage:
    """One version, and what it changed in the version `against`, None where there is none to compare it with. `others` are
    the versions that it can be compared with."""

    version: Version
    against: Version | None
    differences: tuple[Difference, ...]
    others: tuple[Version, ...]


def in_force(mentorship: Mentorship) -> Agreement | None:
    """The version that both signed last. One query."""
    return Agreement.objects.filter(mentorship=mentorship, state=AgreementState.SIGNED).first()


def proposed(mentorship: Mentorship) -> Agreement | None:
    """The version that waits for a signature. One query."""
    return Agreement.objects.filter(mentorship=mentorship, state=AgreementState.PROPOSED).first()


def base_of(agreement: Agreement) -> Agreement | None:
    """What a version that waits for a signature is read against: the version in force, or else the one of the other person
    that it answers; None for a first proposal. One query."""
    rows = list(
        Agreement.objects.filter(mentorship=agreement.mentorship_id, version__lt=agreement.version).order_by(
            "-version"
        )
    )
    holds = next((row for row in rows if row.state == AgreementState.SIGNED), None)
    return holds or next((row for row in rows[:1] if _answers(row, agreement)), None)


def _answers(before: Agreement, after: Agreement) -> bool:
    return before.state == AgreementState.CHANGED and before.proposed_by_id != after.proposed_by_id


def goals_to_add(agreement: Agreement, mentorship: Mentorship, *, reader: Person) -> tuple[str, ...]:
    """The goals of `agreement` that are not yet a goal of the pair that `reader` sees. One query."""
    known = {
        text.strip().casefold() for text in goals_seen(mentorship, reader).values_list("text", flat=True)
    }
    return tuple(line for line in goal_lines(agreement) if line.casefold() not in known)


def agreement_page(mentorship: Mentorship, *, reader: Person) -> AgreementPage:
    """Three queries at any number of versions. `mentorship` needs its people loaded."""
    versions = _versions(mentorship, reader=reader)
    holds = next((one for one in versions if one.is_in_force), None)
    waits = next((one for one in versions if one.waits), None)
    base = (holds or _answered(versions)) if waits else None
    is_open = mentorship.state in OPEN_MENTORSHIP_STATES
    return AgreementPage(
        in_force=holds,
        proposed=waits,
        base=base,
        differences=_compared(mentorship, base, waits) if base and waits else (),
        goals=goals_to_add(holds.row, mentorship, reader=reader) if holds and is_open and not waits else (),
        versions=versions,
    )


def version_page(
    mentorship: Mentorship, number: int, *, against: int | None, reader: Person
) -> VersionPage | None:
    """Version `number`, compared with `against`, or else with the one before; None where there is no such version. Two
    queries."""
    versions = _versions(mentorship, reader=reader)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        return None
    others = tuple(one for one in versions if one is not found)
    wanted = next((one for one in others if one.number == against), None)
    before = wanted or next((one for one in others if one.number < number), None)
    return VersionPage(
        found, before, _compared(mentorship, before, found) if before is not None else (), others
    )


def first_draft(mentorship: Mentorship, *, now: datetime) -> Terms:
    """What the site would write: the mentee's goals from the intake, the programme's cadence and end, and how both like to
    meet. One query. `mentorship` needs its people and programme loaded."""
    goals = (
        Goal.objects.filter(enrolment=mentorship.mentee_id)
        .order_by("position")
        .values_list("text", flat=True)
    )
    end = end_of(mentorship.started_at.date(), mentorship.programme.ends_on)
    return Terms(
        goals="\n".join(goals),
        cadence=cadence_of(mentorship),
        minutes=USUAL_LENGTH,
        channel=_places(mentorship.mentee.person, mentorship.mentor.person),
        between=usual("between"),
        ends_on=end if end > now.date() else None,
        mentee_expects=usual("mentee_expects"),
        mentor_expects=usual("mentor_expects"),
        confidentiality=usual("confidentiality"),
        if_it_fails=usual("if_it_fails"),
    )


def _places(mentee: Person, mentor: Person) -> str:
    """The ways to meet that both like; a video call where one of them does not mind, or they have none in common."""
    shared = [name for name in MeetingFormat.values if name in mentee.formats and name in mentor.formats]
    either = shared or list(mentee.formats or mentor.formats) or [MeetingFormat.VIDEO.value]
    labels = [str(MeetingFormat(name).label) for name in either if name in MeetingFormat.values]
    return ", ".join(label if place == 0 else label.lower() for place, label in enumerate(labels[:2]))


def _versions(mentorship: Mentorship, *, reader: Person) -> tuple[Version, ...]:
    """All versions, the newest first. Two queries."""
    people = _people(mentorship)
    rows = list(Agreement.objects.filter(mentorship=mentorship).order_by("-version"))
    signed: dict[UUID, list[Signed]] = {}
    if rows:
        for one in Signature.objects.filter(agreement__mentorship=mentorship).order_by("signed_at", "pk"):
            signed.setdefault(one.agreement_id, []).append(Signed(people[one.person_id], one.signed_at))
    return tuple(
        Version(
            row=row,
            by=people[row.proposed_by_id],
            is_own=row.proposed_by_id == reader.pk,
            parts=sheet(row, **_names(mentorship)),
            signatures=tuple(signed.get(row.pk, ())),
        )
        for row in rows
    )


def _answered(versions: Sequence[Version]) -> Version | None:
    """The version that the newest one was proposed instead of, where the other one had made it."""
    return next((before for now, before in pairwise(versions[:2]) if _answers(before.row, now.row)), None)


def _compared(mentorship: Mentorship, before: Version, after: Version) -> tuple[Difference, ...]:
    return compared(before.row, after.row, **_names(mentorship))


def _names(mentorship: Mentorship) -> dict[str, str]:
    return {
        "mentee": mentorship.mentee.person.first_name,
        "mentor": mentorship.mentor.person.first_name,
    }


def _people(mentorship: Mentorship) -> Mapping[UUID, Person]:
    return {one.person_id: one.person for one in (mentorship.mentee, mentorship.mentor)}


# --- what it tells of a mentorship


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/agreement.html): what holds in a few
    short parts, and the proposal that waits, with whose it is."""

    mentorship: Mentorship
    in_force: Agreement | None
    parts: tuple[Part, ...]
    proposed: Agreement | None
    is_own: bool


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; one query."""
    rows = {row.state: row for row in _standing([mentorship])}
    holds, waits = rows.get(AgreementState.SIGNED), rows.get(AgreementState.PROPOSED)
    is_open = mentorship.state in OPEN_MENTORSHIP_STATES
    if holds is None and not is_open:
        return None
    return Card(
        mentorship=mentorship,
        in_force=holds,
        parts=tuple(part for part in sheet(holds, **_names(mentorship)) if part.is_short) if holds else (),
        proposed=waits if is_open else None,
        is_own=waits is not None and waits.proposed_by_id == reader.pk,
    )


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`: who proposed, and what came into force. One query."""
    people = _people(mentorship)
    told = []
    for row in _in_order(mentorship):
        url = reverse("journeys:agreement_version", args=[mentorship.pk, row.version])
        said = {"name": people[row.proposed_by_id].first_name, "n": row.version}
        if row.signed_at != row.proposed_at:
            own = row.proposed_by_id == reader.pk
            text = (
                _("You proposed a working agreement, version %(n)d") if own
                else _("%(name)s proposed a working agreement, version %(n)d")
            ) % said  # fmt: skip
            told.append(Happened(row.proposed_at, "file-text", text, url))
        if row.signed_at is not None:
            text = _("You both signed version %(n)d of your agreement") % said
            told.append(Happened(row.signed_at, "handshake", text, url))
    return told


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out. One query."""
    rows: dict[UUID, dict[str, Agreement]] = {}
    for row in _standing(list(mentorships)):
        rows.setdefault(row.mentorship_id, {})[row.state] = row
    found = {one.pk: _waits(one, rows.get(one.pk, {}), reader=reader, now=now) for one in mentorships}
    return {pk: [waits] for pk, waits in found.items() if waits is not None}


@prepared
def _standing(mentorships: Sequence[Mentorship]) -> QuerySet[Agreement]:
    """Those in force, and those that wait for a signature."""
    standing = [AgreementState.SIGNED, AgreementState.PROPOSED]
    return Agreement.objects.filter(mentorship__in=mentorships, state__in=standing)


@prepared
def _in_order(mentorship: Mentorship) -> QuerySet[Agreement]:
    return Agreement.objects.filter(mentorship=mentorship).order_by("version")


def _waits(
    mentorship: Mentorship, rows: Mapping[str, Agreement], *, reader: Person, now: datetime
) -> Ahead | None:
    people = _people(mentorship)
    other = next(person for pk, person in people.items() if pk != reader.pk)
    said = {"name": other.first_name}
    url = reverse("journeys:agreement", args=[mentorship.pk])
    waits = rows.get(AgreementState.PROPOSED)
    if waits is not None and waits.proposed_by_id != reader.pk:
        return Ahead(
            key="agreement_sign",
            icon="handshake",
            text=_("Read and sign what %(name)s proposed") % said,
            url=url,
            line=_("Your working agreement waits for your word. You can sign it, or change something first."),
            label=_("Read it"),
            waits=True,
            rank=10,
        )
    if waits is not None:
        return Ahead(
            key="agreement_sent",
            icon="hourglass",
            text=_("%(name)s has your proposed agreement") % said,
            url=url,
            line=_("It holds once you both have signed."),
            rank=40,
        )
    is_time = mentorship.state == MentorshipState.ACTIVE and now - mentorship.started_at >= SETTLING_IN
    if AgreementState.SIGNED in rows or not is_time:
        return None
    return Ahead(
        key="agreement_write",
        icon="file-text",
        text=_("Write down how you and %(name)s want to work") % said,
        url=reverse("journeys:agreement_edit", args=[mentorship.pk]),
        line=_("A first draft is there already; five minutes together are enough."),
        label=_("See the draft"),
        waits=True,
        rank=30,
    )
