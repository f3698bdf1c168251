"""Joining a programme: by its page, by a link, or by a code that an organiser gave."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.access import person_of
from accounts.limits import limited
from programmes.access import programme_by_code
from programmes.forms.public import JoinCodeForm, JoinForm
from programmes.models import Programme
from programmes.operations.joining import join
from programmes.queries import ProgrammePage, programme_page
from programmes.views.public import CODES_KEY, visible_programme

CODES_KEPT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@limited("join")
def join_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The form to join; where somebody is in already or nobody can join now, a page that says so and what to do."""
    programme, person, now = visible_programme(request, slug), person_of(request), timezone.now()
    page = programme_page(programme, person=person, now=now)
    if not page.joinable:
        return _page(request, "programmes/join_shut.html", page)
    if not page.open_roles:
        return _page(request, "programmes/join_done.html", page)
    if page.is_elsewhere:
        return _page(request, "programmes/join_elsewhere.html", page)
    wanted = {"part": request.GET.get("as", "")}
    form = JoinForm(
        request.POST or None, open_roles=page.open_roles, version=programme.guidelines_version, initial=wanted
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, "programmes/join.html", page, form=form)
    enrolments = join(
        programme=programme,
        person=person,
        roles=form.roles,
        accepted_version=programme.guidelines_version,
        by=person,
        now=now,
    )
    return HttpResponseRedirect(reverse("programmes:intake", args=[enrolments[0].pk]))


def _page(request: HttpRequest, template: str, page: ProgrammePage, **more: object) -> HttpResponse:
    return TemplateResponse(request, template, {"page": page, "programme": page.programme, **more})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: HttpRequest) -> HttpResponse:
    form = JoinCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "programmes/join_code.html", {"form": form})
    if limits.seconds_to_wait(request, "code"):
        form.add_error(
            "code", _("Many codes were tried from here. Wait an hour, or ask your organiser for the link.")
        )
        return TemplateResponse(request, "programmes/join_code.html", {"form": form}, status=429)
    programme = programme_by_code(form.cleaned_data["code"])
    if programme is not None:
        return _let_in(request, programme)
    limits.count(request, "code")
    form.add_error(
        "code", _("No programme has this code. Compare it with your organiser's message, letter by letter.")
    )
    return TemplateResponse(request, "programmes/join_code.html", {"form": form})


@login_not_required
@require_safe
def join_by_link(request: HttpRequest, code: str) -> HttpResponse:
    barred = bool(limits.seconds_to_wait(request, "code"))
    programme = None if barred else programme_by_code(code)
    if programme is not None:
        return _let_in(request, programme)
    limits.count(request, "code")
    context = {"form": JoinCodeForm(), "is_stale_link": True}
    return TemplateResponse(request, "programmes/join_code.html", context, status=429 if barred else 404)


def _let_in(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Remembers in the session that this visitor holds the code, and shows the programme. It survives signing up."""
    held = [code for code in request.session.get(CODES_KEY, ()) if code != programme.join_code]
    request.session[CODES_KEY] = [*held, programme.join_code][-CODES_KEPT:]
    return HttpResponseRedirect(reverse("programmes:programme", args=[programme.slug]))
