"""The only way from a request, or from a link of a letter, to a mentorship and to a check-in. Both are for the pair alone."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.enums import IntroductionState
from journeys.links import Link, LinkOver, Over
from journeys.models import (
    Action,
    AgendaItem,
    CadenceProposal,
    CheckIn,
    Feedback,
    HelpAction,
    Introduction,
    Meeting,
    MeetingNote,
    Message,
    Milestone,
    PairGoal,
    PairResource,
    Review,
    Thanks,
)
from journeys.queries.goals import goals_seen
from journeys.queries.help_queue import cared_for
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from notifications.prepared import prepared
from programmes.models import Programme


def mentorship_for(person: Person, pk: UUID) -> Mentorship:
    """The mentorship `pk` of which `person` is one side. Raises Http404 for anybody else's, in the words used where there is none."""
    mentorship = next(iter(_mentorships(person, pk)), None)
    if mentorship is None:
        raise Http404(_("There is no such mentorship."))
    return mentorship


@prepared
def _mentorships(person: Person, pk: UUID) -> QuerySet[Mentorship]:
    own = Mentorship.objects.of(person).with_people()
    return own.select_related("request", "programme__organisation").filter(pk=pk)


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


def message_for(person: Person, pk: UUID, message: UUID) -> Message:
    """A message that `person` wrote in the mentorship `pk`. Raises Http404 for anybody else's, the other one's included."""
    found = (
        Message.objects.select_related("mentorship__programme")
        .filter(pk=message, author=person, mentorship__in=Mentorship.objects.of(person).filter(pk=pk))
        .first()
    )
    if found is None:
        raise Http404(_("There is no such message."))
    return found


def feedback_for(person: Person, pk: UUID, feedback: UUID) -> Feedback:
    """Feedback that `person` gave in the mentorship `pk`. Raises Http404 for anybody else's, the other one's included."""
    found = (
        Feedback.objects.select_related("mentorship__programme", "author")
        .filter(pk=feedback, author=person, mentorship__in=Mentorship.objects.of(person).filter(pk=pk))
        .first()
    )
    if found is None:
        raise Http404(_("There is no such feedback."))
    return found


def introduction_for(person: Person, pk: UUID, introduction: UUID, *, offered: bool) -> Introduction:
    """An introduction of the mentorship `pk`: one that `person` `offered`, or else one that was offered to them. Raises
    Http404 for any other."""
    mine = Introduction.objects.filter(
        pk=introduction, mentorship__in=Mentorship.objects.of(person).filter(pk=pk)
    )
    mine = mine.filter(offered_by=person) if offered else mine.exclude(offered_by=person)
    found = mine.select_related(
        "mentorship__programme",
        "mentorship__mentee__person__user",
        "mentorship__mentor__person__user",
        "offered_by__user",
        "contact__user",
    ).first()
    if found is None:
        raise Http404(_("There is no such introduction."))
    return found


def linked_introduction(holder: Person, pk: UUID) -> Introduction:
    """The introduction of a link that its contact holds; `holder` offered it. Raises LinkOver where no answer of the contact
    is awaited any more and none was given, whatever the reason."""
    found = (
        Introduction.objects.select_related(
            "mentorship__programme__organisation",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
            "offered_by__user",
            "contact__user",
        )
        .filter(pk=pk, offered_by=holder)
        .first()
    )
    if found is None or found.state == IntroductionState.WITHDRAWN:
        raise LinkOver(Over.CLOSED)
    if found.contact_said_at is None and found.state != IntroductionState.OFFERED:
        raise LinkOver(Over.CLOSED)
    if found.introduced_agrees is not True:
        raise LinkOver(Over.CLOSED)
    return found


def thanks_for(person: Person, pk: UUID, note_pk: UUID) -> Thanks:
    """A note of the mentorship `pk` that `person` wrote or was given. Raises Http404 for any other."""
    mentorship = mentorship_for(person, pk)
    rows = Thanks.objects.select_related("author", "recipient").filter(mentorship=mentorship, pk=note_pk)
    note = rows.filter(Q(author=person) | Q(recipient=person)).first()
    if note is None:
        raise Http404(_("There is no such note."))
    note.mentorship = mentorship
    return note


def own_thanks_for(person: Person, pk: UUID, note_pk: UUID) -> Thanks:
    """As `thanks_for`, of notes that `person` wrote: nobody else takes one back."""
    note = thanks_for(person, pk, note_pk)
    if note.author_id != person.pk:
        raise Http404(_("There is no such note."))
    return note


