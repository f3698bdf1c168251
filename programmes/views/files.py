"""Gives a file of a shelf to whoever may have it; the callers decide who that is."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from programmes.models import ShelfItem


def file_response(item: ShelfItem) -> FileResponse:
    """The file of `item`, to be saved and never shown: nothing in it can run in this site's name. Raises Http404 for a link,
    and where the file is not in the storage."""
    if not item.file:
        raise Http404(_("There is no such thing on the shelf."))
    try:
        content = item.file.open("rb")
    except OSError as fault:
        raise Http404(_("The file is not there any more.")) from fault
    response = FileResponse(content, as_attachment=True, filename=item.file_name, content_type=item.file_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
