"""What counts in a programme: the list, and one criterion of it. A change is tried first, or saved at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from matching.access import criterion_of
from matching.catalogue import KINDS, WEIGHTS, Importance, Subject, is_usual, of_side, subjects
from matching.drafts import Draft, changed, differing, mark, meanwhile, new_key, unpacked
from matching.enums import CriterionKind
from matching.forms.organise_criteria import CriteriaForm, CriterionForm
from matching.models import Criterion
from matching.operations import criteria as operations
from matching.operations.criteria import StaleCriteria, Towards
from matching.queries.criteria import criteria_of, criteria_page, happened, whole_of
from matching.queries.what_if import cohort_size
from matching.what_if import SLOW, seconds_for
from matching.words.examples import example_words
from programmes.admin.scope import actor
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page

BOTH_WAYS = ["GET", "HEAD", "POST"]
TAB = "criteria"


def criteria_url(programme: Programme, name: str = "", *args: str) -> str:
    return reverse(f"matching:organise_criteria{name}", args=[programme.slug, *args])


@require_http_methods(BOTH_WAYS)
@of_programme
def criteria(request: HttpRequest, programme: Programme) -> HttpResponse:
    rows, posted = criteria_of(programme), request.method == "POST"
    draft = unpacked(request.GET.get("draft", ""), programme)
    shown = changed(rows, draft.changes, programme) if draft and not posted else rows
    listed = criteria_page(shown, subjects(programme))
    form = CriteriaForm(request.POST if posted else None, page=listed)
    status = 200
    if posted and form.is_valid():
        wanted = Draft(request.POST.get("seen", ""), differing(rows, form.changes))
        if request.POST.get("do") == "try" and not meanwhile(wanted.seen, rows):
            return _to_try(wanted, programme)
        try:
            return _save(request, programme, wanted)
        except StaleCriteria:
            status = 409
    context = {"listed": listed, "form": form, **_standing(request, programme, rows)}
    return page(request, programme, "matching/organise/criteria.html", context, tab=TAB, status=status)


@require_http_methods(BOTH_WAYS)
@of_programme
def criterion(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    return _one(request, programme, criterion_of(programme, key), page_name=key)


@require_http_methods(BOTH_WAYS)
@of_programme
def criterion_add(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What to look at and how, then the criterion itself."""
    kind, field = request.GET.get("kind", ""), request.GET.get("of", "")
    found = subjects(programme)
    subject = next((one for one in found if one.field == field and kind in one.kinds), None)
    if subject is None:
        return page(request, programme, "matching/organise/criteria_choose.html", _choice(found), tab=TAB)
    row = Criterion(programme=programme, kind=kind, label=str(subject.label)[:120], weight=15.0, enabled=True)
    sides = [of_side(kind, found, mentees=mentees) for mentees in (True, False)]
    ours, theirs = (subject if subject in side else (side or [subject])[0] for side in sides)
    row.mentee_field, row.mentor_field = ours.field, theirs.field
    row.identity = ours.identity or theirs.identity
    return _one(request, programme, row, page_name=f"+{kind} {field}")


def _choice(found: list[Subject]) -> dict[str, Any]:
    return {
        "profile": [one for one in found if not one.asked],
        "questions": [one for one in found if one.asked and not one.identity],
        "identity": [one for one in found if one.identity],
    }


def _one(request: HttpRequest, programme: Programme, row: Criterion, *, page_name: str) -> HttpResponse:
    """The page of one criterion, `row`, which may be a new one."""
    rows, found, posted = criteria_of(programme), subjects(programme), request.method == "POST"
    draft = unpacked(request.GET.get("draft", ""), programme)
    key, present = row.key, row
    if draft and not posted and draft.page == page_name and draft.changes:
        name, values = next(iter(draft.changes.items()))
        present = changed([row], {row.key: values}, programme)[0]
        key = row.key or name
    form = CriterionForm(request.POST if posted else None, row=present, found=found)
    status, do = 200, request.POST.get("do", "save")
    if posted and form.is_valid() and do != "words":
        key = key or new_key(form.cleaned_data["label"], [one.key for one in rows])
        wanted = Draft(request.POST.get("seen", ""), differing(rows, {key: form.values}), page_name)
        if do == "try" and not form.values["identity"] and not meanwhile(wanted.seen, rows):
            return _to_try(wanted, programme)
        try:
            return _save(request, programme, wanted)
        except StaleCriteria:
            status = 409
    context = {
        "row": row,
        "words": KINDS[row.kind],
        "form": form,
        **_shares(row, rows),
        "example": example_words(form["explanation"].value() or "", row.kind),
        **_standing(request, programme, rows),
    }
    return page(request, programme, "matching/organise/criterion.html", context, tab=TAB, status=status)


