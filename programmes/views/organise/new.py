"""Starting a programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from programmes.access import organisations_of, organised
from programmes.forms.organise_new import COPY, NewProgrammeForm
from programmes.models import Programme
from programmes.operations.new_programme import copy_programme, from_blueprint
from programmes.organised import in_turn
from programmes.views.public import visitor

FOUR_WEEKS = timedelta(days=28)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
def new(request: HttpRequest) -> HttpResponse:
    """Begins a programme as a draft; whoever makes it organises it."""
    user = request.user
    if not user.is_staff or not organisations_of(user).exists():
        raise Http404(_("There is nothing to organise here."))
    form = NewProgrammeForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations_of(user),
        sources=in_turn(organised(user)),
        today=timezone.localdate(),
        initial=_suggested(request),
    )
    if not form.is_bound or not form.is_valid():
        status = 400 if form.is_bound else 200
        return TemplateResponse(request, "programmes/organise/new.html", {"form": form}, status=status)
    programme = _made(request, form)
    said = _("%(programme)s is a draft that nobody else sees. This is what is missing before it can open.")
    messages.success(request, said % {"programme": programme.name})
    return HttpResponseRedirect(reverse("programmes:organise_checklist", args=[programme.slug]))


def _suggested(request: HttpRequest) -> dict[str, Any]:
    """What the form is filled in with: four weeks from now, and a copy where the address names one."""
    source = organised(request.user).filter(slug=request.GET.get("copy", "")).first()  # type: ignore[arg-type]
    first = organisations_of(request.user).first()  # type: ignore[arg-type]
    return {
        "start": timezone.localdate() + FOUR_WEEKS,
        "begin": COPY if source else None,
        "source": source,
        "organisation": source.organisation_id if source else first and first.pk,
    }


def _made(request: HttpRequest, form: NewProgrammeForm) -> Programme:
    value, blueprint, by = form.cleaned_data, form.blueprint, visitor(request)
    common: dict[str, Any] = {
        "organisation": value["organisation"],
        "name": value["name"],
        "slug": form.address(),
        "start": value["start"],
        "by": by,
        "now": timezone.now(),
    }
    if blueprint is None:
        return copy_programme(value["source"], **common)
    return from_blueprint(blueprint, zone=by.zone if by else settings.DEFAULT_PERSON_ZONE, **common)
