"""Whom somebody blocked, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.blocks import blocks_of
from accounts.limits import limited
from accounts.operations.blocks import unblock as take_back

A_PAGE = 30


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    page = Paginator(blocks_of(person_of(request)), A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "accounts/blocks.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("block")
def unblock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says what comes back and what does not, and then takes the block back. `pk` is the person's."""
    person = person_of(request)
    made = blocks_of(person).filter(blocked=pk).first()
    if made is None:
        raise Http404(_("You have not blocked anybody of this address."))
    other = made.blocked
    if request.method == "POST":
        take_back(other=other, by=person, now=timezone.now())
        messages.success(
            request, _("You see %(name)s again, unless they blocked you.") % {"name": other.name}
        )
        return HttpResponseRedirect(reverse("accounts:blocks"))
    return TemplateResponse(request, "accounts/unblock.html", {"other": other})
