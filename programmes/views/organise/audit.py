"""What was done in a programme, and taking a reason out of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes.access import reason_of
from programmes.forms.organise_log import LogFilter
from programmes.log import log_of, people_in, topics
from programmes.models import Programme
from programmes.operations.reasons import erase_reason
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor


@require_safe
@of_programme
def done(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = LogFilter(request.GET, people=people_in(programme), topics=topics())
    person, topic = form.chosen()
    log = log_of(programme, person=person, topic=topic, page=request.GET.get("page", "1"))
    context = {"form": form, "log": log, "page": log.page, "is_filtered": bool(person or topic)}
    return page(request, programme, "programmes/organise/audit.html", context, tab="settings")


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
def forget(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Asks, then erases the words of a reason."""
    event, reason = reason_of(programme, pk)
    if request.method != "POST":
        context = {"event": event, "reason": reason}
        return page(request, programme, "programmes/organise/forget.html", context, tab="settings")
    erase_reason(event, by=visitor(request), now=timezone.now())
    messages.success(request, _("The reason is erased."))
    return HttpResponseRedirect(reverse("programmes:organise_audit", args=[programme.slug]))
