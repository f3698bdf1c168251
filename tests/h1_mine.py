"""Not committed."""
import pytest
from django.core.cache import cache
from tests.access.organise.programme import ROWS
from tests.access.organise.overview import ROWS as OV
from tests.access.test_matrix import Browser, ask
from tests.access.rows import MOVED, PAGE, WRONG
from tests.pages.test_markup import faults as marks, look
from tests.pages.test_browser import FILL, look_over, WIDE, enter
from tests.world import ROLES, build_world, crowd
MINE = [*ROWS, *OV]

@pytest.mark.django_db
def test_matrix():
    cache.clear()
    world, faults = build_world(), []
    for role in ROLES:
        browser = Browser(world, role)
        for row in MINE:
            for method, expected in (("GET", row.get), ("POST", row.post)):
                outcome, writes = ask(browser, world, row, method)
                if outcome != expected[role]:
                    faults.append(f"{role} {method} {row}: {outcome}, and not {expected[role]}")
                if writes and not (row.notes if method == "GET" else outcome in {MOVED, PAGE, WRONG}):
                    faults.append(f"{role} {method} {row}: wrote {writes}")
    for row in MINE:
        html = look(world, row, "organiser").content.decode()
        faults += [f"{row} {f}" for f in marks(html, admin=False)]
    assert not faults, "\n".join(faults)

@pytest.mark.django_db(transaction=True)
def test_axe(live_server, new_context, sign_in, axe):
    import h1look
    world = build_world(); h1look.full(world)
    page, faults = new_context(viewport=WIDE).new_page(), []
    enter(page, world, "organiser", sign_in)
    for url in [r.url(world) for r in MINE] + ["/admin/organise/not-yet/checklist/", "/admin/organise/not-yet/state/enrolling/"]:
        page.goto(live_server.url + url)
        faults += [f"{url} {f}" for f in look_over(page, axe)]
    for row in MINE:
        if row.wrong is None: continue
        page.goto(live_server.url + row.url(world))
        with page.expect_navigation():
            page.evaluate(FILL, dict(row.wrong or {}))
        faults += [f"{row} wrong {f}" for f in look_over(page, axe)]
        if not page.title().startswith("Error: "): faults.append(page.title())
        if not page.evaluate("() => document.activeElement.matches('[role=alert]')"): faults.append("focus")
    assert not faults, "\n".join(faults)
