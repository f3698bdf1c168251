"""The pages behind the links of letters, which need no sign-in. Opening one changes nothing, by GET or by HEAD: mail
programs open links to look at them. A press does, in the name of the person whom the letter was sent to, whoever is signed
in; and it opens no other page of theirs.

Whoever holds the letter sees the page: it names the two by first name and the programme, and nothing else of theirs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import holder_of, linked_check_in, linked_mentorship, linked_proposal
from journeys.enums import CheckInState
from journeys.forms.check_ins import HelpForm
from journeys.links import LinkOver, Over, Purpose, read
from journeys.operations.cadence import ProposalClosed
from journeys.operations.help import AlreadyAsked, ask_for_help
from journeys.queries.cadence import cadence_page
from journeys.queries.mentorships import call_by
from journeys.views.cadence import AGREE, KEEP, answer_proposal, how_often, meanwhile, rest
from journeys.views.check_ins import ANSWERABLE, Way, answer_page, later_page
from matching.enums import MentorshipState
from notifications.links import LinkBroken, LinkExpired

FRAME = "journeys/from_mail/base.html"
Page = Callable[[HttpRequest, Person, UUID, Way], HttpResponse]


def from_mail(purpose: Purpose) -> Callable[[Page], Callable[..., HttpResponseBase]]:
    """Makes a page of a link of `purpose`: it is given the person for whom the link was made and what it is about, and
    speaks their language, in their zone. It may raise LinkOver."""

    def decorate(page: Page) -> Callable[..., HttpResponseBase]:
        @sensitive_variables("token")
        @never_cache
        @login_not_required
        @require_http_methods(["GET", "HEAD", "POST"])
        @limited("letter")
        @wraps(page)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            try:
                link = read(token, purpose)
                holder = holder_of(link)
            except LinkExpired:
                response = _closed(request, "expired", status=410)
            except LinkBroken:
                response = _closed(request, "broken", status=404)
            except LinkOver as fault:
                response = _closed(request, fault.why, status=410)
            else:
                response = _speaking_to(holder, request, page, link.subject_id)
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return view

    return decorate


def _speaking_to(holder: Person, request: HttpRequest, page: Page, subject_id: UUID) -> HttpResponse:
    """The page as it is written to `holder`: rendered at once, while their language and zone hold."""
    stranger = request.user.is_authenticated and request.user.pk != holder.user_id
    way = Way(FRAME, from_mail=True, context={"holder": holder, "stranger": stranger})
    # A language that was chosen on this device, in the footer of any page, goes before the one of the letter.
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    language = get_language() if chosen else holder.locale
    with override(language), timezone.override(ZoneInfo(holder.zone)):
        try:
            response = page(request, holder, subject_id, way)
        except LinkOver as fault:
            response = _closed(request, fault.why, status=410)
        if isinstance(response, TemplateResponse):
            response.render()
        response.headers["Content-Language"] = language or ""
    return response


def _closed(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """A link that opens nothing: what that means and what to do. It names nobody."""
    context = {"frame": FRAME, "from_mail": True, "why": why}
    return TemplateResponse(request, "journeys/from_mail/closed.html", context, status=status)


@from_mail(Purpose.ANSWER)
def answer(request: HttpRequest, holder: Person, subject_id: UUID, way: Way) -> HttpResponse:
    asked = linked_check_in(holder, subject_id)
    if asked.state not in {*ANSWERABLE, CheckInState.ANSWERED}:
        raise LinkOver(Over.CLOSED)
    return answer_page(request, asked, holder, way)


@from_mail(Purpose.LATER)
def later(request: HttpRequest, holder: Person, subject_id: UUID, way: Way) -> HttpResponse:
    asked = linked_check_in(holder, subject_id)
    if asked.mentorship.state != MentorshipState.ACTIVE:
        raise LinkOver(Over.RESTS)
    if asked.state != CheckInState.DUE:
        raise LinkOver(Over.ANSWERED if asked.state == CheckInState.ANSWERED else Over.CLOSED)
    return later_page(request, asked, holder, way)


@from_mail(Purpose.REST)
def pause(request: HttpRequest, holder: Person, subject_id: UUID, way: Way) -> HttpResponse:
    return rest(request, linked_mentorship(holder, subject_id), holder, way)


@from_mail(Purpose.CADENCE)
def cadence(request: HttpRequest, holder: Person, subject_id: UUID, way: Way) -> HttpResponse:
    return how_often(request, linked_mentorship(holder, subject_id), holder, way)


@from_mail(Purpose.AGREE)
def agree(request: HttpRequest, holder: Person, subject_id: UUID, way: Way) -> HttpResponse:
    """The answer to one proposal: the one that was pressed in the letter comes first. Afterwards, what holds."""
    proposal = linked_proposal(holder, subject_id)
    page = cadence_page(proposal.mentorship, holder)
    is_open = page.proposal is not None and page.proposal.pk == proposal.pk
    if request.method == "POST":
        try:
            if not is_open:
                raise ProposalClosed
            answer_proposal(request, page, request.POST.get("answer", ""), holder)
        except (ProposalClosed, StaleState):
            return meanwhile(request, proposal.mentorship, holder, way)
        return HttpResponseRedirect(request.path)
    shown: dict[str, Any] = {
        "page": page,
        "proposal": proposal,
        "is_open": is_open,
        "first": KEEP if request.GET.get("answer") == KEEP else AGREE,
        "other": proposal.proposed_by,
        "mentorship": proposal.mentorship,
    }
    return way.page(request, "agree", **shown)


@from_mail(Purpose.CALL)
def call(request: HttpRequest, holder: Person, subject_id: UUID, way: Way) -> HttpResponse:
    """The call for help. The other side learns nothing of it; what was written is not shown again."""
    found = linked_mentorship(holder, subject_id)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with suppress(AlreadyAsked):  # pressed twice: the page shows the call that stands
            ask_for_help(found, **form.cleaned_data, by=holder, now=timezone.now())
        return HttpResponseRedirect(request.path)
    is_mentee = found.mentee.person_id == holder.pk
    shown: dict[str, Any] = {
        "mentorship": found,
        "other": (found.mentor if is_mentee else found.mentee).person,
        "call": call_by(holder, found),
        "form": form,
    }
    return way.page(request, "from_mail/call", **shown)
