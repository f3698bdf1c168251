"""Webhooks, for those who run the site: who is told what, whether it arrives, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import check_runs_the_site
from accounts.models import Person
from accounts.reauthentication import sensitive
from accounts.transitions import StaleState
from api.enums import DeliveryState, WebhookState
from api.forms.webhook import ChangeForm, WebhookForm
from api.models import Webhook
from api.operations import webhooks
from api.operations.deliveries import deliver_one
from api.operations.stopping import switch_off
from api.posting import Answer
from api.queries.webhooks import deliveries_of, line_of, lines, told
from api.signing import key as key_of
from api.signing import versions
from ui.questions import Question

asks = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 50
SWITCH_ON_FIRST = gettext_lazy("It is off, and nothing would go out. Switch it on first.")
View = Callable[..., HttpResponseBase]


def operators(view: View) -> View:
    """For those who run the site: for anybody else it is not there."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check_runs_the_site(request)
        return view(request, *args, **kwargs)

    return checked


@require_safe
@operators
def hooks(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "api/webhooks/list.html", {"lines": lines()})


@asks
@operators
def make(request: HttpRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None)
    if form.is_bound and form.is_valid():
        hook = form.save(commit=False)
        webhooks.make_webhook(hook, by=_by(request), now=timezone.now())
        messages.success(request, _("Made. Give the other side the key, then try it."))
        return _to(hook)
    return TemplateResponse(request, "api/webhooks/edit.html", {"form": form, "hook": None})


@require_safe
@operators
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One webhook and what it was told; `?state=` narrows to deliveries of one state."""
    hook, state = _hook(pk), request.GET.get("state", "")
    found = Paginator(deliveries_of(hook, state), A_PAGE).get_page(request.GET.get("page"))
    address = reverse("webhooks:page", args=[hook.pk])
    tabs = [
        {
            "label": label,
            "url": f"{address}{query}#told",
            "current": query == (f"?state={state}" if state else ""),
        }
        for query, label in [("", _("All")), *((f"?state={one.value}", one.label) for one in DeliveryState)]
    ]
    context = {"line": line_of(hook), "hook": hook, "page": found, "told": told([*found]), "tabs": tabs}
    return TemplateResponse(request, "api/webhooks/page.html", context)


@asks
@operators
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    hook = _hook(pk)
    form = ChangeForm(request.POST or None, instance=hook)
    if form.is_bound and form.is_valid():
        webhooks.change_webhook(
            form.save(commit=False), fields=form.changed_data, by=_by(request), now=timezone.now()
        )
        messages.success(request, _("Saved."))
        return _to(hook)
    return TemplateResponse(request, "api/webhooks/edit.html", {"form": form, "hook": _hook(pk)})


@require_POST
@operators
@sensitive
def key(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Shows the key by which the other side tells that it is we, and writes down who looked."""
    hook, now = _hook(pk), timezone.now()
    webhooks.note_key_shown(hook, by=_by(request), now=now)
    shown = [key_of(hook.pk, version) for version in versions(hook.key_version, hook.rotated_at, now=now)]
    response = TemplateResponse(request, "api/webhooks/key.html", {"hook": hook, "keys": shown})
    response.headers["Cache-Control"] = "no-store"
    return response


@asks
@operators
@sensitive
def rotate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks, then gives it another key."""
    hook = _hook(pk)
    if request.method == "POST":
        webhooks.rotate_key(hook, by=_by(request), now=timezone.now())
        messages.success(
            request, _("It has another key. For a day both are good: give the new one to the other side.")
        )
        return _to(hook)
    question = Question(
        title=_("Give “%(name)s” another key?") % {"name": hook.name},
        text=_(
            "For 24 hours what is sent bears two signatures, one by each key, so that the other side can change in its own time. "
            "After that only the new one is good. A key that was replaced less than a day ago ends at once."
        ),
        action=_("Make another key"),
        keep=_("Keep the key"),
    )
    return _ask(request, hook, question)


@asks
@operators
def switch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks, then switches it off, or on again."""
    hook, now = _hook(pk), timezone.now()
    is_on = hook.state == WebhookState.ON
    if request.method != "POST":
        return _ask(request, hook, _question_of_switching(hook))
    try:
        if is_on:
            switch_off(hook, by=_by(request), now=now)
            messages.success(request, _("It is switched off."))
        else:
            webhooks.switch_on(hook, by=_by(request), now=now)
            messages.success(request, _("It is on."))
    except StaleState:
        messages.info(request, _("Somebody else switched it a moment ago."))
    return _to(hook)


