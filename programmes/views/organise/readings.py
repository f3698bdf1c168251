"""Opening what is private about somebody of a programme, and who opened what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from programmes.access import enrolment_of
from programmes.enums import PrivateContent
from programmes.forms.readings import ReasonForm
from programmes.models import Programme
from programmes.operations.readings import open_private
from programmes.readings import readings_in
from programmes.views.organise.frame import of_programme, page
from programmes.views.organise.person import address_of, person_response
from programmes.views.public import visitor


@require_safe
@of_programme
def readings(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {"readings": readings_in(programme)}
    return page(request, programme, "programmes/organise/readings.html", context, tab="settings")


@require_POST
@limited("reading")
@of_programme
def open_identity(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Opens somebody's answers about identity for an hour, for the reason that is given."""
    enrolment, by = enrolment_of(programme, pk), visitor(request)
    if by is None:
        raise PermissionDenied(
            _(
                "These answers are opened by somebody with a name that the person can read. Your account has no profile."
            )
        )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return person_response(request, programme, enrolment, reason_form=form, form=form, status=400)
    open_private(
        programme=programme,
        person=enrolment.person,
        what=PrivateContent.IDENTITY,
        reason=form.cleaned_data["reason"],
        by=by,
        now=timezone.now(),
    )
    messages.success(request, _("Open to you for an hour. The person can see that you opened them, and why."))
    return HttpResponseRedirect(f"{address_of(enrolment)}#identity")
