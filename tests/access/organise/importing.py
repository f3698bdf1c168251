from __future__ import annotations

from tests.access.organise.rows import organise
from tests.access.rows import ABSENT, MOVED, NO_METHOD, PAGE, WRONG, Row
from tests.world import World


def _mapped(world: World) -> list[object]:
    """A file whose columns were mapped, and which waits to be looked at."""
    return [world.file_of_people.pk]


def _imported(world: World) -> list[object]:
    return [world.imported_file.pk]


# The file of a programme is not there for the organisers of another, whose own programme stands in the address.
def _elsewhere(world: World) -> list[object]:
    return [world.file_elsewhere.pk]


ROWS: list[Row] = [
    organise("programmes:organise_import", get=PAGE, post=WRONG, wrong={"role": ""}),
    organise("programmes:organise_import_sheet", at=_mapped, get=MOVED, post=MOVED),
    organise("programmes:organise_import_columns", at=_mapped, get=PAGE, post=WRONG),
    organise("programmes:organise_import_check", at=_mapped, get=PAGE, post=WRONG),
    organise("programmes:organise_import_faults", at=_mapped, get=PAGE, crawled_by=()),
    organise("programmes:organise_import_discard", at=_mapped, get=NO_METHOD, post=MOVED),
    organise("programmes:organise_import_job", at=_imported, get=PAGE),
    organise("programmes:organise_import_job", at=_mapped, get=MOVED, title="of a file that only waits"),
    organise("programmes:organise_import_job", at=_elsewhere, get=ABSENT, title="of another programme"),
    organise("programmes:organise_import_stop", at=_imported, get=NO_METHOD, post=MOVED),
    organise("programmes:organise_import_report", at=_imported, get=PAGE, crawled_by=()),
    organise("programmes:organise_exports", get=PAGE),
    organise(
        "programmes:organise_export",
        at=lambda w: ["people"],
        get=NO_METHOD,
        post=PAGE,
        data=lambda w: {"format": "csv"},
    ),
    organise(
        "programmes:organise_export",
        at=lambda w: ["secrets"],
        get=NO_METHOD,
        post=ABSENT,
        title="of no such name",
    ),
]
