"""A mentee invites somebody they admire: the list of those invited, the letter before it goes out, and taking one back."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.transitions import StaleState
from matching.access import mentee_for, mentor_invitation_for
from matching.enums import MentorInvitationState
from matching.forms.invitations import InviteMentorForm
from matching.invitation_mails import invited_facts
from matching.operations.invitations import (
    CannotInvite,
    check_address,
    check_can_invite,
    invite_mentor,
    withdraw_mentor_invitation,
)
from matching.queries.invitations import invitations_page
from programmes.models import Enrolment

BOTH_WAYS = ["GET", "HEAD", "POST"]


@require_safe
def mentor_invitations(request: HttpRequest, pk: UUID) -> HttpResponse:
    mentee, now = mentee_for(person_of(request), pk), timezone.now()
    context = {
        "mentee": mentee,
        "programme": mentee.programme,
        "page": invitations_page(mentee, now=now),
        "refusal": _refusal(mentee),
        "now": now,
    }
    return TemplateResponse(request, "matching/mentor_invitations.html", context)


@require_http_methods(BOTH_WAYS)
@limited("mentor_invitation")
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; then the letter as it will read, with Send and Change; then it goes out."""
    person, now = person_of(request), timezone.now()
    mentee = mentee_for(person, pk)
    posted = request.method == "POST"
    form = InviteMentorForm(request.POST if posted and "change" not in request.POST else None)
    if "change" in request.POST:
        form.initial = {name: request.POST.get(name, "") for name in form.fields}
    refusal, letter = _refusal(mentee), ""
    if refusal is None and form.is_bound and form.is_valid():
        try:
            check_address(mentee=mentee, email=form.cleaned_data["email"], now=now)
            if "send" in request.POST:
                sent = invite_mentor(mentee=mentee, by=person, now=now, **form.cleaned_data)
                messages.success(request, _("The letter to %(name)s is on its way.") % {"name": sent.name})
                return HttpResponseRedirect(reverse("matching:mentor_invitations", args=[pk]))
            letter = _letter(mentee, form.cleaned_data)
        except CannotInvite as cannot:
            if cannot.about_address:
                form.add_error("email", str(cannot))
            else:
                refusal = cannot
    context = {
        "mentee": mentee, "programme": mentee.programme, "form": form, "refusal": refusal, "letter": letter, "typed": posted,
    }  # fmt: skip
    status = 409 if posted and refusal else 200
    return TemplateResponse(request, "matching/invite_mentor.html", context, status=status)


def _refusal(mentee: Enrolment) -> CannotInvite | None:
    try:
        check_can_invite(mentee=mentee, now=timezone.now())
    except CannotInvite as cannot:
        return cannot
    return None


def _letter(mentee: Enrolment, typed: dict[str, str]) -> str:
    """The words of the letter, as they will stand in it."""
    facts = invited_facts(mentee, message=typed["message"], url=settings.SITE_URL)
    return render_to_string("emails/parts/mentor_invited.html", facts)


@require_http_methods(BOTH_WAYS)
@limited("mentor_invitation")
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    invitation = mentor_invitation_for(person, pk)
    back = reverse("matching:mentor_invitations", args=[invitation.mentee_id])
    context = {"invitation": invitation, "mentee": invitation.mentee, "back": back}
    if invitation.state != MentorInvitationState.SENT:
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, "matching/mentor_invitation_late.html", context, status=status)
    if request.method != "POST":
        return TemplateResponse(request, "matching/mentor_invitation_withdraw.html", context)
    try:
        withdraw_mentor_invitation(invitation, by=person, now=timezone.now())
    except StaleState:
        invitation.refresh_from_db()
        return TemplateResponse(request, "matching/mentor_invitation_late.html", context, status=409)
    messages.success(request, _("The invitation to %(name)s is taken back.") % {"name": invitation.name})
    return HttpResponseRedirect(back)
