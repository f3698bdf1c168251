"""A community: its members and its board, for those who show themselves in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import community_for, person_of
from accounts.boards import board_page
from accounts.communities import members_of
from accounts.forms.board import BoardSearch
from accounts.models import Affiliation
from accounts.operations.communities import show_in

MEMBERS = 30


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None


def members_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the affiliation of whoever asks. Who belongs there and does not show themself is led to where they can;
    for anybody else there is no such community."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **keys: Any) -> HttpResponse:
        affiliation = community_for(person_of(request), pk)
        if affiliation.shown_at is None:
            return HttpResponseRedirect(reverse("accounts:community", args=[pk]))
        return view(request, affiliation, **keys)

    return wrapped


def tabs(affiliation: Affiliation, here: str) -> list[Tab]:
    key = [affiliation.network_id]
    return [
        Tab(_("Board"), reverse("accounts:community", args=key), here == "board"),
        Tab(_("Members"), reverse("accounts:community_members", args=key), here == "members"),
    ]


@require_safe
def community(request: HttpRequest, pk: int) -> HttpResponse:
    """The board; to a member who does not show themself, how to come in, and nothing of what is there."""
    affiliation = community_for(person_of(request), pk)
    if affiliation.shown_at is None:
        return TemplateResponse(request, "accounts/community_closed.html", {"network": affiliation.network})
    form = BoardSearch(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "network": affiliation.network,
        "tabs": tabs(affiliation, "board"),
        "form": form,
        "words": words,
        "page": board_page(
            affiliation.network, reader=affiliation.person, words=words, number=request.GET.get("page")
        ),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "accounts/community.html", context)


@require_safe
@members_only
def members(request: HttpRequest, affiliation: Affiliation) -> HttpResponse:
    people = members_of(affiliation.network, reader=affiliation.person)
    context = {
        "network": affiliation.network,
        "tabs": tabs(affiliation, "members"),
        "own": affiliation.person,
        "page": Paginator(people, MEMBERS).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "accounts/community_members.html", context)


@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows whoever asks to the members, or hides them."""
    person = person_of(request)
    affiliation = community_for(person, pk)
    shown = request.POST.get("shown") == "1"
    show_in(affiliation, shown=shown, by=person, now=timezone.now())
    name = {"network": affiliation.network.name}
    messages.success(
        request,
        _("Members of %(network)s who show themselves see you now.") % name
        if shown
        else _("You are not shown in %(network)s any more. What you wrote there stays, by a former member.")
        % name,
    )
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("accounts:community", args=[pk])
    return HttpResponseRedirect(back)
