import pytest
from tests.pages.test_browser import *
from tests.access.organise.runs import ROWS as MINE
pytestmark=[pytest.mark.browser, pytest.mark.django_db(transaction=True)]
for _n in [n for n in list(globals()) if n.startswith("test_")]: del globals()[_n]
def test_mine(world, live_server, new_context, sign_in, axe):
    page, faults = new_context(viewport=WIDE).new_page(), []
    enter(page, world, "organiser", sign_in)
    for row in MINE:
        if "organiser" not in row.readers(): continue
        page.goto(live_server.url + row.url(world))
        faults += [f"{row} {fault}" for fault in look_over(page, axe)]
    assert not faults, "\n".join(faults)
