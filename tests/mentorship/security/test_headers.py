"""What a browser is told, on the ways that no page of the access matrix takes; the matrix looks at all others
(tests/access/test_matrix.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http import wsgi

from mentorship.headers import METHODS
from tests import factories as make
from tests.access import headers

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]


def test_the_check_of_every_answer_finds_what_is_wrong() -> None:
    """The negative control: an answer with nothing, and one for each way to be lax."""
    good = Client().get(reverse("programmes:home"))
    assert headers.faults(good, route="programmes:home", signed_in=False) == []
    assert len(headers.faults(HttpResponse(), route="programmes:home", signed_in=False)) == len(
        [*headers.SAME_EVERYWHERE, "Content-Security-Policy", "Cache-Control"]
    )
    policy = good.headers["Content-Security-Policy"]
    for name, value in (
        (
            "Content-Security-Policy",
            policy.replace("default-src 'self'", "default-src 'self' 'unsafe-inline'"),
        ),
        ("Content-Security-Policy", policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")),
        ("Content-Security-Policy", f"{policy}; script-src https://elsewhere.example"),
        ("Cache-Control", "public, max-age=60"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Permissions-Policy", "camera=*"),
        ("Server", "gunicorn/27.0"),
    ):
        lax = HttpResponse(headers={**good.headers, name: value})
        assert headers.faults(lax, route="programmes:home", signed_in=False) == [f"{name}: {value}"]
    assert headers.faults(good, route="programmes:home", signed_in=True) == [
        "Cache-Control: private, no-cache"
    ]


@pytest.mark.parametrize(
    ("fault", "status"), [(ValueError("boom"), 500), (SuspiciousOperation("no"), 400)], ids=["500", "400"]
)
def test_an_error_is_told_under_the_same_headers(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    client.raise_request_exception = False

    def raises(**_: object) -> None:
        raise fault

    monkeypatch.setattr("programmes.views.public.open_programmes", raises)
    response = client.get(reverse("programmes:home"))
    assert response.status_code == status
    assert headers.faults(response, route="", signed_in=False) == []
    assert "Traceback" not in response.text
    assert "boom" not in response.text


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/no/such/page/", "testserver", 404), ("/", "evil.example", 400), ("/programmes", "testserver", 301)],
)
def test_what_is_answered_before_a_page_is_asked(client: Client, path: str, host: str, status: int) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code == status
    assert headers.faults(response, route="", signed_in=False) == []


@override_settings(SECURE_SSL_REDIRECT=True)
def test_the_way_to_https_has_them_too(client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, response.headers["Location"][:8]) == (301, "https://")
    assert headers.faults(response, route="", signed_in=False) == []


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "FANCY"])
@pytest.mark.parametrize("path", ["/", "/admin/", "/accounts/login/"])
def test_only_three_methods_are_known(client: Client, method: str, path: str) -> None:
    response = client.generic(method, path, headers={"x-secret": "echo me"})
    assert (response.status_code, response.headers["Allow"], response.content) == (
        405,
        ", ".join(METHODS),
        b"",
    )
    assert headers.faults(response, route="", signed_in=False) == []


def test_signing_out_empties_the_browser_of_the_site(client: Client) -> None:
    client.force_login(make.PersonFactory().user)
    page = client.get(reverse("accounts:settings"))
    assert "no-store" in page.headers["Cache-Control"]
    assert "Clear-Site-Data" not in page.headers
    out = client.post(reverse("account_logout"))
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/").headers


PRODUCTION = {
    "DATABASE_URL": "postgres://check@127.0.0.1:1/check",
    "REDIS_URL": "redis://127.0.0.1:1",
    "MENTORSHIP_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "MENTORSHIP_EMAIL_URL": "smtp://mail.example.org:587?tls=starttls",
    "MENTORSHIP_MAIL_FROM": "mentoring@example.org",
    "MENTORSHIP_SITE_URL": "https://mentoring.example.org",
}
IN_PRODUCTION = """
import json, django
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils.module_loading import import_string
django.setup()
def view(request):
    get_token(request)
    return HttpResponse()
chain = view
for name in ("django.middleware.csrf.CsrfViewMiddleware", "csp.middleware.CSPMiddleware",
             "django.middleware.security.SecurityMiddleware", "mentorship.headers.HeadersMiddleware"):
    chain = import_string(name)(chain)
answer = chain(RequestFactory().get("/", secure=True, headers={"host": "mentoring.example.org"}))
print(json.dumps({
    "headers": dict(answer.headers),
    "csrf": answer.cookies[settings.CSRF_COOKIE_NAME].OutputString(),
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN],
    "language": [settings.LANGUAGE_COOKIE_SECURE, settings.LANGUAGE_COOKIE_HTTPONLY, settings.LANGUAGE_COOKIE_SAMESITE],
    "debug": settings.DEBUG,
}))
"""


def test_production_keeps_to_https_and_binds_its_cookies_to_the_host() -> None:
    """The settings as a production site reads them, in a process of its own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MENTORSHIP_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION],
        env={**kept, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "mentorship.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["debug"] is False
    assert said["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "upgrade-insecure-requests" in said["headers"]["Content-Security-Policy"]
    assert said["session"] == ["__Host-session", True, True, "Lax", "/", None]
    assert said["language"] == [True, True, "Lax"]
    csrf = said["csrf"]
    assert csrf.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in csrf.split(";")}
    assert "domain" not in csrf.lower()


def test_the_server_tells_no_version() -> None:
    asked = SimpleNamespace(version=(1, 1), method="GET", should_close=lambda: True)
    response = wsgi.Response(asked, None, Config())
    response.status, response.response_length = "200 OK", 0
    (named,) = [line.strip() for line in response.default_headers() if line.startswith("Server:")]
    assert named == "Server: gunicorn"
