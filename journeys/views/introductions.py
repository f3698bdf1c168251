"""Introductions: the list of a pair, the offer, and the answer of the one who would be introduced. The contact answers by a
link (see introduced.py)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.transitions import StaleState
from journeys.access import introduction_for, mentorship_for
from journeys.forms.introductions import AboutForm, OfferForm, OutcomeForm
from journeys.operations.exchanges import Apart, TooMany
from journeys.operations.introductions import (
    NamedBefore,
    TooManyOpen,
    answer_as_introduced,
    offer_introduction,
    say_outcome,
    take_back_introduction,
)
from journeys.queries.feedback import can_reach
from journeys.queries.introductions import Stand, about_of, introductions_of, shown, stand_of
from journeys.queries.room import Room, room_of
from journeys.views.over import changed_meanwhile


@require_safe
def introductions(request: HttpRequest, pk: UUID) -> HttpResponse:
    room, now = _room(request, pk), timezone.now()
    context = {
        "room": room,
        "introductions": introductions_of(room.mentorship, room.reader, now=now),
        "can_offer": _can_offer(room),
    }
    return TemplateResponse(request, "journeys/introductions/introductions.html", context)


def _can_offer(room: Room) -> bool:
    """An introduction ends in addresses, which a programme for people under age gives to nobody. One query at most."""
    return room.is_open and not room.mentorship.programme.for_minors and can_reach(room.reader, room.other)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("introduction")
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    room = _room(request, pk)
    own = {room.reader.user.email.lower(), room.other.user.email.lower()}
    form = OfferForm(request.POST if request.method == "POST" else None, own=own)
    if form.is_bound and form.is_valid():
        try:
            offer_introduction(room.mentorship, **form.cleaned_data, by=room.reader, now=timezone.now())
        except (StaleState, Apart) as fault:
            typed = [form.cleaned_data[name] for name in ("about", "reason")]
            return _late(request, room, fault, typed)
        except NamedBefore:
            form.add_error(
                "email",
                _("You two had this address here not long ago. Somebody else may be glad to be asked."),
            )
        except TooManyOpen:
            form.add_error(
                None, _("Five introductions are open already. Once one of them is settled there is room.")
            )
        except TooMany:
            form.add_error(None, _("These are many introductions in a day. Come back tomorrow."))
        else:
            messages.success(request, _("Offered. We ask %(name)s first.") % {"name": room.other.first_name})
            return HttpResponseRedirect(_back(pk))
    if not form.is_bound and not _can_offer(room):
        return HttpResponseRedirect(_back(pk))
    context = {"room": room, "form": form, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/introductions/offer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("introduction")
def answer(request: HttpRequest, pk: UUID, introduction: UUID) -> HttpResponse:
    """Who it is and why; a yes with what the contact reads, or a no that nobody is told."""
    room, now = _room(request, pk), timezone.now()
    found = introduction_for(room.reader, pk, introduction, offered=False)
    refuses = request.method == "POST" and request.POST.get("answer") == "no"
    form = AboutForm(
        request.POST if request.method == "POST" and not refuses else None,
        initial={"about": about_of(room)},
    )
    if refuses or (form.is_bound and form.is_valid()):
        about = "" if refuses else form.cleaned_data["about"]
        try:
            answer_as_introduced(found, agrees=not refuses, about=about, by=room.reader, now=now)
        except StaleState as fault:
            return _late(request, room, fault, [about])
        said = (
            _("Nobody is asked, and nobody is told why.") if refuses else _("Thank you. Now we ask %(name)s.")
        )
        messages.success(request, said % {"name": found.contact_name})
        return HttpResponseRedirect(_back(pk))
    if not room.is_open or stand_of(found, room.reader, now=now) != Stand.ANSWER:
        return HttpResponseRedirect(_back(pk))
    context = {"room": room, "introduction": found, "form": form, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/introductions/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("introduction")
def take_back(request: HttpRequest, pk: UUID, introduction: UUID) -> HttpResponse:
    room, now = _room(request, pk), timezone.now()
    found = introduction_for(room.reader, pk, introduction, offered=True)
    if request.method == "POST":
        try:
            take_back_introduction(found, by=room.reader, now=now)
        except StaleState as fault:
            return _late(request, room, fault, [])
        messages.success(request, _("Taken back. Nobody is asked any more."))
        return HttpResponseRedirect(_back(pk))
    if not room.is_open or not shown(found, room.reader, now=now).can_take_back:
        return HttpResponseRedirect(_back(pk))
    context = {"room": room, "introduction": found, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/introductions/take_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("introduction")
def outcome(request: HttpRequest, pk: UUID, introduction: UUID) -> HttpResponse:
    """What came of it, in the words of the one who was introduced."""
    room, now = _room(request, pk), timezone.now()
    found = introduction_for(room.reader, pk, introduction, offered=False)
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial={"outcome": found.outcome})
    if form.is_bound and form.is_valid():
        try:
            say_outcome(found, outcome=form.cleaned_data["outcome"], by=room.reader, now=now)
        except StaleState as fault:
            return _late(request, room, fault, [])
        messages.success(request, _("Thank you. %(name)s sees it.") % {"name": room.other.first_name})
        return HttpResponseRedirect(_back(pk))
    if stand_of(found, room.reader, now=now) != Stand.MADE:
        return HttpResponseRedirect(_back(pk))
    context = {"room": room, "introduction": found, "form": form, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/introductions/outcome.html", context)


def _room(request: HttpRequest, pk: UUID) -> Room:
    person = person_of(request)
    return room_of(mentorship_for(person, pk), reader=person, here="introductions")


def _back(pk: UUID) -> str:
    return reverse("journeys:introductions", args=[pk])


def _late(request: HttpRequest, room: Room, fault: Exception, typed: list[str]) -> HttpResponse:
    """What happened meanwhile (409), with what was typed."""
    changed = ""
    if isinstance(fault, Apart):
        changed = _("Nobody can be introduced here at the moment, so nothing was kept.")
    elif room.is_open:
        changed = _("This introduction was settled or taken back meanwhile, so nothing was changed.")
    return changed_meanwhile(
        request, room.mentorship.pk, room.reader, here="introductions", changed=changed, typed=typed
    )
