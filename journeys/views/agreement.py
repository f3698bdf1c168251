"""The working agreement of a pair: what holds, what is proposed, its versions, and what differs between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import mentorship_for
from journeys.forms.agreement import AgreementForm
from journeys.models import Agreement
from journeys.operations.agreement import AgreementMoved, SameAgain, make_goals, propose, sign, withdraw
from journeys.queries.agreement import AgreementPage, agreement_page, first_draft, version_page
from journeys.queries.cadence import EVERY
from journeys.queries.room import room_of
from journeys.terms import Terms
from journeys.views.over import changed_meanwhile
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from programmes.enums import Cadence

HERE = "agreement"


@require_safe
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    room = room_of(mentorship, reader=person, here=HERE)
    page = agreement_page(mentorship, reader=person)
    return TemplateResponse(request, "journeys/agreement/agreement.html", {"room": room, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("agreement")
def agreement_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form: it begins with the version `?from=`, with what is proposed, what holds, or a first draft of the site's. Where
    the other one was quicker it comes back as it was filled in, beside what changed meanwhile."""
    person, now = person_of(request), timezone.now()
    mentorship = mentorship_for(person, pk)
    if request.method != "POST" and mentorship.state not in OPEN_MENTORSHIP_STATES:
        return HttpResponseRedirect(reverse("journeys:agreement", args=[pk]))
    page = agreement_page(mentorship, reader=person)
    start, seen = _start(request, page) or first_draft(mentorship, now=now), page.newest
    facts = _facts(mentorship, person)
    form = AgreementForm(request.POST if request.method == "POST" else None, start=start, seen=seen, **facts)
    if form.is_bound and form.is_valid():
        said = {key: form.cleaned_data[key] for key in ("message", "seen")}
        try:
            made = propose(mentorship, terms=form.terms, **said, by=person, now=now)
        except SameAgain as fault:
            form.add_error(None, _already(fault.standing, person))
        except AgreementMoved:
            data = request.POST.copy()
            data["seen"] = str(seen)
            again = AgreementForm(data, start=start, seen=seen, **facts)
            return _edit(request, mentorship, person, page, again, read=form.cleaned_data["seen"])
        except StaleState:
            return changed_meanwhile(request, pk, person, here=HERE, typed=form.typed)
        else:
            return _proposed(request, mentorship, made, person)
    return _edit(request, mentorship, person, page, form)


@require_POST
@limited("agreement")
def agreement_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    def press(mentorship: Mentorship, person: Person) -> None:
        made = sign(mentorship, version=_version(request), by=person, now=timezone.now())
        words = _("Signed. It holds from now on, and check-ins come %(every)s.")
        messages.success(request, words % {"every": EVERY[Cadence(made.cadence)]})

    return _pressed(request, pk, press)


@require_POST
@limited("agreement")
def agreement_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    def press(mentorship: Mentorship, person: Person) -> None:
        withdraw(mentorship, version=_version(request), by=person, now=timezone.now())
        messages.success(request, _("Taken back. Its words are kept below, should you want them again."))

    return _pressed(request, pk, press)


@require_POST
@limited("agreement")
def agreement_goals(request: HttpRequest, pk: UUID) -> HttpResponse:
    def press(mentorship: Mentorship, person: Person) -> None:
        made = make_goals(mentorship, version=_version(request), by=person, now=timezone.now())
        words = ngettext(
            "%(n)d goal is on your page of goals now.",
            "%(n)d goals are on your page of goals now.",
            len(made),
        )
        messages.success(request, words % {"n": len(made)})

    return _pressed(request, pk, press)


@require_safe
def agreement_version(request: HttpRequest, pk: UUID, version: int) -> HttpResponse:
    """One version with what it changed in another: `?against=`, or the one before."""
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    asked = request.GET.get("against", "")
    against = int(asked) if asked.isdecimal() and len(asked) <= len("32767") else None
    page = version_page(mentorship, version, against=against, reader=person)
    if page is None:
        raise Http404(_("There is no such version."))
    context = {"room": room_of(mentorship, reader=person, here=HERE), "page": page}
    return TemplateResponse(request, "journeys/agreement/version.html", context)


