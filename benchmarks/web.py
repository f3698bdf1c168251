"""Requests a second and times of the site's main pages, served as in production, with ten thousand people on it, as ratios to a
bare template page of as many bytes by the same server in the same run.

    .venv/bin/python -m benchmarks.web [--people 10000] [--rounds 5] [--seconds 3] [--short] [--only matches]

Eight connections, kept open, ask gunicorn's two processes for compressed pages, as browsers do, as fast as they are answered. Each page is asked in turn with its
bare page, of the same number of bytes, behind the same middleware and for the same reader (benchmarks.bare), and with the
bare page behind no middleware; the rounds go through all pages, so that what else the machine does meets all of them. The ratio
is the median of the rounds'. The aim is 0.5; nothing is asserted. Client and server share the processors, and the client
takes its part of them: about a tenth of a millisecond a request."""

from __future__ import annotations

import argparse
import socket
import statistics
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.served import BARE, inhabited, served, session_of
from benchmarks.town import pages

if TYPE_CHECKING:
    from benchmarks.town import Page

CONNECTIONS = 8
AIM = 0.5


@dataclass
class Measured:
    """What one address has taken in all rounds: requests a second of each, and seconds of every request."""

    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Asker:
    """One connection that is kept open. Python's own client spends more on a request than gunicorn on a bare page."""

    def __init__(self, port: int, path: str, cookie: str, accepts: str = "gzip") -> None:
        lines = [
            f"GET {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Accept-Encoding: {accepts}",
            *([f"Cookie: {cookie}"] if cookie else []),
            "",
            "",
        ]
        self.port, self.path, self.question = port, path, "\r\n".join(lines).encode()
        self.connection: socket.socket | None = None

    def ask(self) -> int:
        """The number of bytes of the page. Raises RuntimeError where it is none."""
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.connection.sendall(self.question)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{self.path} is answered with {head.splitlines()[0].decode()}")
        headers = dict(line.lower().split(b": ", 1) for line in head.splitlines()[1:])
        length, size = int(headers[b"content-length"]), len(body)
        while size < length:
            size += len(self._more())
        if headers.get(b"connection") == b"close":
            self.close()
        return length

    def _more(self) -> bytes:
        assert self.connection is not None
        received = self.connection.recv(262144)
        if not received:
            raise RuntimeError(f"the connection was closed in the middle of {self.path}")
        return received

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def press(port: int, path: str, cookie: str, seconds: float, into: Measured) -> None:
    """Asks for one page over all connections for so long. Raises RuntimeError where one answer is not the page."""
    end = time.perf_counter() + seconds
    done: list[float] = []
    faults: list[Exception] = []

    def work() -> None:
        asker = Asker(port, path, cookie)
        try:
            while (start := time.perf_counter()) < end:
                asker.ask()
                done.append(time.perf_counter() - start)
        except (OSError, RuntimeError) as fault:
            faults.append(fault)
        finally:
            asker.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(str(faults[0]))
    into.rates.append(len(done) / (time.perf_counter() - begun))
    into.times += done


def queries_of(page: Page) -> int:
    """How many queries the page takes once it has been opened before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if page.user:
        client.cookies.load(session_of(page.user))
    client.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.path)
    return len(queries)


def measure(chosen: list[Page], rounds: int, seconds: float) -> None:
    cookies = {page.name: session_of(page.user) if page.user else "" for page in chosen}
    found = {(page.name, kind): Measured() for page in chosen for kind in ("page", "bare", "alone")}
    queries = {page.name: queries_of(page) for page in chosen}
    with served(BARE) as site:
        sizes = {
            page.name: Asker(site.port, page.path, cookies[page.name], "identity").ask() for page in chosen
        }
        for page in chosen:
            press(
                site.port, page.path, cookies[page.name], 1, Measured()
            )  # every thread has read what it keeps
        for turn in range(rounds):
            for page in chosen:
                addresses = {"page": page.path, "bare": f"/bare/{sizes[page.name]}/"}
                if turn == 0:
                    addresses["alone"] = f"/alone/{sizes[page.name]}/"
                for kind, path in addresses.items():
                    press(site.port, path, cookies[page.name], seconds, found[page.name, kind])
    titles = (
        "page",
        "kB",
        "queries",
        "a second",
        "p50",
        "p95",
        "p99",
        "bare",
        "p50",
        "p95",
        "p99",
        "alone",
        "ratio",
    )
    print(f"{titles[0]:18}" + "".join(f"{title:>9}" for title in titles[1:]))
    for page in chosen:
        own, bare, alone = (found[page.name, kind] for kind in ("page", "bare", "alone"))
        ratio = statistics.median(a / b for a, b in zip(own.rates, bare.rates, strict=True))
        print(
            f"{page.name:18}{sizes[page.name] / 1000:9.1f}{queries[page.name]:9}"
            + "".join(
                f"{statistics.median(what.rates):9.1f}"
                + "".join(f"{what.percentile(p):9.1f}" for p in (0.5, 0.95, 0.99))
                for what in (own, bare)
            )
            + f"{alone.rates[0]:9.1f}{ratio:9.2f}{'' if ratio >= AIM else '  missed'}"
        )
    print(f"times in ms; the aim is a ratio of {AIM}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each address in each round")
    parser.add_argument("--short", action="store_true", help="1,000 people, two rounds of a second")
    parser.add_argument("--only", nargs="*", help="names of pages")
    options = parser.parse_args()
    people, rounds, seconds = (
        (1000, 2, 1.0) if options.short else (options.people, options.rounds, options.seconds)
    )
    with inhabited(people):
        measure([page for page in pages() if not options.only or page.name in options.only], rounds, seconds)


if __name__ == "__main__":
    main()
