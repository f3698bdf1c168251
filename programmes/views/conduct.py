"""The code of conduct: the page that everybody may read, and the page in between for those who have yet to agree."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from programmes.conduct import CODE_VERSION, Owed, owed_by, programme_agreed_to
from programmes.models import Programme
from programmes.operations.conduct import agree_to_conduct

FIELD = "conduct"
# What the page in between does not send along: its own fields, and the token, of which it has one.
OWN_FIELDS = {FIELD, f"{FIELD}_version", "csrfmiddlewaretoken"}


@login_not_required
@require_safe
def conduct(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "programmes/conduct/conduct.html", {"version": CODE_VERSION})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("join")
def agree(request: HttpRequest, slug: str) -> HttpResponse:
    """Agreeing to what is asked now in a programme, from the home page."""
    person, now = person_of(request), timezone.now()
    programme = programme_agreed_to(person, slug)
    if programme is None:
        raise Http404(_("There is no such programme."))
    owed = owed_by(person, programme)
    if owed is None:
        return HttpResponseRedirect(reverse("journeys:dashboard"))
    missed = request.method == "POST" and not _ticked(request, programme)
    if request.method != "POST" or missed:
        return _page(request, owed, missed=missed)
    agree_to_conduct(
        person=person, programme=programme, version=programme.guidelines_version, by=person, now=now
    )
    messages.success(request, _("Thank you. We keep what you agreed to, and when."))
    return HttpResponseRedirect(reverse("journeys:dashboard"))


def agreed_first(request: HttpRequest, programme: Programme) -> HttpResponse | None:
    """The page in between for whoever posts something in `programme` without having agreed to what is asked there now; None
    where they have, or agree with this very press. The page sends everything that was typed along, so that it is then done."""
    if request.method != "POST":
        return None
    person = person_of(request)
    owed = owed_by(person, programme)
    if owed is None:
        return None
    if _ticked(request, programme):
        agree_to_conduct(
            person=person,
            programme=programme,
            version=programme.guidelines_version,
            by=person,
            now=timezone.now(),
        )
        return None
    return _page(request, owed, missed=f"{FIELD}_version" in request.POST, carries=True)


def _texts(programme: Programme) -> str:
    return f"{CODE_VERSION}/{programme.guidelines_version}"


def _ticked(request: HttpRequest, programme: Programme) -> bool:
    """Whether the box was ticked under the texts as they are now."""
    return FIELD in request.POST and request.POST.get(f"{FIELD}_version") == _texts(programme)


def _page(request: HttpRequest, owed: Owed, *, missed: bool, carries: bool = False) -> HttpResponse:
    typed = (
        [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]
        if carries
        else []
    )
    context = {
        "owed": owed,
        "programme": owed.programme,
        "version": CODE_VERSION,
        "texts": _texts(owed.programme),
        "typed": typed,
        "carries": carries,
        "missed": missed,
    }
    return TemplateResponse(request, "programmes/conduct/agree.html", context, status=400 if missed else 200)
