"""The page on which the contact of an introduction says yes or no, by a link of their letter and without signing in. Opening
it changes nothing; a press does. Whoever holds the letter sees what the letter says, and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from accounts.transitions import StaleState
from journeys.access import holder_of, linked_introduction
from journeys.links import LinkOver, Over, Purpose, read
from journeys.models import Introduction
from journeys.operations.introductions import answer_as_contact, introduced_of
from journeys.queries.introductions import may_meet
from matching.enums import MentorshipState
from notifications.links import LinkBroken, LinkExpired

YES, NO, NEVER = "yes", "no", "never"


@sensitive_variables("token")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("letter")
def introduced(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = read(token, Purpose.INTRODUCED)
        found = linked_introduction(holder_of(link), link.subject_id)
        response = _page(request, found)
    except LinkExpired:
        response = _closed(request, "expired", status=410)
    except LinkBroken:
        response = _closed(request, "broken", status=404)
    except LinkOver:
        # Whatever the reason, it is theirs: the contact learns that nothing is asked any more.
        response = _closed(request, Over.CLOSED, status=410)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, found: Introduction) -> HttpResponse:
    """The question, or the answer that was given, in the language of the letter."""
    now, introducee = timezone.now(), introduced_of(found)
    if found.contact_said_at is None:
        ended = found.mentorship.state == MentorshipState.ENDED
        if ended or found.expires_at <= now or not may_meet(found, introducee):
            raise LinkOver(Over.CLOSED)
        if request.method == "POST":
            return _answer(request, found)
    elif request.method == "POST":
        raise LinkOver(Over.CLOSED)
    said = request.POST.get("answer") or request.GET.get("answer")
    shown: dict[str, Any] = {
        "introduction": found,
        "introduced": introducee,
        "first": NO if said == NO else YES,
    }
    reader = found.contact or found.offered_by
    with override(reader.locale):
        response = TemplateResponse(request, "journeys/from_mail/introduced.html", shown)
        response.render()
    response.headers["Content-Language"] = reader.locale
    return response


def _answer(request: HttpRequest, found: Introduction) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said in {YES, NO, NEVER}:
        try:
            answer_as_contact(found, agrees=said == YES, never_again=said == NEVER, now=timezone.now())
        except StaleState as fault:
            raise LinkOver(Over.CLOSED) from fault
    return HttpResponseRedirect(request.path)


def _closed(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    context = {"frame": "journeys/from_mail/base.html", "from_mail": True, "why": why}
    return TemplateResponse(request, "journeys/from_mail/closed.html", context, status=status)
