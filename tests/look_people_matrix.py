"""Not committed."""
import pytest
from django.core.cache import cache
from tests.access import test_matrix as m
from tests.access.organise.people import ROWS
from tests.world import ROLES, build_world

@pytest.mark.django_db
def test_mine():
    cache.clear(); world = build_world(); faults=[]
    for role in ROLES:
        browser = m.Browser(world, role)
        for row in ROWS:
            for method, expected in (("GET", row.get), ("POST", row.post)):
                outcome, writes = m.ask(browser, world, row, method)
                if outcome != expected[role]: faults.append(f"{role} {method} {row}: {outcome}, not {expected[role]}")
                may = row.notes if method == "GET" else outcome in {m.MOVED, m.PAGE, m.WRONG}
                if writes and not may: faults.append(f"{role} {method} {row}: wrote {writes}")
    assert not faults, "\n".join(faults)
