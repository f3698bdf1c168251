"""Posts one message to an address of somebody else's, and says how it went.

The name is looked up here, once, every address of it is judged, and the connection goes to the very address that was judged:
a name that leads somewhere else a moment later leads nobody on. Redirects are not followed, proxies of the environment are not
asked, and of the answer only the status is read. Certificates are judged by what the machine trusts (SSL_CERT_FILE)."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from api.enums import DeliveryFault
from api.public_addresses import is_public

CONNECT = 5.0  # seconds for one address to take the connection
TOTAL = 10.0  # seconds for all of it, however slowly the other side drips
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Answer:
    """How a try went: the status, or none where it came to no answer; and what was wrong, if anything."""

    status: int | None
    fault: DeliveryFault | None

    @property
    def is_taken(self) -> bool:
        return self.fault is None


class _Refused(Exception):
    def __init__(self, fault: DeliveryFault) -> None:
        self.fault = fault
        super().__init__(fault)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    inside: Collection[str],
    total: float = TOTAL,
) -> Answer:
    """Sends it and returns within `total` seconds, beside the time that looking up the name takes; raises nothing that the
    network may cause. `inside` are names of hosts that may stand in our own network, and be called by http://."""
    ends = time.monotonic() + total
    parts = urlsplit(url)
    try:
        link = _connect(parts, inside, ends)
    except _Refused as refused:
        return Answer(None, refused.fault)
    except OSError as trouble:
        return Answer(None, _fault_of(trouble))
    # Each single read may take its time; together they may not. The second handle still works when TLS takes the first.
    handle, late = link.dup(), threading.Event()
    watch = threading.Timer(max(ends - time.monotonic(), 0), _cut, (handle, late))
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            link = _tls().wrap_socket(link, server_hostname=parts.hostname)
        answer = _judge(_exchange(parts, link, body, headers))
    except Exception as trouble:  # noqa: BLE001 - whatever the other side does, it is a try that failed
        answer = Answer(None, _fault_of(trouble))
    finally:
        watch.cancel()
        handle.close()
        link.close()
    # What was cut off may look like a whole answer.
    return Answer(None, DeliveryFault.SLOW) if late.is_set() else answer


def _connect(parts: SplitResult, inside: Collection[str], ends: float) -> socket.socket:
    host = parts.hostname or ""
    is_inside = host.lower() in inside
    if parts.scheme != "https" and not is_inside:
        raise _Refused(DeliveryFault.PLAIN)
    trouble: OSError | None = None
    for family, address in _addresses(host, parts.port or PORTS[parts.scheme], is_inside=is_inside):
        link = socket.socket(family, socket.SOCK_STREAM)
        try:
            link.settimeout(max(min(CONNECT, ends - time.monotonic()), 0.1))
            link.connect(address)
        except OSError as fault:
            link.close()
            trouble = fault
        else:
            link.settimeout(max(ends - time.monotonic(), 0.1))
            return link
    raise trouble or _Refused(DeliveryFault.NAME)


def _addresses(host: str, port: int, *, is_inside: bool) -> list[tuple[socket.AddressFamily, Any]]:
    """What the name stands for. One address of it that is not public spoils all: who mixes them means no good, and which
    would be reached must not depend on chance."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise _Refused(DeliveryFault.NAME) from None
    if not is_inside and not all(is_public(str(address[0])) for *_, address in found):
        raise _Refused(DeliveryFault.INSIDE)
    return [(family, address) for family, _type, _proto, _name, address in found]


def _exchange(parts: SplitResult, link: socket.socket, body: bytes, headers: Mapping[str, str]) -> int:
    http = HTTPConnection(parts.hostname or "", parts.port)
    http.sock = link
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    named = host if parts.port in {None, PORTS[parts.scheme]} else f"{host}:{parts.port}"
    http.request("POST", target, body, {"Host": named, "Connection": "close", **headers})
    return http.getresponse().status


def _judge(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(status, None)
    if 300 <= status < 400:
        return Answer(status, DeliveryFault.REDIRECT)
    return Answer(status, DeliveryFault.GONE if status == 410 else DeliveryFault.ANSWER)


def _fault_of(trouble: Exception) -> DeliveryFault:
    match trouble:
        case TimeoutError():
            return DeliveryFault.SLOW
        case ssl.SSLCertVerificationError():
            return DeliveryFault.CERTIFICATE
        case ssl.SSLError():
            return DeliveryFault.TLS
        case ConnectionRefusedError():
            return DeliveryFault.CONNECTION
        case HTTPException() | ConnectionError():
            return DeliveryFault.BROKEN
        case OSError():
            return DeliveryFault.CONNECTION
    return DeliveryFault.OURS


def _cut(link: socket.socket, late: threading.Event) -> None:
    """Ends the connection under whoever waits on it."""
    late.set()
    with suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
