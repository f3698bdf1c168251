"""The organisers' own pages in the access matrix, a module a topic."""

from tests.access.organise import (
    criteria,
    form,
    importing,
    oversight,
    overview,
    people,
    programme,
    runs,
)

ORGANISE = [
    *overview.ROWS,
    *programme.ROWS,
    *form.ROWS,
    *people.ROWS,
    *importing.ROWS,
    *criteria.ROWS,
    *runs.ROWS,
    *oversight.ROWS,
]
