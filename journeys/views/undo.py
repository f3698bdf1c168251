"""What the pages of a pair do alike: they say what changed meanwhile, confirm with a way to take it back, and lead back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import person_of
from accounts.transitions import StaleState
from journeys.access import mentorship_for
from journeys.queries.room import Room, room_of
from journeys.views.over import changed_meanwhile
from matching.models import Mentorship

P = ParamSpec("P")
# Where words are typed, by the name of the field, with or without a prefix.
WORDS = ("text", "measure", "note", "words", "title", "about", "url")

View = Callable[Concatenate[HttpRequest, Room, P], HttpResponse]
Plain = Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]


def while_open(here: str, *, tab: str = "") -> Callable[[View[P]], Plain[P]]:
    """A view of something that can be changed while the two work together, given their Room. Afterwards it leads to the page
    named `here`, or says (409) that the mentorship is over; so it does where a press came too late, with what was typed. `tab` is the tab under which it stands, if not `here`."""

    def decorate(view: View[P]) -> Plain[P]:
        @wraps(view)
        def inner(request: HttpRequest, pk: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = person_of(request)
            room = room_of(mentorship_for(person, pk), reader=person, here=tab or here)
            if not room.is_open and request.method != "POST":
                return HttpResponseRedirect(reverse(f"journeys:{here}", args=[pk]))
            changed = ""
            try:
                if room.is_open:
                    return view(request, room, *args, **kwargs)
            except StaleState as fault:
                if not isinstance(fault.row, Mentorship):
                    changed = _("This was closed or changed meanwhile, so nothing was changed.")
            typed = [
                str(value)
                for name, value in request.POST.items()
                if name.rpartition("-")[2] in WORDS and value
            ]
            return changed_meanwhile(request, pk, person, here=here, changed=changed, typed=typed)

        return inner  # type: ignore[return-value] # called by position, as Django does

    return decorate


def said_with_undo(request: HttpRequest, said: str, *, url: str, fields: Mapping[str, str]) -> None:
    """A message on the next page, with a button that posts `fields` to `url`. What people typed is escaped in `said`."""
    context = {"said": said, "url": url, "fields": fields}
    messages.success(request, render_to_string("journeys/_undo.html", context, request=request))


def way_back(request: HttpRequest, default: str) -> str:
    """The page of this site from which a button was pressed, as its form says, or else `default`."""
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if safe else default
