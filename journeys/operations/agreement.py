"""The working agreement: one of a pair proposes, the other one signs, or proposes something else instead.

All of it happens under the lock of the mentorship, so that of two presses the second sees what the first one did: there is
one proposal at a time and one version in force, and nobody signs what they have not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import move
from journeys.enums import AGREEMENT_TRANSITIONS, AgreementState
from journeys.models import Agreement, AgreementEvent, CadenceProposal, PairGoal, Signature
from journeys.operations.goals import add_goal
from journeys.operations.open_pair import hold_open
from journeys.queries.agreement import goals_to_add, in_force, proposed
from journeys.terms import Terms
from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.operations.mentorships import plan_anew
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import Cadence

PROPOSED_MAIL = "agreement_proposed"
CHANGED_MAIL = "agreement_changed"
SIGNED_MAIL = "agreement_signed"
REMINDER_MAIL = "agreement_reminder"
REMIND_AFTER = timedelta(days=5)


class AgreementMoved(Exception):
    """There is another version by now than the one that was read; `newest` is it, None where there is none."""

    def __init__(self, newest: Agreement | None) -> None:
        self.newest = newest
        super().__init__(f"version {newest.version if newest else 0} is the newest")


class SameAgain(Exception):
    """The terms are those of `standing`, which is proposed or in force already."""

    def __init__(self, standing: Agreement) -> None:
        self.standing = standing
        super().__init__(f"version {standing.version} says the same")


@transaction.atomic
def propose(
    mentorship: Mentorship, *, terms: Terms, message: str = "", seen: int, by: Person, now: datetime
) -> Agreement:
    """Proposes `terms` to the other one of the pair, who gets a letter; whoever proposes has signed. It takes the place of a
    proposal that was open, whoever made it. `seen` is the newest version that `by` has read, 0 where there was none.

    Raises AgreementMoved where there is a newer one, SameAgain where nothing would change, and StaleState where the mentorship
    is over."""
    held = hold_open(mentorship)
    newest = Agreement.objects.filter(mentorship=held).order_by("-version").first()
    if (newest.version if newest else 0) != seen:
        raise AgreementMoved(newest)
    answered = proposed(held)
    standing = answered or in_force(held)
    if standing is not None and Terms.of(standing) == terms:
        raise SameAgain(standing)
    if answered is not None:
        _move(answered, AgreementState.CHANGED, by=by, now=now, closed_at=now)
    made = _write(held, terms, seen + 1, message=message, by=by, now=now, remind_at=now + REMIND_AFTER)
    _sign(made, [by], now=now)
    changes = answered is not None and answered.proposed_by_id != by.pk
    deed = "change" if changes else "propose"
    audit.record(f"agreement.{deed}", made, by=by, now=now, programme_id=held.programme_id)
    _tell(CHANGED_MAIL if changes else PROPOSED_MAIL, made, _other(held, by), now=now)
    return made


@transaction.atomic
def sign(mentorship: Mentorship, *, version: int, by: Person, now: datetime) -> Agreement:
    """Signs `version`, which the other one proposed: it is in force from now on in the place of the one before, and check-ins
    come as it says. A proposed cadence that was open is closed with it. Whoever proposed it gets a letter.

    Raises AgreementMoved where that version does not wait for a signature any more, StaleState where the mentorship is over,
    and ValueError for somebody who signed it before: whoever proposed it has."""
    held = hold_open(mentorship)
    found = _waiting(held, version)
    if found.proposed_by_id == by.pk:
        raise ValueError("whoever proposes a version has signed it")
    _sign(found, [by], now=now)
    _come_into_force(found, held, by=by, now=now)
    _close_cadence(held, Cadence(found.cadence), by=by, now=now)
    audit.record("agreement.sign", found, by=by, now=now, programme_id=held.programme_id)
    _tell(SIGNED_MAIL, found, found.proposed_by, now=now)
    mentorship.cadence = found.cadence
    return found


@transaction.atomic
def withdraw(mentorship: Mentorship, *, version: int, by: Person, now: datetime) -> Agreement:
    """Whoever proposed `version` takes it back; nobody is told. Raises AgreementMoved where it does not wait for a signature
    any more, StaleState where the mentorship is over, and ValueError for somebody else."""
    held = hold_open(mentorship)
    found = _waiting(held, version)
    if found.proposed_by_id != by.pk:
        raise ValueError("only whoever proposed a version takes it back")
    _move(found, AgreementState.WITHDRAWN, by=by, now=now, closed_at=now)
    audit.record("agreement.withdraw", found, by=by, now=now, programme_id=held.programme_id)
    return found


@transaction.atomic
def take_up_cadence(
    mentorship: Mentorship, *, cadence: Cadence, pair: Sequence[Person], by: Person, now: datetime
) -> Agreement | None:
    """Both of the `pair` (whoever proposed first) agreed on how often they meet: the agreement in force gives way to one that
    says the same otherwise, signed by both. None where none is in force, or it says so already. A proposal that is open stays
    open. The mentorship's own row is the caller's to lock and to write."""
    holds = in_force(mentorship)
    if holds is None or holds.cadence == cadence:
        return None
    newest = (
        Agreement.objects.filter(mentorship=mentorship).order_by("-version").values_list("version", flat=True)
    )
    terms = replace(Terms.of(holds), cadence=cadence)
    _move(holds, AgreementState.REPLACED, by=by, now=now, closed_at=now)
    # Signed as it is written: another version may wait for a signature, and there is only one that does.
    made = _write(mentorship, terms, newest[0] + 1, AgreementState.SIGNED, by=pair[0], now=now, signed_at=now)
    _sign(made, pair, now=now)
    audit.record("agreement.cadence", made, by=by, now=now, programme_id=mentorship.programme_id)
    return made


@transaction.atomic
def make_goals(mentorship: Mentorship, *, version: int, by: Person, now: datetime) -> list[PairGoal]:
    """Makes the lines of the agreement in force goals of the pair, those that are no goal yet. Pressed twice, it is once.

    Raises AgreementMoved where `version` is not in force any more, and StaleState where the mentorship is over."""
    held = hold_open(mentorship)
    holds = in_force(held)
    if holds is None or holds.version != version:
        raise AgreementMoved(holds)
    return [
        add_goal(held, text=text, due_on=holds.ends_on, by=by, now=now)
        for text in goals_to_add(holds, held, reader=by)
    ]


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Reminds once whoever has not signed some days after a proposal; returns how many. One query where nothing is due. In a
    pause the reminder waits for its end."""
    due = Agreement.objects.filter(state=AgreementState.PROPOSED, remind_at__lte=now).order_by("remind_at")
    return sum(_remind(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> bool:
    found = (
        Agreement.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("mentorship__mentee__person", "mentorship__mentor__person", "proposed_by")
        .filter(pk=pk, state=AgreementState.PROPOSED, remind_at__lte=now)
        .first()
    )
    if found is None:
        return False
    rests = found.mentorship.state == MentorshipState.PAUSED
    Agreement.objects.filter(pk=pk).update(remind_at=now + REMIND_AFTER if rests else None)
    if found.mentorship.state != MentorshipState.ACTIVE:
        return False
    _tell(REMINDER_MAIL, found, _other(found.mentorship, found.proposed_by), now=now)
    return True


def _waiting(held: Mentorship, version: int) -> Agreement:
    """The version that waits for a signature, if it is this one."""
    found = Agreement.objects.select_related("proposed_by").filter(mentorship=held, version=version).first()
    if found is None or found.state != AgreementState.PROPOSED:
        raise AgreementMoved(Agreement.objects.filter(mentorship=held).order_by("-version").first())
    return found


def _write(
    held: Mentorship,
    terms: Terms,
    version: int,
    state: AgreementState = AgreementState.PROPOSED,
    *,
    by: Person,
    now: datetime,
    **more: object,
) -> Agreement:
    made = Agreement.objects.create(
        mentorship=held,
        version=version,
        state=state,
        **terms.as_fields(),
        proposed_at=now,
        proposed_by=by,
        **more,
    )
    AgreementEvent.objects.create(agreement=made, at=now, by=by, to_state=state)
    return made


def _sign(agreement: Agreement, people: Sequence[Person], *, now: datetime) -> None:
    Signature.objects.bulk_create(Signature(agreement=agreement, person=one, signed_at=now) for one in people)


def _come_into_force(agreement: Agreement, held: Mentorship, *, by: Person, now: datetime) -> None:
    """Of the two, the older one goes first: there is never more than one in force."""
    older = in_force(held)
    if older is not None:
        _move(older, AgreementState.REPLACED, by=by, now=now, closed_at=now)
    _move(agreement, AgreementState.SIGNED, by=by, now=now, signed_at=now, remind_at=None)
    mine = Mentorship.objects.filter(pk=held.pk)
    mine.update(cadence=agreement.cadence)
    plan_anew(mine)


def _close_cadence(held: Mentorship, cadence: Cadence, *, by: Person, now: datetime) -> None:
    """A cadence that one of the two proposed beside the agreement: what they signed is the answer."""
    for one in CadenceProposal.objects.filter(mentorship=held, answered_at__isnull=True):
        CadenceProposal.objects.filter(pk=one.pk).update(
            answered_at=now, answered_by=by, agreed=one.cadence == cadence
        )


def _move(agreement: Agreement, to: AgreementState, *, by: Person, now: datetime, **changes: object) -> None:
    left = move(agreement, to=to, table=AGREEMENT_TRANSITIONS, **changes)
    AgreementEvent.objects.create(agreement=agreement, at=now, by=by, from_state=left, to_state=to)


def _other(held: Mentorship, by: Person) -> Person:
    return held.mentor.person if held.mentee.person_id == by.pk else held.mentee.person


def _tell(kind: str, agreement: Agreement, reader: Person, *, now: datetime) -> None:
    key = once_for(kind, agreement.pk, reader.user_id)
    queue(Draft(kind, reader.user_id, agreement.pk, key), now=now)
