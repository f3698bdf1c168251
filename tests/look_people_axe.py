"""Not committed."""
import pytest
from tests.world import build_world
import people_world
from programmes.links import token_of
pytestmark = pytest.mark.django_db(transaction=True)

def test_axe(live_server, new_context, sign_in, axe):
    world = build_world(); people_world.fill(world)
    P="/admin/organise/open-doors/people/"
    mine=[P, P+"?view=waiting", P+"?view=all", f"{P}{world.alice.pk}/", f"{P}{world.bob.pk}/", f"{P}{world.alice.pk}/leave/", f"{P}{world.alice.pk}/move/", f"{P}{world.bob.pk}/pause/", f"{P}notes/{world.note.pk}/", f"{P}invite/", f"{P}invite/imported/", f"{P}invitations/", f"{P}compare/?pick={world.alice.pk}&pick={world.bob.pk}", f"/invitations/{token_of(world.invitation)}/", "/invitations/x/"]
    faults=[]
    for scheme, w in (("light",1280),("dark",320)):
        page=new_context(viewport={"width":w,"height":900}, color_scheme=scheme).new_page()
        sign_in(page, world.users["organiser"])
        def look(name):
            faults.extend(f"{name} {w}: {x}" for x in axe(page))
            wide=page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide>0: faults.append(f"{name} {w}: {wide}px sideways")
        for url in mine:
            page.goto(live_server.url+url); look(url)
        page.goto(live_server.url+P)
        for box in page.locator('input[name=pick]').all()[:4]: box.check()
        assert page.locator("[data-picked-number]").inner_text()=="4"
        page.screenshot(path=f"/tmp/shots/h3b/ticked-{w}.png")
        page.click('button[value=approved]'); look("review")
        page.fill("textarea","x"*2001); page.click('button[name=confirm]'); look("review-fault")
        page.goto(live_server.url+P+"invite/"); page.fill('textarea[name=addresses]',"nonsense"); page.click('button[name=send]'); look("invite-fault")
        page.fill('textarea[name=addresses]',"a@example.org"); page.click('button[name=preview]'); look("invite-letter")
        page.context.clear_cookies()
        page.goto(live_server.url+f"/invitations/{token_of(world.invitation)}/"); look("public")
        page.click('button:has-text("Yes, I will come")'); look("public-fault")
    print("\n".join(faults)); assert not faults
