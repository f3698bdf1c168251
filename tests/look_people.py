"""Not committed."""
import os
from pathlib import Path
import pytest
from tests.world import build_world
import people_world
from programmes.links import token_of
from tests import factories as make
pytestmark = pytest.mark.django_db(transaction=True)

def test_look(live_server, new_context, sign_in):
    world = build_world(); people_world.fill(world)
    out = Path("/tmp/shots/h3b"); out.mkdir(parents=True, exist_ok=True)
    P="/admin/organise/open-doors/people/"
    make.ProgrammeFactory(organisation=world.programme.organisation, name="Second round", slug="second", state="enrolling")
    from programmes.models import Programme
    make.OrganiserFactory(programme=Programme.objects.get(slug="second"), person=world.users["organiser"].person)
    only=os.environ.get("ONLY","").split()
    for scheme, size, label in (("light", (1280, 900), "desk"), ("dark", (390, 844), "phone")):
        page = new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme).new_page()
        sign_in(page, world.users["organiser"])
        def shot(name):
            if not only or name in only: page.screenshot(path=out / f"{name}-{label}.png", full_page=True)
        def go(name,url):
            if only and name not in only: return
            page.goto(live_server.url+url); shot(name)
        go("person", f"{P}{world.alice.pk}/"); go("mentor", f"{P}{world.bob.pk}/"); go("applied", f"{P}{world.applied.pk}/")
        go("list", P)
        go("leave", f"{P}{world.alice.pk}/leave/"); go("move", f"{P}{world.alice.pk}/move/"); go("pause", f"{P}{world.bob.pk}/pause/"); go("note", f"{P}notes/{world.note.pk}/")
        go("imported", f"{P}invite/imported/")
        go("compare", f"{P}compare/?pick={world.alice.pk}&pick={world.applied.pk}&pick={world.bob.pk}&pick={world.mira.pk}")
        if not only or "review" in only:
            page.goto(live_server.url+P)
            for box in page.locator('input[name=pick]').all()[:4]: box.check()
            page.click('button[value=approved]'); shot("review")
            page.fill('textarea', "Welcome, all of you.\n\nOlga"); page.click('button[name=again]'); shot("review2")
            page.goto(live_server.url+P+"invite/")
            page.fill('textarea[name=addresses]', "nonsense\nAmara Obi <amara@example.org>\nbob@example.org"); page.click('button[name=send]'); shot("invite-faults")
            page.fill('textarea[name=addresses]', "Amara Obi <amara@example.org>\nbob@example.org"); page.click('button[name=preview]'); shot("invite-letter")
        go("other", f"/invitations/{token_of(world.invitation)}/")
        page.context.clear_cookies()
        go("public", f"/invitations/{token_of(world.invitation)}/"); go("stale", "/invitations/nothing/")
