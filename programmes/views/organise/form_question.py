"""One question of the draft: added, changed, moved, taken out and put back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programmes.form_builder import answers_by_key, draft_question, last_published, newest
from programmes.form_changes import may_widen, stamp
from programmes.forms.organise_form import QuestionForm
from programmes.models import Programme, Question
from programmes.operations.form_drafts import (
    CannotAsk,
    DraftChanged,
    add_question,
    change_question,
    move_question,
    put_back,
    remove_question,
    set_order,
)
from programmes.organising.uses import question_uses
from programmes.views.organise.form import BOTH_WAYS, TAB, actor, stale, to_draft
from programmes.views.organise.frame import of_programme, page


@require_http_methods(BOTH_WAYS)
@of_programme
def add(request: HttpRequest, programme: Programme) -> HttpResponse:
    identity = "identity" in request.GET
    if newest(programme, published=False) is None:
        return stale(request, programme, _gone(), status=409 if request.method == "POST" else 404)
    form = QuestionForm(request.POST if request.method == "POST" else None, identity=identity)
    if form.is_bound and form.is_valid():
        try:
            made = add_question(
                programme=programme,
                wording=form.wording(),
                identity=identity,
                by=actor(request),
                now=timezone.now(),
            )
        except DraftChanged:
            return stale(request, programme, _gone(), typed=form.typed())
        except CannotAsk as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Added to the draft."))
            return to_draft(programme, made.key)
    return _question_page(request, programme, form, None)


@require_http_methods(BOTH_WAYS)
@of_programme
def question(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    found = draft_question(programme, key)
    if found is None:
        return _missing(request, programme)
    form = QuestionForm(
        request.POST if request.method == "POST" else None, identity=found.identity, question=found
    )
    if form.is_bound and form.is_valid():
        try:
            change_question(
                programme=programme,
                key=key,
                seen=request.POST.get("seen", ""),
                wording=form.wording(),
                by=actor(request),
                now=timezone.now(),
            )
        except DraftChanged:
            return stale(request, programme, _changed(), typed=form.typed())
        except CannotAsk as refused:
            form.add_error("visibility", str(refused))
        else:
            messages.success(request, _("Saved in the draft."))
            return to_draft(programme, key)
    return _question_page(request, programme, form, found)


def _question_page(
    request: HttpRequest, programme: Programme, form: QuestionForm, found: Question | None
) -> HttpResponse:
    published = last_published(programme, found.key) if found else None
    context = {
        "form": form,
        "question": found,
        "identity": form.identity,
        "seen": request.POST.get("seen") or (stamp([found]) if found else ""),
        "answers": answers_by_key(programme, [found.key]).get(found.key, 0) if found else 0,
        "uses": question_uses.of(programme, [found.key]).get(found.key, []) if found else [],
        "is_narrow": published is not None
        and not may_widen(published, visibility="match", identity=published.identity),
    }
    return page(request, programme, "programmes/organise/form_question.html", context, tab=TAB)


@require_http_methods(BOTH_WAYS)
@of_programme
def remove(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    found = draft_question(programme, key)
    if found is None:
        return _missing(request, programme)
    if request.method == "POST":
        try:
            remove_question(programme=programme, key=key, by=actor(request), now=timezone.now())
        except DraftChanged:
            return _missing(request, programme)
        messages.success(request, _("“%(question)s” is out of the draft.") % {"question": found.text})
        return to_draft(programme)
    context = {
        "question": found,
        "published": last_published(programme, key),
        "answers": answers_by_key(programme, [key]).get(key, 0),
        "uses": question_uses.of(programme, [key]).get(key, []),
    }
    return page(request, programme, "programmes/organise/form_remove.html", context, tab=TAB)


@require_POST
@of_programme
def back(request: HttpRequest, programme: Programme) -> HttpResponse:
    key = request.POST.get("key", "")
    try:
        put_back(programme=programme, key=key, by=actor(request), now=timezone.now())
    except DraftChanged:
        return stale(request, programme, _changed())
    messages.success(request, _("It is in the draft again."))
    return to_draft(programme, key)


@require_POST
@of_programme
def move(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    """One place up or down, by a button."""
    up = request.POST.get("to") == "up"
    try:
        place = move_question(programme=programme, key=key, up=up, by=actor(request), now=timezone.now())
    except DraftChanged:
        return _missing(request, programme)
    messages.success(request, _("Moved: it is question %(n)d of its part now.") % {"n": place})
    return to_draft(programme, key)


@require_POST
@of_programme
def order(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The whole order of one part, as it was dragged."""
    try:
        set_order(
            programme=programme,
            keys=request.POST.getlist("key"),
            identity=request.POST.get("part") == "identity",
            by=actor(request),
            now=timezone.now(),
        )
    except DraftChanged:
        return stale(request, programme, _changed())
    return to_draft(programme)


def _missing(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The question is not in the draft, or there is no draft."""
    typed = QuestionForm(request.POST, identity=False).typed() if "text" in request.POST else None
    status = 409 if request.method == "POST" else 404
    return stale(request, programme, _gone(), status=status, typed=typed)


def _gone() -> str:
    return _(
        "This question is not in the draft any more: somebody took it out, or published or discarded the draft."
    )


def _changed() -> str:
    return _("Somebody changed this meanwhile, so nothing of yours was saved. Look at it as it is now.")
