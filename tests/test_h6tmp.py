"""The rows of my topics, asked of the running site; markup and query counts."""
import pytest
from tests.access.journeys import feedback, introductions, messages
from tests.access.organise.oversight import ROWS as OVER
from tests.access.test_matrix import Browser, ask
from tests.access.rows import *
from tests.pages.test_markup import faults, look, signed_in, forms_of, Markup, typed, queries_of, NEVER_WRONG
from tests.world import build_world, crowd, ROLES
pytestmark=pytest.mark.django_db
ROWS=[*messages.ROWS,*feedback.ROWS,*introductions.ROWS,*[r for r in OVER if r.route in ("journeys:organise_feedback","journeys:organise_help")]]
def test_rows():
    world=build_world(); bad=[]
    for role in ROLES:
        b=Browser(world, role)
        for row in ROWS:
            for method, expected in (("GET",row.get),("POST",row.post)):
                try: outcome,writes=ask(b,world,row,method)
                except Exception as e:
                    import traceback; bad.append(f"{role} {method} {row}: {traceback.format_exc()[-900:]}"); continue
                if outcome!=expected[role]: bad.append(f"{role} {method} {row}: {outcome} not {expected[role]}")
                if writes and (method=="GET" or outcome not in {MOVED,PAGE,WRONG}): bad.append(f"{role} {method} {row} wrote {writes[:1]}")
    assert not bad, "\n".join(bad)
def test_markup():
    world=build_world(); bad=[]; tried={r.route for r in ROWS if r.wrong is not None}|NEVER_WRONG
    for row in ROWS:
        for reader in row.readers():
            html=look(world,row,reader).content.decode()
            bad+=[f"{row} {f}" for f in faults(html, admin=False)]
            if row.route not in tried and forms_of(Markup(html)): bad.append(f"untried {row}")
    for row in ROWS:
        if row.wrong is None: continue
        r=signed_in(world,row.readers()[0]).post(row.url(world), dict(row.wrong))
        html=r.content.decode(); page=Markup(html)
        if r.status_code not in (200,400) or not page.title.startswith("Error: "): bad.append(f"{row} {r.status_code} {page.title}")
        bad+=[f"{row} err {f}" for f in faults(html, admin=False)]
        for name,value in row.wrong.items():
            if value and not typed(page,name,value): bad.append(f"{row} lost {name}")
    assert not bad, "\n".join(bad)
def test_queries():
    world=build_world(); rows=[(r,x) for r in ROWS for x in r.readers()]
    few={(str(r),x): len(queries_of(world,r,x)) for r,x in rows}
    print(few)
    crowd(world)
    many={(str(r),x): len(queries_of(world,r,x)) for r,x in rows}
    assert few==many, {k:(few[k],many[k]) for k in few if few[k]!=many[k]}
