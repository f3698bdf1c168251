"""The page behind the link in the letter to somebody whom a mentee would like as a mentor. It needs no sign-in. Opening it
changes nothing: mail programs open links to look at them. A press says yes, no, or never again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import limits
from accounts.models import User
from accounts.transitions import StaleState
from matching.access import mentor_invitation_for_link
from matching.enums import MentorInvitationState
from matching.forms.invitations import AcceptMentoringForm, DeclineMentoringForm
from matching.invitation_links import invited_user
from matching.models import MentorInvitation
from matching.operations.invitation_steps import account_for
from matching.operations.invited import (
    Barred,
    LinkOver,
    NewMentor,
    accept_mentor_invitation,
    decline_mentor_invitation,
    never_again,
)
from programmes.enums import UNDER_WAY, EnrolmentState, MatchingMode
from programmes.models import Enrolment
from programmes.operations.enrolments import NoPlace
from programmes.views.invitation import BACKEND, opens_by_link


class Door(StrEnum):
    """What the invitation is to whoever holds its link."""

    OPEN = "open"
    SIGN_IN = "sign_in"  # they have signed in before, so they do it as ever
    OTHER = "other"  # somebody else is signed in here
    ACCEPTED = "accepted"
    WAITING = "waiting"  # for the organisers
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    TAKEN = "taken"  # the mentee found a mentor meanwhile
    SHUT = "shut"  # the programme, or the mentee, takes nobody any more
    BARRED = "barred"  # the organisers decided otherwise


ANSWERABLE = {Door.OPEN, Door.SIGN_IN, Door.OTHER}


def door_of(request: HttpRequest, found: MentorInvitation, user: User | None, now: datetime) -> Door:
    mentee, programme = found.mentee, found.mentee.programme
    if found.state not in {MentorInvitationState.SENT, MentorInvitationState.EXPIRED}:
        return Door(found.state)
    if found.state == MentorInvitationState.EXPIRED or found.expires_at <= now:
        return Door.OVER
    if programme.state not in UNDER_WAY or programme.mode == MatchingMode.COHORT:
        return Door.SHUT
    if mentee.state != EnrolmentState.APPROVED:
        return Door.SHUT
    if mentee.places_left < 1:
        return Door.TAKEN
    if request.user.is_authenticated:
        return Door.OPEN if user is not None and request.user.pk == user.pk else Door.OTHER
    return Door.OPEN if user is None or opens_by_link(user) else Door.SIGN_IN


@sensitive_variables("token")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = mentor_invitation_for_link(token)
    except Http404:
        context = {"door": "unknown"}
        return TemplateResponse(request, "matching/mentor_invitation_stale.html", context, status=404)
    now, user = timezone.now(), invited_user(found)
    door = door_of(request, found, user, now)
    if request.method != "POST":
        return _page(request, found, door, user=user)
    if limits.count(request, "link", about=found.pk):
        return _page(request, found, door, user=user, barred=True, status=429)
    if "never" in request.POST:
        never_again(invitation=found, now=now)
        messages.success(request, _("No such letter comes to this address again."))
        return HttpResponseRedirect(request.path)
    if "decline" in request.POST:
        return _declined(request, found, now)
    if door == Door.SIGN_IN:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    if door != Door.OPEN:
        return _page(request, found, door, user=user, status=409)
    return _accepted(request, found, user, now)


def _page(
    request: HttpRequest,
    found: MentorInvitation,
    door: Door,
    *,
    user: User | None,
    form: AcceptMentoringForm | None = None,
    decline: DeclineMentoringForm | None = None,
    barred: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": found,
        "mentee": found.mentee.person,
        "programme": found.mentee.programme,
        "door": door.value,
        "form": form or _form(found, user, by_link=not request.user.is_authenticated),
        "decline_form": decline or DeclineMentoringForm(),
        "barred": barred,
    }
    template = (
        "matching/mentor_invitation.html" if door in ANSWERABLE else "matching/mentor_invitation_stale.html"
    )
    return TemplateResponse(request, template, context, status=status)


def _form(
    found: MentorInvitation, user: User | None, *, by_link: bool, data: object = None
) -> AcceptMentoringForm:
    """What is asked: the less, the more is known. An enrolment that was handed in says it all."""
    known = Enrolment.objects.mentors().filter(
        programme=found.mentee.programme_id, person__user=user, submitted_at__isnull=False
    )
    taking_part = known.exclude(state=EnrolmentState.WITHDRAWN).exists() if user is not None else False
    return AcceptMentoringForm(
        data,
        version=found.mentee.programme.guidelines_version,
        asks_name=by_link,
        is_new=not taking_part,
        name=found.name,
    )


def _declined(request: HttpRequest, found: MentorInvitation, now: datetime) -> HttpResponse:
    form, user = DeclineMentoringForm(request.POST), invited_user(found)
    if not form.is_valid():
        return _page(request, found, door_of(request, found, user, now), user=user, decline=form)
    try:
        decline_mentor_invitation(invitation=found, answer=form.cleaned_data["answer"], now=now)
    except (LinkOver, StaleState):
        return _stale(request, found, now)
    return HttpResponseRedirect(request.path)


def _stale(request: HttpRequest, found: MentorInvitation, now: datetime) -> HttpResponse:
    """What it is now, since it is not what the page had shown."""
    fresh = MentorInvitation.objects.select_related("mentee__programme__organisation", "mentee__person")
    found = fresh.get(pk=found.pk)
    user = invited_user(found)
    door = door_of(request, found, user, now)
    return _page(request, found, Door.SHUT if door in ANSWERABLE else door, user=user, status=409)


def _accepted(
    request: HttpRequest, found: MentorInvitation, user: User | None, now: datetime
) -> HttpResponse:
    by_link = not request.user.is_authenticated
    form = _form(found, user, by_link=by_link, data=request.POST)
    if not form.is_valid():
        return _page(request, found, Door.OPEN, user=user, form=form)
    person = account_for(found.email, name=found.name, now=now)
    said = form.cleaned_data
    try:
        held = accept_mentor_invitation(
            invitation=found,
            person=person,
            mentor=NewMentor(said.get("headline", ""), said.get("capacity", 1), said.get("name", "")),
            accepted_version=found.mentee.programme.guidelines_version,
            by_link=by_link,
            now=now,
        )
    except Barred:
        return _page(request, found, Door.BARRED, user=user, status=409)
    except NoPlace as full:
        if full.enrolment.pk == found.mentee_id:
            return _page(request, found, Door.TAKEN, user=user, status=409)
        form.add_error(
            None, _("Your own places are all taken. Make room for one more first, then press again.")
        )
        return _page(request, found, Door.OPEN, user=user, form=form, status=409)
    except (LinkOver, StaleState):
        return _stale(request, found, now)
    if by_link:
        login(request, person.user, backend=BACKEND)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    if held.mentorship_id is None:
        return HttpResponseRedirect(request.path)
    messages.success(request, _("You are %(name)s’s mentor now.") % {"name": found.mentee.person.first_name})
    return HttpResponseRedirect(reverse("journeys:mentorship", args=[held.mentorship_id]))