def _question_of_switching(hook: Webhook) -> Question:
    if hook.state == WebhookState.ON:
        return Question(
            title=_("Switch “%(name)s” off?") % {"name": hook.name},
            text=_(
                "It is told nothing from now on. What still waits is given up, and can be sent once more later. If the other side is "
                "only away for some hours, leave it on: what it does not take is tried again for two days."
            ),
            action=_("Switch off"),
            keep=_("Leave it on"),
            danger=True,
        )
    return Question(
        title=_("Switch “%(name)s” on?") % {"name": hook.name},
        text=_(
            "It is told what happens from now on. What happened while it was off is not told: the other side can ask the API for it."
        ),
        action=_("Switch on"),
        keep=_("Leave it off"),
    )


@require_POST
@operators
def ping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sends a try at once, whether it is on or off, and says what became of it."""
    hook, now = _hook(pk), timezone.now()
    answer = deliver_one(webhooks.ping(hook, by=_by(request), now=now), now=now)
    if answer is None:
        messages.info(request, _("A worker has the try in hand: look at the list below in a moment."))
    elif answer.is_taken:
        messages.success(
            request, _("The try was taken: the answer was %(status)s.") % {"status": answer.status}
        )
    else:
        messages.error(request, _("The try was not taken. %(why)s") % {"why": _why(answer)})
    return _to(hook)


@asks
@operators
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks, then sends what was given up once more; `?delivery=` narrows to that one, whatever became of it."""
    hook, one = _hook(pk), _delivery(request)
    if request.method == "POST":
        _send_again(request, hook, one)
        return _to(hook)
    n = 1 if one else hook.deliveries.filter(state=DeliveryState.FAILED).count()
    nothing = "" if n else _("Nothing was given up.")
    question = Question(
        title=ngettext("Send %(n)s once more?", "Send %(n)s once more?", n) % {"n": n},
        text=_(
            "As if for the first time, and under the webhook-id that it always had: a receiver that knows it already can pass it over."
        ),
        action=_("Send once more"),
        keep=_("Leave it"),
        nothing=nothing if hook.state == WebhookState.ON else str(SWITCH_ON_FIRST),
    )
    return _ask(request, hook, question)


def _send_again(request: HttpRequest, hook: Webhook, one: UUID | None) -> None:
    try:
        done = webhooks.send_again(hook, delivery=one, by=_by(request), now=timezone.now())
    except StaleState:
        messages.error(request, SWITCH_ON_FIRST)
        return
    if done:
        words = ngettext("%(n)s is sent once more.", "%(n)s are sent once more.", done)
        messages.success(request, words % {"n": done})
    else:
        messages.info(request, _("There was nothing left to do."))


@asks
@operators
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    hook = _hook(pk)
    if request.method == "POST":
        webhooks.delete_webhook(hook, by=_by(request), now=timezone.now())
        messages.success(request, _("“%(name)s” is deleted.") % {"name": hook.name})
        return HttpResponseRedirect(reverse("webhooks:list"))
    question = Question(
        title=_("Delete “%(name)s”?") % {"name": hook.name},
        text=_(
            "The list of what it was told goes along, and its key opens nothing any more. To stop it for a while, switch it off instead."
        ),
        action=_("Delete"),
        keep=_("Keep it"),
        danger=True,
    )
    return _ask(request, hook, question)


def _hook(pk: UUID) -> Webhook:
    return get_object_or_404(Webhook.objects.select_related("organisation"), pk=pk)


def _by(request: HttpRequest) -> Person | None:
    return getattr(request, "person", None)


def _to(hook: Webhook) -> HttpResponse:
    return HttpResponseRedirect(reverse("webhooks:page", args=[hook.pk]))


def _ask(request: HttpRequest, hook: Webhook, question: Question) -> HttpResponse:
    return TemplateResponse(request, "api/webhooks/ask.html", {"question": question, "hook": hook})


def _why(answer: Answer) -> str:
    said = str(answer.fault.label) if answer.fault else ""
    return (
        _("%(why)s The answer was %(status)s.") % {"why": said, "status": answer.status}
        if answer.status
        else said
    )


def _delivery(request: HttpRequest) -> UUID | None:
    """Which one is asked for. Raises Http404 where that is none: no slip of a hand is to send all of them."""
    asked = request.GET.get("delivery")
    try:
        return None if asked is None else UUID(asked)
    except ValueError:
        raise Http404("There is no such delivery.") from None
