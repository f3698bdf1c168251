"""Safety, privacy and sign-in in the access matrix: a module a topic."""

from tests.access.trust import (
    leaving,
    minors,
    photos,
    readings,
    safety,
    sign_in,
)

TRUST = [
    *leaving.ROWS,
    *minors.ROWS,
    *photos.ROWS,
    *readings.ROWS,
    *safety.ROWS,
    *sign_in.ROWS,
]
