"""How a page of an organiser stands in the access matrix: its organisers and the operator get it, others who are signed
in find nothing there, and visitors are asked to sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.rows import ABSENT, NO_METHOD, PAGE, SIGN_IN, Expected, Outcome, Row, everybody
from tests.world import World


def organisers(outcome: Outcome) -> Expected:
    """`outcome` for the programme's organiser and the operator."""
    return everybody(ABSENT, visitor=SIGN_IN, organiser=outcome, operator=outcome)


READ_ONLY = everybody(NO_METHOD, visitor=SIGN_IN)


def organise(
    route: str,
    *,
    get: Outcome,
    post: Outcome | None = None,
    at: Callable[[World], list[Any]] | None = None,
    **more: Any,
) -> Row:
    """A page of `world.programme`. `post` None: the page takes no POST. `at` gives what follows the slug in the address.
    A page that takes POST alone answers everybody's GET with "cannot do that here": `get=NO_METHOD`."""
    behind = at or (lambda world: [])
    return Row(
        route,
        get=READ_ONLY if get is NO_METHOD else organisers(get),
        post=READ_ONLY if post is None else organisers(post),
        at=lambda world: [world.programme.slug, *behind(world)],
        **{"crawled_by": ("organiser",) if get is PAGE else (), **more},
    )
