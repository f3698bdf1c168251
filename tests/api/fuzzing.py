"""Asks the API what its contract allows, and what it forbids, and holds every answer against the contract."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from tests.api.house import House

# `make soak-api` asks for many.
EXAMPLES = int(
    os.environ.get("API_EXAMPLES", "8")
)  # of an operation, each of what is allowed and of what is forbidden
load_all_checks()
# The others ask again what the tests beside this one ask by name, or look for what this site does not have. An address may be
# of a form that the contract allows and no mail server takes.
HELD = [
    check
    for check in CHECKS.get_all()
    if check.__name__
    in {
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    }
]


def contract() -> Any:
    """The contract as the site serves it, bound to the site in this process."""
    site = get_wsgi_application()

    def known_here(environ: dict[str, Any], start: Any) -> Any:
        # What is asked here is read as it comes, without unpacking it.
        plain = {"HTTP_ACCEPT_ENCODING": "identity", "HTTP_HOST": "testserver", "SERVER_NAME": "testserver"}
        return site({**environ, **plain}, start)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", known_here)


def operations_of(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations()]


def fuzz(operation: Any, *, house: House, secret: str, examples: int = EXAMPLES) -> list[int]:
    """Asks one operation, half of the time for things that are there; returns the statuses of the answers.

    Raises FailureGroup where an answer is not as the contract says. The same is asked each time."""
    statuses: list[int] = []
    headers = {"Authorization": f"Bearer {secret}"}

    def asked(mode: GenerationMode) -> Callable[[], None]:
        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode), real=some.booleans())
        def ask(case: Any, real: Any) -> None:
            if real and mode == GenerationMode.POSITIVE:
                case.path_parameters = {
                    name: str(house.ids().get(name, value))
                    for name, value in (case.path_parameters or {}).items()
                }
            response = case.call(headers=headers)
            statuses.append(response.status_code)
            case.validate_response(response, checks=HELD)

        return ask

    asked(GenerationMode.POSITIVE)()
    asked(GenerationMode.NEGATIVE)()
    return statuses


__all__ = ["HELD", "FailureGroup", "contract", "fuzz", "operations_of"]
