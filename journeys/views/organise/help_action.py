"""What an organiser does about a mentorship: one page that says what will happen, with the letter, and one press.

Whoever comes too late, because another organiser was faster or the mentorship is over, gets a page (409) that says what
happened meanwhile, with what they typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import helped_pair
from journeys.enums import HelpActionKind
from journeys.forms.help import (
    BOTH,
    MENTEE,
    MENTOR,
    ActionForm,
    EndForm,
    LeaveForm,
    MessageForm,
    PauseForm,
    RematchForm,
)
from journeys.help_words import ACTIONS
from journeys.operations import help_actions as operations
from journeys.operations.help_actions import AlreadyDone, Seen
from journeys.queries.help_queue import Named, history_of, why_named
from journeys.views.organise.help import TAB, reader_of
from journeys.views.organise.help_shown import (
    POSSIBLE,
    ShownLetter,
    end_letters,
    message_letters,
    names_of,
    nudge_letters,
    pause_letters,
    resume_letters,
    shown,
)
from matching.enums import EndReason, MentorshipState
from matching.models import Mentorship
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page

Do = Callable[[Mentorship, dict[str, Any], Seen, Person | None, datetime], object]
Letters = Callable[[Mentorship, Person | None, dict[str, Any]], list[ShownLetter]]


@dataclass(frozen=True)
class Step:
    """One action: its form, what it does, and the letters that will go out. Where they depend on what is typed
    (`previewed`), they are shown anew on request."""

    form: type[ActionForm]
    do: Do
    letters: Letters
    previewed: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def action(request: HttpRequest, programme: Programme, pk: UUID, kind: str) -> HttpResponse:
    if kind not in STEPS:
        raise Http404(_("There is no such action."))
    by, now = reader_of(request), timezone.now()
    mentorship = helped_pair(programme, pk, reader=by)
    named, step = why_named(mentorship, now=now), STEPS[HelpActionKind(kind)]
    possible = HelpActionKind(kind) in POSSIBLE.get(MentorshipState(mentorship.state), [])
    if request.method != "POST" and not possible:
        return HttpResponseRedirect(_pair_url(mentorship))
    form = _form(request, step, named, now)
    if not form.is_bound or not form.is_valid() or request.POST.get("step") == "preview":
        return _ask(request, programme, HelpActionKind(kind), named, form)
    seen = Seen(named.causes, form.cleaned_data["last"])
    try:
        if not possible:
            raise StaleState(mentorship, mentorship.state)
        step.do(mentorship, form.cleaned_data, seen, by, now)
    except (StaleState, AlreadyDone):
        return _meanwhile(request, programme, pk, form)
    messages.success(request, str(ACTIONS[HelpActionKind(kind)].done) % names_of(mentorship))
    if kind == HelpActionKind.REMATCH:
        return HttpResponseRedirect(_pair_url(mentorship))
    return HttpResponseRedirect(reverse("journeys:organise_help", args=[programme.slug]))


def _form(request: HttpRequest, step: Step, named: Named, now: datetime) -> ActionForm:
    called = next((cause.person for cause in named.causes if cause.person and cause.key == "asked"), None)
    sides = {named.mentorship.mentee.person_id: MENTEE, named.mentorship.mentor.person_id: MENTOR}
    last = next(iter(history_of(named.mentorship)), None)
    options: dict[str, Any] = {"called_by": sides.get(called, "") if called else ""}
    if issubclass(step.form, PauseForm):
        options["today"] = timezone.localdate(now)
    return step.form(
        request.POST if request.method == "POST" else None,
        mentorship=named.mentorship,
        initial={"last": last.pk if last else None},
        **options,
    )


def _ask(
    request: HttpRequest, programme: Programme, kind: HelpActionKind, named: Named, form: ActionForm
) -> HttpResponse:
    words, names, step = ACTIONS[kind], names_of(named.mentorship), STEPS[kind]
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context = {
        "kind": kind,
        "words": words,
        "heading": str(words.title) % names,
        "happens": str(words.happens) % names,
        "named": shown(named, now=timezone.now()),
        "form": form,
        "letters": step.letters(named.mentorship, reader_of(request), chosen),
        "previewed": step.previewed,
        "pair_url": _pair_url(named.mentorship),
    }
    return page(request, programme, "journeys/organise/help_action.html", context, tab=TAB)


def _meanwhile(request: HttpRequest, programme: Programme, pk: UUID, form: ActionForm) -> HttpResponse:
    """What another organiser did while this one was thinking, from the rows as they are now."""
    mentorship = helped_pair(programme, pk, reader=reader_of(request))
    context = {
        "mentorship": mentorship,
        "last": next(iter(history_of(mentorship)), None),
        "typed": [str(form.cleaned_data[name]) for name in ("text", "note") if form.cleaned_data.get(name)],
        "pair_url": _pair_url(mentorship),
    }
    return page(request, programme, "journeys/organise/help_stale.html", context, tab=TAB, status=409)


def _pair_url(mentorship: Mentorship) -> str:
    return reverse("journeys:organise_help_pair", args=[mentorship.programme.slug, mentorship.pk])


def _readers(mentorship: Mentorship, to: str) -> list[Person]:
    people = {MENTEE: mentorship.mentee.person, MENTOR: mentorship.mentor.person}
    return list(people.values()) if to == BOTH else [people[to]]


STEPS: dict[HelpActionKind, Step] = {
    HelpActionKind.NUDGE: Step(
        ActionForm,
        lambda m, _data, seen, by, now: operations.nudge(m, seen=seen, by=by, now=now),
        lambda m, by, _data: nudge_letters(m, by),
    ),
    HelpActionKind.MESSAGE: Step(
        MessageForm,
        lambda m, data, seen, by, now: operations.message(
            m, text=data["text"], to=_readers(m, data["to"]), seen=seen, by=by, now=now
        ),
        lambda m, by, data: (
            message_letters(m, by, to=_readers(m, data["to"]), text=data["text"]) if data else []
        ),
        previewed=True,
    ),
    HelpActionKind.LEAVE: Step(
        LeaveForm,
        lambda m, data, seen, by, now: operations.leave(m, days=data["days"], seen=seen, by=by, now=now),
        lambda _m, _by, _data: [],
    ),
    HelpActionKind.PAUSE: Step(
        PauseForm,
        lambda m, data, seen, by, now: operations.pause(m, until=data["until"], seen=seen, by=by, now=now),
        lambda m, _by, data: pause_letters(m, data.get("until")),
        previewed=True,
    ),
    HelpActionKind.RESUME: Step(
        ActionForm,
        lambda m, _data, seen, by, now: operations.resume(m, seen=seen, by=by, now=now),
        lambda m, _by, _data: resume_letters(m),
    ),
    HelpActionKind.REMATCH: Step(
        RematchForm,
        lambda m, data, seen, by, now: operations.end(
            m, reason=EndReason.NOT_THE_FIT, note=data["note"], seen=seen, by=by, now=now, rematch=True
        ),
        lambda m, _by, _data: end_letters(m, completed=False),
    ),
    HelpActionKind.END: Step(
        EndForm,
        lambda m, data, seen, by, now: operations.end(
            m, reason=EndReason(data["reason"]), note=data["note"], seen=seen, by=by, now=now
        ),
        lambda m, _by, data: end_letters(m, completed=data.get("reason") == EndReason.FINISHED),
        previewed=True,
    ),
}
