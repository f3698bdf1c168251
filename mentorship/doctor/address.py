"""The site at the address that people type, asked from here through the proxy: `manage.py doctor --url`."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from mentorship.doctor.findings import Finding, caution, fault, ok
from mentorship.doctor.within import PATIENCE, TooLong, first_line, within

SOON, NOW = 14, 3  # days that a certificate is still valid


@dataclass(frozen=True)
class Answer:
    """What one address answered: `status` 0 where it did not, and then `trouble` says why."""

    status: int = 0
    location: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Facts:
    """`health` is /health/web/, `front` the front page, `plain` the front page by http, `metrics` /metrics with the token that opens
    it, None where it was not asked. `days` are those left of the certificate, None where the address is not encrypted or
    nothing was heard; `untrusted` says why browsers would refuse it."""

    site: str
    health: Answer
    front: Answer = Answer()
    plain: Answer | None = None
    metrics: Answer | None = None
    days: int | None = None
    untrusted: str = ""


def look(site: str, *, now: datetime, token: str = "") -> Facts:
    """Asks `site`, such as https://mentoring.example.org, and follows no redirects. `token` is that of the metrics: without it the
    site has no such page for anybody, so that nothing can be found out. It goes over no connection that is not encrypted."""
    health, days, untrusted = _first(site, now=now)
    if not health.status:
        return Facts(site, health, days=days, untrusted=untrusted)
    https = site.startswith("https://") and urlsplit(site).port in {None, 443}
    return Facts(
        site=site,
        health=health,
        front=_ask(site, "/"),
        plain=_ask(f"http://{urlsplit(site).hostname}", "/") if https else None,
        metrics=_ask(site, "/metrics", token=token) if token and site.startswith("https://") else None,
        days=days,
        untrusted=untrusted,
    )


def _first(site: str, *, now: datetime) -> tuple[Answer, int | None, str]:
    """The health of web; where its certificate is not trusted, asked without trust, so that the rest can be judged."""
    if not site.startswith("https://"):
        return _ask(site, "/health/web/"), None, ""
    try:
        return _ask(site, "/health/web/", raising=True), _days(site, now), ""
    except ssl.SSLCertVerificationError as error:
        return (
            Answer(trouble="its certificate is not trusted"),
            None,
            error.verify_message or first_line(error),
        )


def _connection(site: str) -> http.client.HTTPConnection:
    parts = urlsplit(site)
    kind: Any = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection: http.client.HTTPConnection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    return connection


def _ask(site: str, path: str, *, raising: bool = False, token: str = "") -> Answer:
    headers = {"User-Agent": "mentorship-doctor", **({"Authorization": f"Bearer {token}"} if token else {})}

    def ask() -> Answer:
        connection = _connection(site)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers.get("Location", ""))
        finally:
            connection.close()

    try:
        return within(3 * PATIENCE, ask)
    except (OSError, http.client.HTTPException, TooLong) as error:
        if raising and isinstance(error, ssl.SSLCertVerificationError):
            raise
        return Answer(trouble=first_line(error))


def _days(site: str, now: datetime) -> int | None:
    def ask() -> str:
        parts = urlsplit(site)
        host = parts.hostname or ""
        with (
            socket.create_connection((host, parts.port or 443), timeout=PATIENCE) as raw,
            ssl.create_default_context().wrap_socket(raw, server_hostname=host) as secure,
        ):
            return str((secure.getpeercert() or {}).get("notAfter", ""))

    try:
        until = within(2 * PATIENCE, ask)
    except (OSError, TooLong):
        return None
    return (datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) - now).days if until else None


def judge(facts: Facts) -> list[Finding]:
    if facts.untrusted:
        return [
            fault(
                "address.certificate",
                f"Browsers refuse the certificate of {facts.site}: {facts.untrusted}.",
                "Ports 80 and 443 must be reached from outside, and the name must point here; the log of Caddy says what is in the way.",
            )
        ]
    if facts.health.status != 200:
        return [_not_well(facts)]
    return [
        ok("address.answers", f"{facts.site} answers, through the proxy."),
        *_certificate(facts),
        *_proto(facts),
        *_http(facts),
        *_metrics(facts),
    ]


def _not_well(facts: Facts) -> Finding:
    status, said = facts.health.status, facts.health.trouble
    if not status:
        words = f"{facts.site} does not answer: {said}"
        do = "See that the name points to this machine, that ports 80 and 443 are open, and that the proxy runs: systemctl status caddy"
    elif status == 400:
        words = f"{facts.site} answers 400: the proxy does not hand over the Host that people typed."
        do = "Let it pass Host as it came (nginx: proxy_set_header Host $host), or name this host in MENTORSHIP_SITE_URL."
    elif status in {502, 504}:
        words = f"The proxy at {facts.site} answers, and web behind it does not ({status})."
        do = "systemctl start mentorship-web, or docker compose up -d web; its log says why it ended."
    elif status == 503:
        words = f"{facts.site} answers that its database or its queue is away (503)."
        do = "See what stands above about the database and Redis."
    elif status in {301, 302, 307, 308}:
        words = f"{facts.site} sends people elsewhere: {facts.health.location}"
        do = (
            "Let MENTORSHIP_SITE_URL be the address where they end up, or take the redirect out of the proxy."
        )
    else:
        words = f"{facts.site}/health/web/ answers {status}: it may be another site that answers there."
        do = "See which site the proxy serves under this name."
    return fault("address.answers", words, do)


def _certificate(facts: Facts) -> list[Finding]:
    if facts.days is None:
        return []
    words = f"Its certificate is valid for {facts.days} more days."
    if facts.days >= SOON:
        return [ok("address.certificate", words)]
    do = "Caddy renews 30 days before the end: its log says what is in the way. journalctl -u caddy, or docker compose logs caddy"
    return [(fault if facts.days < NOW else caution)("address.certificate", words, do)]


def _proto(facts: Facts) -> list[Finding]:
    if not facts.site.startswith("https://"):
        return []
    if facts.front.status in {301, 302, 307, 308} and facts.front.location.rstrip("/") == facts.site:
        return [
            fault(
                "address.proto",
                "The front page leads to itself: the site does not hear that people came by https.",
                "Let the proxy set X-Forwarded-Proto, and set MENTORSHIP_TRUSTED_PROXIES=1.",
            )
        ]
    return [ok("address.proto", "The site hears that people came by https.")]


def _http(facts: Facts) -> list[Finding]:
    if facts.plain is None:
        return []
    if facts.plain.status in {301, 302, 307, 308} and facts.plain.location.startswith("https://"):
        return [ok("address.http", "Whoever types http:// comes to https://.")]
    said = facts.plain.trouble or f"the answer is {facts.plain.status}"
    words = f"Whoever types http:// does not come to https://: {said}."
    return [
        caution("address.http", words, "Open port 80, and let the proxy redirect (Caddy does by itself).")
    ]


def _metrics(facts: Facts) -> list[Finding]:
    if facts.metrics is None:
        return []
    if facts.metrics.status != 200:
        return [
            ok("address.metrics", "Metrics are not to be reached through the proxy, not even with the token.")
        ]
    return [
        caution(
            "address.metrics",
            "/metrics can be reached through the proxy, by whoever has the token.",
            "Answer 404 there in the proxy, as deploy/Caddyfile does.",
        )
    ]
