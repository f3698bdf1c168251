"""How often the check-ins of a pair come, what one of the two proposed instead, and whether they rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import AgreementState
from journeys.models import Agreement, CadenceProposal
from matching.models import Mentorship, Pause
from notifications.prepared import prepared
from programmes.enums import Cadence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# As it stands within a sentence: check-ins come every week.
EVERY: dict[Cadence, StrOrPromise] = {
    Cadence.WEEKLY: _("every week"),
    Cadence.FORTNIGHTLY: _("every two weeks"),
    Cadence.MONTHLY: _("every month"),
}


@dataclass(frozen=True)
class CadencePage:
    """How often check-ins come, as one of the two reads it. `agreed` where the two agreed on it themselves, `signed` where
    it stands in their working agreement; `proposal` is the one that is open, `is_own` whether the reader made it."""

    cadence: Cadence
    agreed: bool
    proposal: CadenceProposal | None
    is_own: bool
    signed: bool = False

    @property
    def every(self) -> StrOrPromise:
        return EVERY[self.cadence]

    @property
    def proposed(self) -> StrOrPromise:
        """What is proposed, as it stands within a sentence; empty where nothing is."""
        return EVERY[Cadence(self.proposal.cadence)] if self.proposal else ""


def cadence_of(mentorship: Mentorship) -> Cadence:
    """How often check-ins come: as the two agreed, or else as in their programme, which must be loaded."""
    return Cadence(mentorship.cadence or mentorship.programme.cadence)


def cadence_page(mentorship: Mentorship, reader: Person) -> CadencePage:
    """For one of the two; two queries."""
    proposal = next(iter(_proposals(mentorship)), None)
    return CadencePage(
        cadence=cadence_of(mentorship),
        agreed=bool(mentorship.cadence),
        proposal=proposal,
        is_own=proposal is not None and proposal.proposed_by_id == reader.pk,
        signed=bool(_signed(mentorship)),
    )


@prepared
def _proposals(mentorship: Mentorship) -> QuerySet[CadenceProposal]:
    return CadenceProposal.objects.filter(mentorship=mentorship, answered_at__isnull=True)[:1]


@prepared
def _signed(mentorship: Mentorship) -> QuerySet[Agreement, UUID]:
    signed = Agreement.objects.filter(mentorship=mentorship, state=AgreementState.SIGNED)
    return signed.order_by().values_list("pk", flat=True)[:1]


@dataclass(frozen=True)
class OpenPause:
    """A pause that lasts: until which day, None for as long as it needs, and whether one of the two began it. What the
    organisers paused, the two do not take up again by themselves."""

    until: date | None
    by_pair: bool
    by_id: UUID | None


def pause_of(mentorship: Mentorship) -> OpenPause | None:
    """The pause in which a mentorship is, with its two people loaded; one query."""
    pause = Pause.objects.filter(mentorship=mentorship, resumed_at__isnull=True).first()
    if pause is None:
        return None
    pair = {mentorship.mentee.person_id, mentorship.mentor.person_id}
    return OpenPause(pause.resumes_on, pause.paused_by_id in pair, pause.paused_by_id)
