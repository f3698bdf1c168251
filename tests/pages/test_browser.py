"""Every page in a browser, in light and in dark, on a wide screen and at 320 pixels; the rows are those of the access matrix.

An error in the console, a violated content policy or a fault in a script fails the test by itself (tests/conftest.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.access.matrix import MATRIX
from tests.access.rows import PAGE, Row
from tests.world import ROLES, World, build_world

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, Any], None]
Axe = Callable[[Page], list[str]]

# Not pages of the frame: answers to programs, files to take away, and a mail in its frame.
BARE = {
    "health",
    "health_web",
    "health_worker",
    "health_beat",
    "health_mail",
    "health_ready",
    "admin:jsi18n",
    "notifications:mailbox_html",
    "mfa_login_webauthn",
    "programmes:organise_import_faults",
    "programmes:organise_import_report",
    "programmes:organise_letter_html",
    "accounts:photo_of",
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
STATES = 2
READERS = [role for role in ROLES if any(role in row.readers() for row in MATRIX)]
# In the other theme only colours differ.
COLOURS = """async () => {
    const found = await axe.run(document, {runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations']});
    return found.violations.map(rule => rule.id + ': ' + rule.nodes.slice(0, 3).map(node => node.html.slice(0, 150)).join(' | '));
}"""
TOO_WIDE = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return '';
    const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > page.clientWidth + 1);
    return page.scrollWidth + ' px: ' + wide.slice(0, 3).map(e => e.outerHTML.slice(0, 90)).join(' | ');
}"""


def pages(role: str, *, most: int = STATES) -> list[Row]:
    """Of a page that several rows open, each in a state of its own, `most` states: the others are looked at without a browser
    (test_markup.py)."""
    states: Counter[str] = Counter()
    found = []
    for row in MATRIX:
        if role in row.readers() and row.route not in BARE:
            states[row.route] += 1
            if states[row.route] <= most:
                found.append(row)
    return found


@pytest.fixture
def world(live_server: Any) -> World:
    return build_world()


def enter(page: Page, world: World, role: str, sign_in: SignIn) -> None:
    if role != "visitor":
        sign_in(page, world.users[role])


def look_over(page: Page, axe: Axe) -> list[str]:
    """What is wrong with the page as it stands, in either theme and at either width."""
    page.emulate_media(color_scheme="light")
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {fault}" for fault in page.evaluate(COLOURS)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    wide = page.evaluate(TOO_WIDE)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return [*found, *([f"scrolls sideways, {wide}"] if wide else [])]


@pytest.mark.parametrize("role", READERS)
def test_axe_finds_nothing_and_every_page_fits(
    role: str, world: World, live_server: Any, new_context: Any, sign_in: SignIn, axe: Axe
) -> None:
    page, faults = new_context(viewport=WIDE).new_page(), []
    enter(page, world, role, sign_in)
    for row in pages(role):
        page.goto(live_server.url + row.url(world))
        faults += [f"{row} {fault}" for fault in look_over(page, axe)]
    assert not faults, "\n".join(faults)


FILL = """(typed) => {
    const fields = [...document.querySelectorAll('main form[method=post] [name]')];
    const everything = Object.keys(typed).length === 0;
    for (const field of fields) {
        if (everything && ['radio', 'checkbox'].includes(field.type)) field.checked = false;
        if (everything && ['text', 'textarea', 'url', 'email'].includes(field.type)) field.value = '';
        if (!(field.name in typed)) continue;
        if (['radio', 'checkbox'].includes(field.type)) field.checked = field.value === typed[field.name];
        else field.value = typed[field.name];
    }
    const form = fields.find(f => f.name in typed)?.form || document.querySelector('main form[method=post]');
    form.noValidate = true;
    const button = form.querySelector('button:not([type=button]):not([name])') || form.querySelector('button');
    form.requestSubmit(button);
}"""
IN_ERROR = [row for row in MATRIX if row.wrong is not None]


@pytest.mark.parametrize("role", sorted({row.readers()[0] for row in IN_ERROR}))
def test_a_form_in_error_takes_the_focus_and_axe_finds_nothing(
    role: str, world: World, live_server: Any, new_context: Any, sign_in: SignIn, axe: Axe
) -> None:
    page, faults = new_context(viewport=WIDE).new_page(), []
    enter(page, world, role, sign_in)
    for row in IN_ERROR:
        if row.readers()[0] != role:
            continue
        page.goto(live_server.url + row.url(world))
        with page.expect_navigation():
            page.evaluate(FILL, dict(row.wrong or {}))
        if not page.title().startswith("Error: "):
            faults.append(f"{row} is called {page.title()!r}")
            continue
        if not page.evaluate("() => document.activeElement.matches('[role=alert]')"):
            faults.append(
                f"{row} leaves the focus on {page.evaluate('() => document.activeElement.outerHTML.slice(0, 80)')}"
            )
        for link in page.locator("[role=alert] a").all():
            link.click()
            if not page.evaluate(
                "() => document.activeElement.matches('input, select, textarea, fieldset, button, [tabindex]')"
            ):
                faults.append(f"{row} leads nowhere by {link.inner_text()!r}")
        faults += [f"{row} {fault}" for fault in look_over(page, axe)]
    assert not faults, "\n".join(faults)


# --- without a script

# A passkey is made by a script; the page of parts shows buttons that belong to nothing.
SCRIPTED = {"mfa_add_webauthn", "ui:components"}
DEAD = """() => [...document.querySelectorAll('button, [role=button], [role=tab]')]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => e.tagName !== 'BUTTON' || e.type === 'button' || (e.type === 'submit' && !e.form))
    .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("role", ["visitor", "ines", "alice", "bob"])
def test_without_a_script_nothing_is_offered_that_does_nothing(
    role: str, world: World, live_server: Any, new_context: Any, sign_in: SignIn
) -> None:
    page, faults = new_context(java_script_enabled=False).new_page(), []
    enter(page, world, role, sign_in)
    for row in pages(role, most=1):
        if row.route in SCRIPTED:
            continue
        page.goto(live_server.url + row.url(world))
        if not page.locator("main h1").first.is_visible():
            faults.append(f"{row} shows no heading")
        faults += [f"{row} offers {dead}" for dead in page.evaluate(DEAD)]
    assert not faults, "\n".join(faults)


# --- with a keyboard alone

REACHABLE = """() => [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
    .filter(e => {
        if (e.type !== 'radio') return true;
        const group = [...document.querySelectorAll('input[type=radio]')].filter(o => o.name === e.name && o.form === e.form);
        return e === (group.find(o => o.checked) || group[0]);
    })
    .map((e, i) => { e.dataset.walk = i; return e.outerHTML.slice(0, 100); })"""
HERE = """() => {
    const e = document.activeElement, look = getComputedStyle(e), label = e.closest('label') || e;
    const shown = [look, getComputedStyle(label), getComputedStyle(e.nextElementSibling || e)]
        .some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none');
    const box = e.getBoundingClientRect();
    return {walk: e.dataset.walk ?? '', shown, html: e.outerHTML.slice(0, 100), out: box.bottom < 0 || box.top > innerHeight};
}"""
WALKS = [
    ("visitor", "programmes:home"),
    ("visitor", "account_signup"),
    ("ines", "programmes:intake_step"),
    ("alice", "matching:matches"),
    ("alice", "matching:request"),
    ("alice", "journeys:dashboard"),
    ("alice", "journeys:mentorship"),
    ("bob", "matching:request_decline"),
]


@pytest.mark.parametrize(("role", "route"), WALKS)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    role: str, route: str, world: World, live_server: Any, new_context: Any, sign_in: SignIn
) -> None:
    page = new_context(viewport=WIDE).new_page()
    enter(page, world, role, sign_in)
    row = next(row for row in MATRIX if row.route == route and row.get[role] is PAGE)
    page.goto(live_server.url + row.url(world))
    page.evaluate("() => document.activeElement.blur()")
    wanted: list[str] = page.evaluate(REACHABLE)
    reached, faults = set(), []
    for _press in range(len(wanted) + 3):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["html"].startswith("<body"):
            continue  # past the last one, before it begins again
        if not here["shown"]:
            faults.append(f"does not show the focus on {here['html']}")
        if here["out"]:
            faults.append(f"hides {here['html']} while it has the focus")
        reached.add(here["walk"])
    faults += [
        f"is never reached: {html}" for number, html in enumerate(wanted) if str(number) not in reached
    ]
    assert not faults, "\n".join(faults)


# --- on paper


@pytest.mark.parametrize(
    ("role", "route"),
    [("visitor", "programmes:guide_chapter"), ("alice", "journeys:mentorship"), ("alice", "matching:mentor")],
)
def test_paper_shows_the_page_and_not_the_frame(
    role: str, route: str, world: World, live_server: Any, new_context: Any, sign_in: SignIn
) -> None:
    page = new_context(viewport=WIDE, color_scheme="dark").new_page()
    enter(page, world, role, sign_in)
    row = next(row for row in MATRIX if row.route == route and row.get[role] is PAGE)
    page.goto(live_server.url + row.url(world))
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("main h1").is_visible()
    for frame in (".masthead", "body > footer", ".skip"):
        assert not any(part.is_visible() for part in page.locator(frame).all()), frame
    ink, paper = page.evaluate(
        """() => { const light = colour => { const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
            c.fillStyle = 'white'; c.fillRect(0, 0, 1, 1); c.fillStyle = colour; c.fillRect(0, 0, 1, 1);
            const [r, g, b] = c.getImageData(0, 0, 1, 1).data; return (r + g + b) / 3; };
          return [light(getComputedStyle(document.querySelector('main h1')).color), light(getComputedStyle(document.body).backgroundColor)]; }"""
    )
    assert ink < 100 < 200 < paper
