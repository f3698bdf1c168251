"""The API as a whole: version 1, what it says of itself, and its addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from api.views import feeding, problems, reading
from api.views.door import for_programs
from api.views.problems import MEDIA_TYPE

VERSION = "1"
PREFIX = "api/v1/"
ABOUT = (
    "For systems that feed a mentorship programme and follow it. Each token is for one organisation and for what its scopes say. "
    "Nothing that people wrote is in here."
)
CONTRACT = "openapi-json"
# Ninja's own pages, which this site has not.
UNUSED = {"api-root", "openapi-view"}


class Api(NinjaAPI):
    def get_openapi_schema(self, **_where: Any) -> OpenAPISchema:
        """The contract. Problems are of their own media type, and a GET may answer that nothing changed."""
        schema = super().get_openapi_schema(path_prefix=PREFIX)
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                answers = operation["responses"]
                for status, answer in answers.items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
                if method == "get":
                    answers[304] = {"description": "Nothing changed since the ETag of `If-None-Match`"}
                operation["responses"] = {str(status): answers[status] for status in sorted(answers, key=int)}
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


def _service() -> Api:
    api = Api(
        title="Mentorship",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        urls_namespace="api",
    )
    api.add_router("", reading.router)
    api.add_router("", feeding.router)
    problems.listen(api)
    return api


api = _service()


@for_programs
def nothing_there(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for below /api/."""
    return problems.nothing_there(
        "There is no such address. They have no slash at the end; /api/v1/openapi.json has them all."
    )


def _view(pattern: URLPattern) -> Any:
    """Ninja's, which knows its methods, save where it gives the contract."""
    return require_safe(pattern.callback) if pattern.name == CONTRACT else pattern.callback


def addresses() -> list[URLPattern]:
    """Those of version 1, to be put below PREFIX."""
    patterns, _app, _namespace = api.urls
    return [
        path(str(pattern.pattern), for_programs(_view(pattern)), name=pattern.name)
        for pattern in patterns
        if isinstance(pattern, URLPattern) and pattern.name not in UNUSED
    ]
