"""Tables to take away. A download is a POST, because who took what away is written down."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.operations import audit
from notifications.replica import from_replica
from programmes.exporting.files import CSV_TYPE, XLSX_TYPE, csv_pieces, xlsx_file
from programmes.models import Programme
from programmes.organising.exports import exports
from programmes.views.organise.frame import of_programme, page

# An Excel file is made as a whole before it is sent; a longer one takes CSV, which is sent while it is read.
MOST_IN_EXCEL = 20_000


@require_safe
@of_programme
@from_replica
def tables(request: HttpRequest, programme: Programme) -> HttpResponseBase:
    """Every table there is, with how many rows it has now."""
    shown = [(export, export.count(programme)) for export in exports.in_order()]
    context = {"exports": shown, "most": MOST_IN_EXCEL}
    return page(request, programme, "programmes/organise/exports.html", context, tab="people")


@require_POST
@limited("export_table")
@of_programme
def table(request: HttpRequest, programme: Programme, name: str) -> HttpResponseBase:
    """One table as CSV or Excel. Nothing of it is kept here."""
    export = exports.by_name.get(name)
    if export is None:
        raise Http404(_("There is no such table."))
    rows, is_excel = export.count(programme), request.POST.get("format") == "xlsx"
    if is_excel and rows > MOST_IN_EXCEL:
        messages.warning(
            request, _("This table is too long for an Excel file here. Take the CSV: Excel opens it.")
        )
        return redirect("programmes:organise_exports", programme.slug)
    now = timezone.now()
    audit.record(
        f"export.{name}",
        programme,
        by=request.person,  # type: ignore[attr-defined]
        now=now,
        programme_id=programme.pk,
        fields=[f"rows:{rows}", "xlsx" if is_excel else "csv"],
    )
    taken = export.load(programme)
    called = f"{programme.slug}-{name}-{timezone.localdate(now).isoformat()}"
    if is_excel:
        file = xlsx_file(str(export.title), taken.columns, taken.rows)
        return FileResponse(file, as_attachment=True, filename=f"{called}.xlsx", content_type=XLSX_TYPE)
    response = StreamingHttpResponse(csv_pieces(taken.columns, taken.rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{called}.csv"'
    return response
