import pytest
from tests.access.organise.runs import ROWS
from tests.access.test_matrix import Browser, ask
from tests.access.rows import *
from tests.pages.test_markup import faults, look, signed_in, forms_of, Markup, typed, queries_of, NEVER_WRONG
from tests.world import build_world, crowd, ROLES
pytestmark=pytest.mark.django_db
def test_rows():
    world=build_world(); bad=[]
    for role in ("visitor","alice","organiser","other_organiser","operator"):
        b=Browser(world, role)
        for row in ROWS:
            for method, expected in (("GET",row.get),("POST",row.post)):
                try: outcome,writes=ask(b,world,row,method)
                except Exception as e:
                    import traceback; bad.append(f"{role} {method} {row}: {traceback.format_exc()[-700:]}"); continue
                if outcome!=expected[role]: bad.append(f"{role} {method} {row}: {outcome} not {expected[role]}")
                if writes and (method=="GET" or outcome not in {MOVED,PAGE,WRONG}): bad.append(f"{role} {method} {row} wrote {writes[:1]}")
    assert not bad, "\n".join(bad)
def test_markup():
    world=build_world(); bad=[]; tried={r.route for r in ROWS if r.wrong is not None}|NEVER_WRONG
    for row in ROWS:
        if "organiser" not in row.readers(): continue
        html=look(world,row,"organiser").content.decode()
        bad+=[f"{row} {f}" for f in faults(html, admin=False)]
        if row.route not in tried and forms_of(Markup(html)): bad.append(f"untried {row}")
    for row in ROWS:
        if row.wrong is None: continue
        r=signed_in(world,"organiser").post(row.url(world), dict(row.wrong))
        html=r.content.decode(); page=Markup(html)
        if r.status_code not in (200,400) or not page.title.startswith("Error: "): bad.append(f"{row} {r.status_code} {page.title}")
        bad+=[f"{row} err {f}" for f in faults(html, admin=False)]
        for name,value in row.wrong.items():
            if value and not typed(page,name,value): bad.append(f"{row} lost {name}")
    assert not bad, "\n".join(bad)
def test_queries():
    world=build_world(); rows=[r for r in ROWS if "organiser" in r.readers()]
    few={str(r): queries_of(world,r,"organiser") for r in rows}
    print({k:len(v) for k,v in few.items()})
    crowd(world)
    many={str(r): queries_of(world,r,"organiser") for r in rows}
    assert {k:len(v) for k,v in few.items()}=={k:len(v) for k,v in many.items()}
