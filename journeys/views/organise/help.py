"""Who needs help: the queue, one mentorship of it, and the rules by which it is filled."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from journeys.access import help_given, helped_pair
from journeys.enums import HelpOutcome
from journeys.forms.help import OutcomeForm, RulesForm
from journeys.operations.help_actions import note_outcome, set_rules
from journeys.queries.help_queue import help_queue, history_of, preview, settings_of, why_named
from journeys.views.organise.help_shown import choices_for, shown, shown_history, ways_to_match
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page

TAB = "help"


def reader_of(request: HttpRequest) -> Person | None:
    """Who looks; an operator's account may belong to nobody."""
    person: Person | None = getattr(request, "person", None)
    return person


@require_safe
@of_programme
def queue(request: HttpRequest, programme: Programme) -> HttpResponse:
    now = timezone.now()
    found = help_queue(programme, reader=reader_of(request), number=request.GET.get("page"), now=now)
    context = {
        "queue": found,
        "named": [shown(one, now=now) for one in found.named],
        "outcomes": [
            (action, OutcomeForm(auto_id=f"outcome-{action.pk}-%s")) for action in found.open_outcomes
        ],
    }
    return page(request, programme, "journeys/organise/help.html", context, tab=TAB)


@require_safe
@of_programme
def pair(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """One mentorship: why it is named, what can be done, what was done."""
    now = timezone.now()
    mentorship = helped_pair(programme, pk, reader=reader_of(request))
    context = {
        "named": shown(why_named(mentorship, now=now), now=now),
        "choices": choices_for(mentorship),
        "history": shown_history(history_of(mentorship)),
        "ways": ways_to_match(mentorship),
    }
    return page(request, programme, "journeys/organise/help_pair.html", context, tab=TAB)


@require_POST
@of_programme
def outcome(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Notes how an action went, and leads back to where it was asked."""
    action = help_given(programme, pk, reader=reader_of(request))
    form = OutcomeForm(request.POST)
    if form.is_valid():
        chosen = HelpOutcome(form.cleaned_data["outcome"])
        note_outcome(action, outcome=chosen, by=reader_of(request), now=timezone.now())
        messages.success(request, _("Noted. Thank you: it shows which help helps."))
    else:
        messages.error(request, _("Choose how it went."))
    if request.POST.get("from") == "queue":
        return HttpResponseRedirect(reverse("journeys:organise_help", args=[programme.slug]))
    address = reverse("journeys:organise_help_pair", args=[programme.slug, action.mentorship_id])
    return HttpResponseRedirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
def rules(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The rules. What they would change is shown before anything is saved."""
    now, reader = timezone.now(), reader_of(request)
    form = RulesForm(request.POST if request.method == "POST" else None, settings=settings_of(programme))
    looked_at = None
    if form.is_bound and form.is_valid():
        if request.POST.get("step") == "save":
            set_rules(programme, settings=form.chosen, by=reader, now=now)
            messages.success(request, _("The rules are saved. The list follows them from now on."))
            return HttpResponseRedirect(reverse("journeys:organise_help", args=[programme.slug]))
        looked_at = preview(programme, form.chosen, reader=reader, now=now)
    context = {"form": form, "preview": looked_at}
    return page(request, programme, "journeys/organise/help_rules.html", context, tab=TAB)
