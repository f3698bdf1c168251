"""The code of conduct of the site, the guidelines of a programme, and who has not agreed to them as they are now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person
from programmes.enums import UNDER_WAY, EnrolmentState
from programmes.models import Enrolment, Programme

TAKES_PART = frozenset({EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED})
# The version of the site's code: the text stands in templates/programmes/conduct/code_<version>.html.
CODE_VERSION = "1"
# What a consent to the site's code is about; one to the guidelines of a programme names the programme.
SITE = ""


@dataclass(frozen=True)
class Owed:
    """What somebody of `programme` has yet to agree to: the `site`'s code, the programme's `guidelines`, or both. `before` where
    they agreed to earlier texts of these."""

    programme: Programme
    site: bool
    guidelines: bool
    before: bool


def missing(programme: Programme, versions: dict[str, str]) -> Owed | None:
    """What is owed by somebody whose standing consents have these `versions` by subject; None where nothing is."""
    of_programme = str(programme.pk)
    site = versions.get(SITE) != CODE_VERSION
    guidelines = versions.get(of_programme) != programme.guidelines_version
    if not site and not guidelines:
        return None
    known = (not site or SITE in versions) and (not guidelines or of_programme in versions)
    return Owed(programme, site, guidelines, before=known)


def owed_in(person: Person, programmes: Collection[Programme]) -> list[Owed]:
    """What `person` owes in each of `programmes`, in their order; those where nothing is owed are left out. One query."""
    each: dict[UUID, Programme] = {programme.pk: programme for programme in programmes}
    subjects = [SITE, *(str(pk) for pk in each)]
    standing = Consent.objects.standing().filter(
        person=person, purpose=ConsentPurpose.CODE_OF_CONDUCT, subject__in=subjects
    )
    versions = dict(standing.values_list("subject", "version"))
    found = (missing(programme, versions) for programme in each.values())
    return [owed for owed in found if owed is not None]


def owed_by(person: Person, programme: Programme) -> Owed | None:
    """What `person` has yet to agree to before they go on in `programme`. One query."""
    return next(iter(owed_in(person, [programme])), None)


def owed_by_members(person: Person, enrolments: Collection[Enrolment]) -> list[Owed]:
    """What `person` owes in the programmes that go on of their `enrolments` (with programmes). One query at most."""
    going = [
        one.programme for one in enrolments if one.state in TAKES_PART and one.programme.state in UNDER_WAY
    ]
    return owed_in(person, going) if going else []


def programme_agreed_to(person: Person, slug: str) -> Programme | None:
    """The programme called `slug`, where `person` takes part or applies; None for anybody else."""
    taking_part = Enrolment.objects.filter(person=person, state__in=TAKES_PART).values("programme")
    return Programme.objects.filter(slug=slug, pk__in=taking_part).first()
