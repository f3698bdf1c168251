"""Pages come compressed, with a length that tells nothing; what is not a page comes as it is."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from mentorship.compression import CompressedPagesMiddleware

LONG = "A sentence that comes again and again. " * 100


def answer(response: HttpResponse | FileResponse) -> HttpResponse | FileResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip, br"})
    return CompressedPagesMiddleware(lambda _request: response)(request)  # type: ignore[arg-type,return-value]


@pytest.mark.django_db
def test_a_page_comes_compressed_to_whoever_takes_it(client: Client) -> None:
    path = reverse("programmes:guide")
    plain, small = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert len(small.content) < len(plain.content) / 2
    assert len(gzip.decompress(small.content)) == len(plain.content)


def test_the_same_page_is_not_always_as_long() -> None:
    lengths = {len(answer(HttpResponse(LONG)).content) for _ in range(20)}  # type: ignore[union-attr]
    assert len(lengths) > 1


@pytest.mark.parametrize("kind", ["image/webp", "application/pdf", "application/zip", "text/csv"])
def test_what_is_no_page_comes_as_it_is(kind: str) -> None:
    assert "Content-Encoding" not in answer(HttpResponse(LONG, content_type=kind)).headers
