"""Inviting people to a programme by e-mail, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import limited
from accounts.models import Person, User
from accounts.transitions import StaleState
from notifications.letters import write
from notifications.models import Notification
from programmes.access import invitation_of
from programmes.enums import UNDER_WAY, InvitationKind, Role
from programmes.forms.organise_people import InviteForm, InviteImportedForm
from programmes.mails import invitation_letter
from programmes.models import Invitation, Programme
from programmes.operations.invitations import (
    INVITATION_MAIL,
    CannotInvite,
    LinkOver,
    Sent,
    invite_imported,
    invite_many,
    send_again,
    uninvited,
    withdraw_invitation,
)
from programmes.people_list import ON_A_PAGE, numbers_of, views_of
from programmes.views.organise.frame import of_programme, page

AGAIN = timedelta(days=21)


def _list(programme: Programme) -> str:
    return reverse("programmes:organise_invitations", args=[programme.slug])


@require_safe
@of_programme
def invitations(request: HttpRequest, programme: Programme) -> HttpResponse:
    now = timezone.now()
    rows = Invitation.objects.filter(programme=programme).select_related("person__user", "invited_by")
    context = {
        "page": Paginator(rows.order_by("-invited_at", "pk"), ON_A_PAGE).get_page(request.GET.get("page", 1)),
        "views": views_of(programme, "invited", numbers_of(programme), now=now),
        "now": now,
        "takes_people": programme.state in UNDER_WAY,
        "uninvited": uninvited(programme, now=now).order_by().values("person").distinct().count(),
    }
    return page(request, programme, "programmes/organise/invitations.html", context, tab="people")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
@of_programme
def invite(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The form, the letter as it will read, and sending it."""
    now = timezone.now()
    form = InviteForm(request.POST if request.method == "POST" else None, now=now, initial={"role": Role.MENTEE, "kind": InvitationKind.JOIN})  # fmt: skip
    letter = None
    if form.is_valid() and "preview" in request.POST:
        letter = _letter(request, programme, form)
    elif form.is_valid():
        data = form.cleaned_data
        try:
            sent = invite_many(
                programme=programme,
                invited=data["addresses"],
                role=Role(data["role"]),
                kind=InvitationKind(data["kind"]),
                message=data["message"].strip(),
                closes_at=data["closes_on"],
                by=request.person,  # type: ignore[attr-defined]
                now=now,
            )
        except CannotInvite:
            form.add_error(None, _("The programme takes nobody at the moment. Open it for joining first."))
        else:
            _say(request, sent)
            return HttpResponseRedirect(_list(programme))
    context = {"form": form, "letter": letter, "takes_people": programme.state in UNDER_WAY}
    return page(request, programme, "programmes/organise/invite.html", context, tab="people")


def _letter(request: HttpRequest, programme: Programme, form: InviteForm) -> object:
    """The letter to the first of the addresses, by the templates that will write it. Nothing is written down."""
    first = form.cleaned_data["addresses"][0]
    who = request.person  # type: ignore[attr-defined]
    shown = Invitation(
        programme=programme,
        person=_nobody_yet(first.email, first.name),
        role=form.cleaned_data["role"],
        kind=form.cleaned_data["kind"],
        message=form.cleaned_data["message"].strip(),
        invited_by=who,
        closes_at=form.cleaned_data["closes_on"],
    )
    url = reverse("programmes:invitation", args=["a-link-of-their-own"])
    return write(Notification(kind=INVITATION_MAIL), invitation_letter(shown, url=url))


def _nobody_yet(email: str, name: str) -> Any:
    return Person(user=User(email=email), name=name or email.split("@", maxsplit=1)[0])


def _say(request: HttpRequest, sent: Sent) -> None:
    number = len(sent.invitations)
    if number:
        said = ngettext("%(n)s invitation goes out.", "%(n)s invitations go out.", number)
        messages.success(request, said % {"n": number})
    for emails, words in (
        (sent.there, _("In the programme already, so not invited: %(emails)s.")),
        (sent.open, _("Invited already, and not answered yet: %(emails)s.")),
        (sent.barred, _("Their account here is closed, so nothing was sent: %(emails)s.")),
        (
            sent.left,
            _("They were in the programme before. Ask them to join instead of enrolling them: %(emails)s."),
        ),
    ):
        if emails:
            shown = ", ".join(emails[:10]) + (" …" if len(emails) > 10 else "")
            messages.warning(request, words % {"emails": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
@of_programme
def invite_the_imported(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Asks imported people who never signed in to finish their profile."""
    now = timezone.now()
    number = uninvited(programme, now=now).order_by().values("person").distinct().count()
    if request.method == "POST" and not number:
        messages.info(request, _("Everybody who was imported has signed in, or holds an invitation."))
        return HttpResponseRedirect(_list(programme))
    form = InviteImportedForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        try:
            sent = invite_imported(
                programme=programme,
                message=form.cleaned_data["message"].strip(),
                closes_at=form.cleaned_data["closes_on"],
                by=request.person,  # type: ignore[attr-defined]
                now=now,
            )
        except CannotInvite:
            form.add_error(None, _("The programme takes nobody at the moment. Open it for joining first."))
        else:
            said = ngettext("%(n)s invitation goes out.", "%(n)s invitations go out.", sent)
            messages.success(request, said % {"n": sent})
            return HttpResponseRedirect(_list(programme))
    context = {"form": form, "number": number}
    return page(request, programme, "programmes/organise/invite_imported.html", context, tab="people")


@require_POST
@limited("invitation")
@of_programme
def invitation_again(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    invitation, now = invitation_of(programme, pk), timezone.now()
    by = request.person  # type: ignore[attr-defined]
    try:
        went = send_again(
            invitation=invitation, closes_at=max(invitation.closes_at, now + AGAIN), by=by, now=now
        )
    except LinkOver:
        messages.warning(request, _("This invitation is answered or taken back already."))
    except CannotInvite:
        messages.warning(request, _("The programme takes nobody at the moment. Open it for joining first."))
    else:
        email = {"email": invitation.person.user.email}
        if went:
            messages.success(request, _("The letter goes to %(email)s once more.") % email)
        else:
            messages.info(request, _("A letter went to %(email)s less than an hour ago.") % email)
    return HttpResponseRedirect(_list(programme))


@require_POST
@of_programme
def invitation_withdraw(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    invitation = invitation_of(programme, pk)
    try:
        withdraw_invitation(invitation=invitation, by=request.person, now=timezone.now())  # type: ignore[attr-defined]
    except StaleState:
        messages.warning(request, _("This invitation is answered or taken back already."))
    else:
        messages.success(
            request, _("The invitation of %(email)s is taken back.") % {"email": invitation.person.user.email}
        )
    return HttpResponseRedirect(_list(programme))
