"""A world full of hostile rows, looked at in a browser: nothing in it runs, nothing leaves its place. All pages: `make soak-input`.

A console error, a refused script or style and a fault in a script fail a test by themselves (tests/conftest.py)."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page

from tests.access.matrix import MATRIX
from tests.access.rows import PAGE, Row
from tests.input.rows import make_hostile
from tests.input.strings import STRINGS, WORKED_OUT
from tests.pages.test_browser import BARE
from tests.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)

SEED = int(os.environ.get("SEED", "1"))
SOAK = bool(os.environ.get("SOAK_INPUT"))
READERS = ("alice", "bob", "organiser", "operator")
PAGES = 12  # of the suite
# Where a signed-in browser stays signed in, and in its language.
LEFT_OUT = {"account_logout", "admin:logout"}
WATCH = "window.__pwned = () => { window.__ran = true; console.error('a string ran'); };"
# Tags and attributes that are none of ours, on any page.
FOREIGN = """(worked) => {
    const tags = 'plaintext, math, object, embed, iframe[srcdoc], base:not(head > base), meta[http-equiv=refresh], body link[href*=invalid], [src=x]';
    const found = [...document.querySelectorAll(tags)].map(e => e.outerHTML.slice(0, 90));
    for (const e of document.querySelectorAll('*'))
        for (const a of e.attributes)
            if (a.name.startsWith('on') || /^\\s*(javascript|vbscript|data:text)/i.test(a.value) && ['href', 'src', 'action', 'data'].includes(a.name))
                found.push(e.outerHTML.slice(0, 120));
    if (document.body.innerText.includes(worked)) found.push('worked out');
    if (window.__ran) found.push('ran');
    if (!document.querySelector('body > footer, #footer') && !document.querySelector('#container')) found.push('the frame of the page is broken');
    return found;
}"""
# Whether words of a person turn the words around them: the name of the page stands where it stood.
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def endless(seeded: random.Random) -> Iterator[str]:
    texts = [text for _family, text in STRINGS]
    while True:
        yield from seeded.sample(texts, k=len(texts))


def chosen(seeded: random.Random) -> list[tuple[str, Row]]:
    pages = [
        (role, row)
        for role in READERS
        for row in MATRIX
        if row.get[role] is PAGE and row.route not in BARE | LEFT_OUT and (role in row.readers() or SOAK)
    ]
    return pages if SOAK else seeded.sample(pages, k=PAGES)


def looked_at(page: Page, url: str) -> list[str]:
    answer = page.goto(url)
    if answer is None or answer.status >= 500:
        return [f"answered with {answer and answer.status}"]
    return list(page.evaluate(FOREIGN, WORKED_OUT)) if answer.status == 200 else []


def test_no_page_runs_what_people_wrote(
    live_server: Any, new_context: Any, sign_in: Callable[[Page, Any], None], settings: Any
) -> None:
    seeded, found, wide, ran = random.Random(SEED), [], [], []
    settings.LOGGING_CONFIG = None
    world: World = build_world()
    written = make_hostile(endless(seeded))
    assert written > 300
    visits = chosen(seeded)
    for role in READERS:
        page = new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.add_init_script(WATCH)

        def heard(dialog: Dialog) -> None:
            ran.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", heard)
        sign_in(page, world.users[role])
        for row in (row for visitor, row in visits if visitor == role):
            found += [
                f"{row} as {role}: {fault}" for fault in looked_at(page, live_server.url + row.url(world))
            ]
            if (beyond := page.evaluate(WIDE)) > 0:
                wide.append(f"{row}: {beyond} px")
    print(f"SEED={SEED}: {written} words written over, {len(visits)} pages; too wide: {wide}")
    assert (found, ran) == ([], [])
