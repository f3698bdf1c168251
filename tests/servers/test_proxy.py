"""deploy/Caddyfile with the real Caddy before the real gunicorn: what people meet, and what they cannot do."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from mentorship.doctor import address
from mentorship.doctor.findings import Level
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from tests.conftest import test_environment as environment
from tests.servers.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

CADDY = Path(
    os.environ.get("CADDY") or CHECKOUT / ".venv" / "bin" / "caddy"
)  # another one is tried by naming it
SECRET = "a" * 32
STYLE = b"body { color: black }"
TOKEN = "only-for-this-test-0123456789"
# A site whose proxy hands everything over.
OPEN = "https://localhost:{port} {{\n\treverse_proxy 127.0.0.1:{web}\n}}\n"
LINK_LIMIT = 20  # presses an hour and address (accounts.limits)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Site:
    """The site behind Caddy at `https`, with its `http` beside it, and web itself at `web`; at `open` behind a proxy without our
    rules. `root` is the authority that signed the certificate."""

    https: int
    http: int
    web: int
    open: int
    root: Path
    log: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.https}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        trusted = ssl.create_default_context(cafile=str(self.root))
        return _ask(
            http.client.HTTPSConnection("localhost", self.https, timeout=20, context=trusted),
            path,
            method,
            body,
            headers,
        )

    def ask_web(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        own = {"Host": f"localhost:{self.https}", "X_Forwarded_Proto": "https"}
        return _ask(
            http.client.HTTPConnection("127.0.0.1", self.web, timeout=20), path, method, body, own | headers
        )

    def press(self, forwarded: str, *, past_the_proxy: bool = False) -> int:
        """A form is sent by somebody who says that they come from `forwarded`."""
        ask = self.ask_web if past_the_proxy else self.ask
        return ask(
            "/first-run/no-such-link/",
            "POST",
            f"csrfmiddlewaretoken={SECRET}".encode(),
            Cookie=f"__Host-csrf={SECRET}",
            Origin=self.url,
            Content_Type="application/x-www-form-urlencoded",
            X_Forwarded_For=forwarded,
        ).status


def _ask(
    link: http.client.HTTPConnection, path: str, method: str, body: bytes | None, headers: dict[str, str]
) -> Answer:
    try:
        link.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = link.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        link.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not CADDY.exists():
        pytest.skip("the proxy is tested with Caddy: make setup installs it")
    folder = tmp_path_factory.mktemp("proxy")
    static = folder / "static"
    static.mkdir()
    for name, held in (("page.css", STYLE), ("page.css.br", b"brotli"), ("page.css.gz", b"gzip")):
        (static / name).write_bytes(held)
    https, plain, web, all_open = (free_port() for _ in range(4))
    proxies = folder / "Caddyfile"
    proxies.write_text(
        (CHECKOUT / "deploy" / "Caddyfile").read_text(encoding="utf-8") + OPEN.format(port=all_open, web=web),
        encoding="utf-8",
    )
    root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    found = Site(https, plain, web, all_open, root, folder / "caddy.log")
    gunicorn = (
        sys.executable,
        "-m",
        "gunicorn",
        "tests.races.site:application",
        "--config",
        "gunicorn.conf.py",
    )
    children = (
        Child(
            "web",
            (*gunicorn, "--bind", f"127.0.0.1:{web}"),
            env={
                **environment(),
                "WEB_CONCURRENCY": "1",
                "MENTORSHIP_SITE_URL": found.url,
                "MENTORSHIP_TRUSTED_PROXIES": "1",
                "MENTORSHIP_STATIC_ROOT": str(static),
                "MENTORSHIP_METRICS_TOKEN": TOKEN,
            },
            cwd=CHECKOUT,
            ends_by=signal.SIGKILL,
        ),
        Child(
            "proxy",
            (CADDY, "run", "--adapter", "caddyfile", "--config", proxies),
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "XDG_DATA_HOME": str(folder),
                "XDG_CONFIG_HOME": str(folder),
                "MENTORSHIP_SITE_URL": found.url,
                "MENTORSHIP_UPSTREAM": f"127.0.0.1:{web}",
                "CADDY_HTTP_PORT": str(plain),
                "CADDY_HTTPS_PORT": str(https),
                "CADDY_OPTIONS": "local_certs\nskip_install_trust",
                **({"CADDY_PROXY_OPTIONS": ""} if "CADDY" in os.environ else {}),
            },
            cwd=CHECKOUT,
            ends_by=signal.SIGKILL,
        ),
    )
    with ExitStack() as stack:
        for child, log in zip(children, (folder / "web.log", found.log), strict=True):
            process = child.spawn(stack.enter_context(log.open("wb")))
            stack.callback(child.stop, process)
        assert eventually(lambda: _answers(found), 60), "".join(
            path.read_text() for path in folder.glob("*.log")
        )
        yield found


def _answers(site: Site) -> bool:
    try:
        return site.root.exists() and site.ask("/health/web/").status == 200
    except OSError:
        return False


def test_people_get_the_site_by_https_and_its_headers_are_the_sites(site: Site) -> None:
    answer = site.ask("/")
    assert answer.status == 200
    assert b"<h1>" in answer.body
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert [name for name in ("Server", "Via") if name in answer.headers] == []


def test_whoever_types_http_comes_to_https(site: Site) -> None:
    link = http.client.HTTPConnection("localhost", site.http, timeout=20)
    answer = _ask(link, "/programmes/?q=maths", "GET", None, {})
    assert answer.status in {301, 302, 307, 308}
    assert answer.headers["Location"].startswith("https://localhost")
    assert answer.headers["Location"].endswith("/programmes/?q=maths")


def test_nobody_chooses_the_address_that_they_are_counted_by(site: Site) -> None:
    """The control: web itself, which trusts one proxy, believes what is said to it."""
    made_up = [f"203.0.113.{number}" for number in range(LINK_LIMIT + 1)]
    assert 429 not in {site.press(said, past_the_proxy=True) for said in made_up}
    statuses = [site.press(said) for said in made_up]
    assert statuses.count(429) == 1
    assert statuses[-1] == 429


def test_metrics_are_for_those_within(site: Site) -> None:
    key = {"Authorization": f"Bearer {TOKEN}"}
    for path in (
        "/metrics",
        "/METRICS",
        "/metrics/",
        "/%6detrics",
        "//metrics",
        "/./metrics",
        "/metrics?x=1",
    ):
        assert site.ask(path, **key).status in {301, 404}, path
    assert site.ask_web("/metrics", **key).status == 200


def send(site: Site, path: str, size: float) -> Answer:
    """Sends a form with a file of `size` MB and without its token, which is looked for in all that is sent."""
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    return site.ask(
        path,
        "POST",
        head + b"x" * int(size * 1024**2) + b"\r\n--cut--\r\n",
        Content_Type="multipart/form-data; boundary=cut",
        Cookie=f"__Host-csrf={SECRET}",
        Origin=site.url,
    )


@pytest.mark.parametrize(("path", "most"), [("/first-run/no-such-link/", 10.9), ("/profile/photo/", 6)])
def test_what_is_too_large_is_refused_before_the_site_has_it(site: Site, path: str, most: float) -> None:
    answer = send(site, path, most + 0.3)
    assert answer.status == 413
    assert "choose a smaller file" in answer.body.decode()


def test_what_the_site_takes_goes_through(site: Site) -> None:
    answer = send(site, "/first-run/no-such-link/", 10)
    assert answer.status == 403  # no token against forgery: the site has read it, and said so


def test_compressed_styles_come_as_the_site_has_them(site: Site) -> None:
    held = {
        coding: site.ask("/static/page.css", Accept_Encoding=coding) for coding in ("br", "gzip", "identity")
    }
    assert {coding: answer.body for coding, answer in held.items()} == {
        "br": b"brotli",
        "gzip": b"gzip",
        "identity": STYLE,
    }
    assert [answer.headers.get("Content-Encoding") for answer in held.values()] == ["br", "gzip", None]
    assert "Accept-Encoding" in held["br"].headers["Vary"]


def test_the_proxys_number_is_in_the_answer_and_nobody_outside_chooses_it(site: Site) -> None:
    answer = site.ask("/", X_Request_ID="chosen-by-somebody-else")
    assert len(answer.headers["X-Request-ID"]) == 36


def test_its_log_knows_no_secrets_and_nobody(site: Site) -> None:
    site.ask(
        "/first-run/aSecretThatOpensTheWholeSite-0123456789/?q=somebody",
        Cookie="__Host-session=secret",
        Referer=f"{site.url}/x",
    )

    def told() -> bool:
        return "/first-run/-/" in site.log.read_text()

    assert eventually(told, 5)
    lines = [json.loads(line) for line in site.log.read_text().splitlines() if '"request"' in line]
    assert {line["request"]["remote_ip"] for line in lines} <= {"127.0.0.0", "::"}
    said = site.log.read_text()
    assert [word for word in ("aSecretThat", "somebody", "__Host-session", "Referer") if word in said] == []


def test_the_doctor_finds_the_address_well(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(site.root))
    facts = address.look(site.url, now=timezone.now(), token=TOKEN)
    found = {one.code: one for one in address.judge(facts)}
    assert {code: one.level for code, one in found.items()} == {
        "address.answers": Level.OK,
        # Caddy's own authority signs for half a day; those of others sign for weeks.
        "address.certificate": Level.FAULT,
        "address.proto": Level.OK,
        "address.metrics": Level.OK,
    }
    assert found["address.certificate"].words == "Its certificate is valid for 0 more days."


def test_the_doctor_finds_that_a_proxy_lets_figures_through(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which only whoever bears the token can find: web answers 404 to everybody else."""
    monkeypatch.setenv("SSL_CERT_FILE", str(site.root))
    url = f"https://localhost:{site.open}"
    found = {one.code: one.level for one in address.judge(address.look(url, now=timezone.now(), token=TOKEN))}
    assert found["address.metrics"] == Level.WARNING
    without = address.judge(address.look(url, now=timezone.now()))
    assert "address.metrics" not in {one.code for one in without}


def test_the_doctor_says_that_browsers_would_refuse_the_certificate(site: Site) -> None:
    (found,) = address.judge(address.look(site.url, now=timezone.now()))
    assert (found.code, found.level) == ("address.certificate", Level.FAULT)
