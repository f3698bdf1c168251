"""The pages that everybody may read: home, the guide, the programmes, and the enquiry form."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.models import Person
from accounts.operations.first_run import is_run_by_somebody
from programmes import example
from programmes.access import programme_for_visitor
from programmes.enums import ProgrammeState
from programmes.event_list import told_to_visitors
from programmes.forms.public import EnquiryForm
from programmes.guide import CHAPTERS, place_of
from programmes.models import Programme
from programmes.operations.enquiry import enquire
from programmes.queries import open_programmes, programme_list, programme_page

ON_HOME = 6
CODES_KEY = "join_codes"


def visitor(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody."""
    person: Person | None = getattr(request, "person", None)
    return person


def visible_programme(request: HttpRequest, slug: str) -> Programme:
    """The programme called `slug`, if this visitor may see its page. Raises Http404 otherwise."""
    return programme_for_visitor(slug, person=visitor(request), codes=request.session.get(CODES_KEY, ()))


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    cards = open_programmes(now=timezone.now(), limit=ON_HOME)
    context = {
        "cards": cards,
        "is_new": not cards and not is_run_by_somebody(),
        "mentee": example.MENTEE,
        "mentor": example.MENTOR,
        "parts": example.PARTS,
        "score": example.SCORE,
    }
    return TemplateResponse(request, "programmes/home.html", context)


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(
        request, "programmes/guide.html", {"chapters": CHAPTERS, "minutes": sum(c.minutes for c in CHAPTERS)}
    )


@login_not_required
@require_safe
def guide_chapter(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        place = place_of(slug)
    except KeyError:
        raise Http404(_("There is no such chapter.")) from None
    return TemplateResponse(
        request,
        "programmes/guide_chapter.html",
        {"place": place, "chapter": place.chapter, "chapters": CHAPTERS},
    )


@login_not_required
@require_safe
def for_organisers(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "programmes/for_organisers.html")


@login_not_required
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    page, cards = programme_list(search=search, page=request.GET.get("page", "1"), now=timezone.now())
    return TemplateResponse(
        request, "programmes/programme_list.html", {"cards": cards, "page": page, "search": search}
    )


@login_not_required
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible_programme(request, slug)
    person = visitor(request)
    hidden = found.state in {ProgrammeState.DRAFT, ProgrammeState.ARCHIVED}
    context = {
        "page": programme_page(found, person=person, now=timezone.now()),
        "programme": found,
        "address": request.build_absolute_uri(reverse("programmes:programme", args=[found.slug])),
        "is_hidden": hidden,
        "events": told_to_visitors(found, now=timezone.now()),
    }
    return TemplateResponse(request, "programmes/programme.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible_programme(request, slug)
    person = visitor(request)
    known = (
        {"name": person.name, "email": request.user.email} if person and request.user.is_authenticated else {}
    )
    form = EnquiryForm(request.POST or None, initial=known)
    context = {"programme": found, "form": form}
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "programmes/enquiry.html", context)
    if limits.count(request, "enquiry"):
        form.add_error(
            None,
            _(
                "Several questions were sent from here within the hour. Nothing you wrote is lost: send it again in an hour."
            ),
        )
        return TemplateResponse(request, "programmes/enquiry.html", context, status=429)
    enquire(programme=found, by=person, now=timezone.now(), **form.cleaned_data)
    return HttpResponseRedirect(reverse("programmes:enquiry_sent", args=[found.slug]))


@login_not_required
@require_safe
def enquiry_sent(request: HttpRequest, slug: str) -> HttpResponse:
    return TemplateResponse(
        request, "programmes/enquiry_sent.html", {"programme": visible_programme(request, slug)}
    )
