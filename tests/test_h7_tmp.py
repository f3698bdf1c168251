import pytest
from tests.access import test_matrix as t
from tests.access.organise import criteria
from tests.pages import test_browser as b
from tests.world import ROLES, build_world
from django.core.cache import cache
pytestmark = pytest.mark.django_db(transaction=True)

def test_axe(live_server, new_context, sign_in, axe):
    world = build_world()
    faults = []
    for role in ("organiser", "alice"):
        page = new_context(viewport=b.WIDE).new_page()
        b.enter(page, world, role, sign_in)
        for row in criteria.ROWS:
            if role in row.readers():
                page.goto(live_server.url + row.url(world))
                faults += [f"{row} {fault}" for fault in b.look_over(page, axe)]
                if row.wrong:
                    page.goto(live_server.url + row.url(world))
                    with page.expect_navigation():
                        page.evaluate(b.FILL, dict(row.wrong))
                    if not page.title().startswith("Error: "): faults.append(f"{row} is called {page.title()!r}")
                    elif not page.evaluate("() => document.activeElement.matches('[role=alert]')"): faults.append("focus")
                    faults += [f"{row} wrong {fault}" for fault in b.look_over(page, axe)]
    assert not faults, "\n".join(faults)

def test_mine():
    cache.clear()
    world, faults = build_world(), []
    for role in ("organiser", "other_organiser", "alice", "visitor"):
        browser = t.Browser(world, role)
        for row in criteria.ROWS:
            for method, expected in (("GET", row.get), ("POST", row.post)):
                outcome, writes = t.ask(browser, world, row, method)
                if outcome != expected[role]:
                    faults.append(f"{role} {method} {row}: {outcome}, and not {expected[role]}")
                may_write = row.notes if method == "GET" else outcome in {t.MOVED, t.PAGE, t.WRONG}
                if writes and not may_write:
                    faults.append(f"{role} {method} {row}: {outcome}, and wrote {writes}")
    assert not faults, "\n".join(faults)
