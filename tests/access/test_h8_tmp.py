import pytest
from django.core.cache import cache
from tests.access.test_matrix import Browser, ask, MOVED, PAGE, WRONG
from tests.access.matrix import MATRIX
from tests.world import ROLES, build_world
MINE=[r for r in MATRIX if any(w in r.route for w in ("invite_mentor","mentor_invitation","matching:network","accounts:communit","accounts:board","boardreport"))]

@pytest.mark.django_db
def test_mine():
    world=build_world(); faults=[]
    for role in ROLES:
        cache.clear()
        browser = Browser(world, role)
        for row in MINE:
            for method, expected in (("GET", row.get), ("POST", row.post)):
                outcome, writes = ask(browser, world, row, method)
                if outcome != expected[role]:
                    faults.append(f"{role} {method} {row}: {outcome}, and not {expected[role]}")
                may_write = row.notes if method == "GET" else outcome in {MOVED, PAGE, WRONG}
                if writes and not may_write:
                    faults.append(f"{role} {method} {row}: {outcome}, and wrote {writes}")
    assert not faults, "\n".join(faults)
