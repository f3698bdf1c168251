"""The only way from a request to a list of mentors, to one of them, and to what a mentee asked a mentor."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Person
from matching.fit import pair_fit
from matching.invitation_links import invitation_by
from matching.models import Criterion, MatchRun, MentorInvitation, Request, RunDecision
from matching.queries.entrance import waits_for
from matching.queries.previews import own_proposals, preview_run
from matching.snapshot.people import taking_part
from programmes.access import enrolment_for
from programmes.enums import Role
from programmes.models import Enrolment, Programme


def mentee_for(person: Person | None, pk: UUID) -> Enrolment:
    """The enrolment `pk` of `person` as a mentee. Raises Http404 for anybody else's, and for a mentor's."""
    enrolment = enrolment_for(person, pk)
    if enrolment.role != Role.MENTEE:
        raise Http404(_("There is no such enrolment."))
    return enrolment


def mentors_of(mentee: Enrolment, pks: Collection[UUID]) -> list[Enrolment]:
    """Those of `pks` who are mentors of the same programme; whether anything stands between them and the mentee is for
    the fit to say, see `matching.fit`. Four queries."""
    mentors = taking_part(mentee.programme, Role.MENTOR, pks).select_related("person__user")
    return list(mentors.prefetch_related("offered_skills__skill", "person__links"))


def mentor_of(mentee: Enrolment, mentor_pk: UUID) -> Enrolment:
    """One of `mentors_of`. Raises Http404 where there is no such mentor."""
    mentors = mentors_of(mentee, [mentor_pk])
    if not mentors:
        raise Http404(_("There is no such mentor."))
    return mentors[0]


def listed_mentor(mentee: Enrolment, mentor_pk: UUID, *, now: datetime) -> Enrolment:
    """A mentor who may be listed for this mentee, with room or without. Raises Http404 for anybody else, in the words used
    where there is none: a block, a wish or an answer about identity is never named."""
    mentor = mentor_of(mentee, mentor_pk)
    if not pair_fit(mentee, mentor, now=now).listed:
        raise Http404(_("There is no such mentor."))
    return mentor


def can_look(mentee: Enrolment) -> Enrolment:
    """`mentee`, where they may look at mentors now. Raises PermissionDenied, with the reason, where they wait for
    something."""
    wait = waits_for(mentee)
    if wait is not None:
        raise PermissionDenied(str(wait.label))
    return mentee


def mentoring_for(person: Person | None, pk: UUID) -> Enrolment:
    """The enrolment `pk` of `person` as a mentor. Raises Http404 for anybody else's, and for a mentee's."""
    enrolment = enrolment_for(person, pk)
    if enrolment.role != Role.MENTOR:
        raise Http404(_("There is no such enrolment."))
    return enrolment


def request_for(person: Person, pk: UUID) -> Request:
    """The request `pk` that `person` sent or got. Raises Http404 for anybody else's, and where one of the two blocked the
    other, in the words used where there is none."""
    request = Request.objects.visible_to(person).with_people().filter(pk=pk).first()
    if request is None:
        raise Http404(_("There is no such request."))
    return request


def check_is_mentor_of(person: Person, request: Request) -> None:
    """Raises PermissionDenied unless it is `person` who was asked."""
    if request.mentor.person_id != person.pk:
        raise PermissionDenied(_("Only the mentor who was asked answers a request."))


def check_is_mentee_of(person: Person, request: Request) -> None:
    """Raises PermissionDenied unless it is `person` who asked."""
    if request.mentee.person_id != person.pk:
        raise PermissionDenied(_("Only the mentee who sent a request replies to it or takes it back."))


def run_of(programme: Programme, number: int) -> MatchRun:
    """The run of that number of this programme. Raises Http404 where there is none."""
    runs = MatchRun.objects.filter(programme=programme, number=number)
    run = runs.select_related("job", "publishing", "created_by", "published_by", "started_from").first()
    if run is None:
        raise Http404(_("There is no such run."))
    run.programme = programme
    return run


def check_are_in(run: MatchRun, *, mentee: int | None = None, mentor: int | None = None) -> None:
    """Raises Http404 for a position that the run does not have."""
    if (mentee is not None and mentee >= run.mentees) or (mentor is not None and mentor >= run.mentors):
        raise Http404(_("There is no such person in this run."))


def decision_of(run: MatchRun, pk: int) -> RunDecision:
    """A decision about this run that still stands. Raises Http404 for any other."""
    decision = RunDecision.objects.filter(run=run, pk=pk, undone_at__isnull=True).first()
    if decision is None:
        raise Http404(_("There is no such decision any more."))
    return decision


def criterion_of(programme: Programme, key: str) -> Criterion:
    """The criterion called `key` of this programme. Raises Http404 where there is none."""
    criterion = Criterion.objects.filter(programme=programme, key=key).first()
    if criterion is None:
        raise Http404(_("There is no such criterion."))
    criterion.programme = programme
    return criterion


def identity_criterion_of(programme: Programme, key: str) -> Criterion:
    """One about identity. Raises Http404 for any other."""
    criterion = criterion_of(programme, key)
    if not criterion.identity:
        raise Http404(_("There is no such criterion."))
    return criterion


def preview_for(person: Person | None, pk: UUID) -> tuple[Enrolment, MatchRun]:
    """The enrolment `pk` of `person`, and the run whose preview it was asked to look at last. Raises Http404 for anybody
    else's enrolment, and where nothing was proposed to it."""
    enrolment = enrolment_for(person, pk)
    run = preview_run(enrolment)
    if run is None or not own_proposals(run, enrolment):
        raise Http404(_("There is no preview for you."))
    return enrolment, run


def mentor_invitation_for(person: Person, pk: UUID) -> MentorInvitation:
    """The invitation `pk` that `person` sent. Raises Http404 for anybody else's."""
    rows = MentorInvitation.objects.select_related("mentee__programme", "mentee__person")
    invitation = rows.filter(pk=pk, mentee__person=person).first()
    if invitation is None:
        raise Http404(_("There is no such invitation."))
    return invitation


def mentor_invitation_for_link(token: str) -> MentorInvitation:
    """The invitation that a link names, in whatever state. Raises Http404 for a link that was changed or is not ours, and
    where one of the two wants nothing to do with the other, in the same words."""
    invitation = invitation_by(token)
    if invitation is None:
        raise Http404(_("This link does not work."))
    return invitation
