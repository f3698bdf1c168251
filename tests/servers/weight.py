"""What a browser fetches over the wire for one page, as Chromium itself counts it: headers and compressed bodies."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import BrowserContext

KILOBYTE = 1024
PATIENCE = 15  # seconds


def weigh(context: BrowserContext, url: str) -> dict[str, int]:
    """Opens `url` in a new page of `context`; the bytes of each thing that had to be fetched, by its address. What came from the
    browser's cache weighs nothing and is left out."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked: dict[str, str] = {}
    done: dict[str, int] = {}

    def ask(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def finish(event: dict[str, Any]) -> None:
        done[event["requestId"]] = int(event["encodedDataLength"])

    def fail(event: dict[str, Any]) -> None:
        raise AssertionError(f"{asked[event['requestId']]} does not come: {event['errorText']}")

    session.on("Network.requestWillBeSent", ask)
    session.on("Network.loadingFinished", finish)
    session.on("Network.loadingFailed", fail)
    session.send("Network.enable")
    response = page.goto(url, wait_until="load")
    assert response is not None
    assert response.status == 200, f"{url} is answered with {response.status}"
    # To the end, where pictures may wait to be seen.
    page.evaluate(
        "() => { scrollTo(0, document.body.scrollHeight); return document.fonts.ready.then(() => true) }"
    )
    end = time.monotonic() + PATIENCE
    while missing := set(asked) - set(done):
        assert time.monotonic() < end, f"{[asked[one] for one in missing]} never came"
        page.wait_for_timeout(20)
    page.close()
    return {asked[one]: weight for one, weight in done.items() if weight}


def told(weights: dict[str, int]) -> str:
    """The heaviest first, and the sum."""
    lines = [f"{weight:8} {address}" for address, weight in sorted(weights.items(), key=lambda one: -one[1])]
    return "\n".join([*lines, f"{sum(weights.values()):8} together"])
