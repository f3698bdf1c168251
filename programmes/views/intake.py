"""The guided intake: one topic a page, each saved by itself; at the end the answers are checked and handed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.forms.rows import MORE
from accounts.limits import limited
from accounts.models import Person, Skill
from accounts.operations.skills import TooManyProposals, propose_skill
from accounts.queries import skills_like
from programmes.access import enrolment_for, intake_for
from programmes.enums import EnrolmentState
from programmes.forms.intake import form_of
from programmes.forms.skills import ADD, BUTTONS, FIND, PROPOSE, SkillsForm
from programmes.forms.steps import StepForm
from programmes.intake import Place, first_open, place_of
from programmes.minors import guardians_awaited
from programmes.models import Enrolment
from programmes.operations.intake import NotFinished, finish_step, open_steps, submit
from programmes.queries import Intake, intake_of
from programmes.waiting import waiting_place

BACK_TO_CHECK = "check"


@require_safe
def intake(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Goes on where the person stopped."""
    enrolment = intake_for(person_of(request), pk)
    step = first_open(intake_of(enrolment).steps, enrolment.steps_done)
    if step is None or enrolment.submitted_at is not None:
        return HttpResponseRedirect(reverse("programmes:intake_check", args=[pk]))
    return HttpResponseRedirect(reverse("programmes:intake_step", args=[pk, step.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
def intake_step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    person = person_of(request)
    enrolment = intake_for(person, pk)
    asked = intake_of(enrolment)
    try:
        place = place_of(asked.steps, step)
    except KeyError:
        raise Http404(_("There is no such step.")) from None
    form, problem = _form(request, enrolment, asked, step)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            form.save(by=person, now=timezone.now())
            finish_step(enrolment=enrolment, step=step)
        return _onward(request, enrolment, place)
    context = {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "place": place,
        "form": form,
        "back": _back(request, enrolment, place),
        "found": _found(request, form),
        "problem": problem,
    }
    return TemplateResponse(request, "programmes/intake/step.html", context)


def _form(request: HttpRequest, enrolment: Enrolment, asked: Intake, step: str) -> tuple[StepForm, str]:
    """The form as it was posted, or shown again where a button changes only the page; with a sentence where that failed."""
    kind = form_of(step, enrolment.role)
    if request.method != "POST":
        return kind(enrolment=enrolment, intake=asked), ""
    if issubclass(kind, SkillsForm) and BUTTONS & request.POST.keys():
        added, problem = _picked(request.POST, enrolment.person)
        return kind(enrolment=enrolment, intake=asked, draft=request.POST, added=added), problem
    if MORE in request.POST:
        return kind(enrolment=enrolment, intake=asked, draft=request.POST), ""
    return kind(request.POST, enrolment=enrolment, intake=asked), ""


def _picked(data: QueryDict, person: Person) -> tuple[Skill | None, str]:
    """The skill that a button adds, or a sentence that says why none."""
    if PROPOSE in data:
        try:
            return propose_skill(name=data.get(PROPOSE, ""), by=person, now=timezone.now()), ""
        except TooManyProposals as refused:
            return None, str(refused)
        except ValueError:
            return None, _("Write the name of the skill first.")
    if ADD in data:
        try:
            return Skill.objects.usable_by(person).filter(pk=UUID(data.get(ADD, ""))).first(), ""
        except ValueError:
            return None, ""
    return None, ""


def _found(request: HttpRequest, form: StepForm) -> Any:
    if FIND not in request.POST or not isinstance(form, SkillsForm):
        return None
    return skills_like(request.POST.get("q", ""), person=form.person)


def _back(request: HttpRequest, enrolment: Enrolment, place: Place) -> str:
    if BACK_TO_CHECK in request.GET:
        return reverse("programmes:intake_check", args=[enrolment.pk])
    if place.previous is None:
        return ""
    return reverse("programmes:intake_step", args=[enrolment.pk, place.previous.slug])


def _onward(request: HttpRequest, enrolment: Enrolment, place: Place) -> HttpResponse:
    if "stop" in request.POST:
        messages.success(request, _("Saved. You can go on at any time from your home page."))
        return HttpResponseRedirect(reverse("journeys:dashboard"))
    if BACK_TO_CHECK in request.GET or place.following is None:
        return HttpResponseRedirect(reverse("programmes:intake_check", args=[enrolment.pk]))
    return HttpResponseRedirect(reverse("programmes:intake_step", args=[enrolment.pk, place.following.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@limited("join")
def intake_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All answers with a way to change each; handing them in."""
    person = person_of(request)
    enrolment = intake_for(person, pk)
    left = open_steps(enrolment)
    if request.method == "POST":
        try:
            submit(enrolment=enrolment, by=person, now=timezone.now())
            return HttpResponseRedirect(reverse("programmes:intake_done", args=[pk]))
        except NotFinished as unfinished:
            left = list(unfinished.steps)
    asked = intake_of(enrolment)
    answers = []
    for step in asked.steps:
        done = step not in left and (step.slug in enrolment.steps_done or enrolment.submitted_at is not None)
        shown = form_of(step.slug, enrolment.role)(enrolment=enrolment, intake=asked).shown() if done else []
        answers.append((step, done, [(label, words) for label, words in shown if words]))
    context = {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "answers": answers,
        "left": left,
        "refused": request.method == "POST",
    }
    return TemplateResponse(request, "programmes/intake/check.html", context)


@require_safe
def intake_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happens next, once the answers are in."""
    person = person_of(request)
    enrolment = enrolment_for(person, pk)
    if enrolment.submitted_at is None:
        return HttpResponseRedirect(reverse("programmes:intake", args=[pk]))
    unfinished = Enrolment.objects.of(person).filter(
        programme=enrolment.programme_id,
        submitted_at__isnull=True,
        state__in=[EnrolmentState.APPLIED, EnrolmentState.APPROVED],
    )
    context = {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "unfinished": unfinished,
        "waiting": waiting_place(enrolment),
        "guardian_needed": bool(guardians_awaited([enrolment])),
    }
    return TemplateResponse(request, "programmes/intake/done.html", context)
