"""What it costs that every request is told, counted and given a reference, and every statement watched.

    .venv/bin/python -m benchmarks.watching [--repetitions 8]

The same page by the same handler in the same process, with the two outermost parts of the site's middleware and without them, one
after the other in turns, its figures in files as under gunicorn, its lines as JSON. Processor time, the best of the rounds.
The aim is 3 %."""

from __future__ import annotations

import argparse
import io
import logging.config
import os
import tempfile
import time
from collections.abc import Callable

from benchmarks.site import throw_away_site

SMALLEST = "/health/ready/"
PAGES = ("/", "/accounts/login/")
ROUNDS = 40
AIM = 0.03


def cost(work: Callable[[], object], repetitions: int) -> float:
    """Microseconds of the processor for one, the mean of a round."""
    began = time.process_time()
    for _ in range(repetitions):
        work()
    return (time.process_time() - began) / repetitions * 1e6


def in_turns(works: dict[str, Callable[[], object]], repetitions: int) -> dict[str, float]:
    """The best round of each: whatever else the machine does befalls all of them."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            found[name].append(cost(work, repetitions))
    return {name: min(rounds) for name, rounds in found.items()}


def measure(repetitions: int) -> bool:
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test import RequestFactory

    from mentorship.logs import configuration
    from mentorship.statements import watch

    chosen = configuration("json", "INFO", quotes=False)
    chosen["handlers"]["console"]["stream"] = io.StringIO()
    logging.config.dictConfig(chosen)
    watched = WSGIHandler()
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.startswith("mentorship.requests.")
    ]
    bare = WSGIHandler()

    def page(handler: WSGIHandler, path: str, *, statements: bool) -> Callable[[], object]:
        environ = RequestFactory().get(path).environ

        def ask() -> None:
            if (watch in connection.execute_wrappers) != statements:
                (connection.execute_wrappers.append if statements else connection.execute_wrappers.remove)(
                    watch
                )
            answer = handler({**environ, "wsgi.input": io.BytesIO()}, lambda *_: None)
            assert answer.status_code == 200
            answer.close()

        return ask

    print(f"{'page':<20}{'watched':>10}{'bare':>10}   microseconds")
    bares, costs = {}, {}
    for path in (SMALLEST, *PAGES):
        found = in_turns(
            {"watched": page(watched, path, statements=True), "bare": page(bare, path, statements=False)},
            repetitions,
        )
        print(f"{path:<20}{found['watched']:>10.0f}{found['bare']:>10.0f}")
        bares[path], costs[path] = found["bare"], found["watched"] - found["bare"]
    parts = {path: costs[SMALLEST] / bares[path] for path in PAGES}
    told = ", ".join(f"{part:.1%} of {path}" for path, part in parts.items())
    print(f"It costs {costs[SMALLEST]:.0f} microseconds: {told}; aim {AIM:.0%}")
    return max(parts.values()) <= AIM


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=8, help="a round (%(default)s)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        with throw_away_site():
            return 0 if measure(chosen.repetitions) else 1


if __name__ == "__main__":
    raise SystemExit(main())
