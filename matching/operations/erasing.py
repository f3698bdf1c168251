"""What this app does when somebody is erased: their mentorships end and the others are told, what they asked or were asked is
closed, and runs keep their place without a link to them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from accounts.enums import SkillState
from accounts.erasing import Gone
from accounts.models import Person, Skill
from accounts.operations.erasing import GONE_MARK
from matching.enums import CloseReason, EndReason, MentorInvitationState, RequestState
from matching.models import (
    MatchRun,
    MentorInvitation,
    Mentorship,
    ProposedPair,
    Request,
    RequestEvent,
    RunDecision,
)
from matching.operations import rivals
from matching.operations.invitation_steps import move_on
from matching.operations.mentorships import end_mentorship
from matching.snapshot import stored

WAITING = [MentorInvitationState.SENT, MentorInvitationState.WAITING]


def leave_matching(person: Person, *, now: datetime) -> int:
    """Ends open mentorships as those of somebody who left, takes back what they asked and closes what they were asked; returns
    how many things that were."""
    return (
        _end_invitations(person, now=now)
        + _end_mentorships(person, now=now)
        + _close_requests(person, now=now)
    )


def _end_mentorships(person: Person, *, now: datetime) -> int:
    open_ones = list(Mentorship.objects.open().of(person).with_people().order_by("pk"))
    for mentorship in open_ones:
        end_mentorship(mentorship, reason=EndReason.PERSON_LEFT, by=None, now=now)
    return len(open_ones)


def _close_requests(person: Person, *, now: datetime) -> int:
    """As the sweep does with those of people who left: no letter comes."""
    held = rivals.hold_open(Q(mentee__person=person) | Q(mentor__person=person))
    Request.objects.filter(pk__in=[request.pk for request in held]).update(
        state=RequestState.CLOSED, close_reason=CloseReason.PERSON_LEFT, closed_at=now
    )
    RequestEvent.objects.bulk_create(
        RequestEvent(request=request, at=now, from_state=request.state, to_state=RequestState.CLOSED)
        for request in held
    )
    return len(held)


def _end_invitations(person: Person, *, now: datetime) -> int:
    """Of those to mentors they take back their own; one to them looks as if its time had run out."""
    to_them = Q(email__iexact=person.user.email) | Q(accepted_by=person)
    found = MentorInvitation.objects.filter(Q(mentee__person=person) | to_them, state__in=WAITING)
    held = list(found.select_for_update(of=("self",)).select_related("mentee").order_by("pk"))
    for invitation in held:
        is_own = invitation.mentee.person_id == person.pk and invitation.state == MentorInvitationState.SENT
        to = MentorInvitationState.WITHDRAWN if is_own else MentorInvitationState.EXPIRED
        ended = invitation.closed_at or now
        move_on(invitation, to, by=person if is_own else None, now=now, closed_at=ended, remind_at=None)
    return len(held)


def forget_in_matching(gone: Gone) -> None:
    """Invitations to their address, the links of runs to them, and words of theirs among the skills that a run keeps."""
    by_address = Q()
    for address in gone.addresses:
        by_address |= Q(email__iexact=address)
    MentorInvitation.objects.filter(by_address).update(name="", email=gone.neutral, answer="")
    for side in ("mentee", "mentor"):
        # With the link goes the way by which the parts would be found.
        ProposedPair.objects.filter(**{f"{side}__person": gone.person}).update(**{side: None}, parts={})
        RunDecision.objects.filter(**{f"{side}__person": gone.person}).update(**{side: None})
    own_words = set(
        Skill.objects.filter(proposed_by=gone.person)
        .exclude(state=SkillState.ACCEPTED)
        .values_list("name", flat=True)
    )
    if own_words:
        for run in MatchRun.objects.exclude(version="").select_for_update(of=("self",)):
            _reword(run, own_words)


def _reword(run: MatchRun, words: set[str]) -> None:
    """Writes the snapshot of a run anew where its legend has one of `words` as a skill: the same numbers under another digest.
    The old files go once that is committed; where it is not, the new ones are thrown away with their stray folder."""
    folder = f"{run.pk.hex}/{run.version}"
    try:
        kept = stored.read(folder, run.digest, root=stored.RUNS)
    except stored.DamagedSnapshot:
        stored.remove(folder, root=stored.RUNS)  # nobody can read it; whatever it has of them is gone
        return
    ids, names = kept.legend["skills"]
    if not words & set(names):
        return
    legend = {**kept.legend, "skills": [ids, [GONE_MARK if name in words else name for name in names]]}
    version = uuid4().hex
    digest = stored.write(
        f"{run.pk.hex}/{version}", kept.problem, kept.mentees, kept.mentors, root=stored.RUNS, legend=legend
    )
    MatchRun.objects.filter(pk=run.pk).update(version=version, digest=digest)
    transaction.on_commit(partial(stored.remove, folder, root=stored.RUNS), robust=True)
