"""One check-in: the question, and thanks for the answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.transitions import StaleState
from journeys.access import check_in_for
from journeys.enums import CheckInState
from journeys.forms import CheckInForm, prefilled
from journeys.operations.check_ins import answer
from journeys.queries.help_queue import low_answers_that_tell


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form while an answer is awaited; thanks afterwards. A link of the e-mail fills it in and changes nothing."""
    person = person_of(request)
    asked = check_in_for(person, pk)
    mentorship = asked.mentorship
    is_mentee = mentorship.mentee.person_id == person.pk
    data = request.POST if request.method == "POST" else None
    form = CheckInForm(data, is_mentee=is_mentee, initial=prefilled(request.GET))
    if form.is_bound and form.is_valid():
        said = {"pulse": None, "confidence": None, **form.cleaned_data}
        try:
            answer(asked, **said, by=person, now=timezone.now())
        except StaleState:
            messages.info(request, _("This check-in was answered before; that answer stands."))
        return HttpResponseRedirect(request.path)
    context = {
        "check_in": asked,
        "mentorship": mentorship,
        "other": (mentorship.mentor if is_mentee else mentorship.mentee).person,
        "is_mentee": is_mentee,
        "form": form,
        "low_answers": low_answers_that_tell(mentorship.programme),
    }
    if asked.state == CheckInState.ANSWERED:
        return TemplateResponse(request, "journeys/check_in_thanks.html", context)
    if asked.state == CheckInState.SCHEDULED:
        return TemplateResponse(request, "journeys/check_in_early.html", context)
    return TemplateResponse(request, "journeys/check_in.html", context)