def _pressed(request: HttpRequest, pk: UUID, press: Callable[[Mentorship, Person], None]) -> HttpResponse:
    """Does what a button says, or answers (409) with what happened meanwhile."""
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    try:
        press(mentorship, person)
    except StaleState:
        return changed_meanwhile(request, pk, person, here=HERE)
    except (AgreementMoved, ValueError):
        page = agreement_page(mentorship, reader=person)
        return changed_meanwhile(request, pk, person, here=HERE, changed=_how_it_is(page, mentorship, person))
    return HttpResponseRedirect(reverse("journeys:agreement", args=[pk]))


def _version(request: HttpRequest) -> int:
    """The version that was on the page with the button. Raises ValueError where none was sent."""
    return int(request.POST.get("version", ""))


def _start(request: HttpRequest, page: AgreementPage) -> Terms | None:
    wanted = request.GET.get("from", "")
    chosen = next((one for one in page.versions if str(one.number) == wanted), None)
    found = chosen or page.proposed or page.in_force
    return Terms.of(found.row) if found else None


def _facts(mentorship: Mentorship, person: Person) -> dict[str, Any]:
    return {
        "mentee": mentorship.mentee.person.first_name,
        "mentor": mentorship.mentor.person.first_name,
        "is_mentee": mentorship.mentee.person_id == person.pk,
        "today": timezone.localdate(),
    }


def _edit(
    request: HttpRequest,
    mentorship: Mentorship,
    person: Person,
    page: AgreementPage,
    form: AgreementForm,
    *,
    read: int | None = None,
) -> HttpResponse:
    """The form; `read` is the version that had been read where there is a newer one, and then the answer is 409."""
    moved = read is not None
    newest = version_page(mentorship, page.newest, against=read, reader=person) if moved else None
    context = {
        "room": room_of(mentorship, reader=person, here=HERE),
        "page": page,
        "form": form,
        "moved": moved,
        "newest": newest,
        "changed": _how_it_is(page, mentorship, person) if moved else "",
    }
    return TemplateResponse(request, "journeys/agreement/edit.html", context, status=409 if moved else 200)


def _proposed(request: HttpRequest, mentorship: Mentorship, made: Agreement, person: Person) -> HttpResponse:
    other = room_of(mentorship, reader=person, here=HERE).other
    words = _("Proposed, and signed by you. %(name)s gets a letter, and it holds once you both have signed.")
    messages.success(request, words % {"name": other.first_name})
    return HttpResponseRedirect(reverse("journeys:agreement", args=[made.mentorship_id]))


def _already(standing: Agreement, person: Person) -> str:
    if standing.signed_at is not None:
        return _("This is what holds already. Change something, or leave it as it is.")
    if standing.proposed_by_id == person.pk:
        return _("This is what you proposed already. Change something, or leave it as it is.")
    return _("This is what is proposed already. Change something, or go back and sign it.")


def _how_it_is(page: AgreementPage, mentorship: Mentorship, person: Person) -> str:
    """How the agreement stands by now, to whoever pressed a button that was gone."""
    other = room_of(mentorship, reader=person, here=HERE).other.first_name
    waits, holds = page.proposed, page.in_force
    if waits is not None:
        said = {"name": other, "n": waits.number}
        return (
            _("You proposed version %(n)d meanwhile, and %(name)s has not signed it yet.") % said
            if waits.is_own
            else _("%(name)s proposed version %(n)d meanwhile; it waits for your word.") % said
        )
    if holds is not None:
        return _("Version %(n)d holds by now, and nothing waits for a signature.") % {"n": holds.number}
    return _("Nothing waits for a signature any more: the proposal was taken back.")