def meeting_for(person: Person, pk: UUID, meeting: UUID) -> Meeting:
    """The meeting `meeting` of the mentorship `pk`, of which `person` is one side, with its times. Raises Http404 for any
    other."""
    found = (
        Meeting.objects.filter(pk=meeting, mentorship__in=Mentorship.objects.of(person).filter(pk=pk))
        .select_related("proposed_by", "agreed_by", "cancelled_by", "said_by")
        .prefetch_related("times")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such meeting."))
    return found


def agenda_item_for(person: Person, pk: UUID, item: UUID) -> AgendaItem:
    """Something on the agenda of the mentorship `pk`, taken off or not. Raises Http404 for any other."""
    found = (
        AgendaItem.objects.filter(pk=item, mentorship__in=Mentorship.objects.of(person).filter(pk=pk))
        .select_related("meeting", "mentorship__programme")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such topic."))
    return found


def own_note_for(person: Person, pk: UUID, note: UUID) -> MeetingNote:
    """A note that `person` wrote in the mentorship `pk`. Raises Http404 for any other, those the other one shared included:
    they are read, and changed by their author alone."""
    found = (
        MeetingNote.objects.filter(
            pk=note, author=person, mentorship__in=Mentorship.objects.of(person).filter(pk=pk)
        )
        .select_related("meeting", "mentorship__programme")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such note."))
    return found


def goal_for(person: Person, pk: UUID, goal_pk: UUID) -> PairGoal:
    """The goal of the mentorship `pk` that `person` may know of. Raises Http404 for any other, the mentee's private ones
    included."""
    mentorship = mentorship_for(person, pk)
    goal = goals_seen(mentorship, person).select_related("created_by", "closed_by").filter(pk=goal_pk).first()
    if goal is None:
        raise Http404(_("There is no such goal."))
    goal.mentorship = mentorship
    return goal


def milestone_for(person: Person, pk: UUID, milestone_pk: UUID) -> Milestone:
    """A milestone of such a goal, with the goal; removed ones too, for they can be put back. Raises Http404 for any other."""
    mentorship = mentorship_for(person, pk)
    found = Milestone.objects.filter(pk=milestone_pk, goal__in=goals_seen(mentorship, person))
    milestone = found.select_related("goal").first()
    if milestone is None:
        raise Http404(_("There is no such milestone."))
    milestone.goal.mentorship = mentorship
    return milestone


def action_for(person: Person, pk: UUID, action_pk: UUID) -> Action:
    """What is to do in the mentorship `pk` and `person` may see; dropped ones too, for they can be put back. Raises Http404
    for any other, the other's private ones included."""
    mentorship = mentorship_for(person, pk)
    seen = Action.objects.filter(mentorship=mentorship).filter(Q(private=False) | Q(owner=person))
    action = seen.select_related("owner", "goal").filter(pk=action_pk).first()
    if action is None:
        raise Http404(_("There is no such thing to do."))
    action.mentorship = mentorship
    return action


def shelf_item_for(person: Person, pk: UUID, item: UUID) -> PairResource:
    """What lies on the shelf of the mentorship `pk`. Raises Http404 for any other, and for what was taken off."""
    found = PairResource.objects.filter(
        pk=item, mentorship__in=Mentorship.objects.of(person).filter(pk=pk), removed_at__isnull=True
    ).first()
    if found is None:
        raise Http404(_("There is no such thing on the shelf."))
    return found


def own_shelf_item_for(person: Person, pk: UUID, item: UUID, *, removed: bool = False) -> PairResource:
    """What `person` put on the shelf of the mentorship `pk`; with `removed` what they took off counts too. Raises Http404 for
    any other: what the other one put there is taken, and changed by them alone."""
    rows = PairResource.objects.filter(
        pk=item, added_by=person, mentorship__in=Mentorship.objects.of(person).filter(pk=pk)
    )
    found = (rows if removed else rows.filter(removed_at__isnull=True)).select_related("mentorship").first()
    if found is None:
        raise Http404(_("There is no such thing on the shelf."))
    return found


def review_for(person: Person, pk: UUID, review_pk: UUID) -> Review:
    """The review of the mentorship `pk` that asks `person`. Raises Http404 for any other, that of the other one included."""
    mentorship = mentorship_for(person, pk)
    review = Review.objects.filter(mentorship=mentorship, person=person, pk=review_pk).first()
    if review is None:
        raise Http404(_("There is no such review."))
    review.mentorship, review.person = mentorship, person
    return review
