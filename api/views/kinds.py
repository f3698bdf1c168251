"""What every operation of the API says of itself."""

from __future__ import annotations

from typing import Any

from api.enums import Scope
from api.shapes import Problem
from api.views.door import Bearer
from api.views.problems import STATUSES


def may(scope: Scope | None, shape: Any, *, summary: str, **more: Any) -> dict[str, Any]:
    """For a router: who is let in (by `scope`; None: every token), and what comes out. `more` are answers by status."""
    answers = {200: shape, **{int(status): other for status, other in more.pop("also", {}).items()}}
    return {
        "auth": Bearer(scope),
        "response": {**answers, STATUSES: Problem},
        "summary": summary,
        "openapi_extra": {"x-scope": scope.value if scope else None},
        **more,
    }
