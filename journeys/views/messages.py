"""The thread of a pair."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.limits import limited
from accounts.transitions import StaleState
from journeys.access import mentorship_for, message_for
from journeys.forms.messages import MessageForm
from journeys.operations.exchanges import Apart, TooMany
from journeys.operations.messages import SwitchedOff, send_message, take_back
from journeys.queries.messages import thread_page
from journeys.queries.room import room_of
from journeys.views.over import changed_meanwhile


@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The latest page of the thread, or an earlier one, and the form under it."""
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            send_message(mentorship, text=text, by=person, now=timezone.now())
        except StaleState:
            return changed_meanwhile(request, pk, person, here="messages", typed=[text])
        except SwitchedOff:
            changed = _("Messages are switched off in this programme, so it was not sent.")
            return changed_meanwhile(request, pk, person, here="messages", changed=changed, typed=[text])
        except Apart:
            changed = _("Messages cannot be sent here at the moment, so it was not sent.")
            return changed_meanwhile(request, pk, person, here="messages", changed=changed, typed=[text])
        except TooMany:
            form.add_error(
                "text", _("These are many messages in an hour. Nothing is lost: send it a little later.")
            )
        else:
            return HttpResponseRedirect(f"{request.path}#latest")
    room = room_of(mentorship, reader=person, here="messages")
    contact = mentorship.programme.safeguarding_contact if mentorship.programme.for_minors else None
    shown = {
        "room": room,
        "thread": thread_page(room, number=request.GET.get("page")),
        "form": form,
        "contact": contact,
    }
    return TemplateResponse(request, "journeys/messages/thread.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_message(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Asks before the words of one's own message go, for both and for good."""
    person = person_of(request)
    found = message_for(person, pk, message)
    back_url = reverse("journeys:messages", args=[pk])
    if request.method == "POST":
        if take_back(found, by=person, now=timezone.now()):
            messages.success(request, _("Taken back. The words are gone for both of you."))
        return HttpResponseRedirect(back_url)
    if found.withdrawn_at is not None:
        return HttpResponseRedirect(back_url)
    room = room_of(mentorship_for(person, pk), reader=person, here="messages")
    shown = {"room": room, "message": found, "back_url": back_url}
    return TemplateResponse(request, "journeys/messages/take_back.html", shown)
