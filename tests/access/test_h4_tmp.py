import pytest
from django.core.cache import cache
from tests.access.journeys.meetings import ROWS
from tests.access.test_matrix import Browser, ask
from tests.access.rows import MOVED, PAGE, WRONG
from tests.world import ROLES, build_world
from tests.pages.test_markup import test_a_form_in_error_says_where_and_keeps_what_was_typed as wrongly

@pytest.mark.django_db
def test_rows():
    cache.clear(); world=build_world(); faults=[]
    for role in ROLES:
        b=Browser(world, role)
        for row in ROWS:
            for method, exp in (("GET",row.get),("POST",row.post)):
                o,w=ask(b,world,row,method)
                if o!=exp[role]: faults.append(f"{role} {method} {row}: {o} not {exp[role]}")
                if w and not (row.notes if method=="GET" else o in {MOVED,PAGE,WRONG}): faults.append(f"{role} {method} {row}: wrote {w}")
    assert not faults, "\n".join(faults)

@pytest.mark.django_db
@pytest.mark.parametrize("row",[r for r in ROWS if r.wrong is not None], ids=str)
def test_wrong(row):
    wrongly(row)
