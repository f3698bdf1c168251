"""The only way from a request, or from a link of a letter, to a mentorship and to a check-in. Both are for the pair alone."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.links import Link, LinkOver, Over
from journeys.models import CadenceProposal, CheckIn, HelpAction
from journeys.queries.help_queue import cared_for
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from programmes.models import Programme


def mentorship_for(person: Person, pk: UUID) -> Mentorship:
    """The mentorship `pk` of which `person` is one side. Raises Http404 for anybody else's, in the words used where there is none."""
    mentorship = (
        Mentorship.objects.of(person)
        .with_people()
        .select_related("request", "programme__organisation")
        .filter(pk=pk)
        .first()
    )
    if mentorship is None:
        raise Http404(_("There is no such mentorship."))
    return mentorship


def check_in_for(person: Person, pk: UUID) -> CheckIn:
    """The check-in `pk` that asks `person`. Raises Http404 for anybody else's, the other side of the pair included."""
    check_in = (
        CheckIn.objects.select_related(
            "mentorship__programme",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
            "person",
        )
        .filter(pk=pk, person=person)
        .first()
    )
    if check_in is None:
        raise Http404(_("There is no such check-in."))
    return check_in


def holder_of(link: Link) -> Person:
    """For whom a link was made. Raises LinkOver where their account was closed or erased."""
    person = (
        Person.objects.select_related("user")
        .filter(pk=link.person_id, user__is_active=True, erased_at__isnull=True)
        .first()
    )
    if person is None:
        raise LinkOver(Over.ACCOUNT)
    return person


def linked_mentorship(holder: Person, pk: UUID) -> Mentorship:
    """The mentorship of a link. Raises LinkOver where it is over, or not `holder`'s."""
    try:
        found = mentorship_for(holder, pk)
    except Http404 as fault:
        raise LinkOver(Over.MENTORSHIP) from fault
    if found.state not in OPEN_MENTORSHIP_STATES:
        raise LinkOver(Over.MENTORSHIP)
    return found


def linked_check_in(holder: Person, pk: UUID) -> CheckIn:
    """The check-in of a link. Raises LinkOver where its mentorship is over, or it is not `holder`'s."""
    try:
        found = check_in_for(holder, pk)
    except Http404 as fault:
        raise LinkOver(Over.MENTORSHIP) from fault
    if found.mentorship.state not in OPEN_MENTORSHIP_STATES:
        raise LinkOver(Over.MENTORSHIP)
    return found


def linked_proposal(holder: Person, pk: UUID) -> CadenceProposal:
    """The proposal of a link, made to `holder` by the other one of the pair. Raises LinkOver where their mentorship is
    over, or there is no such proposal."""
    found = CadenceProposal.objects.filter(pk=pk).exclude(proposed_by=holder).first()
    if found is None:
        raise LinkOver(Over.CLOSED)
    found.mentorship = linked_mentorship(holder, found.mentorship_id)
    return found


def helped_pair(programme: Programme, pk: UUID, *, reader: Person | None) -> Mentorship:
    """The mentorship `pk` of `programme`, for one of its organisers, with its people. Raises Http404 for one of another
    programme, and for the organiser's own: somebody else looks after it."""
    mentorship = cared_for(programme, reader).with_people().filter(pk=pk).first()
    if mentorship is None:
        raise Http404(_("There is no such mentorship."))
    return mentorship


def help_given(programme: Programme, pk: UUID, *, reader: Person | None) -> HelpAction:
    """The action `pk` about a mentorship of `programme`. Raises Http404 as `helped_pair`."""
    mine = cared_for(programme, reader)
    action = HelpAction.objects.select_related("mentorship").filter(pk=pk, mentorship__in=mine).first()
    if action is None:
        raise Http404(_("There is no such action."))
    return action
