"""Thank-you notes: those of one mentorship, and all that somebody was given."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_of
from accounts.limits import limited
from journeys.access import mentorship_for, own_thanks_for, thanks_for
from journeys.forms.thanks import ThanksForm, prefilled
from journeys.operations.exchanges import Apart
from journeys.operations.thanks import let_read, take_back, thank
from journeys.queries.room import room_of
from journeys.queries.service import ways_to_print
from journeys.queries.thanks import received_by, thanks_page
from journeys.views.over import changed_meanwhile


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
def thanks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notes of one mentorship and the form for another one, also after the end."""
    person = person_of(request)
    room = room_of(mentorship_for(person, pk), reader=person, here="thanks")
    form = ThanksForm(
        request.POST if request.method == "POST" else None,
        mentorship=room.mentorship,
        name=room.other.first_name,
        initial=prefilled(request.GET),
    )
    if form.is_bound and form.is_valid():
        try:
            thank(room.mentorship, **form.cleaned_data, by=person, now=timezone.now())
        except Apart:
            changed = _("Notes can no longer be written here, so nothing was sent.")
            return changed_meanwhile(
                request, pk, person, here="thanks", changed=changed, typed=[form.cleaned_data["text"]]
            )
        said = _("Your thanks are on their way to %(name)s.") % {"name": room.other.first_name}
        messages.success(request, said)
        return HttpResponseRedirect(request.path)
    page = thanks_page(room.mentorship, person)
    return TemplateResponse(
        request, "journeys/thanks/thanks.html", {"room": room, "page": page, "form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: UUID, note_pk: UUID) -> HttpResponse:
    """Takes one's own note back; it is asked for once more."""
    person = person_of(request)
    note = own_thanks_for(person, pk, note_pk)
    if request.method == "POST":
        take_back(note, by=person, now=timezone.now())
        messages.success(request, _("The note is gone, for both of you."))
        return HttpResponseRedirect(reverse("journeys:thanks", args=[pk]))
    context = {"room": room_of(note.mentorship, reader=person, here="thanks"), "note": note}
    return TemplateResponse(request, "journeys/thanks/remove.html", context)


@require_POST
def share(request: HttpRequest, pk: UUID, note_pk: UUID) -> HttpResponse:
    """Keeps whether the reader lets others read a note that they wrote or were given."""
    person = person_of(request)
    note = thanks_for(person, pk, note_pk)
    shared = request.POST.get("shared") == "yes"
    let_read(note, shared=shared, by=person, now=timezone.now())
    both = note.author_shares_at is not None and note.recipient_shares_at is not None
    if both:
        said = _("Others can read this note now: both of you agree.")
    elif shared:
        said = _("Kept. Others can read it once both of you agree.")
    else:
        said = _("The note stays between the two of you.")
    messages.success(request, said)
    back = reverse("journeys:my_thanks") if "mine" in request.POST else reverse("journeys:thanks", args=[pk])
    return HttpResponseRedirect(back)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All notes that the reader was given, on a page that prints well."""
    person = person_of(request)
    context = {"reader": person, "notes": received_by(person), "ways": ways_to_print(person)}
    return TemplateResponse(request, "journeys/thanks/mine.html", context)
