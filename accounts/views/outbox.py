"""The outbox, for those who run the site: what is wrong, what waits, what failed, and what to do about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import check_runs_the_site
from accounts.forms.outbox import AddressForm
from accounts.models import Person
from accounts.operations import tending
from notifications.health import standings
from notifications.models import RefusedAddress
from notifications.operations.tending import Which, given_up
from notifications.queries.outbox import held_back, label_of, lost, outbox, reason_in_words
from ui.questions import Question

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    check_runs_the_site(request)
    now = timezone.now()
    found = outbox(now=now)
    context = {"outbox": found, "standings": standings(found.facts), "now": now}
    return TemplateResponse(request, "accounts/outbox/page.html", context)


@asks
def retry(request: HttpRequest) -> HttpResponse:
    """Asks, then has letters that were given up tried again; `?kind=` and `?reason=` narrow to some of them."""
    check_runs_the_site(request)
    which = _which(request)
    if request.method == "POST":
        done = tending.retry(which, by=_by(request), now=timezone.now())
        words = ngettext("%(n)s letter is tried again.", "%(n)s letters are tried again.", done)
        return _back(request, words, done)
    n = given_up(which).count()
    question = Question(
        title=ngettext("Try %(n)s letter again?", "Try %(n)s letters again?", n) % {"n": n},
        text=_(
            "Each is asked once more whether it is still wanted, goes out at its reader's hours, and is tried eight times over a "
            "day as if for the first time."
        ),
        action=_("Try again"),
        keep=_("Leave them"),
        nothing="" if n else _("There is none of these letters any more."),
    )
    return _ask(request, question, which)


@asks
def put_aside(request: HttpRequest) -> HttpResponse:
    """Asks, then lets letters that were given up rest; `?kind=` and `?reason=` narrow to some of them."""
    check_runs_the_site(request)
    which = _which(request)
    if request.method == "POST":
        done = tending.put_aside(which, by=_by(request), now=timezone.now())
        words = ngettext("%(n)s letter is put aside.", "%(n)s letters are put aside.", done)
        return _back(request, words, done)
    n = given_up(which).count()
    question = Question(
        title=ngettext("Put %(n)s letter aside?", "Put %(n)s letters aside?", n) % {"n": n},
        text=_("They are never sent, and nobody is reminded of them here any more."),
        action=_("Put aside"),
        keep=_("Leave them"),
        danger=True,
        nothing="" if n else _("There is none of these letters any more."),
    )
    return _ask(request, question, which)


@asks
def requeue(request: HttpRequest) -> HttpResponse:
    """Asks, then takes up letters that stand still."""
    check_runs_the_site(request)
    now = timezone.now()
    if request.method == "POST":
        done = tending.requeue(by=_by(request), now=now)
        return _back(
            request, ngettext("%(n)s letter is taken up.", "%(n)s letters are taken up.", done), done
        )
    n = held_back(now).count() + lost(now).count()
    question = Question(
        title=ngettext("Take up %(n)s letter?", "Take up %(n)s letters?", n) % {"n": n},
        text=_(
            "These are letters of the last 30 days that were held back for an address to which mail may go again, and letters "
            "whose worker died. Each is asked once more whether it is still wanted."
        ),
        action=_("Take up"),
        keep=_("Leave them"),
        nothing="" if n else _("Nothing stands still any more."),
    )
    return _ask(request, question)


@asks
def stop_address(request: HttpRequest) -> HttpResponse:
    """Takes an address to which nothing is to be sent."""
    check_runs_the_site(request)
    form = AddressForm(request.POST or None)
    if form.is_bound and form.is_valid():
        tending.stop_address(form.cleaned_data["address"], by=_by(request), now=timezone.now())
        messages.success(request, _("Nothing is sent to this address from now on."))
        return HttpResponseRedirect(reverse("accounts:outbox"))
    return TemplateResponse(request, "accounts/outbox/stop.html", {"form": form})


@asks
def lift_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then lets mail go to an address again."""
    check_runs_the_site(request)
    if request.method != "POST":
        row = get_object_or_404(RefusedAddress, pk=pk)
        question = Question(
            title=_("Let mail go to %(address)s again?") % {"address": row.address},
            text=_(
                "If the next letter comes back as well, it is stopped again. What was held back meanwhile can be taken up afterwards."
            ),
            action=_("Let mail go there again"),
            keep=_("Leave it stopped"),
        )
        return _ask(request, question)
    gone = RefusedAddress.objects.filter(pk=pk).first()
    if gone is not None and tending.lift_address(gone.address, by=_by(request), now=timezone.now()):
        messages.success(request, _("Mail goes to this address again."))
    else:
        messages.info(request, _("Mail went to this address again already."))
    return HttpResponseRedirect(reverse("accounts:outbox"))


def _which(request: HttpRequest) -> Which:
    return Which(kind=request.GET.get("kind"), failure=request.GET.get("reason"))


def _by(request: HttpRequest) -> Person | None:
    return getattr(request, "person", None)


def _ask(request: HttpRequest, question: Question, which: Which | None = None) -> HttpResponse:
    facts = []
    if which and which.kind is not None:
        facts.append((_("Letter"), label_of(which.kind)))
    if which and which.failure is not None:
        facts.append((_("Reason"), reason_in_words(which.failure)))
    context = {"question": question, "facts": facts}
    return TemplateResponse(request, "accounts/outbox/ask.html", context)


def _back(request: HttpRequest, words: str, done: int) -> HttpResponse:
    """To the outbox, with what was done; somebody else may have been there first."""
    if done:
        messages.success(request, words % {"n": done})
    else:
        messages.info(request, _("There was nothing left to do."))
    return HttpResponseRedirect(reverse("accounts:outbox"))
