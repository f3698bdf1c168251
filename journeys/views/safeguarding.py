"""What the safeguarding contact of a programme for people under age may read, and leaves a trace of reading."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.models import Person
from journeys.queries.conversations import (
    conversation_page,
    conversations_of,
    watched_mentorship,
    watched_programme,
)
from programmes.enums import PrivateContent
from programmes.forms.readings import ReasonForm
from programmes.models import Programme
from programmes.operations.readings import open_private


def _watched(request: HttpRequest, slug: str) -> tuple[Programme, Person]:
    person = person_of(request)
    return watched_programme(request.user, person, slug), person  # type: ignore[arg-type]


@require_safe
def conversations(request: HttpRequest, slug: str) -> HttpResponse:
    """The pairs and how much they write; none of the words."""
    programme, person = _watched(request, slug)
    found = conversations_of(programme, person, number=request.GET.get("page"))
    return TemplateResponse(
        request, "journeys/safeguarding/conversations.html", {"programme": programme, "page": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("reading")
def conversation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What one pair wrote, for an hour, once a reason is given that both of them can read."""
    programme, person = _watched(request, slug)
    mentorship, now = watched_mentorship(programme, person, pk), timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            for one in (mentorship.mentee.person, mentorship.mentor.person):
                open_private(
                    programme=programme,
                    person=one,
                    what=PrivateContent.MESSAGES,
                    reason=form.cleaned_data["reason"],
                    by=person,
                    now=now,
                )
        messages.success(request, _("Open to you for an hour. Both can see that you opened them, and why."))
        return HttpResponseRedirect(request.path)
    shown = conversation_page(mentorship, person, now=now)
    context = {"programme": programme, "shown": shown, "mentorship": mentorship, "form": form}
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "journeys/safeguarding/conversation.html", context, status=status)
