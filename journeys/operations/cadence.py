"""How often check-ins come: one of a pair proposes, and from the moment the other one agrees it holds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from journeys.models import CadenceProposal
from journeys.operations.agreement import take_up_cadence
from journeys.queries.cadence import cadence_of
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import Cadence

PROPOSED_MAIL = "cadence_proposed"
AGREED_MAIL = "cadence_agreed"
KEPT_MAIL = "cadence_kept"


class HoldsAlready(Exception):
    """Check-ins come at this cadence already: there is nothing to agree on."""


class ProposalClosed(Exception):
    """The proposal was answered, taken back or replaced before."""


@transaction.atomic
def propose_cadence(
    mentorship: Mentorship, *, cadence: Cadence, by: Person, now: datetime
) -> CadenceProposal:
    """Proposes `cadence` to the other one of the pair, who gets a letter. Where the other one has proposed the same, this
    is the agreement; whatever else was open is closed, and the new proposal takes its place. Pressed twice, it is one.

    Raises HoldsAlready where check-ins come so already, and StaleState unless the mentorship goes on."""
    held = _held(mentorship, {MentorshipState.ACTIVE})
    open_one = CadenceProposal.objects.filter(mentorship=held, answered_at__isnull=True).first()
    if open_one is not None and open_one.cadence == cadence:
        if open_one.proposed_by_id != by.pk:
            answer_cadence(open_one, agreed=True, by=by, now=now)
        return open_one
    if cadence_of(held) == cadence:
        raise HoldsAlready
    if open_one is not None:
        _close(open_one, agreed=False, by=by, now=now)
    proposal = CadenceProposal.objects.create(
        mentorship=held, cadence=cadence, proposed_at=now, proposed_by=by
    )
    audit.record("cadence.propose", proposal, by=by, now=now, programme_id=held.programme_id)
    other = held.mentor.person if held.mentee.person_id == by.pk else held.mentee.person
    _tell(PROPOSED_MAIL, proposal, other, now=now)
    return proposal


@transaction.atomic
def answer_cadence(proposal: CadenceProposal, *, agreed: bool, by: Person, now: datetime) -> None:
    """Agrees to the proposal, or keeps what holds; who proposed is told. Whoever proposed takes it back so, and then nobody
    is told. From an agreement on, check-ins come as proposed, and the sweep plans them anew; where the two have a working
    agreement, a version that says so comes into force, signed by both.

    Raises ProposalClosed where it is not open any more, StaleState where the mentorship is over, and ValueError for
    somebody who would agree with themself."""
    is_own = proposal.proposed_by_id == by.pk
    if is_own and agreed:
        raise ValueError("nobody agrees with themself")
    held = _held(proposal.mentorship, set(OPEN_MENTORSHIP_STATES))
    _close(proposal, agreed=agreed, by=by, now=now)
    if agreed:
        Mentorship.objects.filter(pk=held.pk).update(cadence=proposal.cadence, tended_at=None)
        proposal.mentorship.cadence = proposal.cadence
        pair = (proposal.proposed_by, by)
        take_up_cadence(held, cadence=Cadence(proposal.cadence), pair=pair, by=by, now=now)
    deed = "agree" if agreed else "take_back" if is_own else "keep"
    audit.record(f"cadence.{deed}", proposal, by=by, now=now, programme_id=held.programme_id)
    if not is_own:
        _tell(AGREED_MAIL if agreed else KEPT_MAIL, proposal, proposal.proposed_by, now=now)


def _held(mentorship: Mentorship, states: set[MentorshipState]) -> Mentorship:
    """The mentorship as it is now, under a lock: of two presses the second sees what the first one did."""
    held = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme", "mentee__person", "mentor__person")
        .get(pk=mentorship.pk)
    )
    if held.state not in states:
        raise StaleState(mentorship, held.state)
    return held


def _close(proposal: CadenceProposal, *, agreed: bool, by: Person, now: datetime) -> None:
    answered = {"answered_at": now, "answered_by": by, "agreed": agreed}
    if not CadenceProposal.objects.filter(pk=proposal.pk, answered_at__isnull=True).update(**answered):
        raise ProposalClosed
    for name, value in answered.items():
        setattr(proposal, name, value)


def _tell(kind: str, proposal: CadenceProposal, reader: Person, *, now: datetime) -> None:
    key = once_for(kind, proposal.pk, reader.user_id)
    queue(Draft(kind, reader.user_id, proposal.pk, key), now=now)
