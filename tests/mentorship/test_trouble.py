"""What is told as something that passes, and what stands on its page. That it comes where servers are away, and works there, is
for tests/faults/running."""

from __future__ import annotations

import errno
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from mentorship import trouble
from mentorship.trouble import Trouble, trouble_of

OURS = {"HTTP_ORIGIN": "http://testserver"}
FORM = {"csrfmiddlewaretoken": "t" * 32, "text": "Dear Bob, <b>thank you</b>", "readers": "me"}


def of_postgresql(fault: Exception, code: str | None) -> Exception:
    said = Exception()
    said.pgcode = code  # type: ignore[attr-defined]
    fault.__cause__ = said
    return fault


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (of_postgresql(OperationalError(), None), Trouble.AWAY),
        (of_postgresql(InterfaceError(), None), Trouble.AWAY),
        (InterfaceError("connection already closed"), Trouble.AWAY),
        (of_postgresql(DatabaseError("server closed the connection"), None), Trouble.AWAY),
        (DatabaseError("Save with update_fields did not affect any rows."), None),
        (of_postgresql(OperationalError(), "57P01"), Trouble.AWAY),  # it is being stopped
        (of_postgresql(OperationalError(), "53300"), Trouble.AWAY),  # no connection is left
        (of_postgresql(OperationalError(), "53100"), Trouble.AWAY),  # its disk is full
        (of_postgresql(InternalError(), "25006"), Trouble.AWAY),  # it is only read
        (of_postgresql(OperationalError(), "55P03"), Trouble.BUSY),
        (of_postgresql(OperationalError(), "40P01"), Trouble.BUSY),
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        # The program's own, which must not be told as something that passes.
        (of_postgresql(OperationalError(), "57014"), None),
        (of_postgresql(IntegrityError(), "23505"), None),
        (of_postgresql(DataError(), "22001"), None),
        (of_postgresql(InternalError(), "25P02"), None),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (ValueError(), None),
        (None, None),
    ],
)
def test_what_passes_by_itself(fault: Exception | None, found: Trouble | None) -> None:
    assert trouble_of(fault) is found


def answered(request: HttpRequest, what: Trouble = Trouble.AWAY) -> HttpResponse:
    return trouble.page(request, what, OSError(errno.ENOSPC, "No space left on device"))


def posted(fields: dict[str, Any] | None = None, path: str = "/somewhere/?page=2", **more: Any) -> str:
    return answered(
        RequestFactory().post(path, FORM if fields is None else fields, **{**OURS, **more})
    ).content.decode()


def test_the_page_needs_no_database() -> None:
    """No `django_db`: a query fails here as it would while the database is away."""
    answer = answered(RequestFactory().get("/home/?page=2"))
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    page = answer.content.decode()
    assert 'href="/home/?page=2"' in page
    assert "What you sent just now" not in page


def test_what_was_typed_is_there_to_be_sent_again() -> None:
    page = posted()
    assert 'action="/somewhere/?page=2"' in page
    for name, value in (
        ("text", "Dear Bob, &lt;b&gt;thank you&lt;/b&gt;"),
        ("readers", "me"),
        ("csrfmiddlewaretoken", "t" * 32),
    ):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert "most likely not saved" in page
    assert page.count("Dear Bob") == 2


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({"login": "a@example.org", "password": "kkzz-secret"}, {}),
        ({"code": "kkzz-secret"}, {}),
        ({"text": "kkzz-secret"}, {"HTTP_ORIGIN": "https://elsewhere.example"}),
        ({"text": "kkzz-secret"}, {"HTTP_ORIGIN": "null"}),
    ],
)
def test_secrets_and_words_from_elsewhere_are_not_shown(fields: dict[str, Any], more: dict[str, str]) -> None:
    page = posted(fields, **more)
    assert "kkzz-secret" not in page
    assert "Go back one page" in page


def test_a_file_is_to_be_chosen_again() -> None:
    page = posted({**FORM, "file": SimpleUploadedFile("plan.txt", b"words")})
    assert "Files are not kept" in page
    assert "plan.txt" not in page


def test_what_arises_in_middleware_comes_to_the_same_page() -> None:
    def through(fault: Exception) -> HttpResponse:
        try:
            raise fault
        except (OperationalError, ValueError):
            return trouble.server_error(RequestFactory().get("/home/"))

    assert through(of_postgresql(OperationalError(), None)).status_code == 503
    assert through(ValueError()).status_code == 500
