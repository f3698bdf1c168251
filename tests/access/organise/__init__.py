"""The organisers' own pages in the access matrix, a module a topic."""

from tests.access.organise import (
    criteria,
    events,
    form,
    importing,
    oversight,
    overview,
    people,
    programme,
    resources,
    runs,
)

ORGANISE = [
    *overview.ROWS,
    *programme.ROWS,
    *form.ROWS,
    *people.ROWS,
    *importing.ROWS,
    *criteria.ROWS,
    *events.ROWS,
    *resources.ROWS,
    *runs.ROWS,
    *oversight.ROWS,
]