def _shares(row: Criterion, rows: list[Criterion]) -> dict[str, Any]:
    """What a criterion would make up of the whole by how much it counts; nothing for one that has no share."""
    rest = whole_of(one for one in rows if one.key != row.key)
    if row.identity or row.kind == CriterionKind.PREFER:
        return {"rest": rest, "shares": []}
    shares = [(Importance(name).label, at, 100 * at / (rest + at)) for name, at in WEIGHTS.items()]
    return {"rest": rest, "shares": shares}


def _standing(request: HttpRequest, programme: Programme, rows: list[Criterion]) -> dict[str, Any]:
    """What the criteria are now, what happened to them since the page was made, and how long trying a change takes."""
    seen = request.POST.get("seen", "")
    since = meanwhile(seen, rows) if request.method == "POST" else None
    takes = seconds_for(*cohort_size(programme))
    return {
        "seen": mark(rows),
        "meanwhile": happened(programme, since, rows) if since else [],
        "takes": round(takes) if takes > SLOW else 0,
    }


def _to_try(draft: Draft, programme: Programme) -> HttpResponse:
    address = reverse("matching:organise_what_if", args=[programme.slug])
    return HttpResponseRedirect(f"{address}?{urlencode({'draft': draft.packed(programme)})}")


def _save(request: HttpRequest, programme: Programme, draft: Draft) -> HttpResponse:
    """Makes the changes and goes to the list. Raises StaleCriteria."""
    made = operations.apply_draft(programme=programme, draft=draft, by=actor(request), now=timezone.now())
    say_saved(request, made)
    return HttpResponseRedirect(criteria_url(programme))


def say_saved(request: HttpRequest, made: list[Criterion]) -> None:
    if not made:
        messages.info(request, _("Nothing was changed."))
        return
    messages.success(
        request,
        ngettext("%(n)d criterion was changed.", "%(n)d criteria were changed.", len(made))
        % {"n": len(made)},
    )


@require_POST
@of_programme
def criteria_usual(request: HttpRequest, programme: Programme) -> HttpResponse:
    made = operations.adopt_defaults(programme=programme, by=actor(request), now=timezone.now())
    say_saved(request, made)
    return HttpResponseRedirect(criteria_url(programme))


@require_POST
@of_programme
def criterion_move(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    row = criterion_of(programme, key)
    towards = Towards.UP if request.POST.get("towards") == "up" else Towards.DOWN
    operations.move_criterion(criterion=row, towards=towards, by=actor(request), now=timezone.now())
    return HttpResponseRedirect(f"{criteria_url(programme)}{_typed(request, programme)}#{row.key}")


def _typed(request: HttpRequest, programme: Programme) -> str:
    """What was typed in the list beside the button that moved a row, so that it is still there."""
    rows = criteria_of(programme)
    form = CriteriaForm(request.POST, page=criteria_page(rows, ()))
    if "seen" not in request.POST or not form.is_valid():
        return ""
    draft = Draft(mark(rows), differing(rows, form.changes))
    return f"?{urlencode({'draft': draft.packed(programme)})}" if draft.changes else ""


@require_http_methods(BOTH_WAYS)
@of_programme
def criterion_delete(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    row = criterion_of(programme, key)
    if request.method == "POST":
        try:
            operations.delete_criterion(criterion=row, by=actor(request), now=timezone.now())
        except operations.Usual:
            raise Http404(_("The usual criteria are switched off, not deleted.")) from None
        messages.success(request, _("%(name)s is deleted.") % {"name": row.label})
        return HttpResponseRedirect(criteria_url(programme))
    context = {"row": row, "usual": is_usual(row)}
    return page(request, programme, "matching/organise/criterion_delete.html", context, tab=TAB)
