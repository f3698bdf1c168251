"""The page behind the link of an invitation, which needs no sign-in. Opening it changes nothing: mail programs open links
to look at them. A press says yes or no."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import limits
from accounts.models import User
from accounts.transitions import StaleState
from programmes.access import invitation_for_link
from programmes.enums import UNDER_WAY, InvitationKind, InvitationState
from programmes.forms.organise_people import AcceptInvitationForm
from programmes.models import Enrolment, Invitation
from programmes.operations.invitations import (
    LinkOver,
    accept_invitation,
    decline_invitation,
)

# allauth's own backend: the session is like one that began with a code.
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Door(StrEnum):
    """What an invitation is to whoever holds its link."""

    OPEN = "open"
    SIGN_IN = "sign_in"  # they have signed in before, so they do it as ever
    OTHER = "other"  # somebody else is signed in here
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    SHUT = "shut"  # the programme takes nobody any more


def opens_by_link(user: User) -> bool:
    """Whether the link alone may sign this person in: an account that somebody opened for them and that nobody has ever
    come in by, without a password of its own and without rights over others."""
    return (
        user.is_active
        and not user.is_staff
        and not user.is_superuser
        and user.last_login is None
        and not user.has_usable_password()
        and not user.socialaccount_set.exists()
        and not user.authenticator_set.exists()
    )


def door_of(request: HttpRequest, invitation: Invitation, now: datetime) -> Door:
    if invitation.state == InvitationState.WITHDRAWN:
        return Door.WITHDRAWN
    if invitation.state == InvitationState.ACCEPTED:
        return Door.ACCEPTED
    if invitation.programme.state not in UNDER_WAY:
        return Door.SHUT
    if invitation.closes_at <= now:
        return Door.OVER
    user = invitation.person.user
    if request.user.is_authenticated:
        return Door.OPEN if request.user.pk == user.pk else Door.OTHER
    return Door.OPEN if opens_by_link(user) else Door.SIGN_IN


@sensitive_variables("token")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = invitation_for_link(token)
    except Http404:
        return TemplateResponse(request, "programmes/invitation_stale.html", {"door": "unknown"}, status=404)
    now = timezone.now()
    door = door_of(request, found, now)
    if request.method != "POST":
        return _page(request, found, door)
    # By invitation as well: a whole company may answer from one address on one morning.
    if limits.count(request, "link", about=found.pk):
        return _page(request, found, door, barred=True, status=429)
    if "decline" in request.POST:
        return _declined(request, found, now)
    if door == Door.SIGN_IN:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    if door != Door.OPEN:
        return _page(request, found, door, status=409)
    return _accepted(request, found, now)


def _page(
    request: HttpRequest,
    found: Invitation,
    door: Door,
    *,
    form: AcceptInvitationForm | None = None,
    barred: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = form or AcceptInvitationForm(version=found.programme.guidelines_version)
    context = {
        "invitation": found,
        "programme": found.programme,
        "door": door.value,
        "form": shown,
        "barred": barred,
        "declined": found.state == InvitationState.DECLINED,
        "opt_out": found.kind == InvitationKind.ENROLLED,
    }
    answer = door in {Door.OPEN, Door.SIGN_IN, Door.OTHER}
    template = "programmes/invitation.html" if answer else "programmes/invitation_stale.html"
    return TemplateResponse(request, template, context, status=status)


def _declined(request: HttpRequest, found: Invitation, now: datetime) -> HttpResponse:
    try:
        decline_invitation(invitation=found, now=now)
    except (LinkOver, StaleState):
        found.refresh_from_db(fields=["state", "closes_at"])
        return _page(request, found, door_of(request, found, now), status=409)
    return HttpResponseRedirect(request.path)


def _accepted(request: HttpRequest, found: Invitation, now: datetime) -> HttpResponse:
    """Yes: they are signed in where the link does that, and go on with their answers."""
    form = AcceptInvitationForm(request.POST, version=found.programme.guidelines_version)
    if not form.is_valid():
        return _page(request, found, Door.OPEN, form=form)
    by_link = not request.user.is_authenticated
    try:
        enrolment = accept_invitation(
            invitation=found, accepted_version=found.programme.guidelines_version, by_link=by_link, now=now
        )
    except (LinkOver, StaleState):
        found.refresh_from_db(fields=["state", "closes_at"])
        door = door_of(request, found, now)
        # Still open, and yet over: an organiser took the person out after the letter went.
        return _page(request, found, Door.WITHDRAWN if door == Door.OPEN else door, status=409)
    if by_link:
        login(request, found.person.user, backend=BACKEND)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return _onward(enrolment)


def _onward(enrolment: Enrolment) -> HttpResponse:
    return HttpResponseRedirect(reverse("programmes:intake", args=[enrolment.pk]))
