"""The shelf of a programme, in the access matrix."""

from __future__ import annotations

from tests.access.journeys.events import in_programme
from tests.access.rows import PAGE, Row, only

ROWS: list[Row] = [
    Row(
        "programmes:shelf",
        get=in_programme(PAGE),
        at=lambda w: [w.programme.slug],
        crawled_by=("alice", "organiser"),
    ),
    Row(
        "programmes:shelf",
        get=in_programme(PAGE),
        at=lambda w: [w.programme.slug],
        query=lambda w: f"?stage=closing&skill={w.skill.pk}",
        title="narrowed",
    ),
    Row(
        "programmes:shelf_file",
        get=in_programme(PAGE),
        at=lambda w: [w.programme.slug, w.together.resources.file.pk],
        crawled_by=("nobody",),
    ),
    Row(
        "programmes:shelf_file",
        get=only(),
        at=lambda w: [w.programme.slug, w.together.resources.elsewhere.pk],
        crawled_by=("nobody",),
        title="of another programme",
    ),
]
