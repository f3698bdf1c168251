"""Importing people: a file, what its columns become, what would come of it, and the work itself with its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import OPEN_JOB_STATES, JobState
from accounts.keeping import not_kept
from accounts.limits import limited
from accounts.models import Person
from programmes.access import import_of
from programmes.enums import Role
from programmes.exporting.cells import Cell
from programmes.exporting.files import CSV_TYPE, csv_pieces
from programmes.forms.organise_import import MappingForms, SheetForm, StartForm, UploadForm
from programmes.importing.sheet import NoTable
from programmes.models import PeopleImport, Programme
from programmes.operations import import_jobs, people_imports
from programmes.operations.import_reading import Preview, preview, read_import, words_of
from programmes.operations.import_report import LEFT_OUT, Line, lines
from programmes.operations.imports import CannotImport
from programmes.operations.people_imports import FileGone
from programmes.tasks import ring_for_import
from programmes.views.organise.frame import of_programme, page
from programmes.views.organise.import_words import Count, counts, failure_words, progress_of, seconds_left

P = ParamSpec("P")
FAULTS_A_PAGE = LINES_A_PAGE = 50
IMPORTS_SHOWN = 10


def of_import(
    view: Callable[Concatenate[HttpRequest, Programme, PeopleImport, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Programme, UUID, P], HttpResponseBase]:
    """Gives the view the import of its address; where its file is gone, says so and goes back to the beginning."""

    @wraps(view)
    def found(
        request: HttpRequest, programme: Programme, pk: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        held = import_of(programme, pk)
        try:
            return view(request, programme, held, *args, **kwargs)
        except FileGone:
            messages.warning(
                request, _("The file is not here any more: upload it again. Files are kept for seven days.")
            )
            return redirect("programmes:organise_import", programme.slug)

    return found  # type: ignore[return-value]


def _to(name: str, held: PeopleImport) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        reverse(f"programmes:organise_import_{name}", args=[held.programme.slug, held.pk])
    )


def _next(held: PeopleImport) -> str:
    """The page where an import goes on."""
    if held.job is not None and held.job.state in {*OPEN_JOB_STATES, JobState.DONE}:
        return "job"
    if held.lines is None:
        return "sheet"
    return "check" if held.mapping else "columns"


def _person(request: HttpRequest) -> Person | None:
    return request.person  # type: ignore[attr-defined,no-any-return]


# --- the file


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
@of_programme
def upload(request: HttpRequest, programme: Programme) -> HttpResponseBase:
    """The form for a file, and the imports of the programme so far."""
    is_sent, asked_for = request.method == "POST", {"role": request.GET.get("role", "")}
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm(initial=asked_for)
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            held = people_imports.upload_people(
                programme=programme,
                role=Role(form.cleaned_data["role"]),
                file_name=file.name,
                content=file.read(),
                by=_person(request),
                now=timezone.now(),
            )
            return _to(_next(held), held)
        except NoTable as no_table:
            form.add_error("file", str(no_table))
        except OSError as fault:
            form.add_error("file", not_kept(fault))
    recent = programme.people_imports.select_related("job", "uploaded_by")[:IMPORTS_SHOWN]
    imports = [
        (held, reverse(f"programmes:organise_import_{_next(held)}", args=[programme.slug, held.pk]))
        for held in recent
    ]
    context = {"form": form, "imports": imports}
    status = 400 if form.errors else 200
    return page(request, programme, "programmes/organise/import.html", context, tab="people", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
@of_import
def sheet(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    """Which sheet of an Excel file holds the people."""
    if _next(held) == "job":
        return _to("job", held)
    names = people_imports.sheet_names(held)
    if len(names) < 2:
        return _to("columns", held)
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, sheets=names, initial={"sheet": held.sheet})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["sheet"]
        try:
            people_imports.choose_sheet(
                people_import=held, sheet=chosen, by=_person(request), now=timezone.now()
            )
            return _to("columns", held)
        except NoTable as no_table:
            form.add_error("sheet", str(no_table))
    context = {"form": form, "held": held}
    status = 400 if form.errors else 200
    return page(
        request, programme, "programmes/organise/import_sheet.html", context, tab="people", status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
@of_import
def columns(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    """What each column becomes: guessed, and corrected by hand."""
    if _next(held) in {"job", "sheet"}:
        return _to(_next(held), held)
    asked, table = people_imports.present_questions(programme), people_imports.held_sheet(held)
    chosen, is_kept = people_imports.chosen_or_guessed(held, table, asked)
    data = request.POST if request.method == "POST" else None
    forms = MappingForms(data, chosen=chosen, sheet=table, role=Role(held.role), asked=asked)
    if data is not None and forms.is_valid():
        people_imports.choose_columns(
            people_import=held, chosen=forms.chosen(), by=_person(request), now=timezone.now()
        )
        return _to("check", held)
    context = {
        "held": held,
        "sheet": table,
        "is_kept": is_kept,
        "form": forms.reading,
        "forms": forms.columns,
    }
    context["settings_open"] = bool(set(forms.reading.errors) - {"__all__"})
    status = 200 if data is None else 400
    return page(
        request, programme, "programmes/organise/import_columns.html", context, tab="people", status=status
    )


@require_POST
@of_programme
@of_import
def discard(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    if not people_imports.throw_away(people_import=held, by=_person(request), now=timezone.now()):
        messages.info(request, _("This file was imported meanwhile, so it cannot be thrown away."))
        return _to("job", held)
    messages.success(
        request, _("%(file)s is thrown away. Nothing of it was imported.") % {"file": held.file_name}
    )
    return redirect("programmes:organise_import", programme.slug)


# --- what would come of it


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
@of_import
def check(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    """What would come of the import, every fault, and the button that begins it."""
    if _next(held) != "check":
        return _to(_next(held), held)
    form, status = StartForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status = 409
            try:
                job = import_jobs.start_import(
                    people_import=held,
                    left_out=form.cleaned_data["left_out"],
                    by=_person(request),
                    now=timezone.now(),
                )
                ring_for_import(job.pk)
                return _to("job", held)
            except import_jobs.Busy:
                form.add_error(
                    None, _("Another import of this programme is under way. Wait until it has ended.")
                )
            except import_jobs.OtherFaults:
                form.add_error(
                    None, _("Something changed meanwhile: these are the lines as they are read now.")
                )
    return _checked(request, programme, held, form, status)


def _checked(
    request: HttpRequest, programme: Programme, held: PeopleImport, form: StartForm, status: int
) -> HttpResponse:
    template = "programmes/organise/import_check.html"
    try:
        found = preview(people_import=held, now=timezone.now())
    except CannotImport:
        context = {"held": held, "form": form, "is_over": True}
        return page(request, programme, template, context, tab="people", status=status)
    faults = Paginator(found.reading.faults, FAULTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "held": held,
        "form": form,
        "preview": found,
        "counts": _preview_counts(found),
        "people": [(p, report, words_of(p, found.reading)) for p, report in found.first],
        "faults": faults,
        "left_out": len(found.reading.left_out),
        "total": len(found.reading.read.people),
    }
    return page(request, programme, template, context, tab="people", status=status)


def _preview_counts(found: Preview) -> list[Count]:
    return counts({**found.counts, "kept": found.kept, "left_out": len(found.reading.left_out)})


@require_safe
@of_programme
@of_import
def faults_file(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    """Every fault as CSV: the line, the column, what is wrong."""
    if _next(held) != "check":
        return _to(_next(held), held)
    reading = read_import(held)
    rows = [(fault.line, fault.column, fault.problem) for fault in reading.faults]
    return _csv(held, "faults", [_("Line"), _("Column"), _("What is wrong")], rows)


def _csv(held: PeopleImport, what: str, columns: list[str], rows: Sequence[Sequence[Cell]]) -> HttpResponse:
    content = b"".join(csv_pieces(columns, rows))
    response = HttpResponse(content, content_type=CSV_TYPE)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{held.programme.slug}-import-{what}-{day}.csv"'
    return response


# --- the work and its report


@require_safe
@of_programme
@of_import
def job(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    """How far the work is; once it is done, what became of each line."""
    if held.job is None:
        return _to(_next(held), held)
    is_open = held.job.state in OPEN_JOB_STATES
    now = timezone.now()
    context = {
        "held": held,
        "job": held.job,
        "is_open": is_open,
        "percent": progress_of(held.job),
        "left": seconds_left(held.job, now=now),
        "failure": failure_words(held.job),
    }
    if held.job.state == JobState.DONE:
        shown = request.GET.get("show", "")
        chosen = [line for line in lines(held.report) if _is_shown(line, shown)]
        context |= {
            "counts": counts(held.job.result, shown=shown),
            "page": Paginator(chosen, LINES_A_PAGE).get_page(request.GET.get("page")),
            "created": held.job.result.get("created", 0),
        }
    response = page(request, programme, "programmes/organise/import_job.html", context, tab="people")
    if request.headers.get("HX-Request") and not is_open:
        response["HX-Refresh"] = "true"  # what is around the progress changes as well
    return response


def _is_shown(line: Line, wanted: str) -> bool:
    """Whether a line of the report is among those of one count; no count is all of them."""
    if wanted == "kept":
        return bool(line.kept)
    return not wanted or line.outcome == (LEFT_OUT if wanted == "left_out" else wanted)


@require_POST
@of_programme
@of_import
def stop(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    if import_jobs.stop_import(people_import=held, by=_person(request), now=timezone.now()):
        messages.success(request, _("The import stops. Nothing of it is kept."))
    return _to("job", held)


@require_safe
@of_programme
@of_import
def report_file(request: HttpRequest, programme: Programme, held: PeopleImport) -> HttpResponseBase:
    """The report as CSV, a line a person."""
    if held.job is None or held.job.state != JobState.DONE:
        return _to(_next(held), held)
    columns = [_("Line"), _("E-mail"), _("Name"), _("Outcome"), _("Changed"), _("Kept"), _("Notes")]
    rows = [
        (
            line.line,
            line.email,
            line.name,
            line.outcome,
            line.changed_words,
            line.kept_words,
            " ".join(line.notes),
        )
        for line in lines(held.report)
    ]
    return _csv(held, "report", columns, rows)
