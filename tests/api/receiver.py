"""Somebody else's system: takes webhooks over HTTP, says what it was told to say, and believes only what is signed."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks import Webhook as Verifier


@dataclass
class Receiver:
    """`answers` are called in turn, the last one again and again; each gets the handler and returns a status, or None where it
    has answered by itself. `bodies` are what came, `ids` their webhook-id."""

    url: str = ""
    answers: list[Callable[[BaseHTTPRequestHandler], int | None]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    now: int = 0  # how many are being answered
    most: int = 0  # how many were at once

    @property
    def ids(self) -> list[str]:
        return [one["webhook-id"] for one in self.headers]

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(one) for one in self.raw]

    def verified(self, key: str, n: int = -1) -> Any:
        """What came as the `n`-th, by the library that others use. Raises WebhookVerificationError."""
        return Verifier(key).verify(self.raw[n], self.headers[n])

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self.lock:
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
            self.raw.append(body)
            answer = self.answers[min(len(self.raw), len(self.answers)) - 1] if self.answers else says(200)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            status = answer(handler)
        finally:
            with self.lock:
                self.now -= 1
        if status is not None:
            handler.send_response(status)
            handler.send_header("Content-Length", "0")
            handler.end_headers()


def says(status: int, *, after: float = 0) -> Callable[[BaseHTTPRequestHandler], int]:
    """An answer of this status, after so many seconds."""

    def answer(_handler: BaseHTTPRequestHandler) -> int:
        time.sleep(after)
        return status

    return answer


def leads_to(url: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """A redirect."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", url)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def drips(handler: BaseHTTPRequestHandler) -> None:
    """One byte of a header every tenth of a second, for ever: no single read takes long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


@contextmanager
def receiver(
    *answers: Callable[[BaseHTTPRequestHandler], int | None], tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """One on a free port of 127.0.0.1 while the block runs."""
    found = Receiver(answers=[*answers])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            found.take(self)

        def log_message(self, *_: object) -> None:
            """Nothing: pytest shows what failed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    found.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(2)


def certificate(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for these names that vouches for itself: its file, for those who are to trust it, and what a server
    shows."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, held = folder / "trusted.pem", folder / "key.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    held.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, held)
    return trusted, context
